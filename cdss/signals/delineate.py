"""Where the waves of the median beat begin, peak and end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy import signal as sps

from cdss.signals.beats import Beats

Array = NDArray[np.float64]

_COHERENT = 6.0
"""Signal-to-noise ratio of the averaged wave (F ratio, see ``_coherence``) from which it repeats from beat to beat."""

_FLAT_SHARE = 0.15
"""A wave begins and ends where its flank has this share of its steepest slope: 2.5 sigma from the peak of a Gaussian wave."""


@dataclass(frozen=True, slots=True)
class Fiducials:
    """Times in seconds from the R peak of the median beat (negative: before it); None where the wave is not found."""

    qrs_on: float
    qrs_off: float
    p_on: float | None = None
    p_peak: float | None = None
    p_off: float | None = None
    t_peak: float | None = None
    t_end: float | None = None


def delineate(beats: Beats) -> Fiducials | None:
    """Fiducials of the median beat over all its leads; None where no QRS complex of 40-260 ms stands out."""
    qrs = _qrs(beats)
    if qrs is None:
        return None
    on, off = qrs
    t_peak, t_end = _t_wave(beats, on, off)
    p_on, p_peak, p_off = _p_wave(beats, on, t_end)
    points = (on, off, p_on, p_peak, p_off, t_peak, t_end)
    return Fiducials(*(None if i is None else (i - beats.r) / beats.rate_hz for i in points))  # type: ignore[arg-type]


def _slope(traces: Array, rate_hz: float, window_s: float) -> Array:
    """First derivative along the last axis in mV/s, smoothed by a parabola over ``window_s``."""
    return _parabola(traces, max(3, round(window_s * rate_hz) | 1), 1) * rate_hz


def _smooth(trace: Array, rate_hz: float, window_s: float) -> Array:
    """``trace`` [n] smoothed by a parabola over ``window_s``."""
    return _parabola(trace, max(3, round(window_s * rate_hz) | 1), 0)


def _parabola(traces: Array, length: int, derivative: int) -> Array:
    """Savitzky-Golay filter along the last axis, the ends held (fitting them costs more than the filter)."""
    return np.asarray(ndimage.correlate1d(traces, _weights(length, derivative), axis=-1, mode="nearest"))


@cache
def _weights(length: int, derivative: int) -> Array:
    """Weights of the Savitzky-Golay filter of second order, in the order of the samples they meet."""
    return np.asarray(sps.savgol_coeffs(length, 2, deriv=derivative, use="dot"))


def _detrended(pieces: Array) -> Array:
    """``pieces`` minus their least-squares straight line along the last axis."""
    samples = pieces.shape[-1]
    line = np.stack([np.full(samples, samples**-0.5), np.linspace(-1, 1, samples)])
    line[1] /= np.linalg.norm(line[1])
    return np.asarray(pieces - (pieces @ line.T) @ line)


def _qrs(beats: Beats) -> tuple[int, int] | None:
    """First and last sample of the QRS complex, from the speed of the heart vector (root mean square slope over leads)."""
    rate, r = beats.rate_hz, beats.r
    speed = np.sqrt((_slope(np.nan_to_num(beats.median), rate, 0.018) ** 2).mean(axis=0))
    near = slice(r - round(0.06 * rate), r + round(0.06 * rate))
    top = float(speed[near].max())
    if top <= 0:
        return None
    before = speed[max(0, r - round(0.30 * rate)) : r - round(0.06 * rate)]
    after = speed[r + round(0.06 * rate) : r + round(0.30 * rate)]
    on = _leave(speed, r, -1, top, max(0.04 * top, 1.5 * float(np.percentile(before, 25))), rate)
    off = _leave(speed, r, 1, top, max(0.06 * top, 1.5 * float(np.percentile(after, 25))), rate)
    return (on, off) if 0.04 <= (off - on) / rate <= 0.26 else None


def _leave(speed: Array, r: int, step: int, top: float, quiet: float, rate: float) -> int:
    """Walk from R outwards to where the heart vector has come to rest for 10 ms.

    The walk starts at the outermost point of fast movement within 100 ms, so that a notch does not end the complex.
    """
    rest, span = round(0.010 * rate), round(0.10 * rate)
    outward = speed[r : r + step * round(0.16 * rate) : step]
    fast = np.flatnonzero(outward[:span] > 0.30 * top)
    start = int(fast[-1]) if len(fast) else 0
    slow = outward[start:] < quiet
    held = np.convolve(slow, np.ones(rest), "valid") >= rest
    first = int(np.argmax(held)) if held.any() else int(np.argmin(outward[start:]))
    return r + step * (start + first)


def _main_direction(traces: Array) -> Array:
    """Unit weights [k] of the leads along which ``traces`` [k, n] vary most."""
    centred = traces - traces.mean(axis=1, keepdims=True)
    return np.asarray(np.linalg.svd(centred, full_matrices=False)[0][:, 0])


def _coherence(stack: Array) -> float:
    """F ratio of ``stack`` [beats, samples]: power of the mean beat times beats, over the power that differs between beats.

    About 1 for activity that is not tied to the beat, such as fibrillation waves.
    """
    beats = stack.shape[0]
    mean = stack.mean(axis=0)
    rest = ((stack - mean) ** 2).sum() / max(1, beats - 1)
    return float(beats * ((mean - mean.mean()) ** 2).sum() / rest) if rest > 0 else np.inf


def _t_wave(beats: Beats, on: int, off: int) -> tuple[int | None, int | None]:
    """Peak and end of the T wave along its main direction over the leads."""
    rate = beats.rate_hz
    first = off + round(0.05 * rate)
    last = on + round(min(0.62 * np.sqrt(beats.rr_s), beats.rr_s - 0.10, 0.66) * rate)
    last = min(last, beats.median.shape[1] - 1)
    if last - first < round(0.08 * rate) or np.isnan(beats.median[:, first:last]).any():
        return None, None
    window = beats.median[:, first:last]
    smooth = _smooth(_main_direction(window) @ window, rate, 0.05)
    trace = smooth - np.median(smooth[-round(0.04 * rate) :])
    peak = _last_extremum(trace, rate)
    if peak is None:
        return None, None
    end = _wave_end(trace * np.sign(trace[peak]), peak, rate)
    return first + peak, None if end is None else first + end


def _last_extremum(trace: Array, rate: float) -> int | None:
    """The T wave's peak: the highest point, or a later opposite one of at least half its height (a biphasic wave)."""
    main = int(np.argmax(np.abs(trace)))
    later = -np.sign(trace[main]) * trace[main:]
    second = int(np.argmax(later))
    if later[second] > 0.5 * abs(trace[main]):
        main += second
    inside = 0 < main < len(trace) - round(0.03 * rate)
    return main if inside else None


