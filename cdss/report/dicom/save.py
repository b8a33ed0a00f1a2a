"""The DICOM objects of one assessed case as files in a folder."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from pydicom import Dataset

from cdss.core.files import write_whole
from cdss.records.explanation import Explanation
from cdss.report.dicom.encapsulated import encapsulated_pdf
from cdss.report.dicom.heat_map import heat_maps
from cdss.report.dicom.structured_report import Assessed, structured_report
from cdss.report.dicom.subject import subject_of


def dicom_objects(
    assessed: Assessed, explanation: Explanation | None = None, pdf: bytes | None = None
) -> dict[str, Dataset]:
    """The objects by the end of their file's name: ``sr``, ``map-1`` … where there is a film with a map, ``pdf`` where given.

    All are filed in one study: that of the patient's own film, or a new one.
    """
    assessed = replace(
        assessed, made=assessed.made.astimezone()
    )  # DICOM times are of the place, where no offset is given
    subject = subject_of(assessed.case, assessed.made)
    made = {"sr": structured_report(assessed, subject)}
    cam, films = explanation.image_cam if explanation else None, assessed.case.films
    if cam is not None and films:
        maps = heat_maps(films[0], cam, assessed.assessment, subject, assessed.made)
        made |= {f"map-{number}": one for number, one in enumerate(maps, start=1)}
    if pdf is not None:
        made["pdf"] = encapsulated_pdf(pdf, subject, assessed.made)
    return made


def save_dicom(
    folder: Path, stem: str, assessed: Assessed, explanation: Explanation | None = None, pdf: bytes | None = None
) -> tuple[Path, ...]:
    """Write the objects into ``folder``, each whole, as ``stem-sr.dcm`` and so on; their paths. ``OSError`` where that fails."""
    written = []
    for part, made in dicom_objects(assessed, explanation, pdf).items():
        path = folder / f"{stem}-{part}.dcm"
        write_whole(path, _bytes_of(made))
        written.append(path)
    return tuple(written)


def _bytes_of(made: Dataset) -> bytes:
    stream = BytesIO()
    made.save_as(stream, enforce_file_format=True)
    return stream.getvalue()
