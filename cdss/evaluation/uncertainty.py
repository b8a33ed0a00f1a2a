"""Calibration by presence pattern, coverage of the sets by pattern, sex and age, and what saying "I don't know" gains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.logits import WHERE, PatternAnswers, pattern_answers
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure, Floats, expected_calibration_error, mean_score, with_interval
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import OUTCOMES, assigned_level, logit, sigmoid
from cdss.scoring.conformal import COVERAGE, in_condition_set, in_level_set
from cdss.scoring.groups import EVERYBODY, GROUPS, groups
from cdss.scoring.selective import confidence, likelier_level
from cdss.scoring.site import recalibration
from cdss.training.fit_calibration import PATTERNS
from cdss.training.fusion_data import FusionData

DRAWS = 100
"""Bootstrap draws; the figures are many and their intervals need not be sharp."""

LEAST = 50
"""Patients a group must have for its coverage to be judged: with fewer, chance alone moves it by more than four points."""

EVERY_PATTERN = "all patterns"


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Whether each patient's truth was in the set: ``inside`` [n] 0/1 with the patients' ``group`` [n], of one pattern."""

    pattern: str
    inside: Floats
    group: NDArray[np.int64]


def uncertainty_figures(model: TriageModel, data: FusionData) -> Iterator[Measured]:
    """All figures of the section, the fifteen patterns first, then the worst over them."""
    answers = [pattern_answers(model, data, present) for present in PATTERNS[1:]]
    calibration = [m for a in answers for m in calibration_figures(a, data)]
    yield from calibration
    yield from worst_calibration(calibration)
    conditions, levels = [condition_hits(a, data) for a in answers], [level_hits(a, data) for a in answers]
    for what, hits in (("conditions in their 90 % set", conditions), ("levels in their 90 % set", levels)):
        yield from coverage_figures(what, hits)
        yield from worst_coverage(what, hits)
    for a in answers:
        yield from set_sizes(a, data)
        yield from selective_figures(a, data)
        yield from doubt_figures(a, data)


def calibration_figures(a: PatternAnswers, data: FusionData) -> Iterator[Measured]:
    """ECE and calibration slope of level <= 2, admission and critical under one pattern."""
    known, urgent = _urgent(a, data)
    outcomes = data.visits.outcomes[a.rows]
    pairs = {"level<=2": (urgent, a.found.risk[known])}
    pairs |= {name: (outcomes[:, i], a.found.binary[:, i]) for i, name in enumerate(OUTCOMES)}
    for name, (labels, scores) in pairs.items():
        yield Measured(a.name, f"ECE {name}", with_interval(expected_calibration_error, labels, scores, DRAWS), WHERE)
        yield Measured(a.name, f"calibration slope {name}", slope_figure(labels, scores), WHERE)


def slope_figure(labels: Floats, scores: Floats) -> Figure:
    """Slope of the outcome's log odds on those predicted (Cox 1958; 1 is ideal), with its Wald 95 % interval."""
    x = logit(np.asarray(scores, np.float64))
    slope, intercept = recalibration(np.asarray(scores, np.float64), np.asarray(labels, np.float64), with_slope=True)
    p = sigmoid(slope * x + intercept)
    columns = np.column_stack([np.ones_like(x), x])
    spread = np.linalg.inv(columns.T @ (columns * (p * (1 - p))[:, None]))
    reach = 1.96 * float(np.sqrt(spread[1, 1]))
    return Figure(slope, slope - reach, slope + reach, len(labels), int((labels > 0.5).sum()))


def worst_calibration(found: Sequence[Measured]) -> Iterator[Measured]:
    """For each figure the pattern where it is furthest from ideal (ECE 0, slope 1)."""
    for name in dict.fromkeys(m.name for m in found):
        ideal = 1.0 if "slope" in name else 0.0
        worst = max((m for m in found if m.name == name), key=lambda m: abs(m.figure.value - ideal))
        yield Measured(EVERY_PATTERN, f"worst {name} ({worst.part})", worst.figure, WHERE)


def condition_hits(a: PatternAnswers, data: FusionData) -> Hits:
    """Every condition that a patient has: is it in the set of the patient's group?"""
    group = _group(a, data)
    inside = in_condition_set(a.found.binary, a.pattern, group)
    who, what = np.nonzero(data.visits.conditions[a.rows] == 1)
    return Hits(a.name, inside[who, what].astype(np.float64), group[who])


def level_hits(a: PatternAnswers, data: FusionData) -> Hits:
    """The nurse's level, where known: is it in the set of the patient's group?"""
    acuity = data.visits.acuity[a.rows]
    known, group = acuity >= 0, _group(a, data)
    inside = in_level_set(a.found.levels, assigned_level(a.found.levels, a.pattern), a.pattern, group)
    return Hits(a.name, inside[known, acuity[known]].astype(np.float64), group[known])


