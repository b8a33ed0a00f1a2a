"""The median beat: aligned beats of the dominant shape, with the baseline taken from the PR segments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Samples = NDArray[np.intp]

BEFORE_S = 0.45
"""A beat starts this long before its R peak, enough for a PR interval of 400 ms."""
AFTER_S = 0.70
"""A beat ends this long after its R peak, enough for a QT interval of 650 ms."""
_SAME_SHAPE = 0.85
"""Correlation of the QRS complexes over all leads from which two beats share a shape."""


@dataclass(frozen=True, slots=True, eq=False)
class Beats:
    """Beats of the dominant shape on one rate.

    ``stack``: mV, [beats, leads, samples], NaN past the ends of the recording. ``median``: mV, [leads, samples]. ``r``: the R
    peak's sample within a beat. ``peaks``: where these beats stand in the recording. ``rr_s``: median RR of the whole rhythm.
    """

    stack: Array
    median: Array
    r: int
    peaks: Samples
    rate_hz: float
    rr_s: float


def collect_beats(leads: Array, peaks: Samples, rate_hz: float) -> Beats | None:
    """Cut, align and select the beats of ``leads`` [k, n] at ``peaks``; None with fewer than two RR intervals' worth of beats."""
    if len(peaks) < 3:
        return None
    rr_s = float(np.median(np.diff(peaks))) / rate_hz
    aligned = _aligned(leads, peaks, rate_hz)
    chosen = aligned[_dominant(leads, aligned, peaks, rate_hz)]
    return cut_beats(leads, chosen, rate_hz, rr_s)


def cut_beats(leads: Array, peaks: Samples, rate_hz: float, rr_s: float) -> Beats:
    """The beats of ``leads`` [k, n] at ``peaks`` without further selection."""
    r = round(BEFORE_S * rate_hz)
    stack = windows(leads, peaks, r, round(AFTER_S * rate_hz))
    return Beats(stack, _median(stack), r, peaks, rate_hz, rr_s)


def windows(leads: Array, centres: Samples, before: int, after: int) -> Array:
    """Pieces [len(centres), k, before + after] of ``leads`` [k, n], NaN where a piece leaves the recording."""
    padded = np.pad(leads, ((0, 0), (before, after)), constant_values=np.nan)
    index = np.asarray(centres)[:, None] + np.arange(before + after)
    return np.asarray(padded[:, index].transpose(1, 0, 2))


def _median(stack: Array) -> Array:
    """Median over beats of what is there, NaN where nothing is. One sort, three times as fast as ``nanmedian``."""
    ordered = np.sort(stack, axis=0)  # NaN goes last
    count = (~np.isnan(stack)).sum(axis=0, keepdims=True)
    low = np.take_along_axis(ordered, (count - 1) // 2, axis=0)
    high = np.take_along_axis(ordered, np.minimum(count // 2, len(stack) - 1), axis=0)
    return np.asarray((low + high)[0] / 2)


def _aligned(leads: Array, peaks: Samples, rate_hz: float) -> Samples:
    """Peaks moved by up to 30 ms so that each QRS complex lies best on the median one."""
    reach, half = round(0.03 * rate_hz), round(0.08 * rate_hz)
    pieces = np.nan_to_num(windows(leads, peaks, half + reach, half + reach))
    template = np.median(pieces[:, :, reach:-reach], axis=0)
    template = template - template.mean(axis=1, keepdims=True)
    views = np.lib.stride_tricks.sliding_window_view(pieces, 2 * half, axis=2)
    match = np.einsum("bksw,kw->bs", views, template, optimize=True)
    moved = peaks + np.argmax(match, axis=1) - reach
    return np.asarray(np.clip(moved, 0, leads.shape[1] - 1), dtype=np.intp)


def _dominant(leads: Array, peaks: Samples, found: Samples, rate_hz: float) -> NDArray[np.bool_]:
    """Which beats share the shape most beats have, at a usual distance from the beat before them.

    Of two shapes about as frequent (bigeminy) the one that comes less early is taken: ectopic beats are premature.
    """
    half = round(0.10 * rate_hz)
    pieces = np.nan_to_num(windows(leads, peaks, half, half))
    pieces = (pieces - pieces.mean(axis=2, keepdims=True)).reshape(len(peaks), -1)
    alike = np.corrcoef(pieces) > _SAME_SHAPE if len(peaks) > 1 else np.ones((1, 1), bool)
    gaps = np.concatenate([[np.nan], np.diff(found)])
    counts = alike.sum(axis=1)
    rivals = np.flatnonzero(counts >= 0.75 * counts.max())
    usual = np.median(gaps[1:])
    waits = [np.nanmean(gaps[alike[i]]) if np.isfinite(gaps[alike[i]]).any() else usual for i in rivals]
    same: NDArray[np.bool_] = alike[rivals[int(np.argmax(counts[rivals] + counts.max() * (np.asarray(waits) / usual)))]]
    return _timely(same, gaps)


def _timely(same: NDArray[np.bool_], gaps: Array) -> NDArray[np.bool_]:
    """Leave out premature and late beats of the shape, as long as three timely ones remain."""
    usual = np.nanmedian(gaps[same]) if np.isfinite(gaps[same]).any() else np.nan
    timely = same & (np.abs(gaps - usual) <= 0.15 * usual)
    return timely if timely.sum() >= 3 else same
