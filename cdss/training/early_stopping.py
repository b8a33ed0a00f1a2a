"""Early stopping: the weights of the epoch with the lowest tuning loss are kept beside the checkpoint and win in the end.

Prechelt, "Early stopping - but when?" (1998): stop after a number of epochs without a better loss.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import nn

from cdss.training.run import Run


class BestWeights:
    """What early stopping remembers of one fit, in a file so that resumed training remembers too. Idle without patience."""

    def __init__(self, checkpoint: Path, run: Run) -> None:
        self._path, self._run = checkpoint.with_suffix(".best.safetensors"), run
        self.loss, self.epoch = math.inf, -1
        if run.patience is not None and not run.team.missing(self._path):
            with safe_open(self._path, framework="pt") as stream:
                kept = stream.metadata()
            self.loss, self.epoch = float(kept["loss"]), int(kept["epoch"])

    def exhausted(self, epoch: int) -> bool:
        """Whether ``epoch`` need not be begun: the patience ran out before it."""
        return self._run.patience is not None and epoch - 1 - self.epoch >= self._run.patience

    def look(self, epoch: int, net: nn.Module, tuning_loss: Callable[[], float]) -> None:
        """Measure the tuning loss after ``epoch`` and keep ``net`` where it is the lowest so far."""
        if self._run.patience is None:
            return
        team = self._run.team
        loss = team.from_leader(tuning_loss() if team.leads else math.nan)
        if not loss < self.loss:
            return
        self.loss, self.epoch = loss, epoch
        if team.leads:
            state = {name: value.contiguous() for name, value in net.state_dict().items()}
            self._path.parent.mkdir(parents=True, exist_ok=True)
            save_file(state, self._path, metadata={"loss": repr(loss), "epoch": str(epoch)})
        team.wait()

    def restore(self, net: nn.Module) -> None:
        """Give ``net`` the weights that were kept, where any were."""
        if self._run.patience is not None and self.epoch >= 0:
            net.load_state_dict(load_file(self._path))
