"""Which part of the heart beat each sample of the network's input belongs to: P, QRS, ST, T, or the rest.

The waves of the median beat (``cdss.signals.delineate``) are laid on every beat of its shape. Beats of another shape
(ventricular ectopics, mostly) have waves of their own that nobody measured: they stay in the rest and are counted.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import savgol_filter

from cdss.nets.ecg import NETWORK_RATE, NETWORK_SAMPLES
from cdss.records.ecg import Ecg
from cdss.records.explanation import ECG_WAVES
from cdss.signals.amplitudes import ST_AFTER_J_S
from cdss.signals.beats import Beats, windows
from cdss.signals.delineate import Fiducials
from cdss.signals.filters import band_pass
from cdss.signals.measure import median_beat
from cdss.signals.prepare import ANALYSIS_HZ, prepare
from cdss.signals.rpeaks import find_r_peaks

Array = NDArray[np.float64]
Samples = NDArray[np.intp]

REST = ECG_WAVES.index("rest")

_SAME_SHAPE = 0.85
"""Correlation of QRS complexes from which a beat has the shape of the median one, as in ``cdss.signals.beats``."""

_EARLY = 0.85
"""A beat that follows after less than this share of the usual RR interval is premature: its P wave lies elsewhere or nowhere."""

_FLAT_SHARE = 0.15
"""A flank ends where it has this share of its steepest slope, as in ``cdss.signals.delineate``."""

_HALF_QRS_S = 0.10
_ALIGN_S = 0.03


@dataclass(frozen=True, slots=True, eq=False)
class EcgWaves:
    """``labels``: int8 [1000], places in ``ECG_WAVES`` at the network's rate; ``found``: the waves that were told apart.

    ``beats``: those labelled; ``other_beats``: those of another shape, left in the rest.
    """

    labels: NDArray[np.int8]
    found: tuple[str, ...]
    beats: int
    other_beats: int


def ecg_waves(ecg: Ecg) -> EcgWaves | None:
    """The waves of the first ten seconds of ``ecg``; None where no median beat could be delineated."""
    part = prepare(ecg)
    peaks = find_r_peaks(part.leads, ANALYSIS_HZ)
    median = median_beat(part, peaks)
    if median is None:
        return None
    beats, fiducials = median
    spans = wave_spans(beats, fiducials)
    placed, alike = _placed(part.leads, peaks, beats)
    early = np.concatenate([[False], np.diff(placed) < _EARLY * beats.rr_s * ANALYSIS_HZ])
    seconds = part.start_s + placed / ANALYSIS_HZ
    inside = seconds < NETWORK_SAMPLES / NETWORK_RATE
    labels = wave_labels(seconds, alike, early, spans)
    return EcgWaves(labels, (*spans, ECG_WAVES[REST]), int((alike & inside).sum()), int((~alike & inside).sum()))


def wave_spans(beats: Beats, waves: Fiducials) -> dict[str, tuple[float, float]]:
    """Begin and end of each wave that was found, in seconds from the R peak, in the order of ``ECG_WAVES``.

    Without an end of the T wave nobody knows where ST ends either: both are left out.
    """
    spans = {"QRS": (waves.qrs_on, waves.qrs_off)}
    if waves.p_on is not None and waves.p_off is not None:
        spans = {"P": (waves.p_on, min(waves.p_off, waves.qrs_on)), **spans}
    if waves.t_peak is not None and waves.t_end is not None:
        onset = t_onset(beats, waves.qrs_off, waves.t_peak, waves.t_end)
        spans |= {"ST": (waves.qrs_off, onset), "T": (onset, waves.t_end)}
    return spans


def t_onset(beats: Beats, qrs_off: float, t_peak: float, t_end: float) -> float:
    """Seconds from R to the onset of the T wave: where its rising flank, along the main direction of the leads, is still flat.

    Never before J + 60 ms, where the ST level is read: an ST segment that rises straight into the T wave has no corner.
    """
    rate = beats.rate_hz
    first, peak, last = (beats.r + round(t * rate) for t in (qrs_off + ST_AFTER_J_S, t_peak, t_end))
    window = beats.median[:, first : last + 1]
    length = round(0.05 * rate) | 1
    if peak - first < 3 or window.shape[1] <= length:
        return (first - beats.r) / rate
    centred = window - window.mean(axis=1, keepdims=True)
    trace = savgol_filter(np.linalg.svd(centred, full_matrices=False)[0][:, 0] @ window, length, 2, mode="nearest")
    start = _first_peak(trace - trace[-1], peak - first)
    rise = np.gradient(trace * np.sign(trace[start] - trace[-1]))[: start + 1][::-1]
    steepest = int(np.argmax(rise))
    flat = np.flatnonzero(rise[steepest:] < _FLAT_SHARE * rise[steepest])
    back = steepest + int(flat[0]) if len(flat) else start
    return (first + start - back - beats.r) / rate


def _first_peak(height: Array, peak: int) -> int:
    """``peak``, or an earlier one of the other sign and at least half its height (a biphasic T wave begins with it)."""
    opposite = -np.sign(height[peak]) * height[: peak + 1]
    earlier = int(np.argmax(opposite))
    return earlier if earlier >= 3 and opposite[earlier] > 0.5 * abs(height[peak]) else peak


def wave_labels(
    r_s: Array, alike: NDArray[np.bool_], early: NDArray[np.bool_], spans: dict[str, tuple[float, float]]
) -> NDArray[np.int8]:
    """Labels int8 [1000] from R peaks in seconds: each sample has one; where waves meet QRS goes first, then P, then ST.

    Waves after a beat end before the QRS complex of the next, whatever its shape. A premature beat has no P.
    """
    labels = np.full(NETWORK_SAMPLES, REST, np.int8)
    half = -spans["QRS"][0]
    ends = np.append(r_s[1:] - np.where(alike[1:], half, _HALF_QRS_S), np.inf)
    for wave in (w for w in ("T", "ST", "P", "QRS") if w in spans):
        begin, end = spans[wave]
        for r, limit, same, premature in zip(r_s, ends, alike, early, strict=True):
            if same and not (wave == "P" and premature):
                labels[_place(r + begin) : _place(min(r + end, limit))] = ECG_WAVES.index(wave)
    return labels


def _place(seconds: float) -> int:
    return min(max(round(seconds * NETWORK_RATE), 0), NETWORK_SAMPLES)


def _placed(leads: Array, peaks: Samples, beats: Beats) -> tuple[Samples, NDArray[np.bool_]]:
    """Where the R peak of the median beat lies in each beat, and whether the beat has the median's shape."""
    half, reach = round(_HALF_QRS_S * ANALYSIS_HZ), round(_ALIGN_S * ANALYSIS_HZ)
    filtered = band_pass(leads, ANALYSIS_HZ, 0.5, 100.0)
    pieces = np.nan_to_num(windows(filtered, peaks, half + reach, half + reach))
    template = np.nan_to_num(beats.median[:, beats.r - half : beats.r + half])
    views = np.lib.stride_tricks.sliding_window_view(pieces, 2 * half, axis=2)
    match = np.stack([_correlation(view, template) for view in views])
    return np.asarray(peaks + match.argmax(axis=1) - reach, dtype=np.intp), match.max(axis=1) > _SAME_SHAPE


def _correlation(views: Array, template: Array) -> Array:
    """Correlation [shifts] of each view [leads, shifts, samples] with ``template`` [leads, samples], a lead about its mean."""
    a = views - views.mean(axis=2, keepdims=True)
    b = template - template.mean(axis=1, keepdims=True)
    size = np.sqrt((a**2).sum(axis=(0, 2)) * (b**2).sum())
    dot = np.einsum("ksw,kw->s", a, b)
    return np.asarray(np.divide(dot, size, out=np.zeros_like(dot), where=size > 0))
