"""MiniLM states of every distinct text of the visit cohort, reduced to a whitened basis of principal components.

The basis is learned on training years only. Narrow on purpose: wider bases and raw states transfer worse to free text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from cdss.nets.minilm import MiniLm
from cdss.nets.note_input import NoteTokenizer
from cdss.training.progress import Progress

COMPONENTS = 48
"""Width of the note basis."""

LONGEST = 40
"""Tokens kept a training text; the longest joined reasons for visit have 59, 99 % at most 46."""


@dataclass(frozen=True, slots=True, eq=False)
class NoteVectors:
    """``tokens`` float16 [texts, LONGEST, 48], zero after ``lengths``; ``pooled`` float32 [texts, 48]: mean of all tokens."""

    texts: dict[str, int]
    tokens: Tensor
    lengths: Tensor
    pooled: Tensor
    mean: Tensor
    basis: Tensor


def joined(phrases: Sequence[str]) -> str:
    """The reasons for visit of one visit as one text."""
    return "; ".join(phrases)


@torch.no_grad()
def encode(net: MiniLm, tokenizer: NoteTokenizer, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """Raw states float16 [texts, LONGEST, 384] and lengths, in batches of similar length."""
    coded = [tokenizer(text).ids[:LONGEST] for text in texts]
    order = sorted(range(len(texts)), key=lambda i: len(coded[i]))
    states = torch.zeros(len(texts), LONGEST, 384, dtype=torch.float16)
    progress = Progress("note states", -(-len(texts) // 128))
    for start in range(0, len(texts), 128):
        chosen = order[start : start + 128]
        width = max(len(coded[i]) for i in chosen)
        ids = torch.tensor([list(coded[i]) + [0] * (width - len(coded[i])) for i in chosen])
        out = net(ids, ids != 0)
        states[chosen, :width] = (out * (ids != 0)[..., None]).half()
        progress.step()
    return states, torch.tensor([len(c) for c in coded])


def principal_basis(pooled: NDArray[np.float32], weights: NDArray[np.float64]) -> tuple[Tensor, Tensor]:
    """Mean [384] and whitening basis [384, 48] of pooled states, each text weighted by how often it occurs."""
    weights = weights / weights.sum()
    mean = weights @ pooled
    centred = (pooled - mean) * np.sqrt(weights)[:, None]
    values, vectors = np.linalg.eigh(centred.T @ centred)
    top = np.argsort(values)[::-1][:COMPONENTS]
    basis = vectors[:, top] / np.sqrt(values[top])
    return torch.from_numpy(mean.astype(np.float32)), torch.from_numpy(basis.astype(np.float32))


def note_vectors(
    path: Path,
    net: MiniLm,
    tokenizer: NoteTokenizer,
    texts: Sequence[str],
    basis: NDArray[np.float64] | tuple[Tensor, Tensor],
) -> NoteVectors:
    """Vectors of ``texts``, kept in ``path``; what is there of other texts is made again.

    ``basis``: mean and whitening basis to use, or the texts' occurrences in the training years to learn it from (0 keeps a
    text out).
    """
    index = {text: i for i, text in enumerate(texts)}
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if not _holds(path, digest, len(texts)):
        states, lengths = encode(net, tokenizer, texts)
        pooled = states.float().sum(dim=1) / lengths[:, None]
        mean, columns = basis if isinstance(basis, tuple) else principal_basis(pooled.numpy(), basis)
        tokens = torch.stack([((s.float() - mean) @ columns).half() for s in states])
        tokens[torch.arange(LONGEST)[None] >= lengths[:, None]] = 0
        stored = {
            "tokens": tokens,
            "lengths": lengths,
            "pooled": (pooled - mean) @ columns,
            "mean": mean,
            "basis": columns,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file({k: v.contiguous() for k, v in stored.items()}, path, metadata={"texts": digest})
    stored = load_file(path)
    return NoteVectors(index, stored["tokens"], stored["lengths"], stored["pooled"], stored["mean"], stored["basis"])


def _holds(path: Path, digest: str, count: int) -> bool:
    """Whether ``path`` holds the vectors of the texts of this hash; an older file does not say, and its number must do."""
    if not path.exists():
        return False
    with safe_open(path, framework="pt") as stored:
        metadata = stored.metadata() or {}
        rows: int = stored.get_slice("pooled").get_shape()[0]
    return rows == count and bool(metadata.get("texts", digest) == digest)
