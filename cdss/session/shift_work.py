"""What a shift brings a patient, kept with the session: an assessment that was called off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShiftWork:
    """Of one patient. ``put_off``: the user called their assessment off."""

    put_off: bool = False
