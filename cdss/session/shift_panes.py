"""What the foot of the worklist shows of the shift, as frozen data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShiftPane:
    """``batch``: how many of those opened together are assessed, of how many; None while no batch is under way.

    ``put_off``: how many are not assessed because that was called off.
    """

    batch: tuple[int, int] | None = None
    put_off: int = 0
