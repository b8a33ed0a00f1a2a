"""Whom DICOM objects are filed under: the patient and the study of the case's own film, or the case itself where it has none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydicom import Dataset
from pydicom.uid import UID, generate_uid

from cdss.core.kinds import Sex
from cdss.records.case import Case
from cdss.records.film import Film

MANUFACTURER = "TriageLens"
CHARACTER_SET = "ISO_IR 192"
"""UTF-8: names of patients may be in any script."""

STANDARD_SERIES = 9001
"""Number of the first series written here: high, so that it stands after the series of the devices."""

_PATIENT_AND_STUDY = {
    "(0010,0010)": "PatientName",
    "(0010,0020)": "PatientID",
    "(0010,0021)": "IssuerOfPatientID",
    "(0010,0030)": "PatientBirthDate",
    "(0010,0040)": "PatientSex",
    "(0010,1010)": "PatientAge",
    "(0008,0020)": "StudyDate",
    "(0008,0030)": "StudyTime",
    "(0008,0050)": "AccessionNumber",
    "(0008,0090)": "ReferringPhysicianName",
    "(0008,1030)": "StudyDescription",
    "(0020,0010)": "StudyID",
    "(0020,000D)": "StudyInstanceUID",
}
_INSTANCE = {"(0008,0016)": "SOPClassUID", "(0008,0018)": "SOPInstanceUID", "(0020,000E)": "SeriesInstanceUID"}
_REQUIRED = (*_PATIENT_AND_STUDY.values(), *_INSTANCE.values())

_FORMS = {
    "PatientBirthDate": r"\d{8}",
    "StudyDate": r"\d{8}",
    "StudyTime": r"\d{2}(\d{2}(\d{2}(\.\d{1,6})?)?)?",
    "PatientAge": r"\d{3}[DWMY]",
    "PatientSex": r"[MFO]",
}
"""How values are written (DICOM PS3.5 6.2); devices write others, which an archive may refuse."""

_FILM_CLASSES = frozenset(
    {
        "1.2.840.10008.5.1.4.1.1.1",
        "1.2.840.10008.5.1.4.1.1.1.1",
        "1.2.840.10008.5.1.4.1.1.1.1.1",
        *("1.2.840.10008.5.1.4.1.1.7", *(f"1.2.840.10008.5.1.4.1.1.7.{n}" for n in range(1, 5))),
    }
)
"""Computed and digital radiography, secondary capture: what a film that can be referred to comes as."""


@dataclass(frozen=True, slots=True)
class Subject:
    """``attributes`` of patient, study and source image by DICOM keyword, all there, empty where not known.

    ``film``: the film that may be referred to as the source; None where there is none, for the reason ``without``: a sentence.
    """

    attributes: Mapping[str, str]
    film: Film | None
    without: str = ""

    @property
    def study_uid(self) -> str:
        """Study Instance UID under which all objects of one export are filed."""
        return self.attributes["StudyInstanceUID"]

    def dataset(self) -> Dataset:
        """The attributes as a data set, as highdicom takes them from a source image."""
        made = Dataset()
        made.SpecificCharacterSet = CHARACTER_SET
        for keyword, value in self.attributes.items():
            setattr(made, keyword, value)
        return made


def subject_of(case: Case, made: datetime) -> Subject:
    """The subject of ``case`` for objects made at ``made``.

    A composite case is nobody's: its film's identity is the donor's, and nothing is filed there or refers to it.
    """
    film = case.films[0] if case.films else None
    if film is None:
        return _unfiled(case, made, "The case has no chest film: no image is referred to.")
    if case.composite:
        told = "The parts of this composite case come from different people: no image of theirs is referred to."
        return _unfiled(case, made, told)
    tags = {tag.tag: tag.value for tag in film.tags if tag.depth == 0}
    found = {keyword: _value(keyword, tags.get(tag, "")) for tag, keyword in (_PATIENT_AND_STUDY | _INSTANCE).items()}
    uids = [found[name] for name in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")]
    if not all(uid and UID(uid).is_valid for uid in uids) or found["SOPClassUID"] not in _FILM_CLASSES:
        return _unfiled(case, made, f"The film {film.source} has no DICOM identifiers: no image is referred to.")
    return Subject(found | {"PatientID": found["PatientID"] or _id_of(case)}, film)


def _unfiled(case: Case, made: datetime, without: str) -> Subject:
    """A study of its own under the case's own identity."""
    patient = case.patient
    known = {
        "PatientID": _id_of(case),
        "PatientName": "Composite^" if case.composite else "",
        "PatientSex": patient.sex.value if patient.sex is not Sex.UNKNOWN else "",
        "PatientAge": f"{int(patient.age_years):03d}Y" if patient.age_years and patient.age_years >= 1 else "",
        "StudyDate": f"{made:%Y%m%d}",
        "StudyTime": f"{made:%H%M%S}",
        "StudyID": case.case_id[:16],
        "StudyDescription": "Emergency triage assessment",
        "StudyInstanceUID": generate_uid(),
        "SeriesInstanceUID": generate_uid(),
        "SOPInstanceUID": generate_uid(),
        "SOPClassUID": "1.2.840.10008.5.1.4.1.1.7",
    }
    return Subject({name: known.get(name, "") for name in _REQUIRED}, None, without)


def _id_of(case: Case) -> str:
    """The patient's number, else the case's; at most the 64 characters that DICOM allows."""
    return (case.patient.id or case.case_id)[:64]


def _value(keyword: str, shown: str) -> str:
    """A value as DICOM writes it from the one that is shown; empty where its form is not the standard's.

    Several values stand with a bare backslash between them; a name of one component gets the caret that says it is meant so.
    """
    value = "" if shown in ("None", "?") else shown.replace(" \\ ", "\\")
    form = _FORMS.get(keyword)
    if form is not None and not re.fullmatch(form, value):
        return ""
    bare = keyword in ("PatientName", "ReferringPhysicianName") and value and not set("^=") & set(value)
    return f"{value}^" if bare else value
