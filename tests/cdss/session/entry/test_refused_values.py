"""Which values were measured and refused, from what was said on reading."""

from __future__ import annotations

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.session.entry.refused_values import refused_values


def said(code: str, **params: object) -> Issue:
    return issue(code, Severity.WARNING, Modality.VITALS, **params)


def test_the_first_refused_value_of_a_field_with_its_reason() -> None:
    out = {"low": "20", "high": "300", "unit": "/min"}
    found = refused_values(
        (
            said("vitals_out_of_range", field="heart_rate", value="900", **out),
            said("vitals_not_a_number", field="heart_rate", value="fast"),
            said("measured_out_of_range", field="name_vital_spo2", value="970", low="40", high="100", unit="%"),
            said("measured_unit_unknown", field="name_vital_resp_rate", value="18", unit="Hz"),
        )
    )
    assert list(found) == ["heart_rate", "spo2", "resp_rate"]
    assert found["heart_rate"].words("en") == "900: outside 20–300 /min"
    assert found["spo2"].words("ko") == "970: 40–100 % 범위 밖"
    assert found["resp_rate"].words("en") == "18: unit “Hz” not known"


def test_pressures_that_do_not_fit_are_both_refused() -> None:
    found = refused_values((said("measured_pressure_order", source="bp-1", value="80/120"),))
    assert {field: one.words("en") for field, one in found.items()} == {
        "sbp": "80/120: diastolic not below systolic",
        "dbp": "80/120: diastolic not below systolic",
    }


def test_fahrenheit_is_a_temperature_and_other_remarks_refuse_nothing() -> None:
    found = refused_values(
        (
            said("vitals_not_a_number", field="temperature_f", value="warm"),
            said("measured_twice", field="name_vital_spo2", value="90", source="a", other="b", used="91"),
            said("vitals_unknown_column", column="x"),
        )
    )
    assert list(found) == ["temperature_c"]
