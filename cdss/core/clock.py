"""The time of day, as something that can be given: what depends on it is tested at any hour."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]

LONGEST_WAIT = timedelta(hours=12)
"""An arrival further back, or in the future, is hardly a patient who still waits: no waiting time is shown."""


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


def minutes_ago(then: datetime, moment: datetime) -> int | None:
    """Whole minutes from ``then`` to ``moment``; None where not sensible: in the future, or beyond ``LONGEST_WAIT``.

    A time without a zone is one of this computer's own clock.
    """
    passed = moment.astimezone() - then.astimezone()
    return int(passed.total_seconds() // 60) if timedelta() <= passed <= LONGEST_WAIT else None
