"""A 12-lead electrocardiogram in millivolts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS


@dataclass(frozen=True, slots=True, eq=False)
class Ecg:
    """One recording, normalised to the standard lead order.

    ``signal_mv``: float32 [12, samples] in mV, rows as ``ECG_LEADS``; a lead that was not recorded is NaN throughout.
    ``rate_hz``: samples a second, as recorded. ``derived``: leads computed from others (III, aVR, aVL, aVF from I and II).
    """

    source: str
    signal_mv: NDArray[np.float32]
    rate_hz: float
    derived: tuple[str, ...] = ()
    recorded: datetime | None = None
    filter_text: str | None = None

    @property
    def seconds(self) -> float:
        """Length of the recording in seconds."""
        return float(self.signal_mv.shape[1] / self.rate_hz)

    @property
    def missing_leads(self) -> tuple[str, ...]:
        """Names of the leads that were not recorded."""
        absent = np.asarray(np.isnan(self.signal_mv).all(axis=1))
        return tuple(name for name, gone in zip(ECG_LEADS, absent, strict=True) if gone)
