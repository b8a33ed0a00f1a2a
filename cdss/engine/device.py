"""Choice of the device: ``auto`` takes a CUDA GPU where one works, else the CPU."""

from __future__ import annotations

import torch

from cdss.core.errors import EngineError

DEVICES: tuple[str, ...] = ("auto", "cpu", "cuda")


def choose_device(wanted: str) -> torch.device:
    """The device for ``auto``, ``cpu`` or ``cuda``; ``EngineError`` where CUDA is asked for and not there."""
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise EngineError.of("cuda_unavailable")
    return torch.device("cuda" if available and wanted != "cpu" else "cpu")
