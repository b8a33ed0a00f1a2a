"""From logits to calibrated probabilities, one set of parameters a presence pattern, and the intervals of the ensemble.

Acuity: temperature and a bias a level before the softmax (vector scaling, Guo et al., ICML 2017). Binary outputs: Platt
scaling (1999). Sets are in ``cdss.scoring.conformal``, "I don't know" in ``cdss.scoring.selective``, the fit to one
hospital in ``cdss.scoring.site``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from cdss.core.errors import BundleError
from cdss.core.kinds import CONDITIONS, MODALITIES, Modality
from cdss.scoring.groups import GROUPS

LEVELS = 5
OUTCOMES: tuple[str, ...] = ("admission", "critical")
BINARY: tuple[str, ...] = (*OUTCOMES, *CONDITIONS)
"""Order of the binary outputs."""

URGENT = "urgent"
"""Name of P(level <= 2) among the outputs that a hospital's own calibration can move."""

SITE = "site_calibration"
"""Table of ``calibration.json`` with the fit to one hospital."""

NO_MODALITY = "none"

Floats = NDArray[np.float64]

# two-sided 90 % quantile of Student's t at members - 1 degrees of freedom
_STUDENT_90 = {1: 6.314, 2: 2.920, 3: 2.353, 4: 2.132, 5: 2.015, 6: 1.943, 7: 1.895}

# what each table of a pattern must look like in ``calibration.json``
_SHAPES: Mapping[str, tuple[int, ...]] = {
    "temperature": (),
    "bias": (LEVELS,),
    "cut": (LEVELS - 1,),
    "slope": (len(BINARY),),
    "intercept": (len(BINARY),),
    "threshold": (len(GROUPS), len(CONDITIONS)),
    "level_threshold": (len(GROUPS),),
    "confidence": (),
}


def pattern_name(present: Sequence[bool]) -> str:
    """Key of a presence pattern in ``calibration.json``: ``image+note``, or ``none``."""
    names = [m.value for m, here in zip(MODALITIES, present, strict=True) if here]
    return "+".join(names) or NO_MODALITY


def pattern_of(modalities: Sequence[Modality]) -> tuple[bool, ...]:
    """Presence flags in the order of ``MODALITIES``."""
    return tuple(m in modalities for m in MODALITIES)


@dataclass(frozen=True, slots=True, eq=False)
class PatternCalibration:
    """Parameters of one presence pattern.

    ``temperature``, ``bias`` [5] of the levels; ``cut`` [4]: the level is the first k with P(level <= k) >= cut[k], chosen
    so that levels are given as often as nurses gave them in the calibration year; ``slope``, ``intercept`` [12] of the
    binary outputs (order of ``BINARY``); ``threshold`` [7, 10] of the condition set and ``level_threshold`` [7] of the level
    set, a row a patient group (``cdss.scoring.groups``); ``confidence``: below it the model says that it does not know
    (``cdss.scoring.selective``). ``risk_slope``, ``risk_intercept``: P(level <= 2) fitted to one hospital, on the logit
    scale (``cdss.scoring.site``).
    """

    temperature: float
    bias: Floats
    cut: Floats
    slope: Floats
    intercept: Floats
    threshold: Floats
    level_threshold: Floats
    confidence: float
    risk_slope: float = 1.0
    risk_intercept: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Probabilities:
    """Calibrated: ``levels`` [..., 5], ``binary`` [..., 12] (admission, critical, then conditions)."""

    levels: Floats
    binary: Floats

    @property
    def risk(self) -> Floats:
        """P(level <= 2)."""
        return np.asarray(self.levels[..., 0] + self.levels[..., 1])


def parse(calibration: Mapping[str, Any]) -> dict[str, PatternCalibration]:
    """Read ``patterns`` of ``calibration.json``, fitted to the hospital where it has ``site_calibration``.

    ``BundleError`` where a table is absent, unknown or of a wrong shape.
    """
    patterns = {name: _pattern(name, values) for name, values in calibration["patterns"].items()}
    outputs = calibration.get(SITE, {}).get("outputs", {})
    for name in sorted(outputs.keys() - {URGENT, *BINARY}):
        _refuse(f"{SITE}.outputs.{name}", "this output is not known")
    moves = {name: (float(move["slope"]), float(move["intercept"])) for name, move in outputs.items()}
    return {name: at_site(pattern, moves) for name, pattern in patterns.items()}


