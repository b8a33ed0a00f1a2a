"""What the foot of the worklist shows of the shift, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.session.worklist.shift_work import LevelChange


@dataclass(frozen=True, slots=True)
class AlertLine:
    """The budget of alerts: how many changes of level were brought up in the last hour, and how many ``cap`` held back.

    ``cap``: how many an hour are brought up at most, 0 for all. ``unseen``: how many stand at the top of the list now;
    ``hidden``: how many more would, were they not hidden by the search.
    """

    raised: int = 0
    held_back: int = 0
    cap: int = 0
    unseen: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class ShiftPane:
    """``alerts``: the budget of alerts. ``put_off``: how many are not assessed because that was called off.

    ``batch``: how many of those opened together are assessed, of how many; None while no batch is under way.
    """

    batch: tuple[int, int] | None = None
    put_off: int = 0
    alerts: AlertLine = AlertLine()
    watched: str = ""
    """Name of the folder that is watched; empty where none is."""

    unwatched: str | None = None
    """Why the folder that was watched no longer is, in words."""

    held_back: tuple[tuple[str, str, LevelChange], ...] = ()
    """Key and name of each patient whose change the cap holds back, and the change."""
