"""Calibration by presence pattern, coverage of the sets by pattern, sex and age, and what saying "I don't know" gains."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.logits import PatternAnswers, pattern_answers
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

Named = tuple[str, Figure]
"""A figure with its name."""


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """Whether each patient's truth was in the set: ``inside`` [n] 0/1 with the patients' ``group`` [n], of one pattern.

    ``where``: which visits these are.
    """

    pattern: str
    inside: Floats
    group: NDArray[np.int64]
    where: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is told of each visit under one pattern, arrays [n].

    ``conditions``, ``levels``: sizes of the two sets; ``graded``: whether the nurse gave a level; ``answered``: whether the
    model answers; ``unsure``: whether the screen says that it is not sure; ``urgency_wrong``, ``level_wrong`` 0/1 mean
    nothing where a visit is not graded.
    """

    pattern: str
    where: str
    conditions: Floats
    levels: Floats
    graded: NDArray[np.bool_]
    answered: NDArray[np.bool_]
    unsure: NDArray[np.bool_]
    urgency_wrong: Floats
    level_wrong: Floats


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
        yield from told_figures(told(a, data))


def calibration_figures(a: PatternAnswers, data: FusionData) -> Iterator[Measured]:
    """ECE and calibration slope of level <= 2, admission and critical under one pattern."""
    acuity, outcomes = data.visits.acuity[a.rows], data.visits.outcomes[a.rows]
    known = acuity >= 0
    urgent = (acuity[known] <= 1).astype(np.float64)
    pairs: dict[str, tuple[Floats, Floats]] = {"level<=2": (urgent, a.found.risk[known])}
    pairs |= {name: (outcomes[:, i], a.found.binary[:, i]) for i, name in enumerate(OUTCOMES)}
    for name, (labels, scores) in pairs.items():
        yield from calibration_of(a.name, name, labels, scores, a.where)


def calibration_of(part: str, name: str, labels: Floats, scores: Floats, where: str) -> Iterator[Measured]:
    """ECE and calibration slope of one output; the slope needs cases of both classes, and is left out elsewhere."""
    error = with_interval(expected_calibration_error, labels, scores, DRAWS)
    yield Measured(part, f"ECE {name}", error, where)
    if 0 < labels.sum() < len(labels):
        yield Measured(part, f"calibration slope {name}", slope_figure(labels, scores), where)


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
        yield Measured(EVERY_PATTERN, f"worst {name} ({worst.part})", worst.figure, worst.split)


def condition_hits(a: PatternAnswers, data: FusionData) -> Hits:
    """Every condition that a patient has: is it in the set of the patient's group?"""
    group = _group(a, data)
    inside = in_condition_set(a.found.binary, a.pattern, group)
    who, what = np.nonzero(data.visits.conditions[a.rows] == 1)
    return Hits(a.name, inside[who, what].astype(np.float64), group[who], a.where)


def level_hits(a: PatternAnswers, data: FusionData) -> Hits:
    """The nurse's level, where known: is it in the set of the patient's group?"""
    acuity = data.visits.acuity[a.rows]
    known, group = acuity >= 0, _group(a, data)
    inside = in_level_set(a.found.levels, assigned_level(a.found.levels, a.pattern), a.pattern, group)
    return Hits(a.name, inside[known, acuity[known]].astype(np.float64), group[known], a.where)


def coverage_figures(what: str, hits: Iterable[Hits]) -> Iterator[Measured]:
    """Coverage of each pattern, over everybody and by sex and age group."""
    for h in hits:
        yield Measured(h.pattern, what, _share(h.inside), h.where)
        for g, name in enumerate(GROUPS[:EVERYBODY]):
            yield Measured(h.pattern, f"{what}, {name}", _share(h.inside[h.group == g]), h.where)


