"""R peaks from all usable leads at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy import signal as sps

from cdss.signals.filters import band_pass

Array = NDArray[np.float64]
Samples = NDArray[np.intp]

_QRS_BAND_HZ = (8.0, 25.0)
"""Where the energy of the QRS complex stands out from P, T and baseline (Pan and Tompkins, 1985; Elgendi, 2013)."""
_LEAST_MV = 0.03
"""Height in the QRS band that at least one lead must reach; the noise of an asystole would else be taken for beats."""
_REFRACTORY_S = 0.24
_T_WAVE_S = 0.36
"""Within this time after a beat a weaker peak may be its T wave (Pan and Tompkins, 1985)."""


def find_r_peaks(leads: NDArray[np.floating], rate_hz: float) -> Samples:
    """Sample numbers of the R peaks in ``leads`` [k, n], finite and in mV, oldest first; empty where there is no beat.

    The leads are band-passed, brought to one scale, and joined to one envelope, so that no lead is needed in particular. A peak
    counts from 40 % of the recording's usual beat, which keeps low beats beside high ectopic ones.
    """
    if leads.shape[0] == 0 or leads.shape[1] < rate_hz:
        return np.empty(0, dtype=np.intp)
    banded = band_pass(leads, rate_hz, *_QRS_BAND_HZ)
    strength = _joined(banded)
    reach = max(3, round(0.10 * rate_hz))
    envelope = ndimage.uniform_filter1d(strength, reach, mode="nearest")
    peaks = _refined(_chosen(envelope, rate_hz), strength, rate_hz)
    height = ndimage.maximum_filter1d(np.abs(banded).max(axis=0), reach)
    return np.asarray(peaks[height[peaks] >= _LEAST_MV], dtype=np.intp)


def _joined(banded: Array) -> Array:
    """Weighted root mean square over leads; a lead counts by how far its beats stand out of its noise."""
    magnitude = np.abs(banded)
    floor, scale = np.percentile(magnitude[:, ::4], [50, 97], axis=1, keepdims=True)
    weight = np.divide(scale, floor, out=np.zeros_like(scale), where=floor > 0)
    unit = np.divide(magnitude, scale, out=np.zeros_like(magnitude), where=scale > 0)
    # A pacing spike or an artefact in one lead must not outweigh a beat in all leads.
    squares = np.minimum(unit, 3.0) ** 2
    total = weight.sum()
    return np.asarray(np.sqrt((weight * squares).sum(axis=0) / total) if total > 0 else squares.sum(axis=0))


def _chosen(envelope: Array, rate_hz: float) -> Samples:
    """Peaks of the envelope that are beats: high enough, and not the T wave of the beat before."""
    peaks, _ = sps.find_peaks(envelope, distance=max(1, round(_REFRACTORY_S * rate_hz)))
    if len(peaks) == 0:
        return np.asarray(peaks, dtype=np.intp)
    usual = _usual_height(envelope, rate_hz)
    peaks = peaks[envelope[peaks] > 0.40 * usual]
    kept: list[int] = []
    for peak in peaks:
        early = kept and peak - kept[-1] < _T_WAVE_S * rate_hz
        if not (early and envelope[peak] < 0.6 * envelope[kept[-1]]):
            kept.append(int(peak))
    return np.asarray(kept, dtype=np.intp)


def _usual_height(envelope: Array, rate_hz: float) -> float:
    """Median over windows of 1.5 s of the highest point: the height of a usual beat, whatever the artefacts."""
    width = min(len(envelope), round(1.5 * rate_hz))
    windows = envelope[: len(envelope) // width * width].reshape(-1, width)
    return float(np.median(windows.max(axis=1)))


def _refined(peaks: Samples, strength: Array, rate_hz: float) -> Samples:
    """Move each peak to the strongest point within 60 ms."""
    reach = round(0.06 * rate_hz)
    smooth = ndimage.uniform_filter1d(strength, max(1, round(0.02 * rate_hz)), mode="nearest")
    spots = [max(0, p - reach) + int(np.argmax(smooth[max(0, p - reach) : p + reach + 1])) for p in peaks]
    return np.asarray(spots, dtype=np.intp)
