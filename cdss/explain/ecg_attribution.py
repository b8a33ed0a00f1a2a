"""Integrated Gradients over the ECG (Sundararajan et al., ICML 2017), by lead and sample, summed by lead and wave."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import torch
from captum.attr import IntegratedGradients
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import ECG_LEADS
from cdss.explain.ecg_waves import EcgWaves
from cdss.nets.ecg import NETWORK_RATE
from cdss.records.ecg import Ecg
from cdss.records.explanation import ECG_WAVES, EcgAttribution, EcgPart

Output = Callable[[Tensor], Tensor]
"""From recordings [n, 12, 1000] as the network reads them to the output [n], a probability."""

STEPS = 16
"""Gauss-Legendre steps of the path integral from the flat line.

Largest error over 9 recordings and two outputs: .0049 with 8 steps, .0011 with 16, .0004 with 32; 124 and 232 ms of one core
with 8 and 16, time growing with the steps. It is larger elsewhere: of 60 recordings with a planted ST shift 8 % missed the error
that is allowed (``cdss.explain.deletion``) with 16 steps, none with 32. The pane says so where it happens.
"""

SMOOTH_SECONDS = 0.06
"""Width of the display smoothing: a wave, not a sample, is what one looks at."""

FLOOR = 0.35
"""Share of the strongest attribution below which nothing is shaded, so that the eye is led to what stands out."""


def sample_attributions(output: Output, signal: Tensor, steps: int = STEPS) -> NDArray[np.float32]:
    """Signed attribution [12, 1000] of ``output`` at ``signal`` [1, 12, 1000] against the flat line."""
    with torch.enable_grad():
        found = IntegratedGradients(output).attribute(signal, n_steps=steps, method="gausslegendre")
    return np.asarray(found[0].detach().cpu().numpy(), dtype=np.float32)


def ends_of_the_path(output: Output, signal: Tensor) -> tuple[float, float]:
    """``output`` for the flat line and for ``signal`` [1, 12, 1000]: what the attributions lead from and to."""
    with torch.no_grad():
        base, value = output(torch.cat([torch.zeros_like(signal), signal])).double().tolist()
    return base, value


def ecg_attribution(
    target: str, signed: NDArray[np.float32], ends: tuple[float, float], ecg: Ecg, waves: EcgWaves | None
) -> EcgAttribution:
    """The record of ``signed`` attributions [12, 1000]; ``waves`` None where they could not be told apart."""
    base, value = ends
    return EcgAttribution(
        target=target,
        values=shading(signed, ecg),
        rate_hz=ecg.rate_hz,
        parts=tuple(lead_parts(signed, waves)),
        base=base,
        value=value,
        steps=STEPS,
        beats=waves.beats if waves else 0,
        other_beats=waves.other_beats if waves else 0,
    )


def shading(signed: NDArray[np.float32], ecg: Ecg) -> NDArray[np.float32]:
    """Net attribution on the recording's samples, -1 to 1: smoothed over a wave, cut at its 99.5th percentile, weak parts out."""
    width = max(1, round(SMOOTH_SECONDS * NETWORK_RATE))
    kernel = np.ones(width) / width
    net = np.stack([np.convolve(row, kernel, mode="same") for row in signed])
    top = max(float(np.quantile(np.abs(net), 0.995)), 1e-12)
    shown = np.sign(net) * np.clip((np.abs(net) / top - FLOOR) / (1.0 - FLOOR), 0.0, 1.0)
    places = np.arange(ecg.signal_mv.shape[1]) * NETWORK_RATE / ecg.rate_hz
    grid = np.arange(shown.shape[1])
    return np.stack([np.interp(places, grid, row, right=0.0) for row in shown]).astype(np.float32)


def lead_parts(signed: NDArray[np.float32], waves: EcgWaves | None) -> Iterator[EcgPart]:
    """Sum and share of each lead and wave; of each whole lead where ``waves`` is None. Every sample counts once."""
    exact = signed.astype(np.float64)
    whole = max(float(np.abs(exact).sum()), 1e-12)
    if waves is None:
        kinds = {"": np.ones(exact.shape[1], dtype=bool)}
    else:
        kinds = {wave: waves.labels == ECG_WAVES.index(wave) for wave in waves.found}
    for lead, row in zip(ECG_LEADS, exact, strict=True):
        for wave, here in kinds.items():
            raises, lowers = (float(np.maximum(sign * row[here], 0.0).sum()) for sign in (1, -1))
            yield EcgPart(lead, wave, raises, lowers, (raises + lowers) / whole)
