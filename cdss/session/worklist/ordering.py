"""The orders that the worklist can be shown in, and the groups that it can be divided into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from cdss.core.clock import minutes_ago
from cdss.core.kinds import MODALITIES, Presence
from cdss.session.panes import WorklistRow

_UNASSESSED = 9

Place = tuple[float, ...]


def _by_level(row: WorklistRow) -> Place:
    """Most urgent level first, then higher risk; those not assessed yet come last."""
    return (row.level or _UNASSESSED, -(row.risk or 0.0))


def _by_wait(row: WorklistRow) -> Place:
    """Who came first stands first; those of whom it is not known come last."""
    came = row.arrival.time
    return (float("inf") if came is None else came.timestamp(), *_by_level(row))


def _by_missing(row: WorklistRow) -> Place:
    """Who lacks most of film, ECG, vital signs and note stands first; a rejected one is lacking too."""
    return (-float(_missing(row)), *_by_level(row))


def _missing(row: WorklistRow) -> int:
    return sum(presence is not Presence.PRESENT for _, presence in row.presence)


SORT_KEYS: Mapping[str, Callable[[WorklistRow], Place]] = {
    "level": _by_level,
    "wait": _by_wait,
    "missing": _by_missing,
}
"""By the name of the order, in which the user goes through them."""

ORDERS = tuple(SORT_KEYS)

WAIT_BANDS = (240, 120, 60, 30, 0)
"""Minutes from which a patient counts to the group, longest wait first."""

WAIT_UNKNOWN, NOT_READ = len(WAIT_BANDS), 5
"""Places after all others: of a wait that is not known, and of a case whose files are not read yet."""


def _level_place(row: WorklistRow, moment: datetime | None) -> int:
    """The level itself; those not assessed come last."""
    return row.level or _UNASSESSED


def _wait_place(row: WorklistRow, moment: datetime | None) -> int:
    """The index of the band, longest wait first; an arrival beyond ``LONGEST_WAIT`` is no wait."""
    came = row.arrival.time
    waited = None if came is None or moment is None else minutes_ago(came, moment)
    if waited is None:
        return WAIT_UNKNOWN
    return next(place for place, least in enumerate(WAIT_BANDS) if waited >= least)


def _missing_place(row: WorklistRow, moment: datetime | None) -> int:
    """Four less the number that is missing: most missing first."""
    return len(MODALITIES) - _missing(row) if row.presence else NOT_READ


GROUP_PLACES: Mapping[str, Callable[[WorklistRow, datetime | None], int]] = {
    "level": _level_place,
    "wait": _wait_place,
    "missing": _missing_place,
}
"""By the name of the grouping: where the group of a row stands among the groups, at a moment."""

GROUPINGS = ("none", *GROUP_PLACES)
