"""SHAP of the vitals adds up, and equals the exact values on a game that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.explain.vitals_shap import shown_value, vitals_shap
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.vitals import VitalsRow

HR, SPO2 = VITAL_NAMES.index("heart_rate"), VITAL_NAMES.index("spo2")


def product_game(kept):
    return 0.1 + 0.2 * kept[:, HR] + 0.4 * kept[:, HR] * kept[:, SPO2]


def test_effects_share_a_product_equally_and_add_up():
    found = vitals_shap("risk", VitalsRow(heart_rate=120, spo2=88, sbp=140), product_game)
    effects = {c.name: c.effect for c in found.contributions}
    assert effects["heart_rate"] == pytest.approx(0.4)
    assert effects["spo2"] == pytest.approx(0.2)
    assert effects["sbp"] == pytest.approx(0.0)
    assert found.base == pytest.approx(0.1)
    assert found.value == pytest.approx(0.7)


def test_a_single_measurement_takes_the_whole_difference():
    found = vitals_shap("risk", VitalsRow(heart_rate=120), product_game)
    assert [(c.name, c.effect) for c in found.contributions] == [("heart_rate", pytest.approx(0.2))]


def test_nothing_measured_gives_nothing():
    assert vitals_shap("risk", VitalsRow(), lambda kept: np.zeros(len(kept))) is None


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("spo2", 88.0, "88%"),
        ("heart_rate", 110.0, "110 bpm"),
        ("temperature_c", 38.25, "38.2 °C"),
        ("pain", 7.0, "7/10"),
    ],
)
def test_values_are_shown_with_their_unit(name, value, shown):
    assert shown_value(name, value) == shown
