"""Questions and answers of C-FIND as data sets (PS3.4 C.6.2.1): answers are of a stranger, and are read as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cdss.network.studies import Query, Series, Study, is_uid, shown

if TYPE_CHECKING:
    from pydicom import Dataset

_UTF_8 = "ISO_IR 192"
_STUDY = {
    "patient_id": "PatientID",
    "name": "PatientName",
    "birth_date": "PatientBirthDate",
    "sex": "PatientSex",
    "day": "StudyDate",
    "time": "StudyTime",
    "accession": "AccessionNumber",
    "description": "StudyDescription",
}


def study_identifier(query: Query, name: str) -> Dataset:
    """What a C-FIND for studies asks, with one spelling of the name.

    A modality only where it is one, for not every archive matches lists.
    """
    from pydicom import Dataset

    identifier = Dataset()
    identifier.SpecificCharacterSet = _UTF_8
    identifier.QueryRetrieveLevel = "STUDY"
    for keyword in (*_STUDY.values(), "StudyInstanceUID", "ModalitiesInStudy", "NumberOfStudyRelatedInstances"):
        setattr(identifier, keyword, None if keyword == "NumberOfStudyRelatedInstances" else "")
    identifier.PatientID, identifier.AccessionNumber = query.patient_id.strip(), query.accession.strip()
    identifier.PatientName = name
    identifier.StudyDate = query.days
    identifier.ModalitiesInStudy = query.modalities[0] if len(query.modalities) == 1 else ""
    return identifier


def series_identifier(study: str, series: str = "") -> Dataset:
    """What a C-FIND for the series of ``study`` asks, or which ``series`` a C-GET or C-MOVE is to send."""
    from pydicom import Dataset

    identifier = Dataset()
    identifier.QueryRetrieveLevel = "SERIES"
    identifier.StudyInstanceUID, identifier.SeriesInstanceUID = study, series
    if not series:
        identifier.Modality, identifier.NumberOfSeriesRelatedInstances = "", None
    return identifier


def study_of(row: Dataset) -> Study | None:
    """The study that an answer names; None where its identifier is none."""
    uid = _text(row, "StudyInstanceUID")
    if not is_uid(uid):
        return None
    told = {name: shown(_text(row, keyword)) for name, keyword in _STUDY.items()}
    modalities = tuple(shown(part) for part in _text(row, "ModalitiesInStudy").split("\\") if part.strip())
    return Study(uid, **told, modalities=modalities, objects=_count(row, "NumberOfStudyRelatedInstances"))


def series_of(row: Dataset) -> Series | None:
    """The series that an answer names; None where its identifier is none."""
    uid = _text(row, "SeriesInstanceUID")
    if not is_uid(uid):
        return None
    return Series(uid, shown(_text(row, "Modality")), _count(row, "NumberOfSeriesRelatedInstances"))


def _text(row: Dataset, keyword: str) -> str:
    """The value as text, several joined by a backslash; empty where it is missing or cannot be read."""
    try:
        value = row.get(keyword)
        if value is None:
            return ""
        many = isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue"
        return "\\".join(str(one).strip() for one in value) if many else str(value).strip()
    except Exception:  # a value that its VR does not allow; parsers raise anything
        return ""


def _count(row: Dataset, keyword: str) -> int | None:
    text = _text(row, keyword)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None
