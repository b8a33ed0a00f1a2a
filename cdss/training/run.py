"""How a training is run: machine, processes, seed, patience; and the optimiser step that all recipes share."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import torch
from torch import Tensor, nn
from torch.optim import Optimizer

from cdss.training.device import CPU, Machine
from cdss.training.distributed import ALONE, Team

B = TypeVar("B")

_SEED_STRIDE = 1_000_003
"""A prime above every number that a recipe itself seeds with, so that no two seeds share a stream."""


@dataclass(frozen=True, slots=True)
class Run:
    """``seed`` 0 is the released one; ``patience``: epochs without a better tuning loss before stopping (None: never)."""

    machine: Machine = CPU
    team: Team = ALONE
    seed: int = 0
    patience: int | None = None

    def numbers(self, *own: int) -> list[int]:
        """Seed of a NumPy generator: the recipe's ``own`` numbers, with the seed of the run where it is not the released."""
        return [*own, _SEED_STRIDE * self.seed] if self.seed else list(own)

    def seed_torch(self, own: int) -> None:
        """Seed torch's generators with the recipe's ``own`` number and the seed of the run."""
        torch.manual_seed(own + _SEED_STRIDE * self.seed)

    def part(self, *batch: Tensor) -> tuple[Tensor, ...]:
        """This process's rows of each tensor of a batch, on its device."""
        return tuple(t[self.team.rows(len(t))].to(self.machine.device) for t in batch) if self._moves else batch

    def part_of(self, record: B) -> B:
        """The same of a dataclass of tensors with one row an example."""
        if not self._moves:
            return record
        given: Any = record
        names = [field.name for field in fields(given)]
        moved = self.part(*(getattr(given, name) for name in names))
        whole: B = replace(given, **dict(zip(names, moved, strict=True)))
        return whole

    @property
    def _moves(self) -> bool:
        return self.team.size > 1 or self.machine.device.type != "cpu"


PLAIN = Run()
"""One process on the CPU with the released seed and no early stopping."""


class Updates:
    """Optimiser steps of one fit: gradients averaged over the processes, scaled where float16 asks for it, clipped."""

    def __init__(self, net: nn.Module, optimizer: Optimizer, run: Run, limit: float | None = None) -> None:
        self._net, self._optimizer, self._run, self._limit = net, optimizer, run, limit
        self._scaler = run.machine.scaler()

    def __call__(self, loss: Tensor) -> float:
        """One step down the gradient of ``loss``; returns its value (of this process's rows)."""
        self._optimizer.zero_grad()
        self._scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self._run.team.average_gradients(self._net)
        if self._limit is not None:
            self._scaler.unscale_(self._optimizer)
            torch.nn.utils.clip_grad_norm_(self._net.parameters(), self._limit)
        self._scaler.step(self._optimizer)
        self._scaler.update()
        return loss.item()
