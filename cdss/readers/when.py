"""Times of other systems: exact ones, and days without a time of day, which must not pass for midnight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class When:
    """A moment (``exact``, with its UTC offset where it was given), or only its ``day``."""

    exact: datetime | None
    day: date

    def order(self) -> datetime:
        """A time without zone to sort and compare by: UTC where the zone is known, the day's beginning where there is no time."""
        if self.exact is None:
            return datetime.combine(self.day, time())
        return self.exact.astimezone(UTC).replace(tzinfo=None) if self.exact.tzinfo is not None else self.exact

    def between(self, start: When, end: When | None, slack: timedelta) -> bool:
        """Whether it lies from ``start`` to ``end`` (None: open), ``slack`` before and after; a day counts as a whole."""
        last = self.order() + (timedelta(days=1) if self.exact is None else timedelta())
        if last < start.order() - slack:
            return False
        whole = timedelta(days=1) if end is not None and end.exact is None else timedelta()
        return end is None or self.order() <= end.order() + whole + slack


def when(text: str) -> When | None:
    """``2026-11-20T14:22:00+09:00`` or ``2026-11-20``; None for anything less exact than a day, or no date."""
    try:
        if _DAY.fullmatch(text):
            return When(None, date.fromisoformat(text))
        if not _DAY.match(text):
            return None
        exact = datetime.fromisoformat(text)
        exact.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return When(exact, exact.date())
