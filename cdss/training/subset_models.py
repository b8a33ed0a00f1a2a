"""Small models of single presence subsets, the comparators of the fusion: a common table of features and how to fit on it.

Every visit becomes one vector: age, sex, arrival and history (21 values and 21 flags, always there), mean film evidence (8),
mean ECG evidence (6), vital signs (7 values and 7 flags) and the pooled note (48, mean over the phrases). A subset model reads
the columns of its modalities and the context.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from torch import Tensor, nn

from cdss.training.fusion_data import FusionData

Floats = NDArray[np.float32]

EPOCHS = 8
BATCH = 512
RATE = 3e-3
CONTEXT = -1
"""Block of the columns that are always there; the others carry the place of their modality in ``MODALITIES``."""


@dataclass(frozen=True, slots=True, eq=False)
class FeatureTable:
    """``values`` float32 [n, columns], standardised; ``block`` [columns]: modality a column belongs to, or ``CONTEXT``."""

    values: Floats
    block: NDArray[np.int64]

    def columns(self, present: Sequence[bool]) -> NDArray[np.int64]:
        """Columns of the context and of the modalities that are ``present``."""
        shown = [CONTEXT, *(m for m, here in enumerate(present) if here)]
        return np.flatnonzero(np.isin(self.block, shown))

    def only(self, present: Sequence[bool]) -> Floats:
        """The columns that a model of this subset reads."""
        return self.values[:, self.columns(present)]

    def zero_filled(self, present: Sequence[bool]) -> Floats:
        """All columns, those of absent modalities 0: the mean of the training visits, posing as data."""
        filled = np.zeros_like(self.values)
        columns = self.columns(present)
        filled[:, columns] = self.values[:, columns]
        return filled


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """Mean and standard deviation of each column among training visits."""

    mean: Floats
    spread: Floats

    def table(self, raw: Sequence[Floats]) -> FeatureTable:
        """Standardised table of raw blocks in the order of ``raw_blocks``."""
        block = np.concatenate([np.full(part.shape[1], i - 1) for i, part in enumerate(raw)])
        return FeatureTable((np.concatenate(raw, axis=1) - self.mean) / self.spread, block)


def raw_blocks(
    data: FusionData, rows: NDArray[np.int64], films: NDArray[np.int64], ecgs: NDArray[np.int64]
) -> list[Floats]:
    """Context, film, ECG, vitals and note of visits with the given donors, each [n, columns of the block]."""
    n = data.numbers
    return [
        np.concatenate([n.context[rows], n.context_known[rows]], axis=1),
        data.image[films].mean(dim=1).numpy(),
        data.ecg[ecgs].mean(dim=1).numpy(),
        np.concatenate([n.vitals[rows], n.vitals_known[rows]], axis=1),
        data.phrase_pooled[rows],
    ]


def fit_scaling(raw: Sequence[Floats]) -> Scaling:
    """Scaling of training visits; a column that never changes keeps its scale."""
    values = np.concatenate(raw, axis=1)
    spread = values.std(axis=0)
    return Scaling(values.mean(axis=0), np.where(spread > 1e-6, spread, 1.0).astype(np.float32))


class SubsetNet(nn.Module):
    """Logistic regression and a two-layer perceptron added up: logits [n, outputs] from standardised features."""

    def __init__(self, inputs: int, outputs: int, width: int = 256) -> None:
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)
        self.deep = nn.Sequential(
            *(nn.Linear(inputs, width), nn.ReLU(), nn.Dropout(0.4)),
            *(nn.Linear(width, width // 2), nn.ReLU(), nn.Dropout(0.4), nn.Linear(width // 2, outputs)),
        )
        nn.init.zeros_(self.linear.weight)

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.linear(x) + self.deep(x)
        return logits


def fit_subset_net(x: Floats, labels: NDArray[np.floating], seed: int = 0, epochs: int = EPOCHS) -> SubsetNet:
    """Fit one net to all outputs; ``labels`` [n, outputs], NaN = unknown and left out of the loss."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    inputs, wanted = torch.from_numpy(x), torch.from_numpy(labels.astype(np.float32))
    net = SubsetNet(x.shape[1], labels.shape[1])
    batch = min(BATCH, len(x))
    steps = epochs * (len(x) // batch)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for chosen in _batches(len(x), batch, epochs, rng):
        loss = _masked_loss(net(inputs[chosen]), wanted[chosen])
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return net.eval()


@torch.no_grad()
def net_logits(net: SubsetNet, x: Floats) -> NDArray[np.float64]:
    """Logits [n, outputs] of a fitted net."""
    return np.asarray(net(torch.from_numpy(x)).double().numpy())


def _batches(count: int, batch: int, epochs: int, rng: Generator) -> list[Tensor]:
    orders = [rng.permutation(count)[: count // batch * batch].reshape(-1, batch) for _ in range(epochs)]
    return [torch.from_numpy(row) for order in orders for row in order]


def _masked_loss(logits: Tensor, labels: Tensor) -> Tensor:
    known = ~torch.isnan(labels)
    loss = nn.functional.binary_cross_entropy_with_logits(logits, torch.nan_to_num(labels), reduction="none") * known
    return (loss.sum(dim=0) / known.sum(dim=0).clamp(min=1)).sum()


class Stack:
    """One logistic regression an output over the logits of several models: how much to believe each of them."""

    def __init__(self, parts: Sequence[NDArray[np.float64]], labels: NDArray[np.floating]) -> None:
        """Fit on logits [n, outputs] of each part; an output with fewer than five of a class takes their mean."""
        self._models = [_stacked([p[:, i] for p in parts], labels[:, i]) for i in range(labels.shape[1])]

    def __call__(self, parts: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        """Joint logits [n, outputs] of the same models on other visits."""
        columns = []
        for i, model in enumerate(self._models):
            x = np.column_stack([p[:, i] for p in parts])
            columns.append(x.mean(axis=1) if model is None else model.decision_function(x))
        return np.column_stack(columns)


def _stacked(parts: Sequence[NDArray[np.float64]], labels: NDArray[np.floating]) -> LogisticRegression | None:
    known = ~np.isnan(labels)
    y = labels[known] > 0.5
    if min(y.sum(), (~y).sum()) < 5:
        return None
    return LogisticRegression(C=1.0).fit(np.column_stack([p[known] for p in parts]), y)


def knn_filled(table: FeatureTable, reference: FeatureTable, present: Sequence[bool], neighbours: int = 25) -> Floats:
    """All columns, those of absent modalities the mean of the ``neighbours`` nearest reference visits.

    Nearest by Euclidean distance in the standardised columns that are there (Troyanskaya et al., Bioinformatics 2001).
    """
    columns = table.columns(present)
    absent = np.setdiff1d(np.arange(len(table.block)), columns)
    near = reference.values[:, columns]
    square = (near**2).sum(axis=1)
    filled = table.values.copy()
    for start in range(0, len(filled), BATCH):
        part = slice(start, start + BATCH)
        # the visit's own square is the same for all its neighbours and can be left out
        distance = square - 2 * table.values[part][:, columns] @ near.T
        nearest = np.argpartition(distance, min(neighbours, len(near)) - 1, axis=1)[:, :neighbours]
        filled[part, absent] = reference.values[nearest][:, :, absent].mean(axis=1)
    return filled
