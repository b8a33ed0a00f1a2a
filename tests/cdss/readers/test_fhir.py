"""A FHIR bundle as a case: patient, visit, vital signs, history, and what is refused, each in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cdss.core.errors import CaseError
from cdss.core.kinds import ArrivalMode, Consciousness, Modality, Presence, Sex
from cdss.core.messages import is_message
from cdss.readers.case_folder import read_case
from cdss.readers.dropped import with_files
from cdss.readers.sniff import FileKind, recognise
from cdss.records.case import Case

HR, RR, SPO2, TEMPERATURE, PANEL, SBP, DBP = "8867-4", "9279-1", "2708-6", "8310-5", "85354-9", "8480-6", "8462-4"


@pytest.fixture
def read(folder):
    """Write a bundle into the folder and read it."""

    def read_it(bundle, name="visit.json") -> Case:
        (folder / name).write_text(json.dumps(bundle), encoding="utf-8")
        return read_case(folder / name)

    return read_it


def codes(case):
    return {found.code for found in case.issues}


def sentence_of(case, code):
    return next(found.text() for found in case.issues if found.code == code)


def test_a_visit_in_r4_is_read_whole(read, fhir):
    pressure = [
        {"code": fhir.code(SBP), "valueQuantity": fhir.quantity(152, "mm[Hg]")},
        {"code": fhir.code(DBP), "valueQuantity": fhir.quantity(90, "mm[Hg]")},
    ]
    arrived = {"url": "http://hl7.org/fhir/StructureDefinition/encounter-modeOfArrival", "valueCoding": {"code": "A"}}
    case = read(
        fhir.bundle(
            fhir.patient(identifier=[{"type": {"coding": [{"code": "MR"}]}, "value": "A-17"}]),
            fhir.encounter(reasonCode=[{"text": "chest pain for 2 h"}], extension=[arrived]),
            fhir.observation(HR, 96),
            fhir.observation(PANEL, component=pressure),
            fhir.observation(SPO2, 96, "%"),
            id="visit-7",
        )
    )
    assert (case.case_id, case.chief_complaint, case.composite) == ("visit-7", "chest pain for 2 h", False)
    assert (case.patient.id, case.patient.age_years, case.patient.sex) == ("A-17", 58.0, Sex.MALE)
    assert case.arrival.time.isoformat() == "2026-11-20T14:22:00+09:00"
    assert case.arrival.mode is ArrivalMode.AMBULANCE
    (row,) = case.vitals.rows
    assert (row.heart_rate, row.sbp, row.dbp, row.spo2) == (96, 152, 90, 96)
    assert row.temperature_c is None and case.history is None and case.issues == ()


def test_a_visit_in_r5_is_read_as_the_same_in_r4(read, fhir):
    r5 = fhir.encounter(
        reason=[{"value": [{"concept": {"text": "short of breath"}}]}],
        actualPeriod={"start": "2026-11-20T14:22:00+09:00"},
        period=None,
        **{"class": [{"coding": [{"code": "EMER"}]}]},
    )
    case = read(fhir.bundle(fhir.patient(), r5, fhir.observation(HR, 96)))
    assert case.chief_complaint == "short of breath"
    assert case.arrival.time.isoformat() == "2026-11-20T14:22:00+09:00"


def test_a_reason_may_be_a_condition_of_the_bundle(read, fhir):
    pain = {"resourceType": "Condition", "id": "c1", "code": {"coding": [{"display": "Chest pain (finding)"}]}}
    encounter = fhir.encounter(reasonReference=[{"reference": "Condition/c1"}])
    assert read(fhir.bundle(fhir.patient(), encounter, pain)).chief_complaint == "Chest pain"


@pytest.mark.parametrize(
    ("code", "value", "unit", "field", "expected"),
    [
        (TEMPERATURE, 101.3, "[degF]", "temperature_c", 38.5),
        (TEMPERATURE, 310.15, "K", "temperature_c", 37.0),
        ("8331-1", 37.2, "Cel", "temperature_c", 37.2),
        (SBP, 16, "kPa", "sbp", 120.01),
        (SPO2, 0.93, "1", "spo2", 93.0),
        ("59408-5", 93, "%", "spo2", 93.0),
        (HR, 88, "{beats}/min", "heart_rate", 88.0),
        (RR, 18, "breaths/minute", "resp_rate", 18.0),
        ("72514-3", 7, "{score}", "pain", 7.0),
        ("3151-8", 2, "L/min", "on_oxygen", True),
        ("3151-8", 0, "L/min", "on_oxygen", False),
        ("3150-0", 40, "%", "on_oxygen", True),
        ("19994-3", 0.21, "1", "on_oxygen", False),
    ],
)
def test_units_are_converted(read, fhir, code, value, unit, field, expected):
    case = read(fhir.bundle(fhir.patient(), fhir.encounter(), fhir.observation(code, value, unit)))
    assert getattr(case.vitals.rows[0], field) == pytest.approx(expected, abs=0.01)
    assert case.issues == ()


@pytest.mark.parametrize(
    ("value", "level"),
    [
        ({"valueCodeableConcept": {"coding": [{"code": "248234008", "system": "http://snomed.info/sct"}]}}, "A"),
        ({"valueCodeableConcept": {"text": "Responds to voice"}}, "V"),
        ({"valueCodeableConcept": {"coding": [{"code": "LA9343-0", "display": "Unresponsive"}]}}, "U"),
        ({"valueString": "New confusion"}, "C"),
        ({"valueString": "P"}, "P"),
    ],
)
def test_consciousness_is_read_by_code_and_word(read, fhir, value, level):
    case = read(fhir.bundle(fhir.patient(), fhir.encounter(), fhir.observation("80288-4", **value)))
    assert case.vitals.rows[0].consciousness is Consciousness(level)


@pytest.mark.parametrize(
    ("observation", "code", "words"),
    [
        ({"status": "entered-in-error"}, "fhir_status", "Observation/o-8867-4 is marked as entered-in-error"),
        ({"status": "cancelled"}, "fhir_status", "marked as cancelled"),
        ({"valueQuantity": {"value": 96, "unit": "furlong"}}, "measured_unit_unknown", 'the unit "furlong"'),
        ({"valueQuantity": {"value": 96}}, "measured_unit_unknown", "Heart rate 96"),
        ({"valueQuantity": {"value": 40, "comparator": "<", "code": "/min"}}, "fhir_comparator", '"< 40"'),
        (
            {"valueQuantity": {"value": 960, "code": "/min"}},
            "measured_out_of_range",
            "Observation/o-8867-4: Heart rate 960",
        ),
        ({"valueQuantity": {"value": "96", "code": "/min"}}, "fhir_value", '"96"'),
        ({"valueString": "fast"}, "fhir_value", '"fast"'),
        (
            {"modifierExtension": [{"url": "x"}], "valueQuantity": {"value": 96, "code": "/min"}},
            "fhir_modified",
            "o-8867-4",
        ),
    ],
)
def test_what_may_not_be_used_is_left_out_and_named(read, fhir, observation, code, words):
    case = read(fhir.bundle(fhir.patient(), fhir.encounter(), fhir.observation(HR, **observation)))
    assert case.vitals is None
    assert codes(case) == {code} and words in sentence_of(case, code)
    assert case.presence(Modality.VITALS) is Presence.REJECTED


def test_a_value_that_is_said_to_be_absent_is_missing_and_no_fault(read, fhir):
    absent = fhir.observation(HR, dataAbsentReason=fhir.code("not-performed"))
    case = read(fhir.bundle(fhir.patient(), fhir.encounter(), absent))
    assert case.vitals is None and case.issues == ()
    assert case.presence(Modality.VITALS) is Presence.MISSING


def test_a_glasgow_score_is_no_level_of_consciousness(read, fhir):
    case = read(fhir.bundle(fhir.patient(), fhir.encounter(), fhir.observation("80288-4", 15, "{score}")))
    assert case.vitals is None and '"15"' in sentence_of(case, "fhir_value")


def test_several_times_become_rows_and_zones_are_brought_together(read, fhir):
    case = read(
        fhir.bundle(
            fhir.patient(),
            fhir.encounter(),
            fhir.observation(HR, 104, effectiveDateTime="2026-11-20T15:00:00+09:00"),
            fhir.observation(RR, 20, effectiveDateTime="2026-11-20T06:00:00Z"),
            fhir.observation(SPO2, 95, "%", effectivePeriod={"start": "2026-11-20T05:24:00Z"}, effectiveDateTime=None),
        )
    )
    assert [(r.heart_rate, r.resp_rate, r.spo2) for r in case.vitals.rows] == [(None, None, 95), (104, 20, None)]
    assert case.issues == ()


def test_two_values_of_one_moment_are_named_and_the_first_is_used(read, fhir):
    again = fhir.observation(HR, 140, id="again")
    case = read(fhir.bundle(fhir.patient(), fhir.encounter(), fhir.observation(HR, 96), again))
    assert case.vitals.latest.heart_rate == 96
    assert sentence_of(case, "measured_twice").startswith("Observation/again: Heart rate 140")


def test_a_diastolic_pressure_above_the_systolic_is_left_out(read, fhir):
    parts = [
        {"code": fhir.code(SBP), "valueQuantity": fhir.quantity(80, "mm[Hg]")},
        {"code": fhir.code(DBP), "valueQuantity": fhir.quantity(120, "mm[Hg]")},
    ]
    case = read(
        fhir.bundle(
            fhir.patient(), fhir.encounter(), fhir.observation(PANEL, component=parts), fhir.observation(HR, 96)
        )
    )
    assert case.vitals.latest.sbp is None and case.vitals.latest.heart_rate == 96
    assert "80/120" in sentence_of(case, "measured_pressure_order")


def test_days_without_a_time_are_no_midnight(read, fhir):
    one = fhir.observation(HR, 96, effectiveDateTime="2026-11-20")
    two = fhir.observation(HR, 88, id="later", effectiveDateTime="2026-11-21")
    case = read(fhir.bundle(fhir.patient(), two, one))
    assert [(r.time, r.heart_rate) for r in case.vitals.rows] == [(None, 96), (None, 88)]
    assert "2 sets" in sentence_of(case, "measured_undated")


def test_only_the_visit_is_read_of_a_long_record(read, fhir):
    old = fhir.encounter(
        id="e0", status="finished", period={"start": "2019-01-05T10:00:00Z", "end": "2019-01-05T11:00:00Z"}
    )
    case = read(
        fhir.bundle(
            fhir.patient(),
            old,
            fhir.encounter(),
            fhir.observation(HR, 60, id="by-reference", encounter={"reference": "Encounter/e0"}),
            fhir.observation(RR, 12, id="by-time", effectiveDateTime="2019-01-05T10:10:00Z"),
            fhir.observation(SPO2, 91, "%", encounter={"reference": "Encounter/e1"}),
        )
    )
    assert [(r.heart_rate, r.resp_rate, r.spo2) for r in case.vitals.rows] == [(None, None, 91)]
    assert "Encounter/e1 of 2026-11-20" in sentence_of(case, "fhir_encounter_chosen")
    assert "Observation (2)" in sentence_of(case, "fhir_other_visits")


def test_without_an_encounter_the_newest_day_is_read(read, fhir):
    old = fhir.observation(SPO2, 99, "%", effectiveDateTime="2024-05-05T10:00:00Z")
    case = read(fhir.bundle(fhir.patient(), fhir.observation(HR, 96), old))
    assert case.vitals.latest.spo2 is None and case.vitals.latest.heart_rate == 96
    assert case.patient.age_years == 58
    assert sentence_of(case, "fhir_vitals_old").startswith("1 vital signs")


@pytest.mark.parametrize(
    ("born", "age", "code"),
    [
        ("1968-11-20", 58, None),
        ("1968-11-21", 57, None),
        ("2026-05-21", pytest.approx(0.5, abs=0.01), None),
        ("1968", 58, "fhir_birth_partial"),
        ("1861-01-01", None, "patient_age_implausible"),
        ("yesterday", None, "fhir_birth_unreadable"),
    ],
)
def test_the_age_is_that_at_the_visit(read, fhir, born, age, code):
    case = read(fhir.bundle(fhir.patient(birthDate=born), fhir.encounter()))
    assert case.patient.age_years == age
    assert codes(case) == ({code} if code else set())


def test_without_a_day_of_the_visit_there_is_no_age(read, fhir):
    case = read(fhir.bundle(fhir.patient()))
    assert case.patient.age_years is None and codes(case) == {"fhir_age_without_day"}


def condition(name, clinical="active", **more):
    return {
        "resourceType": "Condition",
        "id": f"c-{name}",
        "clinicalStatus": {"coding": [{"code": clinical}]},
        "code": {"text": name},
        "subject": {"reference": "Patient/p1"},
        **more,
    }


def test_conditions_are_history_but_for_those_that_are_not(read, fhir):
    today = [{"coding": [{"code": "encounter-diagnosis"}]}]
    case = read(
        fhir.bundle(
            fhir.patient(),
            fhir.encounter(),
            condition("Hypertension (disorder)"),
            condition("appendicitis", "resolved"),
            condition("asthma", verificationStatus={"coding": [{"code": "refuted"}]}),
            condition("sepsis", category=today, encounter={"reference": "Encounter/e1"}),
            condition("diabetes", category=today),
        )
    )
    assert case.history == ("Hypertension", "diabetes")
    assert "appendicitis" in sentence_of(case, "fhir_conditions_past")
    assert "asthma" in sentence_of(case, "fhir_conditions_refuted")
    assert "sepsis" in sentence_of(case, "fhir_conditions_today")


def test_nothing_said_of_the_history_is_not_nothing_known(read, fhir):
    none_known = {"resourceType": "Condition", "id": "c", "code": {"coding": [{"code": "no-known-problems"}]}}
    not_asked = {"resourceType": "Condition", "id": "c", "code": {"coding": [{"code": "no-problem-info"}]}}
    assert read(fhir.bundle(fhir.patient(), fhir.encounter(), none_known)).history == ()
    assert read(fhir.bundle(fhir.patient(), fhir.encounter(), not_asked)).history is None


def test_allergies_and_what_is_not_used_are_told(read, fhir):
    allergy = {"resourceType": "AllergyIntolerance", "id": "a", "code": {"text": "Penicillin"}}
    drug = {"resourceType": "MedicationRequest", "id": "m"}
    case = read(fhir.bundle(fhir.patient(), fhir.encounter(), allergy, drug, fhir.observation("2345-7", 99, "mg/dL")))
    assert "Penicillin" in sentence_of(case, "fhir_allergies")
    assert "MedicationRequest (1), Observation (1)" in sentence_of(case, "fhir_not_used")


@pytest.mark.parametrize(
    "others",
    [
        [{"resourceType": "Patient", "id": "p2"}],
        [{"resourceType": "Observation", "id": "o", "status": "final", "subject": {"reference": "Patient/p2"}}],
        [
            {
                "resourceType": "Condition",
                "id": "o",
                "subject": {"reference": "https://elsewhere/fhir/Patient/p2/_history/3"},
            }
        ],
        [{"resourceType": "AllergyIntolerance", "id": "o", "patient": {"reference": "urn:uuid:p2"}}],
    ],
)
def test_two_patients_are_refused(read, fhir, others):
    with pytest.raises(CaseError, match=r"more than one patient.*p2"):
        read(fhir.bundle(fhir.patient(), *others))


def test_without_a_patient_two_subjects_are_refused_and_one_is_taken(read, fhir):
    one = fhir.observation(HR, 96, subject={"reference": "Patient/x"})
    two = fhir.observation(RR, 16, subject={"reference": "Patient/y"})
    assert read(fhir.bundle(one)).patient.id == "x"
    with pytest.raises(CaseError, match="more than one patient"):
        read(fhir.bundle(one, two))


@pytest.mark.parametrize(
    "reference",
    [
        "Patient/p1",
        "urn:uuid:p1",
        "https://server.example/fhir/Patient/p1",
        "Patient/p1/_history/2",
        "#",
        "Patient?identifier=x|1",
    ],
)
def test_references_to_the_patient_come_in_many_forms(read, fhir, reference):
    observation = fhir.observation(HR, 96, subject={"reference": reference})
    assert read(fhir.bundle(fhir.patient(), observation)).vitals.latest.heart_rate == 96


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('{"resourceType": "Observation", "status": "final"}', "a single FHIR resource (Observation)"),
        ('{"resourceType": "Bundle", "type": "history"}', "of type history"),
        ('{"resourceType": "Bundle", "type": "searchset", "total": 0}', "holds no resource"),
        ('{"resourceType": "Bundle", "type": "transaction-response"}', "of type transaction-response"),
        ('<?xml version="1.0"?><Bundle xmlns="http://hl7.org/fhir"/>', "FHIR in XML"),
        ('{"resourceType": "Bundle", "entry": [', "is not valid JSON"),
        ('{"resourceType": "Bundle", "entry": ' + "[" * 100_000, "is not readable"),
        ('{"resourceType": "Bundle", "entry": [' + "{}," * 1_000_001 + "{}]}", "more than 1,000,000 values"),
    ],
)
def test_what_is_no_bundle_is_refused_in_words(folder, content, words):
    (folder / "visit.json").write_text(content, encoding="utf-8")
    with pytest.raises(CaseError, match=words.replace("(", r"\(").replace(")", r"\)")):
        read_case(folder / "visit.json")


@pytest.mark.parametrize("kind", ["document", "collection", "searchset", "transaction", "batch"])
def test_bundles_of_all_these_types_are_read(read, fhir, kind):
    assert read(fhir.bundle(fhir.patient(), fhir.observation(HR, 96), type=kind)).vitals.latest.heart_rate == 96


def test_the_first_page_of_a_search_says_that_there_are_more(read, fhir):
    case = read(fhir.bundle(fhir.patient(), fhir.observation(HR, 96), link=[{"relation": "next", "url": "http://x"}]))
    assert "fhir_next_page" in codes(case)


@pytest.mark.parametrize("seed", range(40))
def test_damaged_shapes_never_stop_the_reader_with_a_fault(read, fhir, seed):
    """Every value of a bundle in turn is of another type than it should be."""
    bundle = fhir.bundle(fhir.patient(), fhir.encounter(), fhir.observation(HR, 96), condition("asthma"))
    places = list(_places(bundle))
    for place in places[seed::40]:
        for wrong in (None, 7, "?", [], {}, [[]], True):
            damaged = json.loads(json.dumps(bundle))
            holder = damaged
            for key in place[:-1]:
                holder = holder[key]
            holder[place[-1]] = wrong
            try:
                read(damaged)
            except CaseError as error:
                assert str(error)


def _places(node, before=()):
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield (*before, key)
        yield from _places(value, (*before, key))


def test_many_alike_faults_are_counted(read, fhir):
    wrong = [fhir.observation(HR, 960, id=f"o{i}") for i in range(30)]
    case = read(fhir.bundle(fhir.patient(), fhir.encounter(), *wrong))
    assert sum(found.code == "measured_out_of_range" for found in case.issues) == 10
    assert sentence_of(case, "fhir_more_alike").startswith("20 more")


def test_a_bundle_is_recognised_by_its_content(folder, fhir):
    path = folder / "export.txt"
    path.write_text(json.dumps(fhir.bundle(fhir.patient())), encoding="utf-8")
    assert recognise(path) is FileKind.FHIR and is_message(path)
    (folder / "other.json").write_text('{"type": "Bundle"}', encoding="utf-8")
    assert recognise(folder / "other.json") is FileKind.UNKNOWN and not is_message(folder / "other.json")


def test_a_bundle_in_a_folder_goes_with_the_files_beside_it(folder, fhir):
    (folder / "visit.json").write_text(
        json.dumps(fhir.bundle(fhir.patient(), fhir.observation(HR, 96))), encoding="utf-8"
    )
    (folder / "note.txt").write_text("Chest pain since noon, sweating.", encoding="utf-8")
    (folder / "z-second.json").write_text(json.dumps(fhir.bundle(fhir.patient(id="p2"))), encoding="utf-8")
    case = read_case(folder)
    assert case.case_id == folder.name and case.patient.id == "p1" and case.patient.age_years == 58
    assert case.note.text.startswith("Chest pain") and case.vitals.latest.heart_rate == 96
    assert sentence_of(case, "fhir_second_bundle").startswith("z-second.json")


def test_a_film_of_another_patient_beside_a_bundle_stops_the_case(folder, fhir, write_film, ramp):
    write_film(ramp(0, 4000), PatientID="B-2")
    numbers = [{"value": "B-2", "system": "urn:mrn"}]
    bundle = fhir.bundle(fhir.patient(), fhir.observation(HR, 96))
    (folder / "visit.json").write_text(json.dumps(bundle), encoding="utf-8")
    assert [found.code for found in read_case(folder).blocking] == ["patient_ids_differ"]
    bundle["entry"][0]["resource"]["identifier"] = numbers
    (folder / "visit.json").write_text(json.dumps(bundle), encoding="utf-8")
    assert read_case(folder).blocking == ()


def test_a_bundle_is_never_added_to_another_patient(folder, fhir):
    path = folder / "visit.json"
    path.write_text(json.dumps(fhir.bundle(fhir.patient())), encoding="utf-8")
    with pytest.raises(CaseError, match="a case of its own"):
        with_files(Case("a"), [path])


def test_the_name_of_a_case_is_the_bundles_id_or_the_files(read, fhir):
    assert read(fhir.bundle(fhir.patient(), id="b-9")).case_id == "b-9"
    assert read(fhir.bundle(fhir.patient()), "export-3.json").case_id == "export-3"


def test_a_case_folder_may_hold_its_bundle_as_case_json(folder, fhir):
    (folder / "case.json").write_text(
        json.dumps(fhir.bundle(fhir.patient(), fhir.observation(HR, 96))), encoding="utf-8"
    )
    assert read_case(folder).vitals.latest.heart_rate == 96
    assert read_case(folder).case_id == Path(folder).name
