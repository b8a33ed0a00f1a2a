"""Measurements of an electrocardiogram: rate, intervals, axis, ST levels, voltages.

Measured over all leads at once on the median beat of the dominant shape ("global" intervals, AHA/ACC/HRS 2007 and 2009). They
support reading the recording and do not replace it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from cdss.signals.amplitudes import cornell_mv, frontal_axis, levelled, qrs_span, sokolow_lyon_mv, st_levels
from cdss.signals.beats import Beats, collect_beats, cut_beats
from cdss.signals.delineate import Fiducials, delineate
from cdss.signals.filters import band_pass, baseline_corrected
from cdss.signals.prepare import ANALYSIS_HZ, Prepared, prepare
from cdss.signals.rpeaks import find_r_peaks

Samples = NDArray[np.intp]

PLAUSIBLE_MS = {"pr_ms": (80.0, 400.0), "qrs_ms": (40.0, 240.0), "qt_ms": (200.0, 650.0)}
"""Intervals outside these ranges are taken for a failed delineation and reported as not measured."""

IRREGULAR_FROM = 0.10
"""Rhythm counts as irregular where RR intervals scatter, or usually change from beat to beat, by more than this share."""


def _no_levels() -> Mapping[str, float | None]:
    return dict.fromkeys(ECG_LEADS)


@dataclass(frozen=True, slots=True)
class EcgMeasurements:
    """What could be measured; None where it could not.

    ``heart_rate`` bpm (60 over the mean RR), intervals in ms, ``qtc_ms`` by Bazett (QT/√RR, 1920), ``qtcf_ms`` by Fridericia
    (QT/∛RR, 1920), ``axis_deg`` frontal QRS axis from the net areas of I and aVF, ``rr_sd_ms`` standard deviation of the RR
    intervals, ``irregular`` rhythm, ``st_level_mv`` by lead at J + 60 ms against the PR segment, Sokolow-Lyon and Cornell
    voltages in mV. ``r_peaks_s``: times of the R peaks in the recording. ``fiducials``: the waves of the median beat.
    """

    heart_rate: float | None = None
    pr_ms: float | None = None
    qrs_ms: float | None = None
    qt_ms: float | None = None
    qtc_ms: float | None = None
    qtcf_ms: float | None = None
    axis_deg: float | None = None
    rr_sd_ms: float | None = None
    sokolow_lyon_mv: float | None = None
    cornell_mv: float | None = None
    irregular: bool | None = None
    st_level_mv: Mapping[str, float | None] = field(default_factory=_no_levels)
    r_peaks_s: tuple[float, ...] = ()
    fiducials: Fiducials | None = None

    def numbers(self) -> dict[str, float | None]:
        """The measurements that are one number, by name, in the order in which they are read."""
        return {name: getattr(self, name) for name in MEASUREMENTS}


MEASUREMENTS: tuple[str, ...] = (
    "heart_rate",
    "pr_ms",
    "qrs_ms",
    "qt_ms",
    "qtc_ms",
    "qtcf_ms",
    "axis_deg",
    "rr_sd_ms",
    "sokolow_lyon_mv",
    "cornell_mv",
)
"""Names of the single-number measurements."""


def measure(ecg: Ecg) -> EcgMeasurements:
    """Measure one recording of any rate from 100 Hz; leads that are missing, flat or mostly absent are left out."""
    part = prepare(ecg)
    peaks = find_r_peaks(part.leads, ANALYSIS_HZ)
    rhythm = _rhythm(peaks, part.start_s)
    found = median_beat(part, peaks)
    if found is None:
        return EcgMeasurements(**rhythm)  # type: ignore[arg-type]
    beats, fiducials = found
    return EcgMeasurements(
        **rhythm,  # type: ignore[arg-type]
        **intervals(fiducials, rhythm["heart_rate"]),  # type: ignore[arg-type]
        **_amplitudes(beats, fiducials, part.names),  # type: ignore[arg-type]
        fiducials=fiducials,
    )


def r_peaks(ecg: Ecg) -> tuple[float, ...]:
    """Times of the R peaks in seconds from the start of the recording."""
    part = prepare(ecg)
    return _seconds(find_r_peaks(part.leads, ANALYSIS_HZ), part.start_s)


def _seconds(peaks: Samples, start_s: float) -> tuple[float, ...]:
    return tuple((start_s + peaks / ANALYSIS_HZ).tolist())


def _rhythm(peaks: Samples, start_s: float) -> dict[str, object]:
    """Rate and its variation, from two beats and from three."""
    found: dict[str, object] = {"heart_rate": None, "r_peaks_s": _seconds(peaks, start_s)}
    if len(peaks) < 2:
        return found
    rr = np.diff(peaks) / ANALYSIS_HZ
    found["heart_rate"] = round(60.0 / float(rr.mean()), 1)
    if len(rr) >= 3:
        scatter, change = float(rr.std(ddof=1)), float(np.median(np.abs(np.diff(rr))))
        found["rr_sd_ms"] = round(1000 * scatter, 1)
        found["irregular"] = bool(max(scatter / rr.mean(), change / np.median(rr)) > IRREGULAR_FROM)
    return found


def median_beat(part: Prepared, peaks: Samples) -> tuple[Beats, Fiducials] | None:
    """The median beat with its fiducials: first on filtered leads, then on leads levelled in the PR segments found so."""
    rough = collect_beats(band_pass(part.leads, ANALYSIS_HZ, 0.5, 100.0), peaks, ANALYSIS_HZ) if len(peaks) else None
    first = delineate(rough) if rough is not None else None
    if rough is None or first is None:
        return None
    knots = rough.peaks + round((first.qrs_on - 0.012) * ANALYSIS_HZ)
    knots = knots[(knots >= 0) & (knots < part.leads.shape[1])]
    level = baseline_corrected(part.leads, knots, half_width=round(0.006 * ANALYSIS_HZ))
    beats = cut_beats(level, rough.peaks, ANALYSIS_HZ, rough.rr_s)
    final = delineate(beats)
    return None if final is None else (beats, final)


def intervals(waves: Fiducials, heart_rate: object) -> dict[str, float | None]:
    """PR, QRS, QT and both corrected QT in ms; ``heart_rate`` in bpm, None where it is not known (then neither is corrected)."""
    pr = _interval("pr_ms", waves.p_on, waves.qrs_on)
    qrs = _interval("qrs_ms", waves.qrs_on, waves.qrs_off)
    qt = _interval("qt_ms", waves.qrs_on, waves.t_end)
    rr_s = 60.0 / heart_rate if isinstance(heart_rate, float) else None
    corrected = (None, None) if qt is None or rr_s is None else (qt / rr_s**0.5, qt / rr_s ** (1 / 3))
    bazett, fridericia = (None if value is None else round(value, 1) for value in corrected)
    return {"pr_ms": pr, "qrs_ms": qrs, "qt_ms": qt, "qtc_ms": bazett, "qtcf_ms": fridericia}


def _interval(name: str, begin: float | None, end: float | None) -> float | None:
    """Milliseconds from ``begin`` to ``end``, None where a point is missing or the length is not plausible."""
    if begin is None or end is None:
        return None
    length = round(1000 * (end - begin), 1)
    low, high = PLAUSIBLE_MS[name]
    return length if low <= length <= high else None


def _amplitudes(beats: Beats, waves: Fiducials, names: tuple[str, ...]) -> dict[str, object]:
    """Axis, ST levels and voltages."""
    traces, span = levelled(beats, names, waves), qrs_span(beats, waves)
    return {
        "axis_deg": frontal_axis(traces, span),
        "st_level_mv": st_levels(traces, beats, waves),
        "sokolow_lyon_mv": sokolow_lyon_mv(traces, span),
        "cornell_mv": cornell_mv(traces, span),
    }
