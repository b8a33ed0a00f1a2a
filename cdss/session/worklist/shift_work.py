"""What a shift brings a patient, kept with the session: an assessment called off, levels that changed with vital signs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cdss.records.vitals import VitalsRow


@dataclass(frozen=True, slots=True)
class Seen:
    """What the model last said: its ``level``, the vital signs it knew, and which ``model`` (SHA-256) it was."""

    level: int
    vitals: VitalsRow
    model: str


@dataclass(frozen=True, slots=True)
class LevelChange:
    """With new vital signs the model's level went from ``before`` to ``after``, at the time ``at``.

    ``earlier``, ``later``: the vital signs of the two levels. ``held_back``: the cap on alerts kept it from being brought up.
    ``acknowledged``: when the clinician had seen it, None while they have not. ``spo2_scale``: of NEWS2, the patient's.
    """

    at: datetime | None
    before: int
    after: int
    earlier: VitalsRow
    later: VitalsRow
    held_back: bool = False
    acknowledged: datetime | None = None
    spo2_scale: int = 1

    @property
    def worse(self) -> bool:
        """Whether the new level is the more urgent one."""
        return self.after < self.before


@dataclass(frozen=True, slots=True)
class ShiftWork:
    """Of one patient. ``put_off``: the user called their assessment off. ``changes``: oldest first."""

    put_off: bool = False
    seen: Seen | None = None
    changes: tuple[LevelChange, ...] = ()

    @property
    def standing(self) -> LevelChange | None:
        """The newest change that the clinician has still to see; None where there is none, or the cap holds it back."""
        return next((c for c in reversed(self.changes) if c.acknowledged is None and not c.held_back), None)
