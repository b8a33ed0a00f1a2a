"""Outputs for varied inputs of one patient, each row evaluated once for all outputs that may be asked about."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import TARGETS
from cdss.engine.explained.subject import Subject
from cdss.nets.recent import remembered

Floats = NDArray[np.float64]

Every = Callable[[Any], Floats]
"""From rows of flags or codes [m, n] to every output [m, 13]."""


def target_values(subject: Subject, kind: str, key: tuple[Hashable, ...], rows: NDArray[Any], every: Every) -> Floats:
    """The explained output [m] of ``rows``, as ``known_values`` gives it."""
    return known_values(subject, kind, key, rows, every)[:, TARGETS.index(subject.target)]


def known_values(subject: Subject, kind: str, key: tuple[Hashable, ...], rows: NDArray[Any], every: Every) -> Floats:
    """Every output [m, 13] of ``rows`` [m, n]; rows that were evaluated before for this ``kind`` and ``key`` are known.

    ``key`` stands for all else that ``every`` depends on.
    """
    known: dict[bytes, Floats] = remembered(subject.recent, kind, key, dict)
    keys = [row.tobytes() for row in rows]
    new = {key: place for place, key in enumerate(keys) if key not in known}
    if new:
        known.update(zip(new, every(rows[list(new.values())]), strict=True))
    return np.stack([known[key] for key in keys])
