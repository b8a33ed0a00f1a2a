"""Film encoder: EfficientNet-Lite0 whose evidence for each finding is linear in the cells of its last feature map.

Because the finding logit is the mean of the cells' evidence, the evidence map is at once the class activation map
(Zhou et al., CVPR 2016), the token sequence of the fusion head, and low-dimensional enough not to be memorised.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor, nn

from cdss.core.kinds import IMAGE_FINDINGS
from cdss.nets.efficientnet import FEATURES, EfficientNetLite0
from cdss.nets.side_by_side import side_by_side

FILM_SIZE = 224
"""Side of the square network input in pixels."""

GRID = FILM_SIZE // 32
"""Cells a side of the token grid."""


@dataclass(frozen=True, slots=True, eq=False)
class FilmEvidence:
    """``tokens`` [n, cells, findings], row-major from the top left; ``logits`` [n, findings]; ``view`` [n], > 0 for AP."""

    tokens: Tensor
    logits: Tensor
    view: Tensor


class FilmMember(nn.Module):
    """One network: whole film to per-cell evidence for each of ``IMAGE_FINDINGS``, and the projection (AP against PA)."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = EfficientNetLite0()
        self.dropout = nn.Dropout2d(0.2)
        self.evidence = nn.Conv2d(FEATURES, len(IMAGE_FINDINGS), 1)
        self.view = nn.Linear(FEATURES, 1)

    def features(self, x: Tensor) -> Tensor:
        """Last feature map [n, 1280, g, g] of films [n, 1, h, w] scaled to (grey - 127) / 128."""
        features: Tensor = self.backbone(x.expand(-1, 3, -1, -1))
        return features

    def forward(self, x: Tensor) -> FilmEvidence:
        return self.head(self.features(x))

    def head(self, features: Tensor) -> FilmEvidence:
        """Evidence from a feature map: tokens, their mean as logits, and the view."""
        maps = self.evidence(self.dropout(features))
        tokens = maps.flatten(2).transpose(1, 2)
        view = self.view(features.mean(dim=(2, 3)).detach())
        return FilmEvidence(tokens, tokens.mean(dim=1), view.squeeze(1))


class FilmNet(nn.Module):
    """The mean of ``members`` networks, as one encoder; still linear in their feature maps, laid behind one another."""

    def __init__(self, members: int) -> None:
        super().__init__()
        self.members = nn.ModuleList(FilmMember() for _ in range(members))

    def features(self, x: Tensor) -> Tensor:
        """Feature maps of all members [n, members * 1280, g, g]."""
        return torch.cat(side_by_side(partial(self._member(i).features, x) for i in range(len(self.members))), dim=1)

    def forward(self, x: Tensor) -> FilmEvidence:
        return self.head(self.features(x))

    def head(self, features: Tensor) -> FilmEvidence:
        """Mean evidence from the feature maps of all members."""
        each = [self._member(i).head(part) for i, part in enumerate(torch.split(features, FEATURES, dim=1))]
        mean = (torch.stack([getattr(e, name) for e in each]).mean(dim=0) for name in ("tokens", "logits", "view"))
        return FilmEvidence(*mean)

    def _member(self, index: int) -> FilmMember:
        member = self.members[index]
        assert isinstance(member, FilmMember)
        return member


def film_tensor(gray: Tensor) -> Tensor:
    """Grey values in [0, 1], [n, h, w], to the scale of the published weights, [n, 1, h, w]."""
    return torch.as_tensor((gray.float() * 255.0 - 127.0) / 128.0).unsqueeze(1)
