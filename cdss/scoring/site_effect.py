"""What a site's recalibration does beyond its calibration error: net benefit, reliability by bins, gaps of patient groups.

Every figure "after" is of patients left out of the fit (ten-fold), as in ``cdss.scoring.site``.
"""

from __future__ import annotations

import math
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


_Z90 = 1.645
"""Standard errors to either side of a 90 % interval."""


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
class Separation:
    """AUROC and its 90 % interval: how well probabilities tell patients with the outcome from those without; 0.5 is chance."""

    auroc: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Effect:
    """Before and after of one output. ``benefit``: threshold, net benefit before and after; gaps None without such a group.

    ``separation``: the same before and after, for a recalibration moves figures and does not reorder patients.
    """

    fit: SiteFit
    benefit: tuple[tuple[float, float, float], ...] = ()
    before: tuple[Point, ...] = ()
    after: tuple[Point, ...] = ()
    gap_before: Gap | None = None
    gap_after: Gap | None = None
    separation: Separation | None = None


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
        separation(probabilities, outcomes),
    )


def net_benefit(probabilities: Floats, outcomes: Floats, threshold: float) -> float:
    """TP/n - FP/n * t/(1 - t) of acting at ``threshold`` or above (Vickers & Elkin, Med Decis Making 26:565, 2006)."""
    acted = probabilities >= threshold
    true, false = float((outcomes * acted).sum()), float(((1 - outcomes) * acted).sum())
    return (true - false * threshold / (1 - threshold)) / len(outcomes)


def separation(probabilities: Floats, outcomes: Floats) -> Separation | None:
    """AUROC (Mann-Whitney) with the standard error of Hanley & McNeil (Radiology 143:29, 1982); None without both outcomes."""
    has, has_not = probabilities[outcomes == 1], np.sort(probabilities[outcomes == 0])
    if not len(has) or not len(has_not):
        return None
    below = np.searchsorted(has_not, has, "left") + np.searchsorted(has_not, has, "right")
    a = float(below.mean()) / (2 * len(has_not))
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    variance = (a * (1 - a) + (len(has) - 1) * (q1 - a * a) + (len(has_not) - 1) * (q2 - a * a)) / (
        len(has) * len(has_not)
    )
    reach = _Z90 * math.sqrt(max(variance, 0.0))
    return Separation(a, max(0.0, a - reach), min(1.0, a + reach))


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
