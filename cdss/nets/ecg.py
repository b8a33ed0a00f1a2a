"""ECG encoder: several small 1-D residual networks whose evidence for each class is linear in time and averaged.

As in the film encoder a class logit is the mean of its evidence tokens, here along time; the mean over members is then a mean
over tokens too. Members are trained on overlapping parts of the training folds (bagging), so that each training recording
has evidence from members that never saw it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from cdss.core.kinds import ECG_FINDINGS, ECG_LEADS
from cdss.nets.side_by_side import side_by_side

NETWORK_RATE = 100
"""Samples a second at the network's input."""

NETWORK_SAMPLES = 1000
"""Ten seconds."""

TOKENS = 32
"""Time tokens a recording, 0.3125 s each."""

MANY = 8
"""Recordings from which on the members of an ensemble are worth a core each."""

_WIDTHS = (32, 48, 64, 96, 128)


@dataclass(frozen=True, slots=True, eq=False)
class EcgEvidence:
    """``tokens`` [n, 32, classes] along time; ``logits`` [n, classes], their mean; ``members`` [k, n, classes], of each."""

    tokens: Tensor
    logits: Tensor
    members: Tensor


class _Residual(nn.Module):
    """Two convolutions with a strided shortcut."""

    def __init__(self, inputs: int, outputs: int, stride: int, dropout: float) -> None:
        super().__init__()
        self.conv1 = nn.Conv1d(inputs, outputs, 9, stride, padding=4, bias=False)
        self.bn1 = nn.BatchNorm1d(outputs)
        self.conv2 = nn.Conv1d(outputs, outputs, 9, 1, padding=4, bias=False)
        self.bn2 = nn.BatchNorm1d(outputs)
        self.drop = nn.Dropout(dropout)
        self.short = nn.Conv1d(inputs, outputs, 1, stride, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        y = self.drop(torch.relu(self.bn1(self.conv1(x))))
        return torch.relu(self.bn2(self.conv2(y)) + self.short(x))


class EcgMember(nn.Module):
    """One residual network: float [n, 12, 1000], z-scored a lead, absent leads zero, to evidence [n, 32, classes]."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv1d(len(ECG_LEADS), _WIDTHS[0], 15, 2, padding=7, bias=False)
        self.bn = nn.BatchNorm1d(_WIDTHS[0])
        pairs = itertools.pairwise(_WIDTHS)
        self.blocks = nn.Sequential(*(_Residual(a, b, 2, 0.2) for a, b in pairs))
        self.dropout = nn.Dropout(0.3)
        self.evidence = nn.Conv1d(_WIDTHS[-1], len(ECG_FINDINGS), 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.blocks(torch.relu(self.bn(self.stem(x))))
        evidence: Tensor = self.evidence(self.dropout(y)).transpose(1, 2)
        return evidence


class EcgNet(nn.Module):
    """The mean of ``members`` networks, as one encoder."""

    def __init__(self, members: int) -> None:
        super().__init__()
        self.members = nn.ModuleList(EcgMember() for _ in range(members))

    def forward(self, x: Tensor) -> EcgEvidence:
        each = torch.stack(side_by_side((partial(member, x) for member in self.members), len(x) >= MANY))
        tokens = each.mean(dim=0)
        return EcgEvidence(tokens, tokens.mean(dim=1), each.mean(dim=2))
