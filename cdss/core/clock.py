"""The time of day, as something that can be given: what depends on it is tested at any hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

LONGEST_WAIT = timedelta(hours=72)
"""An arrival further back, or in the future, is hardly a patient who still waits: no waiting time is shown. Patients who are to
be admitted stay in an emergency department for a day or two: their wait is one."""


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def minutes_ago(then: datetime, moment: datetime) -> int | None:
    """Whole minutes from ``then`` to ``moment``; None where not sensible: in the future, or beyond ``LONGEST_WAIT``.

    A time without a zone is one of this computer's own clock.
    """
    passed = moment.astimezone() - then.astimezone()
    return int(passed.total_seconds() // 60) if timedelta() <= passed <= LONGEST_WAIT else None


def zone_words(time: datetime) -> str:
    """The offset of the zone of ``time`` from UTC: ``UTC+9``, ``UTC-3:30``; empty for a time without a zone."""
    offset = time.utcoffset()
    if offset is None:
        return ""
    hours, minutes = divmod(abs(round(offset.total_seconds() / 60.0)), 60)
    sign = "-" if offset < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


def foreign_zone(time: datetime | None) -> str:
    """``zone_words`` of ``time`` where this computer's clock says another hour at that moment; else empty."""
    if time is None or time.utcoffset() in (None, time.astimezone().utcoffset()):
        return ""
    return zone_words(time)
