"""Cascading randomisation of weights (Adebayo et al., NeurIPS 2018): a map that survives it does not explain the network.

Weights are shuffled within each tensor, from the output down, so that their size and spread stay as learned.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from cdss.engine.explained.marked import Marked
from cdss.evaluation.explanations.methods import Tested, subject_of
from cdss.evaluation.explanations.named import COMPOSITE, RANDOMISED
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure, mean_score, with_interval
from cdss.explain.agreement import rank_correlation
from cdss.nets.triage import TriageModel
from cdss.records.case import Case

Net = TypeVar("Net", bound=nn.Module)

SEED = 20

STAGES: tuple[str, ...] = ("fusion head", "and the last half of the encoder", "and all of the encoder")
"""What is randomised, each stage on top of the one before."""

ENCODERS: dict[str, str] = {"image_cam": "film", "ecg_attribution": "ecg", "note_tokens": "minilm"}
"""The attribute of ``TriageModel`` that is the encoder of each part; vital signs have none."""


def shaken(model: TriageModel, part: str, stage: int) -> TriageModel:
    """A copy of ``model`` with the weights up to ``STAGES[stage]`` shuffled; the original is not touched."""
    other = copy.copy(model)
    other.fusion = _shuffled(model.fusion, 1.0, SEED)
    if stage > 0 and part in ENCODERS:
        name = ENCODERS[part]
        setattr(other, name, _shuffled(getattr(model, name), 0.5 if stage == 1 else 1.0, SEED + 1))
    return other


def stages_of(part: str) -> tuple[str, ...]:
    """The stages that there are for a part."""
    return STAGES if part in ENCODERS else STAGES[:1]


@dataclass(frozen=True, slots=True)
class Kept:
    """``rho``: absolute rank correlation of what is marked before and after; ``inputs``: how many inputs were ranked."""

    rho: float
    inputs: int

    @property
    def beyond_chance(self) -> float:
        """``rho`` less its mean for unrelated orders: sqrt(2 / (pi (n - 1))), from the variance 1 / (n - 1) (Kendall 1948)."""
        return self.rho - float(np.sqrt(2.0 / (np.pi * (self.inputs - 1))))


def correlations(model: TriageModel, method: Tested, plain: Sequence[tuple[Case, Marked]]) -> dict[str, list[Kept]]:
    """What is kept of each patient's marks after each stage.

    Whichever its sign: a map that only turns its sign has kept its structure.
    """
    found: dict[str, list[Kept]] = {}
    for stage, name in enumerate(stages_of(method.part)):
        other = shaken(model, method.part, stage)
        after = (method.mark(subject_of(other, case, method.target)) for case, _ in plain)
        found[name] = list(compared([marked for _, marked in plain], after))
    return found


def compared(before: Sequence[Marked], after: Iterable[Marked | None]) -> Iterator[Kept]:
    """Of each pair; nothing marked afterwards, or no numbers, has kept nothing (0)."""
    for one, other in zip(before, after, strict=True):
        sound = other is not None and len(other.effects) == len(one.effects) and bool(np.isfinite(other.effects).all())
        rho = rank_correlation(one.effects, other.effects) if sound and other is not None else float("nan")
        yield Kept(0.0 if np.isnan(rho) else abs(rho), len(one.effects))


def randomised_figures(title: str, found: Mapping[str, Sequence[Kept]]) -> Iterator[Measured]:
    """Mean correlation after each stage, and what is beyond chance after the last."""
    for name, kept in found.items():
        yield Measured(
            title, f"rank correlation with weights randomised: {name}", _mean([k.rho for k in kept]), COMPOSITE
        )
    last = list(found.values())[-1]
    yield Measured(title, RANDOMISED, _mean([k.beyond_chance for k in last]), COMPOSITE)


def _mean(values: Sequence[float]) -> Figure:
    scores = np.array(values, np.float64)
    return with_interval(mean_score, np.ones(len(scores)), scores)


def _shuffled(net: Net, share: float, seed: int) -> Net:
    """A copy with the weights of its last ``share`` of layers shuffled; ``net`` lists its layers in order.

    Of an ensemble, those of every member. Word embeddings are the input of the explanation and stay.
    """
    other = copy.deepcopy(net)
    members = getattr(other, "members", None)
    generator = torch.Generator().manual_seed(seed)
    for one in members if members is not None else [getattr(other, "layers", other)]:
        weights = [p for p in one.parameters() if p.numel() > 1]
        for weight in weights[round((1.0 - share) * len(weights)) :]:
            _shuffle(weight.data, generator)
    return other


def _shuffle(weight: Tensor, generator: torch.Generator) -> None:
    order = torch.randperm(weight.numel(), generator=generator).to(weight.device)
    weight.copy_(weight.flatten()[order].view_as(weight))
