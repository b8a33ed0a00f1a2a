"""The sections of the report on a hospital's own test visits: figures, and what had to be left out of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from cdss.core.kinds import CONDITIONS, MODALITIES, Modality
from cdss.evaluation.bedside import bedside_figures
from cdss.evaluation.composite_scores import FIRST_CONDITION, SCORED
from cdss.evaluation.curve_set import OUTCOME_WORDS, visit_curves
from cdss.evaluation.curves import Curve
from cdss.evaluation.left_out import FEWEST, drawn, enough, few_cases, groups_left_out, sifted
from cdss.evaluation.logits import PatternAnswers
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import auroc, expected_calibration_error, mean_score, share, with_interval
from cdss.evaluation.paired import auroc_draws
from cdss.evaluation.recorded import PART, WHERE, Recorded
from cdss.evaluation.subgroups import Groups, conditions_by_group, visit_groups, visit_subgroups
from cdss.evaluation.subsets import pattern_figures
from cdss.evaluation.uncertainty import (
    Hits,
    Told,
    calibration_figures,
    condition_hits,
    coverage_figures,
    level_hits,
    slope_figure,
    told,
    told_figures,
    worst_calibration,
    worst_coverage,
)
from cdss.evaluation.visits import TASKS, ScoredVisits, visit_figures

LEAST = 50
"""Visits that a presence pattern must have to be measured by itself; a project rule."""

SECTION_OF = {"roc": "visits", "precision-recall": "visits", "reliability": "visits", "decision": "bedside"}
"""Kind of curve to the section that it stands in."""

MODALITY_WORDS = {
    Modality.IMAGE: "the film",
    Modality.ECG: "the ECG",
    Modality.VITALS: "the vital signs",
    Modality.NOTE: "the note",
}


@dataclass(frozen=True, slots=True)
class Found:
    """Figures of one section, and in words what was left out of it or must be known beside it."""

    figures: tuple[Measured, ...]
    notes: tuple[str, ...] = ()


def cohort_measures(recorded: Recorded, scored: ScoredVisits) -> dict[str, Callable[[], Found]]:
    """Section key to what measures it, in the order of the report; ``scored``: the visits as recorded."""
    visits = recorded.data.visits
    return {
        "visits": lambda: _of(outcome_figures(recorded, scored), few_cases(scored)),
        "conditions": lambda: _of(condition_figures(recorded)),
        "bedside": lambda: _of(bedside_figures(scored, visits)),
        "patterns": lambda: _of((*occurring(recorded), *_by_pattern(recorded), *gains(recorded)), _rare(recorded)),
        "uncertainty": lambda: _of(certainty_figures(recorded)),
        "subgroups": lambda: group_figures(recorded, scored),
    }


def _of(figures: Iterable[Measured], notes: Iterable[str] = ()) -> Found:
    kept, short = sifted(figures)
    return Found(tuple(kept), (*notes, *short))


def cohort_curves(recorded: Recorded, scored: ScoredVisits) -> tuple[list[Curve], list[tuple[str, str]]]:
    """The curves of the public visits, and what could not be drawn: key of the section and a sentence."""
    curves, undrawn = drawn(visit_curves(scored, recorded.data.visits), SECTION_OF, OUTCOME_WORDS.values())
    return curves, [(SECTION_OF[kind], text) for kind, text in undrawn.items()]


def outcome_figures(recorded: Recorded, scored: ScoredVisits) -> Iterator[Measured]:
    """The figures of the public visits, then how the probabilities fit here: slope, observed share, mean prediction."""
    yield from visit_figures(scored, {}, recorded.data.visits)
    for task in TASKS:
        labels, scores = scored.of(task, np.ones(len(scored), bool))
        if 0 < labels.sum() < len(labels):
            yield Measured(PART, f"calibration slope {task}", slope_figure(labels, scores), scored.all_ages)
        for name, values in ((f"observed share of {task}", labels), (f"mean predicted {task}", scores)):
            figure = with_interval(mean_score, labels, values.astype(np.float64))
            yield Measured(PART, name, figure, scored.all_ages)


def condition_figures(recorded: Recorded) -> Iterator[Measured]:
    """AUROC and calibration error of every condition, each a part of its own."""
    labels, scores = recorded.labels, recorded.scores(recorded.has)
    for i, code in enumerate(CONDITIONS, FIRST_CONDITION):
        pair = labels[:, i], scores[:, i]
        yield Measured(code, "AUROC", with_interval(auroc, *pair), WHERE)
        yield Measured(code, "ECE", with_interval(expected_calibration_error, *pair, 100), WHERE)


def occurring(recorded: Recorded) -> Iterator[Measured]:
    """The share of visits that have exactly which modalities."""
    for a in recorded.own():
        yield Measured(a.name, "share of visits that have exactly these", share(np.isin(recorded.rows, a.rows)), WHERE)


def _measured_alone(recorded: Recorded) -> list[PatternAnswers]:
    return [a for a in recorded.answers.values() if len(a.rows) >= LEAST]


def _by_pattern(recorded: Recorded) -> Iterator[Measured]:
    for a in _measured_alone(recorded):
        yield from pattern_figures(a, recorded.data)


def _rare(recorded: Recorded) -> Iterator[str]:
    """A sentence on the patterns that are too rare to be measured, and on those that no visit can show."""
    rare = [f"{a.name} ({len(a.rows)})" for a in recorded.answers.values() if len(a.rows) < LEAST]
    if rare:
        yield f"Fewer than {LEAST} visits have these, so they have no figures of their own: {'; '.join(rare)}."
    for m, modality in enumerate(MODALITIES):
        if not recorded.has[:, m].any():
            yield f"No test visit has {MODALITY_WORDS[modality]}: patterns with it do not occur."


def gains(recorded: Recorded) -> Iterator[Measured]:
    """AUROC from all that a visit has minus that without one modality, on the visits that have it and another, paired."""
    labels, whole = recorded.labels, recorded.scores(recorded.has)
    for m, modality in enumerate(MODALITIES):
        others = recorded.has.copy()
        others[:, m] = False
        both = recorded.has[:, m] & others.any(axis=1)
        if not both.any():
            continue
        less, where = recorded.scores(others), f"{WHERE} with {MODALITY_WORDS[modality]} and more"
        for i, name in enumerate(SCORED):
            pair = (auroc_draws(labels[both, i], s[both, i]) for s in (whole, less))
            gain = next(pair) - next(pair)
            yield Measured(f"adding {MODALITY_WORDS[modality]}", f"gain of AUROC {name}", gain.figure(), where)


def certainty_figures(recorded: Recorded) -> Iterator[Measured]:
    """Coverage, sizes of sets and doubt over all visits as recorded and by pattern; calibration by pattern."""
    data, alone = recorded.data, _measured_alone(recorded)
    calibration = [m for a in alone for m in calibration_figures(a, data)]
    yield from calibration
    yield from worst_calibration([m for m in calibration if enough(m)])
    conditions, levels = ([hits(a, data) for a in alone] for hits in (condition_hits, level_hits))
    own = [_whole([hits(a, data) for a in recorded.own()]) for hits in (condition_hits, level_hits)]
    for what, whole, hits in (("conditions", own[0], conditions), ("levels", own[1], levels)):
        yield from coverage_figures(f"{what} in their 90 % set", [whole, *hits])
        if hits:
            yield from worst_coverage(f"{what} in their 90 % set", hits)
    yield from told_figures(_all_told([told(a, data) for a in recorded.own()]))
    for a in alone:
        yield from told_figures(told(a, data))


def _whole(parts: Sequence[Hits]) -> Hits:
    inside, group = (np.concatenate([getattr(p, name) for p in parts]) for name in ("inside", "group"))
    return Hits(PART, inside, group, WHERE)


def _all_told(parts: Sequence[Told]) -> Told:
    arrays = [f.name for f in fields(Told)][2:]
    return Told(PART, WHERE, **{name: np.concatenate([getattr(p, name) for p in parts]) for name in arrays})


def group_figures(recorded: Recorded, scored: ScoredVisits) -> Found:
    """Outcomes and conditions by sex, age, arrival and year, and what each group lacks.

    A condition that is too rare over all visits is no figure that a group could lack.
    """
    groups = own_groups(recorded)
    labels, scores = recorded.labels, recorded.scores(recorded.has)
    found = list(visit_subgroups(scored, groups, FEWEST))
    found += conditions_by_group(labels, scores, groups, scored.all_ages, fewest=FEWEST)
    common = [m.part for m in condition_figures(recorded) if m.name == "AUROC" and enough(m)]
    names = [f"{what} {task}" for task in TASKS for what in ("AUROC", "ECE")]
    names += ["sensitivity at level 2", "specificity at level 2", *(f"AUROC {code}" for code in common)]
    return Found(tuple(found), tuple(groups_left_out(groups, found, names)))


def own_groups(recorded: Recorded) -> Groups:
    """The groups of the public visits, and the years of the table; a visit without a year is in none."""
    year = recorded.data.visits.year[recorded.rows]
    years = {str(y): year == y for y in np.unique(year[year > 0])}
    return {**visit_groups(recorded.data.visits, recorded.rows), "year": years}
