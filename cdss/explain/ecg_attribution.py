"""Integrated Gradients over the ECG, by lead and sample, summed by lead and wave."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import ECG_LEADS
from cdss.explain.ecg_waves import EcgWaves
from cdss.explain.integrated_gradients import Network, Path, PathIntegral, Spacing
from cdss.nets.ecg import NETWORK_RATE
from cdss.records.ecg import Ecg
from cdss.records.explanation import ECG_WAVES, EcgAttribution, EcgPart

SMOOTH_SECONDS = 0.06
"""Width of the display smoothing: a wave, not a sample, is what one looks at."""

FLOOR = 0.35
"""Share of the strongest attribution below which nothing is shaded, so that the eye is led to what stands out."""


SPACING = Spacing(centre=0.1, width=0.1)
"""Most of what an output moves on the way from the flat line it moves on its first fifth.

Chosen on the demonstration patients (n = 9) and on recordings of the training folds, half with an ST shift (n = 30), 13 outputs
each. Errors beyond what is allowed: 10 points spaced so 0 % and 1 %, 16 points of plain Gauss-Legendre 0 % and 5 %.
"""


def path_of_recording(network: Network, signal: Tensor) -> Path:
    """From the flat line to ``signal`` [1, 12, 1000] as ``network`` reads it."""
    return Path(network, torch.zeros_like(signal), signal, SPACING)


def ecg_attribution(target: str, found: PathIntegral, ecg: Ecg, waves: EcgWaves | None) -> EcgAttribution:
    """The record of ``found``, of a path ``path_of_recording``; ``waves`` None where they could not be told apart."""
    signed = np.asarray(found.effects[0].cpu().numpy(), dtype=np.float32)
    return EcgAttribution(
        target=target,
        values=shading(signed, ecg),
        rate_hz=ecg.rate_hz,
        parts=tuple(lead_parts(signed, waves)),
        base=found.base,
        value=found.value,
        steps=found.steps,
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