def coverage_figures(what: str, hits: Iterable[Hits]) -> Iterator[Measured]:
    """Coverage of each pattern, over everybody and by sex and age group."""
    for h in hits:
        yield Measured(h.pattern, what, _share(h.inside), WHERE)
        for g, name in enumerate(GROUPS[:EVERYBODY]):
            yield Measured(h.pattern, f"{what}, {name}", _share(h.inside[h.group == g]), WHERE)


def worst_coverage(what: str, hits: Sequence[Hits]) -> Iterator[Measured]:
    """Largest distance from 90 %: over patterns, and over pattern x sex x age with ``LEAST`` patients or more."""
    cells = [(h.pattern, h.inside) for h in hits]
    yield _furthest(f"{what}, worst gap of a pattern", cells)
    cells = [(f"{h.pattern}, {GROUPS[g]}", h.inside[h.group == g]) for h in hits for g in range(EVERYBODY)]
    yield _furthest(f"{what}, worst gap of pattern x sex x age", cells)


def set_sizes(a: PatternAnswers, data: FusionData) -> Iterator[Measured]:
    """Mean number of conditions (of 10) and of levels (of 5) in a set: what the coverage costs."""
    group = _group(a, data)
    conditions = in_condition_set(a.found.binary, a.pattern, group).sum(axis=1)
    levels = in_level_set(a.found.levels, assigned_level(a.found.levels, a.pattern), a.pattern, group).sum(axis=1)
    yield Measured(a.name, "mean size of the condition set (of 10)", _share(conditions.astype(np.float64)), WHERE)
    yield Measured(a.name, "mean size of the level set (of 5)", _share(levels.astype(np.float64)), WHERE)


def selective_figures(a: PatternAnswers, data: FusionData) -> Iterator[Measured]:
    """Share of patients the model answers for, and how often urgent or not is wrong: among all, among those answered."""
    known, urgent = _urgent(a, data)
    wrong = ((assigned_level(a.found.levels, a.pattern)[known] <= 2) != (urgent > 0.5)).astype(np.float64)
    answered = (confidence(a.found)[known] >= a.pattern.confidence).astype(np.float64)
    yield Measured(a.name, "share of patients answered", _share(answered), WHERE)
    yield Measured(a.name, "urgent or not is wrong, all", _share(wrong), WHERE)
    yield Measured(a.name, "urgent or not is wrong, answered", _share(wrong[answered == 1]), WHERE)
    ratio = with_interval(_error_ratio, wrong, answered, DRAWS)
    yield Measured(a.name, "error of the answered over the error of all", ratio, WHERE)


def doubt_figures(a: PatternAnswers, data: FusionData) -> Iterator[Measured]:
    """Share of patients of whom the screen says that the model is not sure, and how often the level is wrong with and without."""
    acuity = data.visits.acuity[a.rows]
    graded, given = acuity >= 0, assigned_level(a.found.levels, a.pattern)
    told = likelier_level(a.found.levels, given) != given
    wrong = (given != acuity + 1).astype(np.float64)
    yield Measured(a.name, "share of patients told that the model is not sure", _share(told.astype(np.float64)), WHERE)
    yield Measured(a.name, "level given is wrong, told not sure", _share(wrong[graded & told]), WHERE)
    yield Measured(a.name, "level given is wrong, not told", _share(wrong[graded & ~told]), WHERE)


def _urgent(a: PatternAnswers, data: FusionData) -> tuple[NDArray[np.bool_], Floats]:
    """Which visits have a nurse's level, and for those whether it is 1 or 2."""
    acuity = data.visits.acuity[a.rows]
    return acuity >= 0, (acuity[acuity >= 0] <= 1).astype(np.float64)


def _group(a: PatternAnswers, data: FusionData) -> NDArray[np.int64]:
    return groups(data.visits.sex[a.rows], data.visits.age[a.rows])


def _error_ratio(wrong: Floats, answered: Floats) -> float:
    """Error among the answered over the error among all; NaN where nobody was answered or nothing was wrong."""
    kept = wrong[answered > 0]
    return float(kept.mean() / wrong.mean()) if len(kept) and wrong.any() else float("nan")


def _share(values: Floats) -> Figure:
    return with_interval(mean_score, np.ones(len(values)), values, DRAWS)


def _furthest(name: str, cells: Iterable[tuple[str, Floats]]) -> Measured:
    enough = [(label, inside) for label, inside in cells if len(inside) >= LEAST]
    if not enough:
        return Measured(EVERY_PATTERN, name, Figure(float("nan"), float("nan"), float("nan"), 0, 0), WHERE)
    label, inside = max(enough, key=lambda cell: abs(float(cell[1].mean()) - COVERAGE))
    gap = with_interval(lambda _, s: abs(float(s.mean()) - COVERAGE), np.ones(len(inside)), inside, DRAWS)
    return Measured(EVERY_PATTERN, f"{name} ({label})", gap, WHERE)
