"""Multi-head attention that can attend to nothing: of tokens that may be there or not."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

WIDTH, HEADS = 64, 4


class Attention(nn.Module):
    """Multi-head attention that returns its weights; a learned extra key lets a query attend to nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.value, self.out = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.nothing = nn.Parameter(torch.zeros(1, 1, WIDTH))

    def forward(self, queries: Tensor, parts: Sequence[Tensor], known: Tensor) -> tuple[Tensor, Tensor]:
        """Mixed values [n, queries, width] and weights [n, heads, queries, tokens] for ``known`` [n, tokens].

        ``queries`` and the tokens in ``parts`` [n, t, width] may have one row for all n: it is projected once.
        """
        q, k, v, known = self._projected(queries, parts, known)
        scores = q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])
        weights = torch.softmax(scores.masked_fill(~known, -1e4), dim=-1)
        return self._joined(weights @ v), weights[..., 1:]

    def mixed(self, queries: Tensor, parts: Sequence[Tensor], known: Tensor) -> Tensor:
        """As ``forward`` without the weights, in a third less time."""
        q, k, v, known = self._projected(queries, parts, known)
        return self._joined(nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=known))

    def _projected(self, queries: Tensor, parts: Sequence[Tensor], known: Tensor) -> tuple[Tensor, ...]:
        """Queries, keys, values [n, heads, ., width / heads], and which keys are known [n, 1, 1, 1 + tokens]."""
        n, parts = len(known), [self.nothing, *parts]
        known = torch.cat([known.new_ones(n, 1), known], dim=1)
        keys, values = (
            torch.cat([self._split(f(part)).expand(n, -1, -1, -1) for part in parts], dim=2)
            for f in (self.key, self.value)
        )
        return self._split(self.query(queries)).expand(n, -1, -1, -1), keys, values, known[:, None, None, :]

    def _joined(self, mixed: Tensor) -> Tensor:
        joined: Tensor = self.out(mixed.transpose(1, 2).reshape(len(mixed), -1, WIDTH))
        return joined

    @staticmethod
    def _split(x: Tensor) -> Tensor:
        return x.view(x.shape[0], x.shape[1], HEADS, -1).transpose(1, 2)
