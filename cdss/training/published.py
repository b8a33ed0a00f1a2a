"""The published ImageNet weights that training starts from: the one file of another format that is ever read, and only here.

Its makers ship a ``.pth``. torch reads it with an unpickler that knows tensors alone (``weights_only``); what the program itself
loads is safetensors and JSON.
"""

from __future__ import annotations

import torch
from torch import Tensor


def imagenet_state(path: str) -> dict[str, Tensor]:
    """Read the published ``.pth`` (tensors only)."""
    loaded: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)
    return loaded
