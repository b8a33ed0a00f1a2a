"""Note words x evidence from the fusion's cross-attention: film zones, ECG time segments and vitals."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS, Modality
from cdss.nets.ecg import NETWORK_RATE, NETWORK_SAMPLES, TOKENS
from cdss.nets.image import GRID
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.explanation import CrossAttention, NoteUnit
from cdss.records.routing import FullRouting

Weights = NDArray[np.float32]

Groups = tuple[tuple[str, NDArray[np.int64]], ...]
"""Names of parts of the evidence, each with its places on the model's evidence axis."""

MOST_WORDS, LEAST_WORDS = 10, 6
"""Rows shown: the words with a clinical meaning that the explained output looks at most, in reading order.

An attention network puts much of its weight on words without one ("and", "PMH"): such words are rows only where there would
be fewer than ``LEAST_WORDS``.
"""

ECG_SEGMENTS = 4
"""Segments of 2.5 s, the columns of the 3x4 layout."""

assert len(ECG_LEADS) % ECG_SEGMENTS == 0


def film_zones() -> Groups:
    """Six zones of the film as displayed (patient's right is left on the screen) with their cells in the token order.

    A cell belongs to the zone that its centre lies in, as peaks of film maps do (``cdss.records.film_map``).
    """
    rows, columns = np.divmod(np.arange(GRID * GRID), GRID)
    third = (3 * (rows + 0.5) / GRID).astype(int)
    right = columns + 0.5 < GRID / 2
    names = ("upper", "middle", "lower")
    return tuple(
        (f"film_{side}_{names[level]}", np.flatnonzero((third == level) & (right == (side == "right"))))
        for side in ("right", "left")
        for level in range(3)
    )


def evidence_groups(present: Sequence[Modality], measured: Sequence[str]) -> Groups:
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


def full_routing(
    routing: Weights,
    pieces: Sequence[Sequence[int]],
    received: NDArray[np.float64],
    groups: Groups,
    film_box: tuple[float, float, float, float],
) -> FullRouting:
    """``routing`` [heads, pieces, evidence] by unit (mean over its pieces) and place; ``received`` [pieces] by unit (sum).

    ``groups``: the evidence that exists; the places of the rest are left out.
    """
    cells, names = GRID * GRID, {name for name, _ in groups}
    rows = np.stack([routing[:, list(unit)].mean(axis=1) for unit in pieces], axis=1).astype(np.float16)
    vitals = {name: rows[..., cells + TOKENS + i] for i, name in enumerate(VITAL_NAMES) if name in names}
    return FullRouting(
        film=rows[..., :cells].reshape(*rows.shape[:2], GRID, GRID) if _any(names, "film_") else None,
        film_box=film_box,
        ecg=rows[..., cells : cells + TOKENS] if _any(names, "ecg_") else None,
        ecg_seconds=NETWORK_SAMPLES / NETWORK_RATE,
        vitals=vitals,
        received=np.array([received[list(unit)].sum() for unit in pieces], np.float16),
    )


def cross_attention(
    routing: Weights,
    received: NDArray[np.float64],
    pieces: Sequence[Sequence[int]],
    units: Sequence[NoteUnit],
    groups: Groups,
    clinical: Collection[int],
) -> CrossAttention | None:
    """Mean over each unit's pieces and sum over each group's places; rows sum to 1 over the evidence shown.

    ``routing`` [heads, pieces, evidence]; ``received`` [pieces]: what the explained output's query puts on each; ``pieces``:
    word-piece indices of each of ``units``; ``clinical``: which of these have a clinical meaning. None without evidence or
    words.
    """
    if not groups or not units:
        return None
    kept = _rows([float(received[list(unit)].sum()) for unit in pieces], clinical)
    rows = np.stack([routing[:, list(pieces[i])].mean(axis=1) for i in kept], axis=1)
    table = np.stack([rows[..., places].sum(axis=-1) for _, places in groups], axis=-1)
    shares = table / np.maximum(table.sum(axis=-1, keepdims=True), 1e-9)
    names = tuple(name for name, _ in groups)
    return CrossAttention(tuple(units[i].text for i in kept), names, shares.astype(np.float32), tuple(kept))


def _rows(received: Sequence[float], clinical: Collection[int]) -> list[int]:
    """The units that are shown, in reading order."""
    ranked = sorted(range(len(received)), key=lambda unit: (unit not in clinical, -received[unit]))
    return sorted(ranked[: min(max(len(clinical), LEAST_WORDS), MOST_WORDS)])


def _any(names: Set[str], start: str) -> bool:
    return any(name.startswith(start) for name in names)
