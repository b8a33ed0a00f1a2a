"""Calibrated outputs of one encoded case under any presence pattern: what assessment and explanations are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import MODALITIES, RISK, TARGETS, Modality
from cdss.explain.modality_shapley import coalitions
from cdss.nets.fusion import Inputs
from cdss.nets.recent import Recent, remembered
from cdss.nets.stacked import stacked
from cdss.nets.triage import Encoded, TriageModel
from cdss.scoring.calibrate import (
    BINARY,
    LEVELS,
    PatternCalibration,
    Probabilities,
    calibrated,
    pattern_name,
    pattern_of,
)

Flags = NDArray[np.bool_]

Asked = tuple[Encoded, Sequence[frozenset[Modality]]]
"""A case and the subsets of its modalities that are asked about."""

TOGETHER = 8
"""Cases that go through the fusion head at once: with 32 a case took 8 to 11 ms where it takes 5 with 8 (one core)."""


@dataclass(frozen=True, slots=True, eq=False)
class Outputs:
    """Calibrated probabilities of the ensemble mean and of each member, with the pattern they were calibrated for."""

    mean: Probabilities
    members: Probabilities
    pattern: PatternCalibration


Coalitions = Mapping[frozenset[Modality], Outputs]


def outputs(model: TriageModel, encoded: Encoded, subsets: Sequence[frozenset[Modality]]) -> tuple[Outputs, ...]:
    """Outputs for each subset of modalities, in one batch through the fusion head."""
    (found,) = outputs_together(model, [(encoded, subsets)])
    return found


def every_coalition(model: TriageModel, encoded: Encoded, recent: Recent | None = None) -> Coalitions:
    """Outputs for every subset of the present modalities; computed once for a case that ``recent`` remembers.

    They answer for all outputs at once: the Shapley values of another one cost no further pass through the networks.
    """
    subsets = coalitions(encoded.present)
    return remembered(
        recent, "coalitions", encoded.inputs, lambda: dict(zip(subsets, outputs(model, encoded, subsets), strict=True))
    )


def outputs_together(model: TriageModel, asked: Sequence[Asked]) -> tuple[tuple[Outputs, ...], ...]:
    """``outputs`` of several cases, ``TOGETHER`` cases with notes of similar length at a time."""
    order = sorted(range(len(asked)), key=lambda i: asked[i][0].inputs.note.shape[1])
    found: dict[int, tuple[Outputs, ...]] = {}
    for start in range(0, len(order), TOGETHER):
        group = order[start : start + TOGETHER]
        found.update(zip(group, _outputs_of_group(model, [asked[i] for i in group]), strict=True))
    return tuple(found[i] for i in range(len(asked)))


def _outputs_of_group(model: TriageModel, asked: Sequence[Asked]) -> Iterator[tuple[Outputs, ...]]:
    patterns = [torch.tensor([pattern_of(list(s)) for s in subsets], device=model.device) for _, subsets in asked]
    masked = [encoded.inputs.masked(present) for (encoded, _), present in zip(asked, patterns, strict=True)]
    logits = model.logits(stacked(masked))
    rows = iter(logits.swapaxes(0, 1))
    for inputs in masked:
        yield tuple(_calibrated(model, next(rows), tuple(row)) for row in inputs.present.tolist())


def _calibrated(model: TriageModel, logits: NDArray[np.float64], present: Sequence[bool]) -> Outputs:
    pattern = model.calibration[pattern_name(present)]
    return Outputs(calibrated(logits.mean(axis=0), pattern), calibrated(logits, pattern), pattern)


def value_of(probabilities: Probabilities, target: str) -> NDArray[np.float64]:
    """The output ``target`` (one of ``TARGETS``) of calibrated probabilities, over their leading axes."""
    return probabilities.risk if target == RISK else probabilities.binary[..., BINARY.index(target)]


def value_by_subset(
    model: TriageModel, encoded: Encoded, target: str, subsets: Sequence[frozenset[Modality]]
) -> list[float]:
    """Calibrated probability of ``target`` for each subset of the present modalities."""
    return [float(value_of(out.mean, target)) for out in outputs(model, encoded, subsets)]


def value_by_measured(model: TriageModel, encoded: Encoded, target: str, kept: Flags) -> NDArray[np.float64]:
    """Calibrated probability of ``target`` when only the vital signs in ``kept`` [n, 7] had been measured."""
    flags = torch.from_numpy(kept.astype(np.float32)).to(model.device)
    base = encoded.inputs.masked(encoded.inputs.present.expand(len(kept), -1))
    known = base.vitals_known * flags
    present = base.present.clone()
    present[:, MODALITIES.index(Modality.VITALS)] = known.bool().any(dim=1)
    # the course of a vital sign goes with its latest value; that of consciousness, which has no flag, with all of them
    course = torch.cat([flags[:, :-1], present[:, MODALITIES.index(Modality.VITALS), None].float()], dim=1)
    inputs = replace(base, vitals=base.vitals * flags, vitals_known=known, present=present, series=base.series * course)
    return values(model, inputs, target)


def values(model: TriageModel, inputs: Inputs, target: str) -> NDArray[np.float64]:
    """Calibrated probability of ``target`` [n] for rows of inputs, each calibrated for its own presence pattern."""
    return every_value(model, inputs)[:, TARGETS.index(target)]


def every_value(model: TriageModel, inputs: Inputs) -> NDArray[np.float64]:
    """As ``values``, of every output: [n, 13] in the order of ``TARGETS``."""
    logits = model.logits(inputs)
    mean, present = logits.mean(axis=0), inputs.present.cpu().numpy()
    found = np.empty((len(mean), len(TARGETS)))
    for pattern in np.unique(present, axis=0):
        rows = (present == pattern).all(axis=1)
        known = calibrated(mean[rows], model.calibration[pattern_name(pattern.tolist())])
        found[rows] = np.stack([value_of(known, target) for target in TARGETS], axis=-1)
    return found


def value_tensor(model: TriageModel, inputs: Inputs, target: str) -> Tensor:
    """``target`` [n] as a differentiable tensor, for gradients; all rows share the presence pattern of the first."""
    pattern = model.calibration[pattern_name(inputs.present[0].tolist())]
    members = model.fusion.logits(inputs)
    logits = members.mean(dim=0) + model.course_shift(inputs)
    if target == RISK:
        return _risk_tensor(logits, pattern)
    place = BINARY.index(target)
    return torch.sigmoid(logits[:, LEVELS + place] * float(pattern.slope[place]) + float(pattern.intercept[place]))


def _risk_tensor(logits: Tensor, pattern: PatternCalibration) -> Tensor:
    bias = torch.as_tensor(pattern.bias, dtype=logits.dtype, device=logits.device)
    levels = torch.softmax(logits[:, :LEVELS] * pattern.temperature + bias, dim=-1)
    risk = levels[:, 0] + levels[:, 1]
    if (pattern.risk_slope, pattern.risk_intercept) == (1.0, 0.0):
        return risk
    return torch.sigmoid(pattern.risk_slope * torch.logit(risk, 1e-6) + pattern.risk_intercept)
