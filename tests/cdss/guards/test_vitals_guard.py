"""Values implausible together: each limit from both sides, and what is left to other checks."""

from dataclasses import replace

import pytest

from cdss.core.kinds import Consciousness, Modality, Severity
from cdss.guards.vitals import vitals_guard
from cdss.records.vitals import VitalsRow

USUAL = VitalsRow(heart_rate=80, resp_rate=16, sbp=120, dbp=80, spo2=98, temperature_c=36.8)


def codes(age=50.0, **changes):
    return {one.code for one in vitals_guard(replace(USUAL, **changes), age)}


def test_usual_and_absent_values_raise_nothing():
    assert codes() == set()
    assert vitals_guard(VitalsRow(), None) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sbp": 90, "dbp": 81}, "vitals_pulse_pressure_narrow"),
        ({"sbp": 90, "dbp": 80}, None),
        ({"sbp": 211, "dbp": 60}, "vitals_pulse_pressure_wide"),
        ({"sbp": 210, "dbp": 60}, None),
        ({"sbp": 70, "dbp": 40, "heart_rate": 141}, "vitals_shock_index_absurd"),
        ({"sbp": 70, "dbp": 40, "heart_rate": 140}, None),
        ({"sbp": 59, "dbp": 40}, "vitals_pressure_without_signs"),
        ({"sbp": 60, "dbp": 40}, None),
        ({"sbp": 59, "dbp": 40, "heart_rate": 91}, None),
        ({"resp_rate": 60, "heart_rate": 60}, "vitals_breaths_not_below_pulse"),
        ({"resp_rate": 59, "heart_rate": 60}, None),
        ({"resp_rate": 61}, "vitals_breaths_too_many"),
        ({"spo2": 69}, "vitals_oxygen_without_signs"),
        ({"spo2": 70}, None),
        ({"spo2": 69, "resp_rate": 21}, None),
        ({"temperature_c": 31.9}, "vitals_cold_without_signs"),
        ({"temperature_c": 32.0}, None),
        ({"temperature_c": 31.9, "heart_rate": 45}, None),
    ],
)
def test_each_limit(changes, expected):
    assert codes(**changes) == ({expected} if expected else set())


@pytest.mark.parametrize("state", [s for s in Consciousness if s is not Consciousness.ALERT])
def test_a_drowsy_patient_explains_what_an_alert_one_does_not(state):
    low = {"spo2": 60.0, "temperature_c": 30.0}
    assert len(codes(**low, consciousness=Consciousness.ALERT)) == 2
    assert codes(**low, consciousness=state) == set()


def test_children_breathe_fast_and_have_fast_hearts():
    child = {"resp_rate": 70.0, "heart_rate": 180.0, "sbp": 80.0, "dbp": 50.0}
    assert codes(1.0, **child) == set()
    assert codes(40.0, **child) == {"vitals_breaths_too_many", "vitals_shock_index_absurd"}


def test_issues_are_warnings_that_say_the_values_in_both_languages():
    (found,) = vitals_guard(replace(USUAL, sbp=90, dbp=85), 50.0)
    assert (found.severity, found.modality) == (Severity.WARNING, Modality.VITALS)
    assert "90/85" in found.text() and "90/85" in found.text("ko")
