"""Curves of a score: ROC, precision and recall, reliability, and decision curves, each with a bootstrap band."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.measured import rounded
from cdss.evaluation.metrics import SEED, Floats

RESAMPLES = 200
"""Draws a band rests on."""

MOST_POINTS = 200
"""Longest array of a curve in the report."""

GRID = np.linspace(0.0, 1.0, 101)

BINS = 10
"""Equally filled bins of a reliability curve."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One line of a curve: ``x``, ``y`` [points] and its 95 % band ``low``, ``high`` [points], None where it has none."""

    name: str
    x: Floats
    y: Floats
    low: Floats | None = None
    high: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """A drawing of the report. ``kind``: ``roc``, ``precision-recall``, ``reliability`` or ``decision``."""

    kind: str
    section: str
    title: str
    x_label: str
    y_label: str
    split: str
    n: int
    positives: int
    lines: tuple[Line, ...]


def curve_json(curve: Curve) -> dict[str, Any]:
    """The curve as the JSON report has it: arrays of at most ``MOST_POINTS`` numbers, to four digits."""
    return {
        "kind": curve.kind,
        "section": curve.section,
        "title": curve.title,
        "x_label": curve.x_label,
        "y_label": curve.y_label,
        "split": curve.split,
        "n": curve.n,
        "positives": curve.positives,
        "resamples": RESAMPLES,
        "lines": [_line_json(line) for line in curve.lines],
    }


def _line_json(line: Line) -> dict[str, Any]:
    arrays = {"x": line.x, "y": line.y, "low": line.low, "high": line.high}
    return {"name": line.name, **{key: None if a is None else _decimated(a) for key, a in arrays.items()}}


def _decimated(values: Floats) -> list[float | None]:
    kept = np.unique(np.linspace(0, len(values) - 1, min(len(values), MOST_POINTS)).round().astype(int))
    return [rounded(v) for v in values[kept]]


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked:
    """Cases in falling order of score; ``ends``: the last case of each distinct score."""

    order: NDArray[np.int64]
    positive: NDArray[np.bool_]
    scores: Floats
    ends: NDArray[np.int64]


def _ranked(labels: Floats, scores: Floats) -> _Ranked:
    order = np.argsort(-scores, kind="stable")
    falling = scores[order]
    ends = np.flatnonzero(np.append(falling[1:] != falling[:-1], True))
    return _Ranked(order, labels[order] > 0.5, falling, ends)


