"""Calibration on the tuning year and the tuning donors: one set of parameters for each of the sixteen presence patterns."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from torch import Tensor

from cdss.core.kinds import CONDITIONS
from cdss.nets.fusion import FusionEnsemble, Inputs
from cdss.scoring.calibrate import (
    BINARY,
    LEVELS,
    OUTCOMES,
    PatternCalibration,
    assigned_level,
    calibrated,
    pattern_name,
)
from cdss.scoring.groups import GROUPS, groups
from cdss.scoring.selective import confidence, confidence_threshold
from cdss.training.fit_sets import condition_thresholds, level_thresholds
from cdss.training.fusion_data import FusionData
from cdss.training.progress import Progress

PATTERNS: tuple[tuple[bool, ...], ...] = tuple(product((False, True), repeat=4))
"""All presence patterns in the order of ``MODALITIES``."""

_NO_CONDITIONS = np.zeros((len(GROUPS), len(CONDITIONS)))
_NO_LEVELS = np.ones(len(GROUPS))
"""Thresholds of a pattern that has none yet: everything is in."""

BATCH = 128
"""Visits a pass: small enough that the attention of a batch stays in the processor's cache."""


@torch.no_grad()
def pattern_logits(
    net: FusionEnsemble, data: FusionData, rows: NDArray[np.int64], split: str, present: tuple[bool, ...], seed: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Visits of ``rows`` that can have the pattern, and their logits [members, n, 17] with donors of ``split``.

    Visits go through in order of the length of their note, so that few word places of a batch are empty.
    """
    vitals_seen = data.numbers.vitals_known[rows].any(axis=1)
    rows = rows[(data.has_note[rows] | (not present[3])) & (vitals_seen | (not present[2]))]
    films, ecgs = data.given(rows, split, np.random.default_rng(seed))
    order = np.argsort(data.notes.lengths.numpy()[data.text[rows]], kind="stable")
    outs = []
    for start in range(0, len(rows), BATCH):
        part = order[start : start + BATCH]
        shown = np.tile(np.array(present), (len(part), 1))
        inputs = data.inputs(rows[part], films[part], ecgs[part], shown, np.zeros(len(part), bool))
        members, _ = net(inputs if present[3] else _without_words(inputs))
        outs.append(members.double().numpy())
    return rows, np.concatenate(outs, axis=1)[:, np.argsort(order)]


def _without_words(inputs: Inputs) -> Inputs:
    """One hidden word place instead of many: the pattern has no note, and every place costs time."""
    return replace(inputs, note=inputs.note[:, :1], note_known=inputs.note_known[:, :1])


def fit_calibration(net: FusionEnsemble, data: FusionData) -> dict[str, Any]:
    """``patterns`` of ``calibration.json`` from the tuning year."""
    tune, patterns = data.rows("tune"), {}
    progress = Progress("calibration", len(PATTERNS))
    for present in PATTERNS:
        rows, members = pattern_logits(net, data, tune, "tune", present, seed=19)
        patterns[pattern_name(present)] = _fit_pattern(members.mean(axis=0), data, rows)
        progress.step()
    return patterns


def _fit_pattern(logits: NDArray[np.float64], data: FusionData, rows: NDArray[np.int64]) -> dict[str, Any]:
    acuity = data.visits.acuity[rows]
    known = acuity >= 0
    temperature, bias = _levels(logits[known, :LEVELS], acuity[known])
    binary = np.column_stack([data.visits.outcomes[rows], data.visits.conditions[rows]])
    scaled = [platt(logits[:, LEVELS + i], binary[:, i]) for i in range(len(BINARY))]
    slope, intercept = (np.array(x) for x in zip(*scaled, strict=True))
    draft = PatternCalibration(
        temperature, bias, np.ones(LEVELS - 1), slope, intercept, _NO_CONDITIONS, _NO_LEVELS, 0.0
    )
    found = calibrated(logits, draft)
    draft = replace(draft, cut=_cuts(found.levels[known], acuity[known]))
    group = groups(data.visits.sex[rows], data.visits.age[rows])
    given = assigned_level(found.levels, draft)[known]
    first = len(OUTCOMES)
    return {
        "temperature": round(temperature, 5),
        "bias": _rounded(bias),
        "cut": _rounded(draft.cut),
        "slope": _rounded(slope),
        "intercept": _rounded(intercept),
        "threshold": _rounded(condition_thresholds(found.binary[:, first:], binary[:, first:], group), 8),
        "level_threshold": _rounded(level_thresholds(found.levels[known], given, acuity[known], group[known]), 8),
        "confidence": round(confidence_threshold(confidence(found)), 8),
    }


def _rounded(values: NDArray[np.float64], digits: int = 5) -> list[Any]:
    return list(np.round(values, digits).tolist())


def _levels(logits: NDArray[np.float64], acuity: NDArray[np.int64]) -> tuple[float, NDArray[np.float64]]:
    x, y = torch.from_numpy(logits), torch.from_numpy(acuity)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        p = torch.from_numpy(parameters).requires_grad_(True)
        value: Tensor = torch.nn.functional.cross_entropy(x * p[0] + p[1:], y) + 1e-4 * (p[1:] ** 2).sum()
        value.backward()  # type: ignore[no-untyped-call]
        assert p.grad is not None
        return value.item(), p.grad.numpy()

    found = minimize(loss, np.array([1.0] + [0.0] * LEVELS), jac=True, method="L-BFGS-B").x
    return float(found[0]), found[1:]


def platt(logits: NDArray[np.float64], labels: NDArray[np.floating]) -> tuple[float, float]:
    """Slope and intercept of Platt scaling; the identity where there are fewer than five of a class."""
    if min(labels.sum(), (1 - labels).sum()) < 5:
        return 1.0, 0.0
    model = LogisticRegression(C=100.0).fit(logits[:, None], labels)
    return float(model.coef_[0, 0]), float(model.intercept_[0])


def _cuts(levels: NDArray[np.float64], acuity: NDArray[np.int64]) -> NDArray[np.float64]:
    """Operating points at which levels are given as often as the nurses gave them."""
    cumulative = np.cumsum(levels, axis=1)[:, :-1]
    return np.array([np.quantile(cumulative[:, k], 1 - np.mean(acuity <= k)) for k in range(LEVELS - 1)])
