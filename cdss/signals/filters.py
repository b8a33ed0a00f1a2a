"""Filters for the electrocardiogram: zero-phase band limits, resampling, baseline.

Every function takes signals with time on the last axis and leaves a row that is NaN throughout as it is.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import signal as sps

Array = NDArray[np.float64]


def resample(signal: NDArray[np.floating], rate_in: float, rate_out: float) -> NDArray[np.float32]:
    """``signal`` [..., n] at ``rate_in`` Hz as float32 [..., round(n · rate_out / rate_in)] at ``rate_out`` Hz.

    Anti-aliased polyphase filter (Kaiser window); the ends are continued along a straight line so that an offset does not
    ring. NaN spreads only over the filter's length. ``ValueError`` for a rate that is not positive.
    """
    if rate_in <= 0 or rate_out <= 0:
        raise ValueError(f"sampling rates must be positive, not {rate_in} and {rate_out} Hz")
    ratio = Fraction(rate_out / rate_in).limit_denominator(1000)
    if ratio == 1 or signal.shape[-1] == 0:
        return np.asarray(signal, dtype=np.float32)
    samples = round(signal.shape[-1] * rate_out / rate_in)
    longer = sps.resample_poly(signal.astype(np.float64), ratio.numerator, ratio.denominator, axis=-1, padtype="line")
    return np.asarray(_fit_length(longer, samples), dtype=np.float32)


def _fit_length(signal: Array, samples: int) -> Array:
    """Cut to ``samples``, or repeat the last sample: the polyphase filter may give a sample more or less."""
    short = samples - signal.shape[-1]
    if short <= 0:
        return signal[..., :samples]
    return np.concatenate([signal, np.repeat(signal[..., -1:], short, axis=-1)], axis=-1)


@cache
def _butterworth(kind: str, rate_hz: float, low_hz: float, high_hz: float) -> Array:
    """Second-order sections of a second-order Butterworth filter; edges at or above Nyquist are left out."""
    nyquist = rate_hz / 2
    if kind == "band" and high_hz < nyquist:
        return np.asarray(sps.butter(2, [low_hz, high_hz], "bandpass", fs=rate_hz, output="sos"))
    if kind == "low":
        return np.asarray(sps.butter(2, min(high_hz, 0.99 * nyquist), "lowpass", fs=rate_hz, output="sos"))
    return np.asarray(sps.butter(2, low_hz, "highpass", fs=rate_hz, output="sos"))


def band_pass(signal: NDArray[np.floating], rate_hz: float, low_hz: float, high_hz: float) -> Array:
    """Zero-phase Butterworth band-pass (second order, run both ways); a high edge above Nyquist is left out."""
    return _both_ways(_butterworth("band", rate_hz, low_hz, high_hz), signal)


def low_pass(signal: NDArray[np.floating], rate_hz: float, high_hz: float) -> Array:
    """Zero-phase Butterworth low-pass (second order, run both ways)."""
    return _both_ways(_butterworth("low", rate_hz, 0.0, high_hz), signal)


def high_pass(signal: NDArray[np.floating], rate_hz: float, low_hz: float) -> Array:
    """Zero-phase Butterworth high-pass (second order, run both ways)."""
    return _both_ways(_butterworth("high", rate_hz, low_hz, 0.0), signal)


def _both_ways(sections: Array, signal: NDArray[np.floating]) -> Array:
    """Filter forwards and backwards, the ends mirrored for at most half the recording."""
    padding = min(signal.shape[-1] - 1, max(27, signal.shape[-1] // 5))
    return np.asarray(sps.sosfiltfilt(sections, signal.astype(np.float64), axis=-1, padlen=max(padding, 0)))


def baseline_corrected(signal: NDArray[np.floating], knots: NDArray[np.intp], half_width: int = 2) -> Array:
    """``signal`` [..., n] minus its baseline: straight lines through the mean level around each of ``knots`` (samples).

    With knots in the PR segments, where the heart is electrically silent, the ST level keeps its true value; a high-pass
    filter of 0.5 Hz would bend it. Before the first knot and after the last one the level is held. No knots: the median.
    """
    data = signal.astype(np.float64)
    if len(knots) == 0:
        return data - np.nanmedian(data, axis=-1, keepdims=True)
    window = np.clip(knots[:, None] + np.arange(-half_width, half_width + 1), 0, data.shape[-1] - 1)
    levels = data[..., window].mean(axis=-1)
    return np.asarray(data - _lines(levels, knots, data.shape[-1]))


def _lines(levels: Array, knots: NDArray[np.intp], samples: int) -> Array:
    """Straight lines through ``levels`` [..., k] at ``knots``, sampled at 0 … samples − 1."""
    times = np.arange(samples)
    if len(knots) == 1:
        return np.repeat(levels, samples, axis=-1)
    left = np.clip(np.searchsorted(knots, times, side="right") - 1, 0, len(knots) - 2)
    share = np.clip((times - knots[left]) / (knots[left + 1] - knots[left]), 0.0, 1.0)
    return np.asarray(levels[..., left] * (1 - share) + levels[..., left + 1] * share)
