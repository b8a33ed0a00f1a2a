"""Restartable training: model, optimiser, schedule position and random state in one safetensors file. No pickle."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim import Optimizer


def save_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer, step: dict[str, float]) -> None:
    """Write everything needed to go on after ``step`` (numbers only, such as the epoch); atomic by rename.

    Not kept: the loss scale of float16, which finds its value again within some steps.
    """
    tensors = {f"model/{k}": v.detach().clone().contiguous() for k, v in model.state_dict().items()}
    state = optimizer.state_dict()
    for index, slots in state["state"].items():
        for name, value in slots.items():
            tensors[f"optim/{index}/{name}"] = torch.as_tensor(value).clone().contiguous()
    tensors["rng"] = torch.get_rng_state()
    if _on_cuda(model):
        tensors["rng/cuda"] = torch.cuda.get_rng_state()
    meta = {"step": json.dumps(step), "groups": json.dumps(state["param_groups"])}
    part = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(tensors, part, metadata=meta)
    part.replace(path)


def load_checkpoint(path: Path, model: nn.Module, optimizer: Optimizer) -> dict[str, float] | None:
    """Restore what ``save_checkpoint`` wrote and return its step; None where there is no checkpoint."""
    if not path.exists():
        return None
    with safe_open(path, framework="pt") as stream:
        meta = stream.metadata()
        tensors = {key: stream.get_tensor(key) for key in stream.keys()}  # noqa: SIM118 (not a mapping)
    model.load_state_dict({k.removeprefix("model/"): v for k, v in tensors.items() if k.startswith("model/")})
    optimizer.load_state_dict({"state": _slots(tensors), "param_groups": json.loads(meta["groups"])})
    torch.set_rng_state(tensors["rng"])
    if _on_cuda(model) and "rng/cuda" in tensors:
        torch.cuda.set_rng_state(tensors["rng/cuda"])
    step: dict[str, float] = json.loads(meta["step"])
    return step


def _on_cuda(model: nn.Module) -> bool:
    return any(p.is_cuda for p in model.parameters())


def _slots(tensors: dict[str, Tensor]) -> dict[int, dict[str, Tensor]]:
    slots: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        if key.startswith("optim/"):
            _, index, name = key.split("/", 2)
            slots.setdefault(int(index), {})[name] = value
    return slots
