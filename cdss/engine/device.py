"""Choice of the device: ``auto`` takes a CUDA GPU where one works, else the CPU."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import torch

from cdss.core.errors import EngineError

DEVICES: tuple[str, ...] = ("auto", "cpu", "cuda")


def choose_device(wanted: str) -> torch.device:
    """The device for ``auto``, ``cpu`` or ``cuda``; ``EngineError`` where CUDA is asked for and not there."""
    available = torch.cuda.is_available()
    if wanted == "cuda" and not available:
        raise EngineError.of("cuda_unavailable")
    return torch.device("cuda" if available and wanted != "cpu" else "cpu")


def why_no_gpu(wanted: str) -> str:
    """Code of the sentence that says why no card is used although one was to be expected; empty where one is, or none was.

    One is expected where it was asked for, and with ``auto`` where this torch can use a card and the computer has one.
    """
    if torch.cuda.is_available():
        return ""
    expected = wanted == "cuda" or (wanted == "auto" and torch.version.cuda is not None and has_nvidia_card())
    return "gpu_no_driver" if expected else ""


def has_nvidia_card(devices: Path = Path("/sys/bus/pci/devices")) -> bool:
    """Whether Linux lists a display (PCI class 03) of NVIDIA (PCI vendor 10de) here; elsewhere it is not told."""
    return any(
        _read(one / "vendor") == "0x10de" and _read(one / "class").startswith("0x03") for one in devices.glob("*")
    )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return ""


def give_back_memory() -> None:
    """Let other programs have the card's memory that nothing here uses any more; one that failed may refuse that too."""
    with suppress(RuntimeError):
        torch.cuda.empty_cache()


_OF_THE_CARD = ("CUDA error", "CUDA driver", "CUBLAS_STATUS", "CUDNN_STATUS", "cuDNN error", "NVML")
_NO_MEMORY = ("out of memory", "ALLOC_FAILED")


def gpu_fault(error: BaseException) -> str:
    """Code of the sentence for a fault of the graphics card, its memory or its driver; empty for every other error."""
    words = str(error)
    of_the_card = isinstance(error, torch.OutOfMemoryError | torch.AcceleratorError) or (
        isinstance(error, RuntimeError) and any(word in words for word in _OF_THE_CARD)
    )
    if not of_the_card:
        return ""
    memory = isinstance(error, torch.OutOfMemoryError) or any(word in words for word in _NO_MEMORY)
    return "gpu_out_of_memory" if memory else "gpu_failed"
