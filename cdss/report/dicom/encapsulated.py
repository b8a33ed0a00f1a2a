"""The printed report inside a DICOM object: Encapsulated PDF (DICOM PS3.3 A.45.1), as archives take documents."""

from __future__ import annotations

from datetime import datetime

from highdicom import UID
from pydicom import Dataset
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import EncapsulatedPDFStorage, ExplicitVRLittleEndian

from cdss import __version__
from cdss.report.dicom.subject import MANUFACTURER, STANDARD_SERIES, Subject

TITLE = "Emergency triage report (AI, for research)"


def encapsulated_pdf(pdf: bytes, subject: Subject, made: datetime) -> Dataset:
    """``pdf`` as it stands, filed under ``subject``; ``ValueError`` where the bytes are no PDF."""
    if not pdf.startswith(b"%PDF-"):
        raise ValueError("not a PDF")
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = EncapsulatedPDFStorage, UID()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made_of = FileDataset("", {}, preamble=b"\0" * 128, file_meta=meta)
    made_of.update(_patient_and_study(subject))
    made_of.SOPClassUID, made_of.SOPInstanceUID = EncapsulatedPDFStorage, meta.MediaStorageSOPInstanceUID
    _series(made_of, made)
    made_of.DocumentTitle, made_of.MIMETypeOfEncapsulatedDocument = TITLE, "application/pdf"
    made_of.ConceptNameCodeSequence = []
    made_of.BurnedInAnnotation = "YES"  # every page of the report says whose it is
    made_of.EncapsulatedDocument = pdf if len(pdf) % 2 == 0 else pdf + b"\0"
    made_of.EncapsulatedDocumentLength = len(pdf)
    if subject.film is not None:
        made_of.SourceInstanceSequence = [_source(subject)]
    return made_of


def _patient_and_study(subject: Subject) -> Dataset:
    """All that is known of patient and study, without what names the source image."""
    known = subject.dataset()
    for keyword in ("SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID"):
        delattr(known, keyword)
    return known


def _series(document: Dataset, made: datetime) -> None:
    document.Modality, document.ConversionType, document.Manufacturer = "DOC", "WSD", MANUFACTURER
    document.SeriesInstanceUID, document.SeriesNumber, document.InstanceNumber = UID(), STANDARD_SERIES + 2, 1
    document.SeriesDescription, document.SoftwareVersions = TITLE, __version__
    document.ContentDate, document.ContentTime = f"{made:%Y%m%d}", f"{made:%H%M%S}"
    document.AcquisitionDateTime = f"{made:%Y%m%d%H%M%S}"


def _source(subject: Subject) -> Dataset:
    item = Dataset()
    item.ReferencedSOPClassUID = subject.attributes["SOPClassUID"]
    item.ReferencedSOPInstanceUID = subject.attributes["SOPInstanceUID"]
    return item
