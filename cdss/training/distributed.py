"""Training shared among several processes, on one machine or on several (started by ``torchrun``).

Every process draws the same random numbers, prepares the same batch and computes its slice of it; gradients are averaged.
Counts a loss is divided by, dropout masks and the statistics of batch normalisation are those of the whole batch, so any
number of processes gives what one gives, up to the order of summation (and, on CUDA, the masks of the fused dropout).
On several machines ``--work`` must be one shared folder: the first process writes, all of them read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import torch
import torch.distributed as dist
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx

from cdss.core.errors import CdssError
from cdss.core.sentences import sentence

N = TypeVar("N", bound=nn.Module)

WAIT = timedelta(hours=24)
"""How long a process waits for the others: what is not shared (boosting, encoding) is done by the first while they wait."""


@dataclass(frozen=True, slots=True)
class Team:
    """The processes of one training: ``rank`` of this one, ``size`` of all. Without others every method is the identity."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes files and shows progress."""
        return self.rank == 0

    def rows(self, count: int) -> slice:
        """Rows of a batch of ``count`` that this process computes; ``CdssError`` where it cannot be divided evenly."""
        if count % self.size:
            raise CdssError(sentence("train_processes_uneven", {"count": str(count), "size": str(self.size)}))
        share = count // self.size
        return slice(self.rank * share, (self.rank + 1) * share)

    def total(self, value: Tensor) -> Tensor:
        """Sum of ``value`` over the processes, without gradient."""
        if self.size == 1:
            return value
        summed = value.detach().clone()
        dist.all_reduce(summed)
        return summed

    def divisor(self, count: Tensor) -> Tensor:
        """What each process divides its part of a sum by, so that the mean over processes is sum / count (at least 1)."""
        return self.total(count).clamp(min=1) / self.size

    def average_gradients(self, net: nn.Module) -> None:
        """Replace the gradients of ``net`` by their mean over the processes."""
        if self.size == 1:
            return
        gradients = [p.grad for p in net.parameters() if p.grad is not None]
        flat = torch.cat([g.flatten() for g in gradients])
        dist.all_reduce(flat)
        parts = torch.split(flat / self.size, [g.numel() for g in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))

    def from_leader(self, value: float) -> float:
        """The first process's ``value``, for all."""
        if self.size == 1:
            return value
        told = torch.tensor([value], dtype=torch.float64)
        dist.broadcast(told, src=0)
        return float(told.item())

    def missing(self, path: Path) -> bool:
        """Whether the first process has no file at ``path``; the same answer for all."""
        return bool(self.from_leader(float(not path.exists())))

    def save(self, tensors: Mapping[str, Tensor], path: Path) -> None:
        """Write a safetensors file once, then go on together."""
        if self.leads:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_file(dict(tensors), path)
        self.wait()

    def wait(self) -> None:
        """Go on when all processes have come here."""
        if self.size > 1:
            dist.barrier()


ALONE = Team()
"""One process."""


@contextmanager
def joined_team(cuda: bool = False) -> Iterator[Team]:
    """The team that ``torchrun`` describes in the environment (``WORLD_SIZE``, ``RANK``, ``MASTER_ADDR`` …), left at the end."""
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield ALONE
        return
    dist.init_process_group("cpu:gloo,cuda:nccl" if cuda else "gloo", timeout=WAIT)
    try:
        yield Team(dist.get_rank(), dist.get_world_size())
    finally:
        dist.destroy_process_group()


def share_layers(net: N, team: Team) -> N:
    """``net`` with dropout and batch normalisation over the whole batch; parameters and their names stay. In place."""
    if team.size > 1:
        for owner in list(net.modules()):
            for name, layer in list(owner.named_children()):
                shared = _shared(layer, team)
                if shared is not None:
                    setattr(owner, name, shared)
    return net


def _shared(layer: nn.Module, team: Team) -> nn.Module | None:
    if isinstance(layer, (nn.BatchNorm1d, nn.BatchNorm2d)):
        return SharedBatchNorm(layer, team)
    if isinstance(layer, (nn.Dropout, nn.Dropout2d)):
        return SharedDropout(layer.p, isinstance(layer, nn.Dropout2d), team)
    return None


class SharedDropout(nn.Module):
    """Dropout whose mask is drawn for the whole batch by every process, each using its slice; ``channels`` drops maps."""

    def __init__(self, p: float, channels: bool, team: Team) -> None:
        super().__init__()
        self.p, self.channels, self.team = p, channels, team

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or self.p == 0:
            return x
        count, rest = len(x) * self.team.size, list(x.shape[1:])
        shape = [count, rest[0], *([1] * (len(rest) - 1))] if self.channels else [count, *rest]
        mask = torch.empty(shape, dtype=x.dtype, device=x.device).bernoulli_(1 - self.p).div_(1 - self.p)
        return x * mask[self.team.rows(count)]


class SharedBatchNorm(nn.Module):
    """Batch normalisation with the statistics of the whole batch; takes over parameters and buffers of ``plain``."""

    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, plain: nn.BatchNorm1d | nn.BatchNorm2d, team: Team) -> None:
        super().__init__()
        self.eps, self.momentum, self.team = plain.eps, plain.momentum or 0.0, team
        self.weight, self.bias = plain.weight, plain.bias
        for name in ("running_mean", "running_var", "num_batches_tracked"):
            self.register_buffer(name, getattr(plain, name))

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            mean, var = self.running_mean, self.running_var
            return nn.functional.batch_norm(x, mean, var, self.weight, self.bias, eps=self.eps)
        axes = [axis for axis in range(x.dim()) if axis != 1]
        place = [1, -1, *([1] * (x.dim() - 2))]
        count = self.team.size * x.numel() // x.shape[1]
        mean = _sum(x.float().sum(dim=axes)) / count
        centred = x.float() - mean.view(place)
        var = _sum(centred.square().sum(dim=axes)) / count
        self._follow(mean.detach(), var.detach() * count / max(count - 1, 1))
        scaled = centred * torch.rsqrt(var + self.eps).view(place)
        return (scaled * self.weight.view(place) + self.bias.view(place)).to(x.dtype)

    @torch.no_grad()
    def _follow(self, mean: Tensor, unbiased: Tensor) -> None:
        self.running_mean.lerp_(mean, self.momentum)
        self.running_var.lerp_(unbiased, self.momentum)
        self.num_batches_tracked.add_(1)


def _sum(value: Tensor) -> Tensor:
    summed: Tensor = _SumOverProcesses.apply(value)  # type: ignore[no-untyped-call]
    return summed


class _SumOverProcesses(torch.autograd.Function):
    """A sum that each process's loss depends on, so its gradient is the sum of theirs."""

    @staticmethod
    def forward(ctx: FunctionCtx, value: Tensor) -> Tensor:
        summed = value.clone()
        dist.all_reduce(summed)
        return summed

    @staticmethod
    def backward(ctx: FunctionCtx, gradient: Tensor) -> Tensor:
        summed = gradient.clone()
        dist.all_reduce(summed)
        return summed
