"""Integrated Gradients over the ECG (Sundararajan et al., ICML 2017), by lead and sample, for display on the paper."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from captum.attr import IntegratedGradients
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import ECG_LEADS
from cdss.nets.ecg import NETWORK_RATE
from cdss.records.ecg import Ecg
from cdss.records.explanation import EcgAttribution

STEPS = 8
"""Gauss-Legendre steps of the path integral from the flat line."""

SMOOTH_SECONDS = 0.06
"""Width of the display smoothing: a wave, not a sample, is what one looks at."""


FLOOR = 0.35
"""Share of the strongest attribution below which nothing is shaded, so that the eye is led to what stands out."""


def sample_attributions(output: Callable[[Tensor], Tensor], signal: Tensor) -> NDArray[np.float32]:
    """Signed attribution [12, 1000] of ``output`` ([n, 12, 1000] to [n]) against the flat line."""
    with torch.enable_grad():
        found = IntegratedGradients(output).attribute(signal, n_steps=STEPS, method="gausslegendre")
    return np.asarray(found[0].detach().cpu().numpy(), dtype=np.float32)


def ecg_attribution(target: str, signed: NDArray[np.float32], ecg: Ecg) -> EcgAttribution:
    """Absolute attribution on the recording's samples: smoothed over a wave, limited at its 99.5th percentile, weak parts out."""
    width = max(1, round(SMOOTH_SECONDS * NETWORK_RATE))
    kernel = np.ones(width) / width
    strength = np.stack([np.convolve(row, kernel, mode="same") for row in np.abs(signed)])
    share = strength.sum(axis=1) / max(float(strength.sum()), 1e-12)
    top = max(float(np.quantile(strength, 0.995)), 1e-12)
    shown = np.clip((strength / top - FLOOR) / (1.0 - FLOOR), 0.0, 1.0)
    places = np.arange(ecg.signal_mv.shape[1]) * NETWORK_RATE / ecg.rate_hz
    grid = np.arange(shown.shape[1])
    values = np.stack([np.interp(places, grid, row, right=0.0) for row in shown]).astype(np.float32)
    return EcgAttribution(target, values, ecg.rate_hz, dict(zip(ECG_LEADS, map(float, share), strict=True)))