def _drawn_weights(n: int, order: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    """How often each ranked case was drawn, for every draw (seed ``SEED``)."""
    rng = np.random.default_rng(SEED)
    for _ in range(RESAMPLES):
        yield np.bincount(rng.integers(0, n, n), minlength=n)[order]


def _counts(ranked: _Ranked, weight: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """True and false positives when everything down to each distinct score is called positive, from none to all."""
    true = np.cumsum(weight * ranked.positive)[ranked.ends]
    false = np.cumsum(weight * ~ranked.positive)[ranked.ends]
    return np.append(0.0, true), np.append(0.0, false)


def _banded(name: str, x: Floats, value: Callable[[NDArray[np.int64]], Floats], ranked: _Ranked) -> Line:
    """The line of all cases, and the band of its draws at the same ``x``."""
    n = len(ranked.order)
    draws = np.array([value(weight) for weight in _drawn_weights(n, ranked.order)])
    low, high = np.nanquantile(draws, [0.025, 0.975], axis=0)
    return Line(name, x, value(np.ones(n, np.int64)), low, high)


def roc(name: str, labels: Floats, scores: Floats) -> Line:
    """Sensitivity at each false-positive rate of ``GRID`` (linear between attainable points); both classes must occur."""
    ranked = _ranked(labels, scores)

    def sensitivity(weight: NDArray[np.int64]) -> Floats:
        true, false = _counts(ranked, weight)
        return _at(GRID, false / max(false[-1], 1.0), true / max(true[-1], 1.0))

    return _banded(name, GRID, sensitivity, ranked)


def _at(grid: Floats, x: Floats, y: Floats) -> Floats:
    """``y`` over ``grid``; where several points share an ``x``, the highest counts from there on."""
    last = np.append(x[1:] != x[:-1], True)
    return np.asarray(np.interp(grid, x[last], y[last]))


def precision_recall(name: str, labels: Floats, scores: Floats) -> Line:
    """Precision at the first attainable point that reaches each recall of ``GRID`` above 0 (no interpolation between)."""
    ranked, grid = _ranked(labels, scores), GRID[1:]

    def precision(weight: NDArray[np.int64]) -> Floats:
        true, false = _counts(ranked, weight)
        recall = true / max(true[-1], 1.0)
        place = np.minimum(np.searchsorted(recall, grid - 1e-12), len(recall) - 1)
        return np.asarray(true[place] / np.maximum(true[place] + false[place], 1.0))

    return _banded(name, grid, precision, ranked)


def reliability(name: str, labels: Floats, probabilities: Floats) -> Line:
    """Observed share against mean predicted probability in ``BINS`` equally filled bins; the bins are fixed in the band."""
    order = np.argsort(probabilities, kind="stable")
    parts = [part for part in np.array_split(order, BINS) if len(part)]
    bin_of = np.empty(len(labels), np.int64)
    for k, part in enumerate(parts):
        bin_of[part] = k
    rng = np.random.default_rng(SEED)
    draws = []
    for _ in range(RESAMPLES):
        rows = rng.integers(0, len(labels), len(labels))
        drawn = np.bincount(bin_of[rows], minlength=len(parts))
        observed = np.bincount(bin_of[rows], weights=labels[rows], minlength=len(parts))
        draws.append(np.where(drawn > 0, observed / np.maximum(drawn, 1), np.nan))
    low, high = np.nanquantile(np.array(draws), [0.025, 0.975], axis=0)
    predicted = np.array([probabilities[part].mean() for part in parts])
    return Line(name, predicted, np.array([labels[part].mean() for part in parts]), low, high)


def net_benefit(true: Floats, false: Floats, n: float, thresholds: Floats) -> Floats:
    """TP/n - FP/n * t/(1 - t) (Vickers & Elkin, Med Decis Making 26:565, 2006)."""
    return np.asarray(true / n - false / n * thresholds / (1.0 - thresholds))


def model_benefit(name: str, labels: Floats, probabilities: Floats, thresholds: Floats) -> Line:
    """Net benefit of treating everyone whose probability is at least the threshold."""
    ranked = _ranked(labels, probabilities)
    treated = np.searchsorted(-ranked.scores[ranked.ends], -thresholds, side="right")

    def benefit(weight: NDArray[np.int64]) -> Floats:
        true, false = _counts(ranked, weight)
        return net_benefit(true[treated], false[treated], float(weight.sum()), thresholds)

    return _banded(name, thresholds, benefit, ranked)


def rule_benefit(name: str, labels: Floats, treated: NDArray[np.bool_], thresholds: Floats) -> Line:
    """Net benefit of a fixed rule (treat all of ``treated``), whatever the threshold probability."""
    ranked = _ranked(labels, treated.astype(np.float64))
    chosen = treated[ranked.order]

    def benefit(weight: NDArray[np.int64]) -> Floats:
        true, false = (weight * chosen * ranked.positive).sum(), (weight * chosen * ~ranked.positive).sum()
        return net_benefit(true, false, float(weight.sum()), thresholds)

    return _banded(name, thresholds, benefit, ranked)


def decision_lines(
    labels: Floats, probabilities: Floats, rules: Mapping[str, NDArray[np.bool_]], thresholds: Floats
) -> tuple[Line, ...]:
    """The model, treating all, treating none and the fixed ``rules``, all on the same cases."""
    everyone = rule_benefit("treat all", labels, np.ones(len(labels), bool), thresholds)
    nobody = Line("treat none", thresholds, np.zeros(len(thresholds)))
    fixed = (rule_benefit(name, labels, treated, thresholds) for name, treated in rules.items())
    return (model_benefit("this model", labels, probabilities, thresholds), everyone, nobody, *fixed)
