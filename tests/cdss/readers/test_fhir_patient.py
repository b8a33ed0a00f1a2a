"""That a bundle is of one patient, however its resources name them, and that nothing about others passes for theirs."""

from __future__ import annotations

import pytest

from cdss.core.errors import CaseError

HR, RR = "8867-4", "9279-1"


def number(value, system="urn:hospital"):
    return {"system": system, "value": value}


def held(value, **more):
    """A Patient that another resource contains; its id says nothing outside of that resource."""
    return {"resourceType": "Patient", "id": "p", "identifier": [number(value)], **more}


def two(fhir, first, second, **more):
    """A bundle of two measurements that differ in what they say of their patient."""
    return fhir.bundle(fhir.observation(HR, 96, **first), fhir.observation(RR, 18, **second), **more)


def contained(value, **more):
    return {"subject": {"reference": "#p"}, "contained": [held(value, **more)]}


def logical(value, system="urn:hospital", **more):
    return {"subject": {"identifier": number(value, system), **more}}


def conditional(value):
    return {"subject": {"reference": f"Patient?identifier=urn:hospital%7C{value}"}}


@pytest.mark.parametrize("named", [contained, logical, conditional])
def test_measurements_of_two_patients_are_never_put_together(read_fhir, fhir, named):
    with pytest.raises(CaseError, match="more than one patient"):
        read_fhir(two(fhir, named("111"), named("222")))


@pytest.mark.parametrize("named", [contained, logical, conditional])
def test_measurements_of_one_patient_named_the_same_way_are_read(read_fhir, fhir, named):
    case = read_fhir(two(fhir, named("111"), named("111")))
    assert (case.vitals.rows[0].heart_rate, case.vitals.rows[0].resp_rate) == (96, 18)


def test_contained_patients_without_a_number_are_told_apart_by_their_names(read_fhir, fhir):
    kim, lee = ({"identifier": [], "name": [{"family": family, "given": ["M"]}]} for family in ("Kim", "Lee"))
    assert read_fhir(two(fhir, contained("", **kim), contained("", **kim))).vitals is not None
    with pytest.raises(CaseError, match="more than one patient"):
        read_fhir(two(fhir, contained("", **kim), contained("", **lee)))


def test_a_contained_patient_is_called_by_the_number_and_not_by_an_id_that_is_local(read_fhir, fhir):
    assert read_fhir(two(fhir, contained("111"), contained("111"))).patient.id == "111"


def test_a_number_must_be_one_of_the_patient_in_the_bundle(read_fhir, fhir):
    patient = fhir.patient(identifier=[number("111")])
    mine = fhir.observation(HR, 96, **logical("111"))
    assert read_fhir(fhir.bundle(patient, mine)).vitals.rows[0].heart_rate == 96
    other = fhir.observation(HR, 96, **logical("222", reference="Patient/p1"))
    with pytest.raises(CaseError, match="222"):
        read_fhir(fhir.bundle(patient, other))


def test_numbers_of_different_systems_do_not_contradict_each_other(read_fhir, fhir):
    patient = fhir.patient(identifier=[number("111")])
    mine = fhir.observation(HR, 96, **logical("800101-1", "urn:state"))
    assert read_fhir(fhir.bundle(patient, mine)).vitals.rows[0].heart_rate == 96


@pytest.mark.parametrize(
    "about",
    [
        {"focus": [{"reference": "RelatedPerson/unborn"}]},
        {"focus": [{"identifier": {"value": "unborn"}}]},
        {"subject": {"reference": "urn:uuid:ward"}},
        {"subject": {"reference": "Device/d"}},
    ],
)
def test_what_is_about_someone_or_something_else_is_left_out_and_named(read_fhir, fhir, about):
    ward = {"resourceType": "Location", "id": "ward"}
    case = read_fhir(fhir.bundle(fhir.patient(), ward, fhir.observation(HR, 150, **about), fhir.observation(RR, 18)))
    assert case.vitals.rows[0].heart_rate is None and case.vitals.rows[0].resp_rate == 18
    told = next(found for found in case.issues if found.code == "fhir_of_others")
    assert "Observation (1)" in told.text()


def test_a_focus_that_is_the_patient_changes_nothing(read_fhir, fhir):
    mine = fhir.observation(HR, 96, subject={"reference": "urn:uuid:p1"}, focus=[{"reference": "Patient/p1"}])
    assert read_fhir(fhir.bundle(fhir.patient(), mine)).vitals.rows[0].heart_rate == 96


def test_a_condition_of_a_group_is_no_history(read_fhir, fhir):
    flu = {"resourceType": "Condition", "id": "c", "code": {"text": "Influenza"}, "subject": {"reference": "Group/g"}}
    assert read_fhir(fhir.bundle(fhir.patient(), flu)).history is None
