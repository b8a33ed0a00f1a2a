"""all-MiniLM-L6-v2 in plain torch: six BERT layers that load the published weights by name, without transformers.

Devlin et al., BERT (2019); Wang et al., MiniLM (2020); weights by the sentence-transformers authors (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

WIDTH = 384
"""Width of a token state."""

HEADS = 12
LAYERS = 6
VOCABULARY = 30522
POSITIONS = 512


class _Embeddings(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.word_embeddings = nn.Embedding(VOCABULARY, WIDTH)
        self.position_embeddings = nn.Embedding(POSITIONS, WIDTH)
        self.token_type_embeddings = nn.Embedding(2, WIDTH)
        self.LayerNorm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, words: Tensor) -> Tensor:
        places = torch.arange(words.shape[1], device=words.device)
        kind = self.token_type_embeddings.weight[0]
        normed: Tensor = self.LayerNorm(words + self.position_embeddings(places) + kind)
        return normed


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH, WIDTH)
        self.key = nn.Linear(WIDTH, WIDTH)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.widen = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)
        self.output_norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, visible: Tensor) -> Tensor:
        n, length, _ = x.shape
        q, k, v = (f(x).view(n, length, HEADS, -1).transpose(1, 2) for f in (self.query, self.key, self.value))
        mixed = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=visible[:, None, None, :])
        x = self.attended_norm(x + self.attended(mixed.transpose(1, 2).reshape(n, length, WIDTH)))
        y: Tensor = self.output_norm(x + self.narrow(nn.functional.gelu(self.widen(x))))
        return y


class MiniLm(nn.Module):
    """Token ids [n, length] with a boolean mask of real tokens, to states [n, length, 384]."""

    def __init__(self) -> None:
        super().__init__()
        self.embeddings = _Embeddings()
        self.layers = nn.ModuleList(_Layer() for _ in range(LAYERS))

    def words(self, ids: Tensor) -> Tensor:
        """Word embeddings before positions are added: the input that attributions are taken over."""
        vectors: Tensor = self.embeddings.word_embeddings(ids)
        return vectors

    def encode(self, words: Tensor, visible: Tensor) -> Tensor:
        """States from word embeddings [n, length, 384]."""
        x: Tensor = self.embeddings(words)
        for layer in self.layers:
            x = layer(x, visible)
        return x

    def forward(self, ids: Tensor, visible: Tensor) -> Tensor:
        return self.encode(self.words(ids), visible)


_RENAMED = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "attended",
    "attention.output.LayerNorm": "attended_norm",
    "intermediate.dense": "widen",
    "output.dense": "narrow",
    "output.LayerNorm": "output_norm",
}


def from_published(state: Mapping[str, Tensor]) -> MiniLm:
    """The encoder with the published BERT-named weights; the unused pooler and position ids are left out."""
    renamed: dict[str, Tensor] = {}
    for name, value in state.items():
        if name.startswith("embeddings.") and not name.endswith("position_ids"):
            renamed[name] = value
        elif name.startswith("encoder.layer."):
            _, _, index, rest = name.split(".", 3)
            part, kind = rest.rsplit(".", 1)
            renamed[f"layers.{index}.{_RENAMED[part]}.{kind}"] = value
    net = MiniLm()
    net.load_state_dict(renamed, strict=True)
    return net.eval()
