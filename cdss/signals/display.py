"""Filters of what is drawn. Nothing is measured or assessed on their output: model and measurements read the original."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy import signal as sps

from cdss.records.ecg import Ecg
from cdss.signals.bands import Band
from cdss.signals.filters import low_pass

Array = NDArray[np.float64]

_HALF_POWER_BOTH_WAYS = (2.0**0.5 - 1.0) ** 0.25
"""A second-order Butterworth filter run both ways has half its power at this share of its edge: (f/fc)⁴ = √2 − 1."""

_NOTCH_Q = 30.0
"""Centre over width: 2 Hz at 60 Hz, wide enough for the drift of the mains; a narrower one rings longer after a QRS complex."""


def for_display(ecg: Ecg, band: Band | None, notch_hz: float | None) -> Ecg:
    """``ecg`` filtered without shift in time (every filter runs both ways); the same object where nothing is chosen.

    Gaps stay gaps: each stretch without one is filtered by itself. An edge or a notch at or above half the rate is left out.
    """
    if band is None and notch_hz is None:
        return ecg
    signal = ecg.signal_mv.astype(np.float64)
    if np.isfinite(signal).all():
        filtered = _filtered(signal, ecg.rate_hz, band, notch_hz)
    else:
        filtered = signal.copy()
        for row in filtered:
            for run in _recorded(row):
                row[run] = _filtered(row[run], ecg.rate_hz, band, notch_hz)
    return replace(ecg, signal_mv=filtered.astype(np.float32))


def _filtered(signal: Array, rate_hz: float, band: Band | None, notch_hz: float | None) -> Array:
    """``signal`` [..., n] without gaps."""
    if signal.shape[-1] < 3:
        return signal
    if band is not None:
        signal = _without_drift(signal, rate_hz, band.low_hz * _HALF_POWER_BOTH_WAYS)
        if band.high_hz < rate_hz / 2.0:
            signal = low_pass(signal, rate_hz, _low_pass_edge(rate_hz, band.high_hz))
    if notch_hz is not None and notch_hz < rate_hz / 2.0:
        padding = min(signal.shape[-1] - 1, round(rate_hz))
        signal = np.asarray(sps.sosfiltfilt(_notch(rate_hz, notch_hz), signal, axis=-1, padlen=padding))
    return signal


def _without_drift(signal: Array, rate_hz: float, edge_hz: float) -> Array:
    """High-pass both ways, begun and ended at the level that the recording has there.

    A filter of 0.05 Hz remembers for seconds. Begun at a sample that happens to lie on a QRS complex it would bend all of the
    page: so both ends go on, mirrored, around the median of the first and last second, which is the line between the beats.
    """
    second, padding = max(1, min(signal.shape[-1], round(rate_hz))), signal.shape[-1] - 1
    first, last = (np.median(end, axis=-1, keepdims=True) for end in (signal[..., :second], signal[..., -second:]))
    before, after = 2.0 * first - signal[..., padding:0:-1], 2.0 * last - signal[..., -2 : -padding - 2 : -1]
    sections = sps.butter(2, edge_hz, btype="high", fs=rate_hz, output="sos")
    extended = _settled(sections, np.concatenate([before, signal, after], axis=-1), second)
    extended = _settled(sections, extended[..., ::-1], second)[..., ::-1]
    return np.asarray(extended[..., padding : padding + signal.shape[-1]])


def _settled(sections: Array, signal: Array, second: int) -> Array:
    """One run of the filter that has seen the level of the first second for ever."""
    level = np.median(signal[..., :second], axis=-1)
    state = np.expand_dims(sps.sosfilt_zi(sections), tuple(range(1, signal.ndim))) * level[..., None]
    return np.asarray(sps.sosfilt(sections, signal, axis=-1, zi=state)[0])


def _low_pass_edge(rate_hz: float, half_hz: float) -> float:
    """Edge for which a low-pass run both ways has half its power at ``half_hz``, the bilinear transform's warp included."""
    warped = np.tan(np.pi * half_hz / rate_hz) / _HALF_POWER_BOTH_WAYS
    return float(rate_hz / np.pi * np.arctan(warped))


@cache
def _notch(rate_hz: float, notch_hz: float) -> Array:
    return np.asarray(sps.tf2sos(*sps.iirnotch(notch_hz, _NOTCH_Q, fs=rate_hz)))


def _recorded(row: Array) -> list[slice]:
    """Stretches of ``row`` [n] without NaN."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.isfinite(row).astype(np.int8), [0]])))
    return [slice(int(a), int(b)) for a, b in zip(edges[0::2], edges[1::2], strict=True)]
