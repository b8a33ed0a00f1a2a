"""Where the queries of the fusion head looked, by modality, and how far its gates are open: routing, not importance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality
from cdss.nets.fusion import GATED, OUTPUTS, SOURCES, TASKS
from cdss.records.explanation import ModalityAttention


def modality_attention(
    mass: NDArray[np.float64], gates: NDArray[np.float64], present: Sequence[Modality]
) -> ModalityAttention:
    """Shares and gates of one patient.

    ``mass`` [13, 5]: attention of each of ``TASKS`` on each of ``SOURCES``. What lies on the learned tokens for "absent" and
    "nothing" is left out, so shares sum to 1 over what was there (all 0 where there was nothing). ``gates`` [2, 17].
    """
    share = mass / np.maximum(mass.sum(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    return ModalityAttention(
        {task: _named(SOURCES, row) for task, row in zip(TASKS, share, strict=True)},
        {m: _named(OUTPUTS, row) for m, row in zip(GATED, gates, strict=True) if m in present},
    )


def _named(names: Sequence[str], values: NDArray[np.float64]) -> dict[str, float]:
    return {str(name): float(value) for name, value in zip(names, values, strict=True)}
