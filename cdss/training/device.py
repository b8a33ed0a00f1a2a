"""Where training computes: plain float32 on the CPU, automatic mixed precision on CUDA."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import torch

from cdss.engine.device import choose_device


@dataclass(frozen=True, slots=True)
class Machine:
    """A device and the half precision of its forward passes (None: float32 throughout)."""

    device: torch.device
    half: torch.dtype | None = None

    def forward_pass(self) -> AbstractContextManager[object]:
        """Context of a forward pass with its loss: autocast where there is a half precision."""
        return torch.autocast(self.device.type, dtype=self.half) if self.half else nullcontext()

    def scaler(self) -> torch.amp.GradScaler:
        """Scales losses so that float16 gradients do not vanish; does nothing for bfloat16 and float32."""
        return torch.amp.GradScaler(self.device.type, enabled=self.half is torch.float16)


CPU = Machine(torch.device("cpu"))


def choose_machine(wanted: str) -> Machine:
    """The machine for ``auto``, ``cpu`` or ``cuda``; ``EngineError`` where CUDA is asked for and not there.

    Each process of a machine takes the GPU of its ``LOCAL_RANK``. bfloat16 needs no loss scaling, so it goes before float16.
    """
    if choose_device(wanted).type == "cpu":
        return CPU
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", "0")))
    torch.cuda.set_device(device)
    return Machine(device, torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16)
