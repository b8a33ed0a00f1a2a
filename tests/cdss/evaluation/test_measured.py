"""One figure as the report writes it, and the coverage of the condition sets by hand."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest

from cdss.evaluation.measured import Measured, line, rounded
from cdss.evaluation.metrics import Figure
from cdss.evaluation.subsets import coverage
from cdss.scoring.calibrate import PatternCalibration


def test_a_figure_is_reported_rounded_with_its_cases():
    written = line(Measured("ECG", "AUROC AF", Figure(0.971251, 0.95, 0.99, 231, 12), "fold 10"))
    assert written == {
        "part": "ECG",
        "name": "AUROC AF",
        "value": 0.9713,
        "ci": [0.95, 0.99],
        "n": 231,
        "positives": 12,
        "split": "fold 10",
    }


def test_what_is_not_a_number_is_null_in_strict_json():
    nan = float("nan")
    written = line(Measured("ECG", "AUROC AF", Figure(nan, nan, nan, 0, 0), "fold 10"))
    assert json.loads(json.dumps(written, allow_nan=False))["ci"] == [None, None]
    assert rounded(float("inf")) is None and rounded(np.float32(0.25)) == 0.25


def test_coverage_and_size_of_the_set_by_hand():
    flat = np.zeros(12)
    table = PatternCalibration(1.0, np.zeros(5), np.zeros(4), flat, flat, np.full(10, 0.5))
    model = SimpleNamespace(calibration={"note": table})
    binary = np.zeros((4, 12))
    binary[:, 2] = [0.9, 0.6, 0.4, 0.1]
    binary[0, 3] = 0.7
    conditions = np.zeros((4, 10), np.float32)
    conditions[:3, 0] = 1
    conditions[1, 4] = 1
    covered, size = coverage(model, "note", binary, conditions, "here")
    assert covered.figure.value == pytest.approx(2 / 4) and covered.figure.n == 4
    assert size.figure.value == pytest.approx((2 + 1 + 0 + 0) / 4) and size.figure.n == 4
    assert "condition" in size.name and size.split == "here"
