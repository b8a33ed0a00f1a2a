"""Checks that hold the model's level against a rule, or one part of the case against another, as the program makes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Severity
from cdss.core.result import Issue
from cdss.engine.local import LocalEngine
from cdss.evaluation.disagreement.fired import Fired, Flags, Levels
from cdss.evaluation.explanations.patients import SEED, composite
from cdss.evaluation.visits import ADULT, ScoredVisits
from cdss.records.assessment import Assessment
from cdss.scoring.triage_levels import URGENT_LEVEL
from cdss.training.cohort_visits import Visits

VISITS = 2000
"""Visits drawn: with an answer in 25 ms, under a minute."""

TOGETHER = 32
"""Visits assessed at once."""

Fits = Callable[[Issue], bool]

STATED = ("note_states_other_age", "note_states_other_sex", "note_states_other_consciousness")

CALM, URGENT, ANY = "above 2", "1 or 2", ""
"""The model's levels that a check can speak of."""

RULES: Mapping[str, tuple[Fits, str]] = {
    "NEWS2 of 7 or more, level above 2": (lambda one: one.code == "check_news2_above_model", CALM),
    "3 in one item of NEWS2, level above 2": (
        lambda one: one.code == "check_news2_single" and one.severity is Severity.WARNING,
        CALM,
    ),
    "NEWS2 of 0, level 1 or 2": (lambda one: one.code == "check_news2_below_model", URGENT),
    "note against age, sex or consciousness": (lambda one: one.code in STATED, ANY),
}
"""Check in words to the issues that it gives and the levels that it can speak of."""


def rule_checks(engine: LocalEngine, scored: ScoredVisits, visits: Visits) -> Iterator[Fired]:
    """The checks of ``RULES`` on ``VISITS`` adults drawn from ``scored``, with their own note and vital signs and no donor."""
    adults = np.flatnonzero(visits.age[scored.rows] >= ADULT)
    drawn = np.sort(np.random.default_rng(SEED).permutation(adults)[:VISITS])
    answers = assessed(engine, visits, scored.rows[drawn])
    yield from fired_rules(answers, scored.actual[drawn], f"{scored.adults}, note and vital signs, drawn at random")


def fired_rules(answers: Sequence[Assessment], actual: Levels, where: str) -> Iterator[Fired]:
    """The checks of ``RULES`` in ``answers`` [n]; ``actual`` [n]: the nurse's levels, 0 unknown."""
    given = np.array([one.acuity.level for one in answers], np.int64)
    urgent: Flags = given <= URGENT_LEVEL
    able = {CALM: ~urgent, URGENT: urgent, ANY: np.ones(len(given), bool)}
    for part, (fits, levels) in RULES.items():
        fired = np.array([any(map(fits, one.checks)) for one in answers], bool)
        yield Fired(part, where, fired, able[levels], given, actual)


def assessed(engine: LocalEngine, visits: Visits, rows: NDArray[np.int64]) -> list[Assessment]:
    """The program's answers for visits as they were recorded."""
    cases = [replace(composite(visits, int(row)), composite=False) for row in rows]
    chunks = (cases[start : start + TOGETHER] for start in range(0, len(cases), TOGETHER))
    return [answer for chunk in chunks for answer in engine.assess_together(chunk)]
