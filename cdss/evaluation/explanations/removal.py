"""Insertion and deletion curves against random orders (Petsiuk et al., BMVC 2018), signed and for any kind of input.

Inputs are deleted, and inserted, in the order in which the method says that they carry the output from "nothing of this
modality" to its value. The area between the method's curve and that of random orders is divided by the distance of these two
ends; over many patients, sum by sum, so that patients on whom a modality says nothing do not decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.engine.explained.marked import Marked
from cdss.evaluation.explanations.named import COMPOSITE, DELETION, INSERTION
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure, bootstrap, interval_of

Floats = NDArray[np.float64]

STEPS = 5
"""Equal steps of the curves from none to all."""

ORDERS = 2
"""Random orders of each patient; each is also read backwards."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Of one patient: area won by ``deletion`` and by ``insertion`` (probability), and the ``distance`` of the two ends."""

    deletion: float
    insertion: float
    distance: float


def gaps(marked: Marked, seed: int) -> Gaps | None:
    """The areas between the method's curves and the random ones; None with fewer inputs than steps would need (2)."""
    count = len(marked.effects)
    if count < 2:
        return None
    ends = marked.without(np.array([[False] * count, [True] * count]))
    whole, nothing = float(ends[0]), float(ends[1])
    way = 1.0 if whole >= nothing else -1.0
    order = np.argsort(-way * marked.effects, kind="stable")
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(count) for _ in range(ORDERS)]
    orders = [order, order[::-1], *drawn, *(one[::-1] for one in drawn)]
    inner = marked.without(np.concatenate([_deleted(one) for one in orders])).reshape(len(orders), -1)
    areas = [_area(whole, row, nothing) for row in inner]
    # inserting the strongest first is deleting the weakest first, read backwards: the same area
    chance = float(np.mean(areas[2:]))
    return Gaps(way * (chance - areas[0]), way * (areas[1] - chance), abs(whole - nothing))


def gap_figure(found: Sequence[Gaps], kind: str) -> Figure:
    """Sum of the areas over the sum of the distances, with its bootstrap interval over patients.

    ``kind``: ``deletion`` or ``insertion``. ``positives``: patients with an area above 0. NaN without patients.
    """
    areas = np.array([getattr(one, kind) for one in found], np.float64)
    distances = np.array([one.distance for one in found], np.float64)
    low, high = interval_of(bootstrap(_ratio, distances, areas))
    return Figure(_ratio(distances, areas), low, high, len(found), int((areas > 0.0).sum()))


def gap_figures(title: str, found: Sequence[Gaps]) -> Iterator[Measured]:
    """Both gaps of one method."""
    yield Measured(title, DELETION, gap_figure(found, "deletion"), COMPOSITE)
    yield Measured(title, INSERTION, gap_figure(found, "insertion"), COMPOSITE)


def _ratio(distances: NDArray[np.floating], areas: NDArray[np.floating]) -> float:
    total = float(distances.sum())
    return float(areas.sum()) / total if total > 0.0 else float("nan")


def _deleted(order: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Rows with the first 1/5, 2/5 ... of ``order`` deleted [STEPS - 1, n]."""
    rank = np.argsort(order)
    shares = np.arange(1, STEPS) / STEPS
    return np.asarray(rank[None] < np.rint(shares * len(order))[:, None])


def _area(first: float, inner: Floats, last: float) -> float:
    return float(np.trapezoid([first, *inner, last], dx=1.0 / STEPS))
