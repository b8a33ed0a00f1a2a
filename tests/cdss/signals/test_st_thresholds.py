"""ST thresholds of the Fourth Universal Definition of Myocardial Infarction (2018)."""

import pytest

from cdss.core.kinds import ECG_LEADS, Sex
from cdss.signals.st_thresholds import st_depression_mv, st_notable, st_threshold_mv


@pytest.mark.parametrize("lead", ["V2", "V3"])
@pytest.mark.parametrize(
    ("sex", "age", "threshold"),
    [
        (Sex.FEMALE, 30, 0.15),
        (Sex.FEMALE, None, 0.15),
        (Sex.MALE, 39.9, 0.25),
        (Sex.MALE, 40, 0.20),
        (Sex.MALE, None, None),
        (Sex.UNKNOWN, 60, None),
        (Sex.OTHER, 60, None),
    ],
)
def test_v2_and_v3_depend_on_sex_and_age(lead, sex, age, threshold):
    assert st_threshold_mv(lead, sex, age) == threshold


@pytest.mark.parametrize("lead", [lead for lead in ECG_LEADS if lead not in ("V2", "V3")])
def test_one_small_square_elsewhere(lead):
    assert st_threshold_mv(lead, Sex.UNKNOWN, None) == 0.1


@pytest.mark.parametrize(
    ("level", "named"), [(0.0999, False), (0.1, True), (0.3, True), (-0.0499, False), (-0.05, True), (-0.09, True)]
)
def test_half_a_small_square_of_depression_is_enough(level, named):
    assert st_notable(level) is named


@pytest.mark.parametrize("lead", ECG_LEADS)
def test_a_depression_has_no_threshold_in_avr(lead):
    assert st_depression_mv(lead) == (None if lead == "aVR" else -0.05)
