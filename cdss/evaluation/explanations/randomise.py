"""Cascading randomisation of weights (Adebayo et al., NeurIPS 2018): a map that survives it does not explain the network.

Weights are shuffled within each tensor, from the output down, so that their size and spread stay as learned.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn

from cdss.evaluation.explanations.methods import Marked, Tested, subject_of
from cdss.explain.agreement import rank_correlation
from cdss.nets.triage import TriageModel
from cdss.records.case import Case

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


def correlations(model: TriageModel, method: Tested, cases: Sequence[Case]) -> dict[str, list[float]]:
    """Rank correlation, whichever its sign, of what is marked before and after each stage, a patient each.

    A map that only turns its sign has kept its structure; so the sign does not count as a fall.
    """
    plain = [method.mark(subject_of(model, case, method.target)) for case in cases]
    found: dict[str, list[float]] = {}
    for stage, name in enumerate(stages_of(method.part)):
        other = shaken(model, method.part, stage)
        after = (method.mark(subject_of(other, case, method.target)) for case in cases)
        found[name] = list(compared(plain, after))
    return found


def compared(before: Sequence[Marked | None], after: Iterator[Marked | None]) -> Iterator[float]:
    """Absolute rank correlation of each pair; a map that is constant afterwards has kept nothing (0)."""
    for one, other in zip(before, after, strict=True):
        if one is not None and other is not None and np.ptp(one.effects) > 0.0:
            rho = rank_correlation(one.effects, other.effects)
            yield 0.0 if np.isnan(rho) else abs(rho)


def _shuffled(net: nn.Module, share: float, seed: int) -> nn.Module:
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
