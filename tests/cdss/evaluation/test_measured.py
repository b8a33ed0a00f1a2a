"""One figure as the report writes it."""

from __future__ import annotations

import json

import numpy as np

from cdss.evaluation.measured import Measured, line, rounded
from cdss.evaluation.metrics import Figure


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
