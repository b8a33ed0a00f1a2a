"""The median beat of a recording as something to look at: its trace in every lead, its waves, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from cdss.signals.amplitudes import levelled
from cdss.signals.beats import Beats
from cdss.signals.delineate import Fiducials
from cdss.signals.measure import intervals, median_beat
from cdss.signals.prepare import ANALYSIS_HZ, Prepared, prepare
from cdss.signals.rpeaks import find_r_peaks

SHOWN = (("P", "p_on"), ("QRS", "qrs_on"), ("J", "qrs_off"), ("T", "t_end"))
"""What is marked, in order of time: onset of P, onset of QRS, J point (end of QRS), end of T; short name and fiducial."""

_NEXT_BEAT_S = 0.10
"""The delineation looks for the end of T until so long before the next R peak."""


@dataclass(frozen=True, slots=True, eq=False)
class Waves:
    """``beat``: the median beat, 12 leads in mV at 500 Hz against the PR segment, NaN where a lead could not be measured.

    ``r_s``: its R peak, ``until_s``: where the next beat comes into view, in seconds from its start. ``beats_s``: R peaks of
    the beats it is the median of, in the recording. ``interval_ms``: PR, QRS and QT over all leads ("global", AHA/ACC/HRS
    2009), None where not measurable.
    """

    beat: Ecg
    r_s: float
    until_s: float
    beats_s: tuple[float, ...]
    fiducials: Fiducials
    interval_ms: tuple[tuple[str, float | None], ...]

    def marks(self) -> tuple[tuple[str, float], ...]:
        """Names of the waves that were found, and their seconds from the R peak."""
        found = ((name, getattr(self.fiducials, point)) for name, point in SHOWN)
        return tuple((name, second) for name, second in found if second is not None)

    def not_found(self) -> tuple[str, ...]:
        """Names of the waves that were not."""
        return tuple(name for name, point in SHOWN if getattr(self.fiducials, point) is None)


def waves(ecg: Ecg) -> Waves | None:
    """The median beat of ``ecg``; None where no three beats of one shape, or no QRS complex in them, are found."""
    part = prepare(ecg)
    found = median_beat(part, find_r_peaks(part.leads, ANALYSIS_HZ))
    if found is None:
        return None
    beats, fiducials = found
    named = intervals(fiducials, None)
    return Waves(
        beat=_as_recording(ecg, part, beats, fiducials),
        r_s=beats.r / beats.rate_hz,
        until_s=min((beats.r / beats.rate_hz) + beats.rr_s - _NEXT_BEAT_S, beats.median.shape[1] / beats.rate_hz),
        beats_s=tuple((part.start_s + beats.peaks / beats.rate_hz).tolist()),
        fiducials=fiducials,
        interval_ms=tuple((name, named[key]) for name, key in (("PR", "pr_ms"), ("QRS", "qrs_ms"), ("QT", "qt_ms"))),
    )


def _as_recording(ecg: Ecg, part: Prepared, beats: Beats, fiducials: Fiducials) -> Ecg:
    traces = levelled(beats, part.names, fiducials)
    gone = np.full(beats.median.shape[1], np.nan)
    rows = np.stack([traces.get(lead, gone) for lead in ECG_LEADS])
    return replace(ecg, signal_mv=rows.astype(np.float32), rate_hz=beats.rate_hz)
