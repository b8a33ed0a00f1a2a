"""Presence must not become a diagnosis, and missing inputs must cost what they held and no more.

Masks over visits are looked up in the table of the sixteen patterns. Because each visit is scored by itself, a rate of missing
modalities acts only through how many visits lack what; where single vital signs are missing together, the network is run again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS, MODALITIES
from cdss.evaluation.composite_scores import (
    FIRST_CONDITION,
    SCORED,
    WHERE,
    Composites,
    Flags,
    PatternTable,
    composites,
    fused_scores,
    pattern_table,
)
from cdss.evaluation.korean_notes import korean_figures
from cdss.evaluation.measured import Measured
from cdss.evaluation.paired import Draws, auroc_draws, mean_draws
from cdss.evaluation.robustness_inputs import lead_figures, note_figures
from cdss.evaluation.visits import NOTE_VITALS
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.fit_calibration import PATTERNS
from cdss.training.fusion_data import TEST_YEAR, FusionData

Floats = NDArray[np.float64]

RATES: tuple[float, ...] = tuple(round(0.1 * i, 1) for i in range(10))
"""Rates of missing inputs; training hid films and ECGs at .55, vitals at .2, notes at .15, single vital signs at .1."""

SEED = 20
LEVEL, MACRO = SCORED[0], "conditions (macro)"
LOSS = "loss of AUROC"


def robustness_figures(
    model: TriageModel, data: FusionData, folder: Path, table: PatternTable | None = None
) -> Iterator[Measured]:
    """All figures; ``folder``: the data sets, for the ECG recordings; ``table`` where it was computed already."""
    table = table or pattern_table(model, data, composites(data, "test"))
    visits = table.composites
    yield from presence_figures(table, exchanged(model, data, table), masks_of_life(data, visits))
    yield from modality_sweeps(table)
    every_second = visits.at(np.arange(0, len(visits), 2))
    yield from vital_figures(model, data, every_second)
    yield from note_figures(model, data, visits)
    yield from korean_figures(model, data, visits, TEST_YEAR)
    yield from lead_figures(model.ecg, load_ecgs(folder))


def masks_of_life(data: FusionData, visits: Composites) -> Flags:
    """Presence [n, 4] as in life: film and ECG where the visit's record says that they were made, vitals and note always."""
    film, ecg = data.visits.film_done[visits.rows], data.visits.ecg_done[visits.rows]
    always = np.ones(len(visits), bool)
    return np.column_stack([film, ecg, always, always])


def reversed_masks(life: Flags) -> Flags:
    """Film and ECG shown where they were not made, and hidden where they were."""
    return np.column_stack([~life[:, :2], life[:, 2:]])


def exchanged(model: TriageModel, data: FusionData, table: PatternTable) -> PatternTable:
    """The same table with films and ECGs exchanged between visits at random: recordings that say nothing of the patient.

    Only the patterns with vitals and note are computed again; the others are NaN.
    """
    old, rng = table.composites, np.random.default_rng(SEED)
    visits = Composites(old.rows, rng.permutation(old.films), rng.permutation(old.ecgs), old.labels)
    scores = np.full_like(table.scores, np.nan)
    for i, pattern in enumerate(PATTERNS):
        if pattern == NOTE_VITALS:
            scores[i] = table.scores[i]
        elif pattern[2] and pattern[3]:
            scores[i] = fused_scores(model, data, visits, np.tile(np.array(pattern), (len(visits), 1)))
    return PatternTable(visits, scores)


def presence_figures(table: PatternTable, strangers: PatternTable, life: Flags) -> Iterator[Measured]:
    """Macro AUROC of the conditions under masks that follow life, follow its reverse, or follow nothing.

    Reversing also hides the recordings of those who are ill, which costs what they would have told. With the recordings of
    strangers (``strangers``) there is nothing to lose but what the network reads from presence alone; as most recordings
    speak against a condition, a sound network then loses less than nothing.
    """
    order = np.random.default_rng(SEED).permutation(len(life))
    masks = {"reversed": reversed_masks(life), "permuted between visits": life[order]}
    for content, answers in (("own recordings", table), ("recordings of strangers", strangers)):
        base = _macro(answers.under(life), answers)
        yield Measured(f"presence as in life, {content}", f"AUROC {MACRO}", base.figure(), WHERE)
        for name, mask in masks.items():
            found, part = _macro(answers.under(mask), answers), f"presence {name}, {content}"
            yield Measured(part, f"AUROC {MACRO}", found.figure(), WHERE)
            yield Measured(part, f"{LOSS} {MACRO}", (base - found).figure(), WHERE)
    yield from _worst_condition(strangers, life)