def _wave_end(trace: Array, peak: int, rate: float) -> int | None:
    """Where the descent of an upright wave first flattens out below half its height, or 40 ms after its tangent meets zero.

    The tangent alone (Lepeschkin and Surawicz 1952) ends a wave some 10-20 ms before readers do; the flank alone would run
    into a U wave or the next P wave.
    """
    height = trace[peak : peak + round(0.20 * rate)]
    fall = -np.gradient(height)
    flat = np.flatnonzero((fall < _FLAT_SHARE * np.maximum.accumulate(fall)) & (height < 0.5 * height[0]))
    last = int(flat[0]) if len(flat) else len(fall) - 1
    steep = int(np.argmax(fall[: last + 1]))
    if fall[steep] <= 0:
        return None
    return peak + min(last, round(float(steep + height[steep] / fall[steep]) + 0.04 * rate))


def _p_wave(beats: Beats, on: int, t_end: int | None) -> tuple[int | None, int | None, int | None]:
    """Onset, peak and end of the P wave before the QRS onset ``on``; None where nothing repeats from beat to beat."""
    rate = beats.rate_hz
    last = on - round(0.008 * rate)
    rr = round(beats.rr_s * rate)
    after_t = (t_end if t_end is not None else on + round(0.4 * np.sqrt(beats.rr_s) * rate)) - rr + round(0.02 * rate)
    first = max(0, on - round(0.36 * rate), after_t)
    if last - first < round(0.10 * rate):
        return None, None, None
    whole = ~np.isnan(beats.stack[:, :, first:last]).any(axis=(1, 2))
    if whole.sum() < 3:
        return None, None, None
    pieces = _detrended(beats.stack[whole][:, :, first:last])
    weights = _main_direction(np.median(pieces, axis=0))
    if _coherence(np.einsum("k,bkw->bw", weights, pieces)) < _COHERENT:
        return None, None, None
    return _p_points(weights @ beats.median[:, first:last], first, rate)


def _p_points(trace: Array, first: int, rate: float) -> tuple[int | None, int | None, int | None]:
    """Onset, peak and end in ``trace``, whose last samples lie in the PR segment."""
    smooth = _smooth(trace, rate, 0.03)
    height = smooth - np.median(smooth[-round(0.012 * rate) :])
    height = height * np.sign(height[np.argmax(np.abs(height))])
    peak = int(np.argmax(height))
    slope = np.gradient(height)
    reach = round(0.11 * rate)
    rise, fall = slope[max(0, peak - reach) : peak + 1][::-1], -slope[peak : peak + reach]
    if peak < round(0.02 * rate) or len(fall) < round(0.02 * rate):
        return None, None, None
    return first + peak - _still(rise), first + peak, first + peak + _still(fall)


def _still(slope: Array) -> int:
    """Samples from the peak to where its flank has flattened to a share of its steepest slope."""
    steepest = int(np.argmax(slope))
    flat = np.flatnonzero(slope[steepest:] < _FLAT_SHARE * slope[steepest])
    return steepest + int(flat[0]) if len(flat) else len(slope) - 1
