"""Note words x evidence from the fusion's cross-attention: film zones, ECG time segments and vitals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS, Modality
from cdss.nets.ecg import TOKENS
from cdss.nets.image import GRID
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.explanation import CrossAttention, WordSpan

Weights = NDArray[np.float32]

MOST_WORDS = 10
"""Rows shown: the words with the largest attribution, in reading order."""

ECG_SEGMENTS = 4
"""Segments of 2.5 s, the columns of the 3x4 layout."""

assert len(ECG_LEADS) % ECG_SEGMENTS == 0


def film_zones() -> tuple[tuple[str, NDArray[np.int64]], ...]:
    """Six zones of the film as displayed (patient's right is left on the screen) with their cells in the token order."""
    rows, columns = np.divmod(np.arange(GRID * GRID), GRID)
    third = np.minimum(3 * rows // GRID, 2)
    right = columns < GRID / 2
    names = ("upper", "middle", "lower")
    return tuple(
        (f"film_{side}_{names[level]}", np.flatnonzero((third == level) & (right == (side == "right"))))
        for side in ("right", "left")
        for level in range(3)
    )


def evidence_groups(present: Sequence[Modality], measured: Sequence[str]) -> tuple[tuple[str, NDArray[np.int64]], ...]:
    """Names of the evidence columns that exist for this patient, each with its places on the model's evidence axis."""
    cells = GRID * GRID
    groups: list[tuple[str, NDArray[np.int64]]] = []
    if Modality.IMAGE in present:
        groups += film_zones()
    if Modality.ECG in present:
        parts = np.array_split(np.arange(TOKENS) + cells, ECG_SEGMENTS)
        groups += [(f"ecg_segment_{i + 1}", part) for i, part in enumerate(parts)]
    if Modality.VITALS in present:
        groups += [(name, np.array([cells + TOKENS + VITAL_NAMES.index(name)])) for name in measured]
    return tuple(groups)


def cross_attention(
    routing: Weights,
    pieces: Sequence[Sequence[int]],
    words: Sequence[WordSpan],
    groups: Sequence[tuple[str, NDArray[np.int64]]],
) -> CrossAttention | None:
    """Mean over each word's pieces and sum over each group's places; rows sum to 1 over the evidence shown.

    ``routing`` [heads, pieces, evidence]; ``pieces``: word-piece indices of each of ``words``. None without evidence or words.
    """
    if not groups or not words:
        return None
    kept = sorted(sorted(range(len(words)), key=lambda i: -abs(words[i].effect))[:MOST_WORDS])
    rows = np.stack([routing[:, list(pieces[i])].mean(axis=1) for i in kept], axis=1)
    table = np.stack([rows[..., places].sum(axis=-1) for _, places in groups], axis=-1)
    total = np.maximum(table.sum(axis=-1, keepdims=True), 1e-9)
    return CrossAttention(
        tuple(words[i].text for i in kept), tuple(name for name, _ in groups), (table / total).astype(np.float32)
    )
