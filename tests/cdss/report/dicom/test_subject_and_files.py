"""Whom the objects are filed under, the printed report inside one, and the files they are written to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from pydicom.uid import UID, EncapsulatedPDFStorage

from cdss.core.kinds import Sex
from cdss.records.identity import Patient
from cdss.report.dicom.encapsulated import encapsulated_pdf
from cdss.report.dicom.save import save_dicom
from cdss.report.dicom.subject import subject_of

from .conftest import MADE, PDF, SENT


def with_film(own, film, **patient):
    return replace(own.case, films=(film,), patient=Patient(**patient) if patient else own.case.patient)


def test_the_subject_is_the_patient_and_study_of_the_film(own):
    subject = subject_of(own.case, MADE)
    assert subject.film is own.case.films[0] and subject.without == ""
    expected = {k: v for k, v in SENT.items() if isinstance(v, str) and k != "BurnedInAnnotation"}
    assert {k: subject.attributes[k] for k in expected} == expected


@pytest.mark.parametrize(
    ("changed", "keyword", "written"),
    [
        ({"PatientAge": "64"}, "PatientAge", ""),
        ({"PatientBirthDate": None}, "PatientBirthDate", ""),
        ({"PatientName": "Minjun"}, "PatientName", "Minjun^"),
        ({"PatientSex": "U"}, "PatientSex", ""),
        ({"PatientID": ""}, "PatientID", "P-7741"),
        ({"StudyTime": "9:15"}, "StudyTime", ""),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_value_in_another_form_than_the_standards_is_not_passed_on(own, sent, changed, keyword, written):
    subject = subject_of(with_film(own, sent(**changed)), MADE)
    assert subject.attributes[keyword] == written


@pytest.mark.parametrize(
    "changed",
    [{"StudyInstanceUID": None}, {"SeriesInstanceUID": "not a uid"}, {"SOPClassUID": "1.2.840.10008.5.1.4.1.1.2"}],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_film_without_identifiers_is_not_referred_to_and_that_is_said(own, sent, changed):
    film = (
        replace(sent(), tags=tuple(t for t in sent(**changed, Modality="DX").tags))
        if "SOPClassUID" not in changed
        else None
    )
    if film is None:
        tags = tuple(replace(t, value=changed["SOPClassUID"]) if t.tag == "(0008,0016)" else t for t in sent().tags)
        film = replace(sent(), tags=tags)
    subject = subject_of(with_film(own, film), MADE)
    assert (
        subject.film is None
        and subject.without == "The film film.dcm has no DICOM identifiers: no image is referred to."
    )
    assert subject.attributes["PatientID"] == "P-7741" and UID(subject.study_uid).is_valid


def test_without_a_film_the_case_has_a_study_of_its_own(own):
    case = replace(own.case, films=(), patient=Patient(None, 7.6, Sex.FEMALE))
    subject = subject_of(case, MADE)
    who = subject.attributes
    assert (who["PatientID"], who["PatientSex"], who["PatientAge"]) == (case.case_id, "F", "007Y")
    assert (who["StudyDate"], who["StudyTime"]) == ("20261122", "013000")
    assert "no chest film" in subject.without
    assert subject_of(case, MADE).study_uid != subject.study_uid


def test_the_printed_report_is_inside_as_it_is(own_files):
    document = own_files["pdf"]
    assert document.SOPClassUID == EncapsulatedPDFStorage and document.Modality == "DOC"
    assert document.MIMETypeOfEncapsulatedDocument == "application/pdf"
    assert document.EncapsulatedDocument[: document.EncapsulatedDocumentLength] == PDF
    assert len(document.EncapsulatedDocument) % 2 == 0
    assert (document.PatientID, document.StudyInstanceUID) == ("P-7741", "1.2.840.99.1")
    assert document.SourceInstanceSequence[0].ReferencedSOPInstanceUID == "1.2.840.99.1.2.3"
    assert document.SOPInstanceUID != "1.2.840.99.1.2.3" and document.SeriesInstanceUID != "1.2.840.99.1.2"


def test_what_is_no_pdf_is_refused(own):
    with pytest.raises(ValueError, match="not a PDF"):
        encapsulated_pdf(b"<html>", subject_of(own.case, MADE), MADE)


def test_all_objects_of_one_export_are_of_one_patient_and_study(composite_files):
    assert set(composite_files) == {"sr", "map-1", "map-2", "pdf"}
    assert len({f.StudyInstanceUID for f in composite_files.values()}) == 1
    assert len({f.PatientID for f in composite_files.values()}) == 1
    assert len({f.SOPInstanceUID for f in composite_files.values()}) == 4
    assert len({f.SeriesInstanceUID for f in composite_files.values()}) == 3


def test_times_are_those_of_the_place(own, written):
    far = replace(own, made=MADE.astimezone(timezone(timedelta(hours=9))))
    here = MADE.astimezone()
    document = written(far, None, PDF)["pdf"]
    assert document.AcquisitionDateTime == f"{here:%Y%m%d%H%M%S}"


def test_a_folder_that_is_not_there_is_an_error_and_leaves_nothing(own, tmp_path):
    with pytest.raises(OSError):
        save_dicom(tmp_path / "absent", "case", own)
    assert list(tmp_path.iterdir()) == []
