"""An assessment as a FHIR bundle: valid in R4 and R5, complete, and honest about what it is."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.core.kinds import CONDITIONS, ECG_LEADS, Modality, Presence, Severity, Sex
from cdss.core.result import issue
from cdss.records.assessment import (
    Acuity,
    Assessment,
    Condition,
    Finding,
    ModalityStatus,
    ModelIdentity,
    Risk,
    Score,
)
from cdss.records.identity import Patient
from cdss.report.fhir import Sent, assessment_bundle, refused_bundle
from cdss.report.fhir_elements import FhirRelease, Frame
from cdss.report.technical import InputHash
from cdss.session.panes import Ruling

AT = datetime(2026, 11, 20, 5, 30, 0, 123456, tzinfo=UTC)
INTERVAL = (0.6, 0.9)
ASSESSMENT = Assessment(
    case_id="case-7",
    model=ModelIdentity("cdss-triage", "0.4.0", "ab" * 32),
    modalities={Modality.IMAGE: ModalityStatus(Presence.REJECTED, "film.dcm is blank.")},
    acuity=Acuity(2, (0.1, 0.6, 0.2, 0.06, 0.04), (INTERVAL,) * 5, (2, 3)),
    risk=Risk(7.0, (6.0, 9.0)),
    outcomes={"admission": 0.8, "critical": 0.2},
    conditions=tuple(Condition(code, 0.75, INTERVAL, code == "acs") for code in CONDITIONS),
    findings={Modality.ECG: (Finding("MI", 0.5, INTERVAL), Finding("AF", 0.25))},
    ecg_measurements={"heart_rate": 96.0, "pr_ms": None, "qrs_ms": 98.0, "axis_deg": 12.0},
    st_level_mv={"V2": 0.15, "V3": None},
    scores={
        "news2": Score(7.0, False, "high", (("resp_rate", 3), ("spo2", 2)), ("temperature_c",)),
        "shock_index": Score(0.91, True, "high"),
        "qsofa": Score(None, False),
    },
    checks=(issue("vitals_empty", Severity.WARNING, Modality.VITALS, file="v.csv"),),
    timings_ms={},
    outcome_intervals={"admission": (0.7, 0.9)},
)
SENT = Sent(
    Patient("A-17", 58.0, Sex.FEMALE), AT, (InputHash("ecg", "Kim Minsu.hea", "cd" * 32), InputHash("note", "", None))
)


@pytest.fixture(scope="module", params=list(FhirRelease))
def release(request):
    return request.param


def of(bundle, kind):
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def code(concept):
    return concept["coding"][-1]["code"]


def valid(bundle, release):
    """Read by the models of FHIR itself, every resource by its own."""
    if release is FhirRelease.R4:
        from fhir.resources.R4B.bundle import Bundle
    else:
        from fhir.resources.bundle import Bundle
    return Bundle.model_validate_json(json.dumps(bundle, allow_nan=False))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("ruling", [None, Ruling(1, 2, "grey and sweating", AT)])
@pytest.mark.parametrize("composite", [False, True])
def test_it_is_valid_fhir(release, language, ruling, composite):
    made = assessment_bundle(replace(ASSESSMENT, composite=composite), replace(SENT, ruling=ruling), release, language)
    assert len(valid(made, release).entry) == len(made["entry"])


def test_a_bundle_of_almost_nothing_is_valid(release):
    bare = replace(
        ASSESSMENT, findings={}, ecg_measurements={}, st_level_mv={}, scores={}, checks=(), conditions=(), outcomes={}
    )
    made = assessment_bundle(bare, Sent(Patient(), AT), release)
    valid(made, release)
    assert of(made, "Patient")[0]["identifier"] == [{"value": "case-7"}]
    assert of(made, "OperationOutcome") == []


def test_every_reference_leads_to_a_resource_of_the_bundle(release):
    made = assessment_bundle(ASSESSMENT, SENT, release)
    known = {entry["fullUrl"] for entry in made["entry"]}

    def references(node):
        if isinstance(node, dict):
            yield from ([node["reference"]] if isinstance(node.get("reference"), str) else [])
            for value in node.values():
                yield from references(value)
        elif isinstance(node, list):
            for value in node:
                yield from references(value)

    found = set(references(made))
    assert len(known) == len(made["entry"]) and found <= known and len(found) > 5


def test_probabilities_are_in_percent_with_their_intervals():
    made = assessment_bundle(ASSESSMENT, SENT)
    (risk, findings) = of(made, "RiskAssessment")
    told = {code(p["outcome"]): p for p in risk["prediction"]}
    assert set(told) == {"risk", *(f"level-{n}" for n in range(1, 6)), "admission", "critical", *CONDITIONS}
    assert told["risk"]["probabilityDecimal"] == 70 and told["level-2"]["probabilityDecimal"] == 60
    assert told["acs"]["probabilityDecimal"] == 75 and told["critical"]["probabilityDecimal"] == 20
    band = told["acs"]["extension"][0]["valueRange"]
    assert (band["low"]["value"], band["high"]["value"], band["low"]["code"]) == (60, 90, "%")
    assert "extension" not in told["critical"], "no interval is made up"
    assert [name for name in told if "rationale" in told[name]] == ["level-2", "level-3", "acs"]
    assert told["acs"]["outcome"]["coding"][0] == {"system": "http://snomed.info/sct", "code": "394659003"}
    assert len(told["stroke_tia"]["outcome"]["coding"]) == 1, "a group of diagnoses is no single concept"
    assert [code(p["outcome"]) for p in findings["prediction"]] == ["ecg-mi", "ecg-af"]


def test_scores_and_measurements_are_observations():
    made = assessment_bundle(ASSESSMENT, SENT)
    told = {code(o["code"]): o for o in of(made, "Observation")}
    assert set(told) == {"level", "news2", "shock_index", "11524-6"}, "a score that could not be made is left out"
    assert told["level"]["valueInteger"] == 2
    assert told["news2"]["valueInteger"] == 7 and told["news2"]["interpretation"][0]["text"] == "high"
    assert [(code(c["code"]), c["valueInteger"]) for c in told["news2"]["component"]] == [("resp_rate", 3), ("spo2", 2)]
    assert "Temperature" in told["news2"]["note"][0]["text"]
    assert told["shock_index"]["valueQuantity"]["value"] == 0.91
    parts = {code(c["code"]): c["valueQuantity"] for c in told["11524-6"]["component"]}
    assert {name: (q["value"], q["code"]) for name, q in parts.items()} == {
        "76282-3": (96, "/min"),
        "8633-0": (98, "ms"),
        "8632-2": (12, "deg"),
        "st-v2": (0.15, "mV"),
    }
    assert "V2" in ECG_LEADS


def test_news2_on_scale_2_says_so_in_a_note(release):
    scores = {"news2": Score(3.0, True, "low", spo2_scale=2)}
    bundle = assessment_bundle(replace(ASSESSMENT, scores=scores), SENT, release)
    (found,) = (one for one in of(bundle, "Observation") if code(one["code"]) == "news2")
    assert [note["text"] for note in found["note"]] == ["Scored on SpO₂ scale 2 (target 88–92 %)."]


def test_what_the_clinician_set_stands_beside_the_model_and_nothing_is_proposed_against_it(release):
    made = assessment_bundle(ASSESSMENT, replace(SENT, ruling=Ruling(1, 2, "grey and sweating", AT)), release)
    first, model = of(made, "Observation")[:2]
    assert (first["valueInteger"], first["status"], first["note"][0]["text"]) == (1, "final", "grey and sweating")
    assert "device" not in first and datetime.fromisoformat(first["effectiveDateTime"]) == AT.replace(microsecond=0)
    assert (model["valueInteger"], model["status"]) == (2, "preliminary")
    (answer,) = of(made, "GuidanceResponse")
    assert "result" not in answer and not of(made, "RequestGroup") and not of(made, "RequestOrchestration")


def test_everything_is_preliminary_and_says_what_it_is():
    made = assessment_bundle(ASSESSMENT, SENT)
    for resource in (*of(made, "RiskAssessment"), *of(made, "Observation")):
        assert resource["status"] == "preliminary"
    notes = [note["text"] for note in of(made, "RiskAssessment")[0]["note"]]
    assert notes == [
        "Decision support for trained clinicians. For research and education. Not a medical device.",
        "film.dcm is blank.",
    ]
    assert of(made, "RequestGroup")[0]["intent"] == "proposal" and of(made, "RequestGroup")[0]["status"] == "draft"
    assert "meta" not in made


def test_a_composite_patient_is_marked_as_one():
    made = assessment_bundle(replace(ASSESSMENT, composite=True), SENT)
    assert {tag["code"] for tag in made["meta"]["tag"]} == {"composite", "HTEST"}
    assert any("Composite" in note["text"] for note in of(made, "RiskAssessment")[0]["note"])


def test_the_model_and_the_inputs_are_known_by_their_hashes_and_no_file_is_named(release):
    made = assessment_bundle(ASSESSMENT, SENT, release)
    (device,), (provenance,) = of(made, "Device"), of(made, "Provenance")
    assert device["identifier"][0]["value"] == "ab" * 32
    assert [v["value"] for v in device["version"]][1] == "0.4.0"
    (entity,) = provenance["entity"]
    assert (entity["what"]["identifier"]["value"], entity["what"]["display"]) == ("cd" * 32, "ecg")
    assert "Kim" not in json.dumps(made)
    covered = {target["reference"] for target in provenance["target"]}
    others = {"Patient", "Device", "Provenance"}
    assert covered == {e["fullUrl"] for e in made["entry"] if e["resource"]["resourceType"] not in others}


def test_doubts_are_an_outcome_of_the_operation():
    (outcome,) = of(assessment_bundle(ASSESSMENT, SENT), "OperationOutcome")
    assert [(i["severity"], code(i["details"])) for i in outcome["issue"]] == [("warning", "vitals_empty")]


def test_the_same_assessment_has_the_same_identifiers_and_another_moment_has_others():
    one, again = assessment_bundle(ASSESSMENT, SENT), assessment_bundle(ASSESSMENT, SENT)
    later = assessment_bundle(ASSESSMENT, replace(SENT, at=AT.replace(minute=31)))
    assert one == again and one["id"] != later["id"]
    assert datetime.fromisoformat(one["timestamp"]) == AT.replace(microsecond=0)


def test_a_number_that_is_none_is_never_sent():
    with pytest.raises(ValueError, match="nan"):
        assessment_bundle(replace(ASSESSMENT, outcomes={"admission": float("nan")}), SENT)


def test_a_case_that_cannot_be_assessed_is_an_outcome_alone(release):
    frame = Frame("case-7", "", AT, release, "en")
    made = refused_bundle("case-7", "case_empty", "There is nothing.", ASSESSMENT.checks, frame)
    valid(made, release)
    (outcome,) = of(made, "OperationOutcome")
    assert [i["severity"] for i in outcome["issue"]] == ["fatal", "warning"]
    assert outcome["issue"][0]["details"]["text"] == "There is nothing."
