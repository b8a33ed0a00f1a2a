"""The nearest reference visits, the nearest with the opposite outcome, and how often each outcome was."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS, RISK, Sex
from cdss.nets.reference import Reference
from cdss.records.neighbours import Neighbours, Outcomes, SimilarVisit
from cdss.scoring.calibrate import OUTCOMES

NEAREST = 5
"""Visits shown one by one."""

COUNTED = 50
"""Nearest visits of the random sample whose outcomes are counted."""

URGENT = 2
"""The least urgent level that the risk stands for."""

_SEX = {1: Sex.FEMALE, 0: Sex.MALE}

Flags = NDArray[np.bool_]
Places = NDArray[np.int64]


def neighbours(reference: Reference, query: NDArray[np.float32], target: str, predicted: bool) -> Neighbours:
    """Neighbours of ``query`` [d], of length 1; ``target`` one of ``TARGETS``, ``predicted`` what the model expects of it."""
    likeness = reference.embedding @ query
    other = nearest(likeness, 1, happened(reference, target) != predicted)
    counted = nearest(likeness, COUNTED, reference.drawn)
    return Neighbours(
        target=target,
        predicted=predicted,
        nearest=tuple(told(reference, row, likeness) for row in nearest(likeness, NEAREST)),
        opposite=told(reference, other[0], likeness) if len(other) else None,
        similar=outcomes(reference, counted),
        every=outcomes(reference, np.flatnonzero(reference.drawn)),
    )


def nearest(likeness: NDArray[np.float32], count: int, among: Flags | None = None) -> Places:
    """The ``count`` rows with the largest likeness [n], largest first; fewer where ``among`` [n] has fewer."""
    rows = np.arange(len(likeness)) if among is None else np.flatnonzero(among)
    return np.asarray(rows[np.argsort(-likeness[rows], kind="stable")[:count]])


def happened(reference: Reference, target: str) -> Flags:
    """Whether the outcome that ``target`` estimates came about, visit by visit [n]."""
    if target == RISK:
        return np.asarray(reference.level <= URGENT)
    if target in OUTCOMES:
        return np.asarray(reference.outcomes[:, OUTCOMES.index(target)])
    return np.asarray(reference.conditions[:, CONDITIONS.index(target)])


def outcomes(reference: Reference, rows: Places) -> Outcomes:
    """Counts over ``rows``."""
    admitted, critical = (int(reference.outcomes[rows, i].sum()) for i in range(len(OUTCOMES)))
    return Outcomes(len(rows), int((reference.level[rows] <= URGENT).sum()), admitted, critical)


def told(reference: Reference, row: int, likeness: NDArray[np.float32]) -> SimilarVisit:
    """What is told of one visit."""
    admitted, critical = reference.outcomes[row].tolist()
    decade = int(reference.decade[row])
    return SimilarVisit(
        similarity=min(1.0, float(likeness[row])),
        complaint=reference.complaints[row],
        decade=decade if decade >= 0 else None,
        sex=_SEX.get(int(reference.sex[row]), Sex.UNKNOWN),
        level=int(reference.level[row]),
        admitted=admitted,
        critical=critical,
        conditions=tuple(c for c, there in zip(CONDITIONS, reference.conditions[row], strict=True) if there),
    )