def worst_coverage(what: str, hits: Sequence[Hits]) -> Iterator[Measured]:
    """Largest distance from 90 %: over patterns, and over pattern x sex x age with ``LEAST`` patients or more."""
    where = hits[0].where
    cells = [(h.pattern, h.inside) for h in hits]
    yield _furthest(f"{what}, worst gap of a pattern", cells, where)
    cells = [(f"{h.pattern}, {GROUPS[g]}", h.inside[h.group == g]) for h in hits for g in range(EVERYBODY)]
    yield _furthest(f"{what}, worst gap of pattern x sex x age", cells, where)


def told(a: PatternAnswers, data: FusionData) -> Told:
    """Sizes of the sets, and what the model says that it does not know, of each visit of one pattern."""
    group, given, acuity = _group(a, data), assigned_level(a.found.levels, a.pattern), data.visits.acuity[a.rows]
    return Told(
        a.name,
        a.where,
        conditions=in_condition_set(a.found.binary, a.pattern, group).sum(axis=1).astype(np.float64),
        levels=in_level_set(a.found.levels, given, a.pattern, group).sum(axis=1).astype(np.float64),
        graded=acuity >= 0,
        answered=confidence(a.found) >= a.pattern.confidence,
        unsure=likelier_level(a.found.levels, given) != given,
        urgency_wrong=((given <= 2) != (acuity <= 1)).astype(np.float64),
        level_wrong=(given != acuity + 1).astype(np.float64),
    )


def told_figures(t: Told) -> Iterator[Measured]:
    """Sizes of the sets, selective prediction, and the doubt that the screen shows."""
    for name, figure in (*set_sizes(t), *selective_figures(t), *doubt_figures(t)):
        yield Measured(t.pattern, name, figure, t.where)


def set_sizes(t: Told) -> Iterator[Named]:
    """Mean number of conditions (of 10) and of levels (of 5) in a set: what the coverage costs."""
    yield "mean size of the condition set (of 10)", _share(t.conditions)
    yield "mean size of the level set (of 5)", _share(t.levels)


def selective_figures(t: Told) -> Iterator[Named]:
    """Share of patients the model answers for, and how often urgent or not is wrong: among all, among those answered."""
    wrong, answered = t.urgency_wrong[t.graded], t.answered[t.graded].astype(np.float64)
    yield "share of patients answered", _share(answered)
    yield "urgent or not is wrong, all", _share(wrong)
    yield "urgent or not is wrong, answered", _share(wrong[answered == 1])
    yield "error of the answered over the error of all", with_interval(_error_ratio, wrong, answered, DRAWS)


def doubt_figures(t: Told) -> Iterator[Named]:
    """Share of patients of whom the screen says that the model is not sure, and how often the level is wrong with and without."""
    yield "share of patients told that the model is not sure", _share(t.unsure.astype(np.float64))
    yield "level given is wrong, told not sure", _share(t.level_wrong[t.graded & t.unsure])
    yield "level given is wrong, not told", _share(t.level_wrong[t.graded & ~t.unsure])


def _group(a: PatternAnswers, data: FusionData) -> NDArray[np.int64]:
    return groups(data.visits.sex[a.rows], data.visits.age[a.rows])


def _error_ratio(wrong: Floats, answered: Floats) -> float:
    """Error among the answered over the error among all; NaN where nobody was answered or nothing was wrong."""
    kept = wrong[answered > 0]
    return float(kept.mean() / wrong.mean()) if len(kept) and wrong.any() else float("nan")


def _share(values: Floats) -> Figure:
    return with_interval(mean_score, np.ones(len(values)), values, DRAWS)


def _furthest(name: str, cells: Iterable[tuple[str, Floats]], where: str) -> Measured:
    enough = [(label, inside) for label, inside in cells if len(inside) >= LEAST]
    if not enough:
        return Measured(EVERY_PATTERN, name, Figure(float("nan"), float("nan"), float("nan"), 0, 0), where)
    label, inside = max(enough, key=lambda cell: abs(float(cell[1].mean()) - COVERAGE))
    gap = with_interval(lambda _, s: abs(float(s.mean()) - COVERAGE), np.ones(len(inside)), inside, DRAWS)
    return Measured(EVERY_PATTERN, f"{name} ({label})", gap, where)
