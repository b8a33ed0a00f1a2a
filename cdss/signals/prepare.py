"""What of a recording can be measured: the leads that carry a signal, over their longest common stretch, at one rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from cdss.signals.filters import resample

Array = NDArray[np.float64]

ANALYSIS_HZ = 500.0
"""Every recording is measured at this rate, so that intervals do not depend on the device (AHA/ACC/HRS 2007: ≥ 500 Hz)."""

FLAT_MV = 0.02
"""A lead that moves less than this from its 1st to its 99th percentile carries no heart beat."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Finite mV [k, n] at ``ANALYSIS_HZ``, the names of the k leads, and where in the recording the stretch begins (s)."""

    leads: Array
    names: tuple[str, ...]
    start_s: float

    def row(self, name: str) -> int | None:
        """Row of one lead, None where it cannot be measured."""
        return self.names.index(name) if name in self.names else None


def flat_leads(ecg: Ecg) -> tuple[str, ...]:
    """Recorded leads that move less than ``FLAT_MV``."""
    thinned = np.sort(ecg.signal_mv[:, :: max(1, ecg.signal_mv.shape[1] // 2000)], axis=1)  # NaN goes last
    found = []
    for name, values, count in zip(ECG_LEADS, thinned, np.isfinite(thinned).sum(axis=1), strict=True):
        if count and values[int(0.99 * (count - 1))] - values[int(0.01 * (count - 1))] < FLAT_MV:
            found.append(name)
    return tuple(found)


def prepare(ecg: Ecg) -> Prepared:
    """The measurable part of ``ecg``: leads recorded for at least half the time and not flat; ``leads`` may be empty."""
    if ecg.signal_mv.shape[1] == 0:
        return Prepared(np.empty((0, 0)), (), 0.0)
    recorded = np.isfinite(ecg.signal_mv)
    flat = flat_leads(ecg)
    chosen = [i for i, name in enumerate(ECG_LEADS) if recorded[i].mean() >= 0.5 and name not in flat]
    begin, end = _longest_run(np.asarray(recorded[chosen].all(axis=0))) if chosen else (0, 0)
    stretch = ecg.signal_mv[chosen, begin:end]
    leads = resample(stretch, ecg.rate_hz, ANALYSIS_HZ).astype(np.float64)
    return Prepared(leads, tuple(ECG_LEADS[i] for i in chosen), begin / ecg.rate_hz)


def _longest_run(good: NDArray[np.bool_]) -> tuple[int, int]:
    """Begin and end (past the last) of the longest run of true values; (0, 0) where there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], good.astype(np.int8), [0]])))
    if len(edges) == 0:
        return 0, 0
    begins, ends = edges[0::2], edges[1::2]
    best = int(np.argmax(ends - begins))
    return int(begins[best]), int(ends[best])
