"""The Structured Report read back: every figure of the assessment in its place, with unit, code and algorithm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from highdicom.sr import ComprehensiveSR
from pydicom import Dataset
from pydicom.uid import ComprehensiveSRStorage

from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, STATUS_SENTENCE, Modality, Presence
from cdss.records.assessment import Finding, ModalityStatus, ModelIdentity, Score
from cdss.report.dicom.codes import SCHEME, condition_code, finding_code, own_code
from cdss.report.dicom.structured_report import UNVERIFIED_SENTENCE, device_uid
from cdss.session.panes import Ruling


def items(item: Dataset) -> Iterator[Dataset]:
    for child in item.get("ContentSequence") or ():
        yield child
        yield from items(child)


def meaning(item: Dataset) -> str:
    return item.ConceptNameCodeSequence[0].CodeMeaning


def groups(report: Dataset) -> dict[str, Dataset]:
    """Measurement groups by their tracking identifier."""
    found = [i for i in items(report) if i.ValueType == "CONTAINER" and meaning(i) == "Measurement Group"]
    return {next(c.TextValue for c in g.ContentSequence if meaning(c) == "Tracking Identifier"): g for g in found}


def numbers(group: Dataset) -> dict[tuple[str, str], tuple[float, str]]:
    """(name, derivation) to (value, unit) of a group."""
    found = {}
    for item in group.ContentSequence:
        if item.ValueType == "NUM":
            derived = next(
                (
                    c.ConceptCodeSequence[0].CodeMeaning
                    for c in item.get("ContentSequence", ())
                    if meaning(c) == "Derivation"
                ),
                "",
            )
            value = item.MeasuredValueSequence[0]
            unit = value.MeasurementUnitsCodeSequence[0]
            assert unit.CodingSchemeDesignator == "UCUM"
            found[meaning(item), derived] = (float(value.NumericValue), unit.CodeValue)
    return found


def comments(report: Dataset) -> list[str]:
    return [i.TextValue for i in report.ContentSequence if i.ValueType == "TEXT"]


LOWER, UPPER = "Lower end of the 90 % interval", "Upper end of the 90 % interval"


def test_it_is_a_preliminary_unverified_comprehensive_report_by_template_1500(own_files):
    report = own_files["sr"]
    assert report.SOPClassUID == ComprehensiveSRStorage and report.Modality == "SR"
    assert (report.CompletionFlag, report.VerificationFlag, report.PreliminaryFlag) == (
        "COMPLETE",
        "UNVERIFIED",
        "PRELIMINARY",
    )
    assert report.ContentTemplateSequence[0].TemplateIdentifier == "1500"
    assert meaning(report) == "Imaging Measurement Report"
    assert report.SpecificCharacterSet == "ISO_IR 192"
    assert {STATUS_SENTENCE, UNVERIFIED_SENTENCE} <= set(comments(report))


def test_a_reader_of_such_reports_finds_the_groups(own_files):
    parsed = ComprehensiveSR.from_dataset(own_files["sr"])
    found = parsed.content.get_image_measurement_groups()
    assert len(found) == len(groups(parsed))
    assert found[0].tracking_identifier == "Triage level"


def test_level_risk_and_probabilities_stand_with_their_intervals(own_files):
    triage = numbers(groups(own_files["sr"])["Triage level"])
    assert triage["Suggested triage level, 1 to 5 (KTAS, ESI)", ""] == (2.0, "1")
    risk = "Risk score: 10 x probability of level 1 or 2"
    assert [triage[risk, end] for end in ("", LOWER, UPPER)] == [(6.7, "{0:10}"), (5.0, "{0:10}"), (8.0, "{0:10}")]
    levels = [triage[f"Probability of triage level {n}", ""] for n in range(1, 6)]
    assert levels == [(3.0, "%"), (64.0, "%"), (30.0, "%"), (2.0, "%"), (1.0, "%")]


def test_a_condition_is_a_certainty_and_its_presence_undetermined(own_files):
    group = groups(own_files["sr"])["Condition: acs"]
    name = "Certainty of Finding"
    assert numbers(group) == {(name, ""): (72.0, "%"), (name, LOWER): (60.0, "%"), (name, UPPER): (80.0, "%")}
    coded = {meaning(i): i.ConceptCodeSequence[0] for i in group.ContentSequence if i.ValueType == "CODE"}
    assert (coded["Finding"].CodeValue, coded["Finding"].CodingSchemeDesignator) == ("394659003", "SCT")
    assert coded["Presence of the finding"].CodeMeaning == "Undetermined"


def test_findings_of_film_and_ecg_are_there_and_only_those_of_the_film_refer_to_it(own_files):
    found = groups(own_files["sr"])
    film, ecg = found["image: pneumonia"], found["ecg: NORM"]
    assert numbers(film)["Certainty of Finding", ""] == (48.0, "%")
    assert ("Certainty of Finding", LOWER) not in numbers(ecg)
    images = [
        i.ReferencedSOPSequence[0].ReferencedSOPInstanceUID for i in film.ContentSequence if i.ValueType == "IMAGE"
    ]
    assert images == ["1.2.840.99.1.2.3"]
    assert not [i for i in ecg.ContentSequence if i.ValueType == "IMAGE"]


def test_measurements_of_the_ecg_have_loinc_names_and_units_and_what_is_missing_is_left_out(own_files):
    found = groups(own_files["sr"])
    ecg = found["ECG measurements"]
    assert numbers(ecg) == {
        ("Heart rate", ""): (104.0, "{beats}/min"),
        ("QTc interval, Bazett", ""): (500.0, "ms"),
        ("QRS axis", ""): (-78.0, "deg"),
    }
    rate = next(i for i in ecg.ContentSequence if i.ValueType == "NUM")
    assert rate.ConceptNameCodeSequence[0].CodeValue == "8867-4"
    assert numbers(found["ST levels"]) == {("ST level at J+60 ms, lead V2", ""): (0.21, "mV")}


def test_a_score_without_all_its_items_is_called_partial_and_says_what_is_missing(own, written):
    scores = dict(own.assessment.scores) | {"news2": Score(4.0, False, "low", missing=("spo2", "temperature_c"))}
    report = written(replace(own, assessment=replace(own.assessment, scores=scores)))["sr"]
    found = numbers(groups(report)["Clinical scores"])
    assert found["Partial NEWS2 (Royal College of Physicians 2017)", ""] == (4.0, "1")
    assert ("NEWS2 (Royal College of Physicians 2017)", "") not in found
    assert "NEWS2 (Royal College of Physicians 2017): partial, missing spo2, temperature_c." in comments(report)


def test_news2_on_scale_2_has_a_name_of_its_own(own, written):
    scores = dict(own.assessment.scores) | {"news2": Score(3.0, True, "low", spo2_scale=2)}
    report = written(replace(own, assessment=replace(own.assessment, scores=scores)))["sr"]
    found = numbers(groups(report)["Clinical scores"])
    assert found["NEWS2 (Royal College of Physicians 2017), SpO2 scale 2", ""] == (3.0, "1")
    assert ("NEWS2 (Royal College of Physicians 2017)", "") not in found


def test_every_estimate_names_the_model_its_version_and_the_hash_of_its_bundle(own_files):
    report = own_files["sr"]
    for title, group in groups(report).items():
        for item in (i for i in group.ContentSequence if i.ValueType == "NUM"):
            said = {meaning(c): c.TextValue for c in item.ContentSequence if c.ValueType == "TEXT"}
            if title in ("ECG measurements", "ST levels", "Clinical scores"):
                assert said["Algorithm Name"] == "TriageLens"
            else:
                assert said["Algorithm Name"] == "cdss-triage" and said["Algorithm Version"] == "0.4.0"
                assert said["Algorithm Parameters"] == f"bundle SHA-256 {'ab' * 32}"


def test_the_device_has_one_uid_for_the_same_weights():
    one, other = ModelIdentity("m", "1", "ab" * 32), ModelIdentity("m", "1", "cd" * 32)
    assert device_uid(one) == device_uid(replace(one, name="other")) != device_uid(other)
    assert device_uid(one).startswith("2.25.") and len(device_uid(one)) <= 64


def test_the_clinicians_level_stands_beside_the_models(own, written):
    ruled = replace(own, ruling=Ruling(1, 2, "looks grey", datetime(2026, 11, 22, tzinfo=UTC)))
    report = written(ruled)["sr"]
    assert numbers(groups(report)["Decision of the clinician"]) == {
        ("Triage level set by the clinician", ""): (1.0, "1")
    }
    assert "Triage level 1 set by the clinician. looks grey" in comments(report)
    assert numbers(groups(report)["Triage level"])["Suggested triage level, 1 to 5 (KTAS, ESI)", ""][0] == 2.0
    accepted = replace(own, ruling=Ruling(2, 2))
    assert "Triage level 2 accepted." in comments(written(accepted)["sr"])


def test_what_could_not_be_used_is_said_with_the_reason(own, written):
    modalities = dict(own.assessment.modalities) | {
        Modality.ECG: ModalityStatus(Presence.REJECTED, "No beats were found.")
    }
    report = written(replace(own, assessment=replace(own.assessment, modalities=modalities)))["sr"]
    assert "ECG: rejected. No beats were found." in comments(report)
    for found in own.assessment.checks:
        assert found.text() in comments(report)


def test_identity_and_study_are_those_of_the_patients_own_film(own_files):
    report = own_files["sr"]
    assert (str(report.PatientName), report.PatientID) == ("Kim^Minjun=金^民俊=김^민준", "P-7741")
    assert (report.PatientBirthDate, report.PatientSex, report.AccessionNumber) == ("19620304", "M", "A-100")
    assert (report.StudyInstanceUID, report.StudyID, report.StudyDate) == ("1.2.840.99.1", "S-5", "20261122")
    assert report.SeriesInstanceUID != "1.2.840.99.1.2"
    evidence = report.CurrentRequestedProcedureEvidenceSequence[0]
    assert evidence.StudyInstanceUID == "1.2.840.99.1"
    series = evidence.ReferencedSeriesSequence[0]
    assert series.SeriesInstanceUID == "1.2.840.99.1.2"
    assert series.ReferencedSOPSequence[0].ReferencedSOPInstanceUID == "1.2.840.99.1.2.3"


def test_a_composite_is_filed_under_the_case_and_refers_to_nobodys_film(composite, composite_files):
    report = composite_files["sr"]
    assert str(report.PatientName) == "Composite^" and report.PatientID == composite.case.patient.id
    assert "CurrentRequestedProcedureEvidenceSequence" not in report
    assert not [i for i in items(report) if i.ValueType == "IMAGE"]
    said = " ".join(comments(report))
    assert "Not a record of one person" in said and "no image of theirs is referred to" in said


@pytest.mark.parametrize("code", [*CONDITIONS, *IMAGE_FINDINGS, *ECG_FINDINGS])
def test_every_code_has_a_name_that_fits_and_what_has_no_standard_one_a_private(code):
    made = [condition_code(code)] if code in CONDITIONS else []
    made += [finding_code(Modality.IMAGE, code)] if code in IMAGE_FINDINGS else []
    made += [finding_code(Modality.ECG, code)] if code in ECG_FINDINGS else []
    for found in made:
        assert found.scheme_designator in ("SCT", SCHEME)
        assert 0 < len(found.meaning) <= 64 and len(found.value) <= 16
    joined = code in ("copd_asthma", "stroke_tia", *ECG_FINDINGS)
    assert {found.scheme_designator for found in made} == {SCHEME} or not joined


def test_a_private_code_longer_than_a_code_value_is_refused():
    with pytest.raises(ValueError, match="longer than 16"):
        own_code("a-code-of-seventeen", "x")


def test_the_private_scheme_is_identified(own_files):
    named = own_files["sr"].CodingSchemeIdentificationSequence[0]
    assert named.CodingSchemeDesignator == SCHEME


def test_many_findings_are_all_there(own, written):
    every = tuple(Finding(code, 0.1) for code in IMAGE_FINDINGS)
    told = replace(own.assessment, findings={Modality.IMAGE: every})
    found = groups(written(replace(own, assessment=told))["sr"])
    assert {f"image: {code}" for code in IMAGE_FINDINGS} <= set(found)
