"""From a recording in mV to what the ECG encoder reads: 0.5-40 Hz, 100 samples a second, z-scored a lead, 10 s."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cdss.nets.ecg import NETWORK_RATE, NETWORK_SAMPLES
from cdss.records.ecg import Ecg
from cdss.signals.filters import resample

Signal = NDArray[np.float32]


def ecg_input(ecg: Ecg) -> Signal:
    """The first ten seconds as float32 [12, 1000]; absent leads, gaps and what lies past the end are zero."""
    seconds = min(ecg.seconds, NETWORK_SAMPLES / NETWORK_RATE)
    raw = ecg.signal_mv[:, : round(seconds * ecg.rate_hz)]
    x = standardised(resample(np.nan_to_num(raw), ecg.rate_hz, NETWORK_RATE))
    out = np.zeros((raw.shape[0], NETWORK_SAMPLES), np.float32)
    out[:, : min(x.shape[1], NETWORK_SAMPLES)] = x[:, :NETWORK_SAMPLES]
    return out


def standardised(signal: NDArray[np.float32]) -> Signal:
    """Zero-phase 0.5-40 Hz (Butterworth, order 3), then zero mean and unit deviation a lead; a flat lead stays zero."""
    from scipy.signal import butter, sosfiltfilt

    filtered = sosfiltfilt(butter(3, (0.5, 40.0), "bandpass", fs=NETWORK_RATE, output="sos"), signal, axis=1)
    deviation = filtered.std(axis=1, keepdims=True)
    scaled = (filtered - filtered.mean(axis=1, keepdims=True)) / np.where(deviation > 1e-4, deviation, np.inf)
    return np.asarray(scaled, dtype=np.float32)
