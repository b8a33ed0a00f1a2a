"""The orders that the worklist can be shown in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cdss.core.kinds import Presence
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
    return (-float(sum(presence is not Presence.PRESENT for _, presence in row.presence)), *_by_level(row))


SORT_KEYS: Mapping[str, Callable[[WorklistRow], Place]] = {
    "level": _by_level,
    "wait": _by_wait,
    "missing": _by_missing,
}
"""By the name of the order, in which the user goes through them."""

ORDERS = tuple(SORT_KEYS)
