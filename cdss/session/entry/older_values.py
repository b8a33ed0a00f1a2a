"""Which values of a score are older than the newest row of vital signs: said wherever the score stands, in the same way.

A score of values from different hours describes no moment: the RCP's NEWS2 (2017) is made of one set of observations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cdss.core.sentences import sentence
from cdss.records.vitals import Vitals

UNSCORED = ("pain", "dbp")
"""Fields that no score is made of."""


@dataclass(frozen=True, slots=True)
class Older:
    """The newest value of ``field`` is from ``time``, ``minutes`` before the newest row; None where a time is not given."""

    field: str
    time: datetime | None
    minutes: int | None

    def words(self, language: str) -> str:
        """How much older than the newest row: ``2 h 10 min``; that this is not known where a time is not given."""
        if self.minutes is None:
            return sentence("older_untimed", {}, language)
        hours, minutes = divmod(self.minutes, 60)
        code = "older_by_hours" if hours else "older_by_minutes"
        return sentence(code, {"hours": str(hours), "minutes": str(minutes)}, language)


def older_values(vitals: Vitals) -> tuple[Older, ...]:
    """The scored values that the newest row lacks, the oldest first; none where all are of one row."""
    newest = vitals.latest.time
    found = [Older(field, time, _minutes(time, newest)) for field, time in vitals.carried() if field not in UNSCORED]
    return tuple(sorted(found, key=lambda one: -1 if one.minutes is None else one.minutes, reverse=True))


def oldest_time(older: Sequence[Older]) -> datetime | None:
    """When the oldest of the values was measured; None where there is none, or no time is given."""
    return min((one.time for one in older if one.time is not None), key=lambda time: time.astimezone(), default=None)


def clock_words(time: datetime, beside: datetime | None) -> str:
    """The hour, with its day where that is another than that of ``beside``."""
    return f"{time:%H:%M}" if beside is not None and beside.date() == time.date() else f"{time:%Y-%m-%d %H:%M}"


def _minutes(time: datetime | None, newest: datetime | None) -> int | None:
    """A time without a zone is one of this computer's own clock; None where rows are not in the order of their times."""
    if time is None or newest is None:
        return None
    passed = int((newest.astimezone() - time.astimezone()).total_seconds() // 60)
    return passed if passed >= 0 else None