def at_site(pattern: PatternCalibration, moves: Mapping[str, tuple[float, float]]) -> PatternCalibration:
    """The pattern with outputs moved to one hospital: logit p becomes slope * logit p + intercept.

    ``moves``: (slope, intercept) by output, ``URGENT`` or one of ``BINARY``. Condition sets stay what they are: their
    thresholds move with the probabilities. Only probabilities are fitted to the hospital: the level cut points, the
    thresholds of the level sets and that of "I don't know" stay those of the calibration year.
    """
    steps = np.array([moves.get(name, (1.0, 0.0)) for name in BINARY])
    first, urgent = len(OUTCOMES), moves.get(URGENT, (1.0, 0.0))
    moved = sigmoid(logit(pattern.threshold) * steps[first:, 0] + steps[first:, 1])
    stay = (pattern.threshold <= 0) | (steps[first:] == (1.0, 0.0)).all(axis=1)
    return replace(
        pattern,
        slope=pattern.slope * steps[:, 0],
        intercept=pattern.intercept * steps[:, 0] + steps[:, 1],
        threshold=np.where(stay, pattern.threshold, moved),
        risk_slope=urgent[0],
        risk_intercept=urgent[1],
    )


def _pattern(name: str, values: Mapping[str, Any]) -> PatternCalibration:
    for key in sorted(_SHAPES.keys() ^ values.keys()):
        _refuse(f"patterns.{name}.{key}", "the table is missing" if key in _SHAPES else "this table is not known")
    read = {key: _array(f"patterns.{name}.{key}", values[key], shape) for key, shape in _SHAPES.items()}
    return PatternCalibration(
        temperature=float(read["temperature"]),
        bias=read["bias"],
        cut=read["cut"],
        slope=read["slope"],
        intercept=read["intercept"],
        threshold=read["threshold"],
        level_threshold=read["level_threshold"],
        confidence=float(read["confidence"]),
    )


def _array(key: str, values: object, shape: tuple[int, ...]) -> Floats:
    try:
        array = np.asarray(values, np.float64)
    except (TypeError, ValueError) as error:
        _refuse(key, str(error))
    if array.shape != shape or not np.isfinite(array).all():
        _refuse(key, f"expected numbers of shape {shape}, found shape {array.shape}")
    return array


def _refuse(key: str, reason: str) -> NoReturn:
    raise BundleError.of("bundle_schema_wrong", file="calibration.json", key=key, reason=reason)


def calibrated(logits: Floats, pattern: PatternCalibration) -> Probabilities:
    """Probabilities of logits [..., 17] under one presence pattern."""
    scaled = logits[..., :LEVELS] * pattern.temperature + pattern.bias
    scaled = scaled - scaled.max(axis=-1, keepdims=True)
    exponents = np.exp(scaled)
    binary = sigmoid(logits[..., LEVELS:] * pattern.slope + pattern.intercept)
    return Probabilities(_at_site(exponents / exponents.sum(axis=-1, keepdims=True), pattern), binary)


def _at_site(levels: Floats, pattern: PatternCalibration) -> Floats:
    """Levels whose P(level <= 2) is moved to the hospital's; the levels on either side keep their proportions."""
    if (pattern.risk_slope, pattern.risk_intercept) == (1.0, 0.0):
        return levels
    risk = levels[..., :2].sum(axis=-1, keepdims=True)
    moved = sigmoid(pattern.risk_slope * logit(risk) + pattern.risk_intercept)
    urgent, later = moved / np.maximum(risk, 1e-12), (1 - moved) / np.maximum(1 - risk, 1e-12)
    found = np.concatenate([levels[..., :2] * urgent, levels[..., 2:] * later], axis=-1)
    return np.asarray(found / found.sum(axis=-1, keepdims=True))


def assigned_level(levels: Floats, pattern: PatternCalibration) -> NDArray[np.int64]:
    """Triage level 1-5 of calibrated level probabilities [..., 5] at the pattern's operating points.

    Level 1 is given only where it is also more probable than level 2: it is so rare that its operating point alone would
    call "resuscitation" at a few percent.
    """
    reached = np.cumsum(levels, axis=-1)[..., :-1] >= pattern.cut
    reached[..., 0] &= levels[..., 0] >= levels[..., 1]
    return np.asarray(np.where(reached.any(axis=-1), reached.argmax(axis=-1) + 1, LEVELS))


def sigmoid(x: Floats) -> Floats:
    """Logistic function without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def logit(p: Floats) -> Floats:
    """Inverse of the logistic function; probabilities are kept off 0 and 1 by 1e-6."""
    safe = np.clip(p, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(safe) - np.log1p(-safe))


def ensemble_interval(members: Floats, centre: Floats) -> tuple[Floats, Floats]:
    """90 % interval for one more resampled member, on the logit scale around ``centre``; ``members`` [k, ...] probabilities.

    Student's prediction interval for one further draw of k, half-width t(k - 1) * s * sqrt(1 + 1/k); k from 2 to 8.
    """
    k = len(members)
    reach = _STUDENT_90[k - 1] * math.sqrt(1 + 1 / k) * logit(members).std(axis=0, ddof=1)
    return sigmoid(logit(centre) - reach), sigmoid(logit(centre) + reach)
