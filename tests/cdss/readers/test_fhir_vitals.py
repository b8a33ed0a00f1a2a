"""Which of several values counts, what a value may be written as, and that nothing withdrawn is used."""

from __future__ import annotations

import pytest

from cdss.core.fhir_names import LOINC
from cdss.core.kinds import Consciousness

HR, RR, PAIN, LEVEL, PANEL, SBP = "8867-4", "9279-1", "72514-3", "67775-7", "85354-9", "8480-6"
FLOW, FRACTION = "3151-8", "3150-0"


def codes(case):
    return {found.code for found in case.issues}


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(
    ("first", "second"),
    [("final", "corrected"), ("final", "amended"), ("preliminary", "final"), ("preliminary", "amended")],
)
def test_of_two_values_of_one_time_the_better_confirmed_counts(read_fhir, fhir, first, second, turned):
    wrong, right = fhir.observation(HR, 180, status=first), fhir.observation(HR, 80, status=second, id="o-2")
    case = read_fhir(fhir.bundle(fhir.patient(), *((right, wrong) if turned else (wrong, right))))
    assert [row.heart_rate for row in case.vitals.rows] == [80]
    told = next(found for found in case.issues if found.code == "measured_twice")
    assert dict(told.params)["used"] == "80" and dict(told.params)["value"] == "180"


@pytest.mark.parametrize("turned", [False, True])
def test_oxygen_by_one_of_two_ways_to_say_so_is_oxygen(read_fhir, fhir, turned):
    ways = [fhir.observation(FLOW, 0, "L/min"), fhir.observation(FRACTION, 60, "%")]
    case = read_fhir(fhir.bundle(fhir.patient(), *(reversed(ways) if turned else ways)))
    assert case.vitals.rows[0].on_oxygen is True and "measured_twice" in codes(case)


def test_the_inspired_share_of_oxygen_in_a_pulse_oximetry_is_read(read_fhir, fhir):
    share = {"code": fhir.code(FRACTION), "valueQuantity": fhir.quantity(60, "%")}
    row = read_fhir(fhir.bundle(fhir.patient(), fhir.observation("59408-5", 95, "%", component=[share]))).vitals.rows[0]
    assert (row.spo2, row.on_oxygen) == (95, True)


@pytest.mark.parametrize(
    ("answer", "level"),
    [
        ("LA9340-6", Consciousness.ALERT),
        ("LA6560-2", Consciousness.CONFUSION),
        ("LA17108-4", Consciousness.VOICE),
        ("LA17107-6", Consciousness.PAIN),
        ("LA9343-0", Consciousness.UNRESPONSIVE),
    ],
)
def test_every_answer_of_the_level_of_responsiveness_is_known_by_its_code_alone(read_fhir, fhir, answer, level):
    said = fhir.observation(LEVEL, valueCodeableConcept=fhir.code(answer, LOINC))
    assert read_fhir(fhir.bundle(fhir.patient(), said)).vitals.rows[0].consciousness is level


def test_pain_may_be_an_answer_of_its_scale(read_fhir, fhir):
    said = fhir.observation(PAIN, valueCodeableConcept={"coding": [{"code": "LA6115-5", "display": "4"}]})
    assert read_fhir(fhir.bundle(fhir.patient(), said)).vitals.rows[0].pain == 4


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        (PAIN, {"valueCodeableConcept": {"coding": [{"code": "LA6751-7", "display": "Moderate"}]}}, "Moderate"),
        (HR, {"valueRange": {"low": {"value": 80}, "high": {"value": 90}}}, "Range"),
        (HR, {"valueString": "irregular"}, "irregular"),
        (HR, {"valueQuantity": {"value": 30, "code": "/min"}, "dataAbsentReason": {"text": "error"}}, "30 (error)"),
        (LEVEL, {"valueString": "A", "dataAbsentReason": {"coding": [{"code": "error"}]}}, "A (error)"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_and_never_dropped_in_silence(read_fhir, fhir, code, value, shown):
    case = read_fhir(fhir.bundle(fhir.patient(), fhir.observation(code, **value)))
    assert case.vitals is None
    assert f'"{shown}"' in next(found.text() for found in case.issues if found.code == "fhir_value")


@pytest.mark.parametrize(
    "value", [{}, {"dataAbsentReason": {"text": "not performed"}}, {"valueQuantity": {"unit": "/min"}}]
)
def test_what_was_not_measured_is_missing_without_a_word(read_fhir, fhir, value):
    case = read_fhir(fhir.bundle(fhir.patient(), fhir.observation(HR, **value)))
    assert case.vitals is None and case.issues == ()


def panel(fhir, **more):
    part = fhir.observation(SBP, 60, "mm[Hg]", id="s", effectiveDateTime=None)
    return fhir.observation(PANEL, hasMember=[{"reference": "#s"}], contained=[part], **more)


def test_a_contained_measurement_has_the_time_of_the_one_it_stands_in(read_fhir, fhir):
    (row,) = read_fhir(fhir.bundle(fhir.patient(), panel(fhir))).vitals.rows
    assert row.sbp == 60 and row.time.isoformat() == "2026-11-20T14:24:00+09:00"


def test_a_contained_measurement_is_withdrawn_with_the_one_it_stands_in(read_fhir, fhir):
    case = read_fhir(fhir.bundle(fhir.patient(), panel(fhir, status="entered-in-error")))
    assert case.vitals is None and "fhir_status" in codes(case)


def test_a_contained_measurement_is_of_the_visit_of_the_one_it_stands_in(read_fhir, fhir):
    old = panel(fhir, effectiveDateTime="2019-01-01T10:00:00+09:00")
    case = read_fhir(fhir.bundle(fhir.patient(), fhir.encounter(), old, fhir.observation(HR, 96)))
    assert [row.sbp for row in case.vitals.rows] == [None] and "fhir_other_visits" in codes(case)


def test_a_changed_meaning_of_one_component_does_not_take_the_others(read_fhir, fhir):
    parts = [
        {"code": fhir.code(SBP), "valueQuantity": fhir.quantity(150, "mm[Hg]"), "modifierExtension": [{"url": "x"}]},
        {"code": fhir.code("8462-4"), "valueQuantity": fhir.quantity(90, "mm[Hg]")},
    ]
    case = read_fhir(fhir.bundle(fhir.patient(), fhir.observation(PANEL, component=parts)))
    assert (case.vitals.rows[0].sbp, case.vitals.rows[0].dbp) == (None, 90) and "fhir_modified" in codes(case)


@pytest.mark.parametrize("said", ["2019", "2026-11"])
def test_a_measurement_of_a_year_or_a_month_is_none_of_today_though_it_was_issued_today(read_fhir, fhir, said):
    old = fhir.observation(HR, 180, effectiveDateTime=said, issued="2026-11-20T14:30:00+09:00")
    new = fhir.observation(HR, 80, id="o-2")
    for visit in ([fhir.encounter()], []):
        case = read_fhir(fhir.bundle(fhir.patient(), *visit, old, new))
        assert [row.heart_rate for row in case.vitals.rows] == [80]
        assert codes(case) & {"fhir_other_visits", "fhir_vitals_old"}
