"""The same figures in groups of patients, and the gap between the group served worst and the one served best."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, MODALITIES
from cdss.evaluation.composite_scores import FIRST_CONDITION, WHERE, PatternTable
from cdss.evaluation.held_out import ScoredEcgs, ScoredFilms
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import (
    Figure,
    Floats,
    auroc,
    bootstrap,
    expected_calibration_error,
    interval_of,
    mean_score,
    with_interval,
)
from cdss.evaluation.visits import TASKS, ScoredVisits
from cdss.training.cohort_visits import Visits

Mask = NDArray[np.bool_]
Groups = Mapping[str, Mapping[str, Mask]]
Statistic = Callable[[Floats, Floats], float]

RESAMPLES = 200
"""Draws an interval of a subgroup rests on."""

FEWEST = 5
"""A figure is given only where there are at least this many cases of each class."""

ALL = (True,) * len(MODALITIES)


def age_bands(age: Floats) -> dict[str, Mask]:
    """Children, then adults in three bands; an unknown age is in none."""
    edges = {"under 16": (0, 16), "16-39": (16, 40), "40-64": (40, 65), "65 and older": (65, np.inf)}
    return {name: (age >= low) & (age < high) for name, (low, high) in edges.items()}


def visit_groups(visits: Visits, rows: NDArray[np.int64]) -> Groups:
    """Groups of visits by sex, age and means of arrival (each: name of the group to its mask over ``rows``)."""
    sex, ambulance = visits.sex[rows], visits.ambulance[rows]
    return {
        "sex": {"women": sex == 1, "men": sex == 0},
        "age": age_bands(visits.age[rows]),
        "arrival": {"ambulance": ambulance == 1, "not by ambulance": ambulance == 0},
    }


def visit_subgroups(scored: ScoredVisits, groups: Groups, fewest: int = FEWEST) -> Iterator[Measured]:
    """AUROC, calibration error, sensitivity and specificity at the assigned level 2, by group, then their gaps.

    ``groups``: masks over ``scored.rows``.
    """
    where = scored.all_ages
    for task in TASKS:
        select, ece = _of_task(scored, task), expected_calibration_error
        yield from by_group(f"AUROC {task}", auroc, groups, where, select, fewest=fewest)
        yield from by_group(f"ECE {task}", ece, groups, where, select, lower_is_better=True, fewest=fewest)
    for name, urgent in (("sensitivity at level 2", 1.0), ("specificity at level 2", 0.0)):
        yield from by_group(name, mean_score, groups, where, _rightly_sorted(scored, urgent), fewest=fewest)


def _of_task(scored: ScoredVisits, task: str) -> Callable[[Mask], tuple[Floats, Floats]]:
    return lambda inside: scored.of(task, inside)


def _rightly_sorted(scored: ScoredVisits, urgent: float) -> Callable[[Mask], tuple[Floats, Floats]]:
    """Among visits that the nurse put at level <= 2 (``urgent`` 1) or not (0): whether the assigned level says the same."""
    chosen = scored.known("level<=2") & (scored.labels["level<=2"] == urgent)
    right = ((scored.given <= 2) == bool(urgent)).astype(np.float64)
    return lambda inside: (scored.labels["level<=2"][inside & chosen], right[inside & chosen])


def condition_subgroups(table: PatternTable, visits: Visits) -> Iterator[Measured]:
    """AUROC of every condition from all four modalities, on composite visits by sex, age and means of arrival."""
    groups, what = visit_groups(visits, table.composites.rows), ", all four modalities"
    yield from conditions_by_group(table.composites.labels, table.of(ALL), groups, WHERE, what)


def conditions_by_group(
    labels: Floats, scores: Floats, groups: Groups, where: str, what: str = "", fewest: int = FEWEST
) -> Iterator[Measured]:
    """AUROC of every condition by group; ``labels`` and ``scores`` [n, 13] as ``SCORED``, ``what`` ends each name."""
    everyone = np.ones(len(labels), bool)
    for i, code in enumerate(CONDITIONS, FIRST_CONDITION):
        of_condition = _within(labels[:, i], scores[:, i], everyone)
        yield from by_group(f"AUROC {code}{what}", auroc, groups, where, of_condition, fewest=fewest)


def film_subgroups(films: ScoredFilms) -> Iterator[Measured]:
    """AUROC of every finding on films of unseen patients by sex and age; of pneumonia by projection too."""
    women, men = films.sex == "F", films.sex == "M"
    ap, pa = films.view == "AP", films.view == "PA"
    people = {
        "sex": {"films of women": women, "films of men": men},
        "age": {f"films, {name}": mask for name, mask in age_bands(films.age).items()},
    }
    views = {
        "view": {"films AP": ap, "films PA": pa},
        "view and sex": {"AP, women": ap & women, "AP, men": ap & men, "PA, women": pa & women, "PA, men": pa & men},
    }
    everyone = np.ones(len(films.labels), bool)
    for i, code in enumerate(IMAGE_FINDINGS):
        groups = {**people, **views} if code == "pneumonia" else people
        of_finding = _within(films.labels[:, i], films.logits[:, i], everyone)
        yield from by_group(f"AUROC {code}", auroc, groups, "test patients", of_finding)


def ecg_subgroups(ecgs: ScoredEcgs) -> Iterator[Measured]:
    """AUROC of each class by sex and age, on the recordings of folds 9 and 10 whose sex and age are published."""
    groups = {
        "sex": {"ECGs of women": ecgs.sex == 1, "ECGs of men": ecgs.sex == 0},
        "age": {"ECGs under 60": ecgs.age < 60, "ECGs 60 and older": ecgs.age >= 60},
    }
    where = "folds 9 + 10, sex and age known"
    for i, code in enumerate(ECG_FINDINGS):
        known = ~np.isnan(ecgs.labels[:, i])
        labels, scores = ecgs.labels[:, i], ecgs.scores[:, i]
        yield from by_group(f"AUROC {code}", auroc, groups, where, _within(labels, scores, known))


def _within(labels: Floats, scores: Floats, known: Mask) -> Callable[[Mask], tuple[Floats, Floats]]:
    return lambda inside: (labels[inside & known], scores[inside & known])


def by_group(
    name: str,
    statistic: Statistic,
    groups: Groups,
    where: str,
    select: Callable[[Mask], tuple[Floats, Floats]],
    lower_is_better: bool = False,
    fewest: int = FEWEST,
) -> Iterator[Measured]:
    """The figure in every group (part ``age: 16-39``), then for each way of grouping the gap, worst minus best.

    A group with fewer than ``fewest`` cases of a class that the statistic needs is left out.
    """
    for way, members in groups.items():
        chosen = {group: select(mask) for group, mask in members.items()}
        chosen = {group: pair for group, pair in chosen.items() if enough(statistic, *pair, fewest)}
        for group, (labels, scores) in chosen.items():
            figure = with_interval(statistic, labels, scores, RESAMPLES)
            yield Measured(f"{way}: {group}", name, figure, where)
        if len(chosen) > 1:
            yield _gap(f"gap by {way}", name, statistic, chosen, where, lower_is_better)


def enough(statistic: Statistic, labels: Floats, scores: Floats, fewest: int = FEWEST) -> bool:
    """Whether there are ``fewest`` cases, and of each class where the statistic compares two."""
    positives = int((labels > 0.5).sum())
    cases = len(scores) if statistic is mean_score else min(positives, len(labels) - positives)
    return cases >= fewest


def _gap(
    part: str,
    name: str,
    statistic: Statistic,
    chosen: Mapping[str, tuple[Floats, Floats]],
    where: str,
    lower_is_better: bool,
) -> Measured:
    """Worst minus best; which groups these are is decided once, on all cases, so the interval may include zero."""
    values = {group: statistic(*pair) for group, pair in chosen.items()}
    low, high = min(values, key=lambda g: values[g]), max(values, key=lambda g: values[g])
    worst, best = (high, low) if lower_is_better else (low, high)
    figure = difference(statistic, chosen[worst], chosen[best], seeds=(1, 2))
    return Measured(part, name, figure, f"{where}: {worst} minus {best}")


def difference(
    statistic: Statistic, first: tuple[Floats, Floats], second: tuple[Floats, Floats], seeds: Sequence[int]
) -> Figure:
    """``statistic`` of the first cases minus that of the second, who are other patients: their draws are independent."""
    draws = [
        bootstrap(statistic, *pair, RESAMPLES, (20, seed)) for pair, seed in zip((first, second), seeds, strict=True)
    ]
    low, high = interval_of(draws[0] - draws[1])
    labels = np.concatenate([first[0], second[0]])
    value = statistic(*first) - statistic(*second)
    return Figure(value, low, high, len(labels), int((labels > 0.5).sum()))
