"""The section of the report: every test of every method of explanation, on patients that nothing was trained on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from cdss.engine.explained.marked import Marked
from cdss.evaluation.explanations import named
from cdss.evaluation.explanations.agree import agreement, agreement_figures, occlusion_agreements
from cdss.evaluation.explanations.exact import errors_of_sum, exact_figures
from cdss.evaluation.explanations.methods import FILM, METHODS, Tested, subject_of
from cdss.evaluation.explanations.noise import NOISE, kept
from cdss.evaluation.explanations.patients import DONORS, SEED, patients
from cdss.evaluation.explanations.planted import Plant, pointed, pointing_figures
from cdss.evaluation.explanations.planted_ecg import ecg_plants
from cdss.evaluation.explanations.planted_film import film_plants
from cdss.evaluation.explanations.planted_note import note_plants
from cdss.evaluation.explanations.planted_vitals import vitals_plants
from cdss.evaluation.explanations.randomise import correlations, randomised_figures
from cdss.evaluation.explanations.removal import gap_figures, gaps
from cdss.evaluation.explanations.synergy import synergy_check, trained
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import mean_score, with_interval
from cdss.explain.deletion import FEWEST
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.records.case import Case
from cdss.training.cohort_visits import Visits

DRAWN, REMOVED = 260, 200
"""Composite patients, and those of each method with at least two inputs to order."""

RANDOMISED, STABLE, AGREED, OCCLUDED = 20, 120, 40, 6
"""Patients of the other tests, the first of those that have something marked. Of 40, the mean correlation under noise of a
method was uncertain by .03, more than what parted it from its limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Patients:
    """Composite patients, and the memory that holds their donors."""

    cases: tuple[Case, ...]
    recent: Recent


def explanation_figures(model: TriageModel, visits: Visits, folder: Path) -> Iterator[Measured]:
    """All figures, method by method."""
    drawn = Patients(patients(visits, folder, DRAWN), Recent(most=2 * DONORS))
    plants = planted(visits, folder)
    for method in METHODS:
        yield from pointing_figures(method.title, list(pointed(model, method.target, plants[method.title]())))
        yield from figures_of(model, method, drawn)
    errors = errors_of_sum(model, drawn.cases[:STABLE], drawn.recent)
    yield from exact_figures(errors, synergy_check(trained()))


def planted(visits: Visits, folder: Path) -> dict[str, Callable[[], Iterable[Plant]]]:
    """What is planted for each method."""
    return {
        named.FILM: lambda: film_plants(visits, folder),
        named.ECG: lambda: ecg_plants(visits, folder),
        named.NOTE: lambda: note_plants(visits),
        named.VITALS: lambda: vitals_plants(visits),
    }


def figures_of(model: TriageModel, method: Tested, drawn: Patients) -> Iterator[Measured]:
    """Removal, randomisation, stability and agreement of one method; what is marked is computed once."""
    marks = list(marked(model, method, drawn))
    found = [one for i, (_, mark) in enumerate(marks) if (one := gaps(mark, SEED + i)) is not None]
    yield from gap_figures(method.title, found)
    telling = [pair for pair in marks if len(pair[1].effects) >= FEWEST and np.ptp(pair[1].effects) > 0.0]
    yield from randomised_figures(method.title, correlations(model, method, telling[:RANDOMISED]))
    yield stability_figure(method.title, kept(under_noise(model, method, telling[:STABLE])))
    agreed = [rho for _, mark in telling[:AGREED] if (rho := agreement(mark, method.part)) is not None]
    covered = [subject_of(model, case, method.target, drawn.recent) for case, _ in telling[:OCCLUDED]]
    occlusion = list(occlusion_agreements(covered)) if method is FILM else None
    yield from agreement_figures(method.title, agreed, occlusion)


def marked(model: TriageModel, method: Tested, drawn: Patients) -> Iterator[tuple[Case, Marked]]:
    """The first ``REMOVED`` patients with at least two inputs, and what the method marks on each."""
    every = ((case, method.mark(subject_of(model, case, method.target, drawn.recent))) for case in drawn.cases)
    enough = ((case, mark) for case, mark in every if mark is not None and len(mark.effects) >= 2)
    yield from islice(enough, REMOVED)


def under_noise(
    model: TriageModel, method: Tested, marks: Sequence[tuple[Case, Marked]]
) -> Iterator[tuple[Marked, Marked | None]]:
    """What is marked on each patient without and with the noise of the method's modality."""
    rng = np.random.default_rng(SEED)
    for case, before in marks:
        changed = NOISE[method.title](case, rng)
        yield before, method.mark(subject_of(model, changed, method.target))


def stability_figure(title: str, found: Sequence[float]) -> Measured:
    """Mean rank correlation over patients."""
    scores = np.array(found, np.float64)
    return Measured(title, named.STABLE, with_interval(mean_score, np.ones(len(scores)), scores), named.COMPOSITE)
