"""Words of the worklist: headings of its groups, and the times of a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from cdss.core.clock import minutes_ago
from cdss.core.kinds import Modality, Presence
from cdss.scoring.bands import news2_applicable
from cdss.session.panes import Ruling, WorklistRow
from ui.terms import level_name
from ui.views.wording import long_ago

_UNASSESSED = 9

translate = QCoreApplication.translate


def group_words(group: tuple[str, int]) -> str:
    """The heading of a group, without its count."""
    grouping, place = group
    if grouping == "changed":
        return translate("WorklistWords", "Level changed, to be seen")
    if grouping == "unassessable":
        return translate("WorklistWords", "Cannot be assessed: look yourself")
    words = {"level": _level_words, "wait": _wait_words, "missing": _missing_words}
    return words[grouping](place)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a group of ``count`` patients."""

    group: tuple[str, int]
    count: int

    @property
    def words(self) -> str:
        """As it stands in the list: ``Level 2 · Emergent · 3``."""
        return f"{group_words(self.group)} · {self.count}"


def with_headings(rows: Sequence[WorklistRow]) -> tuple[Heading | WorklistRow, ...]:
    """``rows`` with the heading of each group before its first; no heading where the list is not divided."""
    counts = Counter(row.group for row in rows)
    items: list[Heading | WorklistRow] = []
    here: tuple[str, int] | None = None
    for row in rows:
        if row.group is not None and row.group != here:
            items.append(Heading(row.group, counts[row.group]))
        here = row.group
        items.append(row)
    return tuple(items)


def _level_words(place: int) -> str:
    if place == _UNASSESSED:
        return translate("WorklistWords", "Not assessed")
    return translate("WorklistWords", "Level {0} · {1}").format(place, level_name(place))


def _wait_words(place: int) -> str:
    return (
        translate("WorklistWords", "Here over 4 h"),
        translate("WorklistWords", "Here 2 to 4 h"),
        translate("WorklistWords", "Here 1 to 2 h"),
        translate("WorklistWords", "Here 30 to 60 min"),
        translate("WorklistWords", "Here under 30 min"),
        translate("WorklistWords", "Wait not known, or over 3 days"),
    )[place]


def _missing_words(place: int) -> str:
    return (
        translate("WorklistWords", "All four tests missing"),
        translate("WorklistWords", "Three tests missing"),
        translate("WorklistWords", "Two tests missing"),
        translate("WorklistWords", "One test missing"),
        translate("WorklistWords", "No test missing"),
        translate("WorklistWords", "Not read yet"),
    )[place]


def times_words(row: WorklistRow, moment: datetime) -> str:
    """How long the patient has been here, and how old the vital signs are: ``here 42 min · vitals 7 min ago``.

    Where that is over three days ago, day and time stand in its place; an unknown time is called unknown. That the assessment was
    called off stands first, and before it that they may stand on the list twice.
    """
    if row.waiting and not row.presence:
        return ""
    if row.twins:
        twice = translate("WorklistWords", "! twice on the list?")
        return f"{twice} · {_here(row, moment)}"
    if row.put_off:
        off = translate("WorklistWords", "assessment cancelled")
        return f"{off} · {_here(row, moment)}"
    return " · ".join(filter(None, (_here(row, moment), _vitals(row, moment))))


def ruling_words(ruling: Ruling) -> str:
    """What the clinician did about the level: took the model's, or set their own."""
    return translate("WorklistWords", "accepted") if ruling.accepted else translate("WorklistWords", "set")


def ruling_mark(ruling: Ruling) -> str:
    """The same below the badge, where there is no room for a long word."""
    return "✓" if ruling.accepted else ruling_words(ruling)


def _here(row: WorklistRow, moment: datetime) -> str:
    came = row.arrival.time
    if came is None:
        return translate("WorklistWords", "arrival unknown")
    minutes = minutes_ago(came, moment)
    if minutes is not None:
        return translate("WorklistWords", "here {0}").format(_span(minutes))
    return translate("WorklistWords", "came {0}").format(long_ago(came, moment))


def _vitals(row: WorklistRow, moment: datetime) -> str:
    if row.measured is None:
        absent = (Modality.VITALS, Presence.MISSING) in row.presence
        return translate("WorklistWords", "no vitals") if absent else ""
    minutes = minutes_ago(row.measured, moment)
    if minutes is not None:
        return translate("WorklistWords", "vitals {0} ago").format(_span(minutes))
    came = row.arrival.time
    same_day = came is not None and came.date() == row.measured.date()
    when = f"{row.measured:%H:%M}" if same_day else long_ago(row.measured, moment)
    return translate("WorklistWords", "vitals {0}").format(when)


def _span(minutes: int) -> str:
    """``42 min``, and from two hours on whole hours: ``3 h``."""
    if minutes < 120:
        return translate("WorklistWords", "{0} min").format(minutes)
    return translate("WorklistWords", "{0} h").format(minutes // 60)


def scored(row: WorklistRow) -> bool:
    """Whether NEWS2 is for the patient of ``row``."""
    return news2_applicable(row.patient.age_years)
