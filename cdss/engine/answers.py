"""Parts of an assessment made from calibrated outputs: level, outcomes, conditions, and how sure the model is of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import CONDITIONS
from cdss.engine.coalitions import Outputs
from cdss.nets.efficientnet import FEATURES
from cdss.nets.triage import TriageModel
from cdss.records.assessment import Acuity, Condition, Finding, Interval, Selective
from cdss.scoring.calibrate import OUTCOMES, Floats, assigned_level, ensemble_interval, sigmoid
from cdss.scoring.conformal import in_condition_set, in_level_set
from cdss.scoring.selective import confidence


def acuity(out: Outputs, group: int) -> Acuity:
    """Level, probabilities with their intervals, and the level set for the patient group."""
    levels = out.mean.levels
    level = assigned_level(levels, out.pattern)
    inside = in_level_set(levels, level, out.pattern, group)
    one, two, three, four, five = (float(p) for p in levels)
    intervals = _pairs(*ensemble_interval(out.members.levels, levels))
    return Acuity(int(level), (one, two, three, four, five), intervals, tuple((np.flatnonzero(inside) + 1).tolist()))


def outcome_intervals(out: Outputs) -> dict[str, Interval]:
    """90 % interval of each outcome."""
    pairs = _pairs(*ensemble_interval(out.members.binary, out.mean.binary))
    return dict(zip(OUTCOMES, pairs, strict=False))


def conditions(out: Outputs, group: int) -> tuple[Condition, ...]:
    """All conditions, most probable first, with the set for the patient group."""
    first = len(OUTCOMES)
    pairs = _pairs(*ensemble_interval(out.members.binary, out.mean.binary))[first:]
    inside = in_condition_set(out.mean.binary, out.pattern, group)
    rows = zip(CONDITIONS, out.mean.binary[first:], pairs, inside, strict=True)
    return tuple(
        sorted((Condition(c, float(p), pair, bool(i)) for c, p, pair, i in rows), key=lambda c: -c.probability)
    )


def selective(out: Outputs) -> Selective:
    """Whether the model holds itself able to say if the patient is urgent."""
    sure, threshold = float(confidence(out.mean)), out.pattern.confidence
    return Selective(sure >= threshold, sure, threshold)


def film_member_logits(model: TriageModel, features: Tensor) -> NDArray[np.float64]:
    """Finding logits [members, findings] of each film network from the feature maps of all of them."""
    parts = zip(model.film.members, features.split(FEATURES, dim=1), strict=True)  # type: ignore[no-untyped-call]
    return np.stack([member.head(part).logits[0].double().cpu().numpy() for member, part in parts])  # type: ignore[operator]


def with_intervals(
    findings: Sequence[Finding], codes: Sequence[str], members: Floats, table: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """The findings with their 90 % interval over ``members`` [k, codes]; as they are where there is one member only."""
    if len(members) < 2:
        return tuple(findings)
    slope, intercept = (np.array([table[code][key] for code in codes]) for key in ("slope", "intercept"))
    each = sigmoid(members * slope + intercept)
    place = [codes.index(f.code) for f in findings]
    pairs = _pairs(*ensemble_interval(each[:, place], np.array([f.probability for f in findings])))
    return tuple(replace(f, interval=pair) for f, pair in zip(findings, pairs, strict=True))


def _pairs(low: Floats, high: Floats) -> tuple[Interval, ...]:
    return tuple(zip(low.tolist(), high.tolist(), strict=True))
