"""Findings and measurements within one modality: calibrated finding probabilities, ECG intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from torch import Tensor

from cdss.core.kinds import ECG_LEADS
from cdss.records.assessment import Finding
from cdss.records.ecg import Ecg
from cdss.scoring.calibrate import sigmoid
from cdss.signals.measure import measure


def finding_probabilities(codes: Sequence[str], logits: Tensor, table: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Platt-scaled probabilities of ``logits`` [codes]; ``table``: slope and intercept a code."""
    values = logits.double().cpu().numpy()
    scaled = [table[code]["slope"] * v + table[code]["intercept"] for code, v in zip(codes, values, strict=True)]
    return tuple(Finding(code, float(sigmoid(np.asarray(x)))) for code, x in zip(codes, scaled, strict=True))


def ecg_measurements(ecg: Ecg) -> tuple[dict[str, float | None], dict[str, float | None]]:
    """Measurements by name, and the ST level in mV by lead."""
    found = measure(ecg)
    return found.numbers(), {lead: found.st_level_mv.get(lead) for lead in ECG_LEADS}
