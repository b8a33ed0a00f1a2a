"""Recommended actions: looked up in a table, never generated, shown only as "consider", ticked off by the clinician when done.

The table is ``resources/actions/*.json``: each row says for which condition and levels it is, what to consider in English and
Korean, and the guideline with its year and the strength that the guideline itself gives. To add or correct one, edit a row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from cdss.core.kinds import CONDITIONS
from cdss.core.paths import resources_dir
from cdss.records.assessment import Condition
from cdss.session.decision.considered import DoneActions, Recommended
from cdss.session.decision.wording import Likelihood, likelihood
from cdss.session.state import Entry, SessionState


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table. ``condition`` None: for any patient of ``levels``; ``doi``, ``strength_ko`` empty for none.

    ``checks``: codes of checks that call for it too, however improbable the condition is.
    """

    code: str
    condition: str | None
    levels: tuple[int, ...]
    en: str
    ko: str
    guideline: str
    year: int
    strength: str
    doi: str = ""
    strength_ko: str = ""
    checks: tuple[str, ...] = ()

    def text(self, language: str) -> str:
        """What to consider, in ``en`` or ``ko``."""
        return self.ko if language == "ko" else self.en

    def source(self, language: str) -> str:
        """Guideline, year and strength; a class, grade or level of evidence is the same in every language."""
        strength = self.strength_ko if language == "ko" and self.strength_ko else self.strength
        return f"{self.guideline} {self.year} · {strength}"


@cache
def table() -> tuple[Row, ...]:
    """Every row, in the order of the files and of their lines; ``TypeError`` for a key that no row has."""
    paths = sorted((resources_dir() / "actions").glob("*.json"))
    rows = (row for path in paths for row in json.loads(path.read_text(encoding="utf-8")))
    lists = ("levels", "checks")
    return tuple(Row(**{**row, **{key: tuple(row[key]) for key in lists if key in row}}) for row in rows)


def recommended(
    conditions: Iterable[Condition],
    level: int | None,
    done: DoneActions,
    language: str = "en",
    checks: Iterable[str] = (),
) -> tuple[Recommended, ...]:
    """What to consider at ``level`` (the one that holds, 1-5) for conditions of the 90 % set, likeliest first.

    Only for those that the program calls at least possible: the set alone may hold every condition, and a list of all
    guidelines helps nobody. What one of ``checks`` (codes) calls for comes before them: a measurement is no probability.
    What was ticked off stays, whatever becomes of level and conditions. Without a level nothing else is offered.
    """
    held = [c for c in conditions if c.in_set and likelihood(c.probability) is not Likelihood.NONE_STANDS_OUT]
    ranked = [c.code for c in sorted(held, key=lambda c: -c.probability)]
    places = {code: place for place, code in enumerate(ranked, start=1)}
    times = dict(done.done)
    called = {row.code for row in table() if level in row.levels and set(row.checks) & set(checks)}
    offered = [
        row
        for row in table()
        if row.code in times or row.code in called or (level in row.levels and _is_of(row, places))
    ]
    behind = len(CONDITIONS) + 1

    def place(row: Row) -> int:
        return 0 if row.condition is None or row.code in called else places.get(row.condition, behind)

    return tuple(_shown(row, times, language, row.code in called) for row in sorted(offered, key=place))


def actions_of(entry: Entry, language: str) -> tuple[Recommended, ...]:
    """``recommended`` for a patient, as they may be seen."""
    told = entry.assessment
    conditions = told.conditions if told else ()
    checks = tuple(check.code for check in told.checks) if told else ()
    return recommended(conditions, entry.level, entry.done, language, checks)


def _is_of(row: Row, places: dict[str, int]) -> bool:
    return row.condition is None or row.condition in places


def _shown(row: Row, times: dict[str, datetime | None], language: str, by_check: bool) -> Recommended:
    return Recommended(
        code=row.code,
        condition=row.condition,
        text=row.text(language),
        source=row.source(language),
        cited=row.source("en"),
        ticked=row.code in times,
        at=times.get(row.code),
        by_check=by_check,
    )


@dataclass(frozen=True, slots=True)
class ActionTicked:
    """The clinician ticked the action ``code`` off as done at the time ``at``, or took the tick away again."""

    key: str
    code: str
    at: datetime | None = None

    def apply(self, state: SessionState) -> SessionState:
        """Kept with the patient; an action that the table does not know is ignored."""
        entry = state.entry(self.key)
        if entry is None or all(row.code != self.code for row in table()):
            return state
        others = tuple((code, at) for code, at in entry.done.done if code != self.code)
        ticked = len(others) == len(entry.done.done)
        done = DoneActions((*others, (self.code, self.at)) if ticked else others)
        return state.with_entry(replace(entry, done=done))
