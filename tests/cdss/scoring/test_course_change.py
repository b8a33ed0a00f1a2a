"""A course that changes the answer notably is named with what drives it; a small one is not."""

from __future__ import annotations

import math

import pytest

from cdss.core.kinds import Modality, Severity
from cdss.scoring.course_change import course_issues


def test_a_course_that_doubles_the_odds_is_a_warning_that_names_the_strongest():
    (found,) = course_issues({"heart_rate": 0.3, "sbp": 0.9, "temperature_c": -0.1})
    assert (found.code, found.severity, found.modality) == ("check_series_worsening", Severity.WARNING, Modality.VITALS)
    assert dict(found.params) == {"factor": f"{math.exp(1.1):.1f}", "vital": "name_vital_sbp"}
    assert "3.0 times" in found.text() and "through Systolic BP." in found.text()
    assert "3.0배" in found.text("ko") and "(가장 큰 요인: 수축기혈압)" in found.text("ko")


def test_a_course_that_halves_the_odds_is_a_remark():
    (found,) = course_issues({"heart_rate": 0.3, "sbp": -0.2, "temperature_c": -0.9})
    assert (found.code, found.severity) == ("check_series_improving", Severity.INFO)
    assert dict(found.params) == {"factor": f"{math.exp(0.8):.1f}", "vital": "name_vital_temperature_c"}


@pytest.mark.parametrize("total", [0.0, 0.69, -0.69])
def test_less_than_twice_is_not_worth_a_line(total):
    assert course_issues({"heart_rate": total}) == ()


def test_effects_that_cancel_are_not_named():
    assert course_issues({"heart_rate": 2.0, "sbp": -2.0}) == ()