def _worst_condition(strangers: PatternTable, life: Flags) -> Iterator[Measured]:
    """The condition that loses most when presence is reversed and recordings say nothing."""
    before, after = (_each(strangers.under(mask), strangers) for mask in (life, reversed_masks(life)))
    losses = {code: before[code] - after[code] for code in CONDITIONS if not np.isnan(before[code].value)}
    if losses:
        worst = max(losses, key=lambda code: losses[code].value)
        part = "gap when presence is reversed, recordings of strangers, worst condition"
        yield Measured(part, f"{LOSS} one condition", losses[worst].figure(), f"{WHERE}: {worst}")


def modality_sweeps(table: PatternTable) -> Iterator[Measured]:
    """AUROC as one modality, or each by itself, is missing from more and more visits."""
    n = len(table.composites)
    chance = np.random.default_rng(SEED).random((n, len(MODALITIES)))
    for name, columns in _sweeps():
        curve = {rate: table.under(~((chance < rate) & columns)) for rate in RATES}
        yield from _curve(f"{name} missing", curve, table.composites.labels)


def _sweeps() -> tuple[tuple[str, Flags], ...]:
    alone = np.eye(len(MODALITIES), dtype=bool)
    singles = tuple((str(m), alone[i]) for i, m in enumerate(MODALITIES))
    return (*singles, ("each modality", np.ones(len(MODALITIES), bool)))


def vital_figures(model: TriageModel, data: FusionData, visits: Composites) -> Iterator[Measured]:
    """Note and vitals with single vital signs removed, missing ever more often, and all of them missing ever more often."""
    n, shown = len(visits), np.tile(np.array(NOTE_VITALS), (len(visits), 1))
    whole = fused_scores(model, data, visits, shown)
    base = auroc_draws(visits.labels[:, 0], whole[:, 0])
    chance = np.random.default_rng(SEED).random((n, len(VITAL_NAMES)))
    for i, name in enumerate(VITAL_NAMES):
        kept = np.ones((n, len(VITAL_NAMES)), bool)
        kept[:, i] = False
        without = fused_scores(model, data, visits, shown, kept)
        loss = base - auroc_draws(visits.labels[:, 0], without[:, 0])
        yield Measured(f"note and vitals without {name}", f"{LOSS} {LEVEL}", loss.figure(), WHERE)
        curve = {rate: np.where(chance[:, i, None] < rate, without, whole) for rate in RATES}
        yield from _curve(f"{name} missing", curve, visits.labels, points=False)
    curve = {rate: fused_scores(model, data, visits, shown, chance >= rate) for rate in RATES}
    yield from _curve("each vital sign missing", curve, visits.labels)


def _curve(name: str, curve: Mapping[float, Floats], labels: Floats, points: bool = True) -> Iterator[Measured]:
    """AUROC at each rate (where ``points``), and the largest drop between neighbouring rates: a cliff would show here."""
    found = {rate: _level_and_macro(scores, labels) for rate, scores in curve.items()}
    for output in (LEVEL, MACRO):
        if points:
            for rate, draws in found.items():
                yield Measured(f"{name} at {rate:.1f}", f"AUROC {output}", draws[output].figure(), WHERE)
        drops = {(a, b): found[a][output] - found[b][output] for a, b in pairwise(found)}
        at, to = max(drops, key=lambda step: np.nan_to_num(drops[step].value, nan=-1.0))
        part, where = f"gap between neighbouring rates at its largest, {name}", f"{WHERE}: {at:.1f} to {to:.1f}"
        yield Measured(part, f"{LOSS} {output}", drops[at, to].figure(), where)
        total = found[RATES[0]][output] - found[RATES[-1]][output]
        yield Measured(f"{name}, from 0 to .9", f"{LOSS} {output}", total.figure(), WHERE)


def _level_and_macro(scores: Floats, labels: Floats) -> dict[str, Draws]:
    conditions = range(FIRST_CONDITION, len(SCORED))
    macro = mean_draws([auroc_draws(labels[:, i], scores[:, i]) for i in conditions])
    return {LEVEL: auroc_draws(labels[:, 0], scores[:, 0]), MACRO: macro}


def _each(scores: Floats, table: PatternTable) -> dict[str, Draws]:
    labels = table.composites.labels
    places = enumerate(CONDITIONS, FIRST_CONDITION)
    return {code: auroc_draws(labels[:, i], scores[:, i]) for i, code in places}


def _macro(scores: Floats, table: PatternTable) -> Draws:
    return mean_draws(list(_each(scores, table).values()))
