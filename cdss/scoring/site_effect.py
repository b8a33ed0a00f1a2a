"""What a site's recalibration does beyond its calibration error: net benefit, reliability by bins, gaps of patient groups.

Every figure "after" is of patients left out of the fit (ten-fold), as in ``cdss.scoring.site``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.scoring.calibrate import Floats
from cdss.scoring.groups import EVERYBODY, GROUPS
from cdss.scoring.site import SiteFit, left_out

THRESHOLDS = (0.1, 0.3, 0.5)
"""Probabilities at which one would act: net benefit is given at each."""

LEAST_IN_GROUP = 20
"""Patients that a group needs before its gap is given: of fewer, chance alone makes large ones."""

BINS = 5
"""Equally filled bins of the reliability figure: a few hundred patients fill no more."""


@dataclass(frozen=True, slots=True)
class Point:
    """One bin: mean probability and share observed."""

    predicted: float
    observed: float


@dataclass(frozen=True, slots=True)
class Gap:
    """The patient group whose mean probability is furthest from what was observed in it, and by how much (0-1)."""

    group: str
    size: float
    n: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Before and after of one output. ``benefit``: threshold, net benefit before and after; gaps None without such a group."""

    fit: SiteFit
    benefit: tuple[tuple[float, float, float], ...] = ()
    before: tuple[Point, ...] = ()
    after: tuple[Point, ...] = ()
    gap_before: Gap | None = None
    gap_after: Gap | None = None


def effect(fit: SiteFit, probabilities: Floats, outcomes: Floats, group: NDArray[np.int64]) -> Effect:
    """Compare ``probabilities`` [n] as they are with those recalibrated by ``fit``; ``outcomes`` 0 or 1, ``group`` of ``GROUPS``.

    Of an output that was not fitted only the fit itself.
    """
    if fit.after is None:
        return Effect(fit)
    moved = left_out(probabilities, outcomes, with_slope=fit.slope != 1.0)
    benefit = tuple(
        (t, net_benefit(probabilities, outcomes, t), net_benefit(moved, outcomes, t)) for t in THRESHOLDS
    )  # fmt: skip
    return Effect(
        fit,
        benefit,
        points(probabilities, outcomes),
        points(moved, outcomes),
        widest_gap(probabilities, outcomes, group),
        widest_gap(moved, outcomes, group),
    )


def net_benefit(probabilities: Floats, outcomes: Floats, threshold: float) -> float:
    """TP/n - FP/n * t/(1 - t) of acting at ``threshold`` or above (Vickers & Elkin, Med Decis Making 26:565, 2006)."""
    acted = probabilities >= threshold
    true, false = float((outcomes * acted).sum()), float(((1 - outcomes) * acted).sum())
    return (true - false * threshold / (1 - threshold)) / len(outcomes)


def points(probabilities: Floats, outcomes: Floats) -> tuple[Point, ...]:
    """Mean probability against share observed in equally filled bins."""
    bins = np.array_split(np.argsort(probabilities, kind="stable"), BINS)
    return tuple(Point(float(probabilities[b].mean()), float(outcomes[b].mean())) for b in bins if len(b))


def widest_gap(probabilities: Floats, outcomes: Floats, group: NDArray[np.int64]) -> Gap | None:
    """The group of at least ``LEAST_IN_GROUP`` patients that fits worst; None where there is none of known sex and age."""
    found = []
    for index, name in enumerate(GROUPS[:EVERYBODY]):
        of = group == index
        if of.sum() >= LEAST_IN_GROUP:
            found.append(Gap(name, abs(float(probabilities[of].mean() - outcomes[of].mean())), int(of.sum())))
    return max(found, key=lambda gap: gap.size, default=None)
