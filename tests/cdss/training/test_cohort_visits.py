"""What a row of the survey becomes: units, missing codes, diagnoses and outcomes, on small tables in its own format."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import CONDITIONS
from cdss.nets.vitals_input import HISTORY, VITAL_NAMES
from cdss.training.cohort_visits import ICD10, load_visits
from cdss.training.fusion_data import visit_texts

NAMES = [name for name, _ in HISTORY]


def vital(visits, name):
    return visits.vitals[:, VITAL_NAMES.index(name)]


def found(visits, row=0):
    return {code for code, flag in zip(CONDITIONS, visits.conditions[row], strict=True) if flag}


def same(values, expected):
    np.testing.assert_allclose(values, np.array(expected, np.float32), atol=1e-4)


@pytest.mark.parametrize(
    ("column", "name", "raw", "read"),
    [
        ("TEMPF", "temperature_c", 986, 37.0),
        ("TEMPF", "temperature_c", 1040, 40.0),
        ("TEMPF", "temperature_c", 98.6, np.nan),  # degrees where tenths belong: not 37, and not -12
        ("TEMPF", "temperature_c", 0, np.nan),
        ("PULSE", "heart_rate", 20, 20),
        ("PULSE", "heart_rate", 300, 300),
        ("PULSE", "heart_rate", 998, np.nan),  # Doppler
        ("PULSE", "heart_rate", 0, np.nan),
        ("RESPR", "resp_rate", 4, 4),
        ("RESPR", "resp_rate", 0, np.nan),
        ("BPSYS", "sbp", 40, 40),
        ("BPSYS", "sbp", 0, np.nan),
        ("BPDIAS", "dbp", 65, 65),
        ("BPDIAS", "dbp", 998, np.nan),  # palpated
        ("POPCT", "spo2", 100, 100),
        ("POPCT", "spo2", 40, 40),
        ("POPCT", "spo2", 0, np.nan),
        ("PAINSCALE", "pain", 0, 0),
        ("PAINSCALE", "pain", 10, 10),
    ],
)
def test_vital_signs_are_read_in_the_units_of_the_record(write_visits, column, name, raw, read):
    same(vital(load_visits(write_visits({column: raw})), name), [read])


@pytest.mark.parametrize("code", [-7.0, -8.0, -9.0, ""])
@pytest.mark.parametrize("column", ["TEMPF", "PULSE", "RESPR", "BPSYS", "BPDIAS", "POPCT", "PAINSCALE"])
def test_missing_codes_are_unknown_and_leave_the_other_measurements(write_visits, column, code):
    visits = load_visits(write_visits({column: code}))
    assert np.isnan(visits.vitals).sum() == 1


def test_sex_and_arrival_have_their_coding_and_their_unknowns(write_visits):
    visits = load_visits(write_visits(*({"SEX": s, "ARREMS": a} for s, a in ((1, 1), (2, 2), (-9, -8), (-9, -9)))))
    same(visits.sex, [1, 0, np.nan, np.nan])  # 1 is female in the survey, and 1 in the network
    same(visits.ambulance, [1, 0, np.nan, np.nan])


@pytest.mark.parametrize(
    ("age", "days", "years"),
    [(55, -7, 55), (0, 73.05, 0.2), (0, 0, 0), (0, -7, 0), (0, -9, 0), (1, 400, 1), (94, -7, 94)],
)
def test_infants_have_their_age_in_days(write_visits, age, days, years):
    same(load_visits(write_visits({"AGE": age, "AGEDAYS": days})).age, [years])


@pytest.mark.parametrize(("raw", "acuity"), [(1, 0), (5, 4), (0, -1), (7, -1), (-8, -1), (-9, -1), ("", -1)])
def test_triage_level(write_visits, raw, acuity):
    assert load_visits(write_visits({"IMMEDR": raw})).acuity.tolist() == [acuity]


@pytest.mark.parametrize(
    ("row", "admitted", "critical"),
    [
        ({}, 0, 0),
        ({"ADMITHOS": 1, "ADMIT": 3, "HDSTAT": 1}, 1, 0),
        ({"OBSHOS": 1}, 1, 0),
        ({"ADMITHOS": 1, "ADMIT": 1}, 1, 1),
        ({"ADMITHOS": 1, "ADMIT": 2, "HDSTAT": 2}, 1, 1),
        ({"DIEDED": 1}, 0, 1),
        ({"DOA": 1}, 0, 1),
        ({"ADMITHOS": -9, "ADMIT": -9, "HDSTAT": -9, "DOA": -9}, 0, 0),
    ],
)
def test_admission_and_critical_outcome(write_visits, row, admitted, critical):
    assert load_visits(write_visits(row)).outcomes.tolist() == [[admitted, critical]]


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        ("I214", "acs"),
        ("I200", "acs"),
        ("I249", "acs"),
        ("I2510", None),  # chronic coronary disease
        ("I236", None),
        ("I509", "heart_failure"),
        ("J810", "heart_failure"),
        ("I110", "heart_failure"),
        ("I130", "heart_failure"),
        ("I119", None),  # hypertensive heart disease without failure
        ("J189", "pneumonia"),
        ("J129", "pneumonia"),
        ("J851", "pneumonia"),
        ("J111", None),  # influenza
        ("J209", None),  # bronchitis
        ("J90-", None),  # effusion
        ("I4891", "atrial_fibrillation"),
        ("I4892", "atrial_fibrillation"),
        ("I471", None),
        ("I495", None),
        ("I2699", "pulmonary_embolism"),
        ("I270", None),
        ("I8240", None),
        ("J441", "copd_asthma"),
        ("J45901", "copd_asthma"),
        ("J439", None),
        ("J9600", "respiratory_failure"),
        ("J9819", None),
        ("A419", "sepsis"),
        ("A403", "sepsis"),
        ("R6520", "sepsis"),
        ("A499", None),
        ("R7881", None),  # bacteraemia
        ("I639", "stroke_tia"),
        ("I619", "stroke_tia"),
        ("G459", "stroke_tia"),
        ("I672", None),
        ("I69351", None),  # what an old stroke left
        ("G4730", None),
        ("K922", "gi_bleed"),
        ("K920", "gi_bleed"),
        ("K254", "gi_bleed"),
        ("K2960", None),
        ("K257", None),  # ulcer without bleeding
        ("K259", None),
        ("K5900", None),
        ("I8501", "gi_bleed"),
        ("I8510", None),
        ("Z8673", None),
        ("-9", None),
        ("", None),
    ],
)
def test_diagnosis_groups_and_their_near_misses(write_visits, code, condition):
    assert found(load_visits(write_visits({"DIAG1": code}, {}))) == ({condition} if condition else set())


@pytest.mark.parametrize("place", ["DIAG1", "DIAG2", "DIAG3"])
def test_every_place_of_a_diagnosis_counts(write_visits, place):
    assert found(load_visits(write_visits({place: "I509"}, {}))) == {"heart_failure"}


def test_one_visit_may_have_several_conditions(write_visits):
    visits = load_visits(write_visits({"DIAG1": "A419", "DIAG2": "J189", "DIAG3": "J9601"}, {}))
    assert found(visits) == {"sepsis", "pneumonia", "respiratory_failure"}


def test_every_condition_has_its_group():
    assert set(ICD10) == set(CONDITIONS)


@pytest.mark.parametrize(
    ("code", "phrase", "expected"),
    [
        ("U071", "Shortness of breath", {"pneumonia"}),
        ("U071", "Cough", {"pneumonia"}),
        ("U071", "COVID-19 exposure", set()),
        ("U071", "", set()),
        ("J1282", "", {"pneumonia"}),
        ("B349", "Cough", set()),
        ("U072", "Cough", set()),
    ],
)
def test_covid_counts_as_pneumonia_only_with_a_respiratory_reason(write_visits, code, phrase, expected):
    assert found(load_visits(write_visits({"DIAG2": code, "RFV3_TEXT": phrase}))) == expected


def test_reasons_for_visit_lose_their_dots_blanks_and_order_is_kept(write_visits):
    visits = load_visits(
        write_visits(
            {"RFV1_TEXT": "Cough", "RFV2_TEXT": "Blank", "RFV4_TEXT": " General psychiatric or psychological ..."}, {}
        )
    )
    assert visits.phrases == (("Cough", "General psychiatric or psychological"), ())


def test_tests_that_were_made(write_visits):
    visits = load_visits(write_visits({"EKG": 1}, {"XRAY": 1}, {"EKG": -9, "XRAY": -9}))
    assert visits.ecg_done.tolist() == [True, False, False]
    assert visits.film_done.tolist() == [False, True, False]


# history -----------------------------------------------------------------------------------------------------------------


def flags_of(visits, row=0):
    return {name for name, flag in zip(NAMES, visits.history[row], strict=True) if flag == 1}


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("ASTHMA", "asthma"),
        ("CANCER", "cancer"),
        ("CEBVD", "cerebrovascular disease"),
        ("CKD", "chronic kidney disease"),
        ("COPD", "copd"),
        ("CHF", "heart failure"),
        ("CAD", "coronary artery disease"),
        ("DEPRN", "depression"),
        ("DIABTYP0", "diabetes"),
        ("DIABTYP1", "diabetes"),
        ("DIABTYP2", "diabetes"),
        ("ESRD", "end-stage renal disease"),
        ("HPE", "venous thromboembolism"),
        ("HYPLIPID", "hyperlipidaemia"),
        ("HTN", "hypertension"),
        ("OBESITY", "obesity"),
        ("OSA", "sleep apnoea"),
        ("SUBSTAB", "substance use"),
        ("ALZHD", "dementia"),
        ("ETOHAB", "alcohol use"),
    ],
)
def test_each_column_is_the_flag_of_its_name(write_visits, column, name):
    assert flags_of(load_visits(write_visits({column: 1, "DIAG1": "R079"}))) == {name}


def test_a_blank_history_is_unknown_and_an_empty_one_is_none(write_visits):
    visits = load_visits(write_visits({"NOCHRON": 2}, {"NOCHRON": 1}, {"NOCHRON": 0, "HTN": 1}))
    assert np.isnan(visits.history[0]).all()
    assert (visits.history[1] == 0).all()
    assert flags_of(visits, 2) == {"hypertension"}


def history_of(write_visits, name, diagnosed, others):
    visits = load_visits(write_visits(*diagnosed, *others))
    return visits.history[: len(diagnosed), NAMES.index(name)]


@pytest.mark.parametrize(
    ("column", "name", "code"),
    [
        ("CHF", "heart failure", "I5023"),
        ("CAD", "coronary artery disease", "I214"),
        ("COPD", "copd", "J441"),
        ("HPE", "venous thromboembolism", "I2699"),
        ("DIABTYP2", "diabetes", "E1165"),
        ("CEBVD", "cerebrovascular disease", "I639"),
        ("ASTHMA", "asthma", "J45901"),
    ],
)
def test_a_flag_that_today_restates_says_no_more_than_the_age_band(write_visits, column, name, code):
    """All with the diagnosis have the flag, one in four of the others: after the redraw both are alike."""
    diagnosed = [{column: 1, "DIAG2": code}] * 400
    others = [{column: i % 4 == 0} for i in range(400)]
    rows = [{k: float(v) if k == column else v for k, v in row.items()} for row in others]
    assert 0.15 < history_of(write_visits, name, diagnosed, rows).mean() < 0.35


def test_the_redraw_stays_within_the_age_band(write_visits):
    diagnosed = [{"AGE": age, "CHF": 1, "DIAG1": "I509"} for age in (25, 75) for _ in range(50)]
    others = [{"AGE": 25, "CHF": 0}, {"AGE": 75, "CHF": 1}, {"AGE": 22, "CHF": 0}, {"AGE": 79, "CHF": 1}]
    drawn = history_of(write_visits, "heart failure", diagnosed, others)
    assert (drawn[:50] == 0).all() and (drawn[50:] == 1).all()


def test_other_flags_and_other_visits_are_left_as_they_were(write_visits):
    visits = load_visits(
        write_visits({"CHF": 1, "HTN": 1, "DIAG1": "I509"}, {"CHF": 1, "DIAG1": "R079"}, {"CHF": 1, "ETOHAB": 1})
    )
    assert [flags_of(visits, row) for row in range(3)] == [
        {"heart failure", "hypertension"},
        {"heart failure"},
        {"heart failure", "alcohol use"},
    ]


def test_the_redraw_is_the_same_every_time(write_visits):
    folder = write_visits(*({"CHF": 1, "DIAG1": "I509"} for _ in range(30)), *({"CHF": i % 2} for i in range(30)))
    np.testing.assert_array_equal(load_visits(folder).history, load_visits(folder).history)


def test_texts_are_counted_over_the_training_years_only(write_visits):
    both = {"RFV1_TEXT": "Cough", "RFV2_TEXT": "Fever"}
    folder = write_visits({**both, "YEAR": 2016}, {**both, "YEAR": 2018}, {**both, "YEAR": 2019}, {"YEAR": 2017})
    texts, counts = visit_texts(load_visits(folder))
    assert dict(zip(texts, counts, strict=True)) == {"": 0, "Cough": 0, "Cough; Fever": 2, "Fever": 0}
