"""Received DICOM objects put into case folders: one folder a patient, one file an object, each whole or not at all."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from cdss.core.files import write_whole
from cdss.readers.dicom_deflated import require_unpackable

if TYPE_CHECKING:
    from pydicom import Dataset

LEAST_FREE = 1 << 30
"""Bytes that stay free on the disk: a full one would take the session file down with it."""

ACCEPTED = (
    "1.2.840.10008.5.1.4.1.1.1",  # Computed Radiography
    "1.2.840.10008.5.1.4.1.1.1.1",  # Digital X-Ray, for presentation
    "1.2.840.10008.5.1.4.1.1.7",  # Secondary Capture
    "1.2.840.10008.5.1.4.1.1.9.1.1",  # 12-lead ECG
    "1.2.840.10008.5.1.4.1.1.9.1.2",  # General ECG
    "1.2.840.10008.5.1.4.1.1.9.1.3",  # Ambulatory ECG
)
"""Kinds of object that the readers take (SOP classes, PS3.4 B.5)."""

_UID = re.compile(r"[0-9]+(\.[0-9]+)*")
_LONGEST_UID = 64
_LONGEST_NAME = 64
_HASH = 8
_NAMED = ("PatientID", "IssuerOfPatientID", "StudyInstanceUID", "SOPInstanceUID", "SOPClassUID", "Modality")


class NotFiled(Exception):
    """An object that is not put anywhere, for the reason ``code``, a sentence; ``status`` answers it (DICOM PS3.4 B.2.3)."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


OUT_OF_RESOURCES, OTHER_OBJECT, NOT_UNDERSTOOD = 0xA700, 0xA900, 0xC210


@dataclass(frozen=True, slots=True)
class Filing:
    """``folder``: where case folders are made, the one that the worklist watches. ``least_free``: bytes left on its disk.

    ``study``: the only study that is taken (its UID); empty: any.
    """

    folder: Path
    least_free: int = LEAST_FREE
    study: str = ""

    def file(self, content: bytes, sop_class: str, sop_instance: str) -> Path:
        """Put an object in DICOM file format under its patient; the path. ``NotFiled`` where it cannot be.

        ``sop_class``, ``sop_instance``: what the sender announced it as. The same object sent again takes its own place.
        """
        header = _header(content)
        if (_text(header, "SOPClassUID"), _text(header, "SOPInstanceUID")) != (sop_class, sop_instance):
            raise NotFiled(OTHER_OBJECT, "network_reason_other")
        return self._put(header, content)

    def file_unannounced(self, content: bytes) -> Path:
        """As ``file``, an object that nobody announced: it must say itself that it is a film or an ECG."""
        header = _header(content)
        if _text(header, "SOPClassUID") not in ACCEPTED:
            raise NotFiled(OTHER_OBJECT, "network_reason_kind")
        return self._put(header, content)

    def _put(self, header: Dataset, content: bytes) -> Path:
        sop_instance = _text(header, "SOPInstanceUID")
        if self.study and _text(header, "StudyInstanceUID") != self.study:
            raise NotFiled(OTHER_OBJECT, "network_reason_study")
        if not _is_uid(sop_instance) or not _is_uid(_text(header, "StudyInstanceUID")):
            raise NotFiled(NOT_UNDERSTOOD, "network_reason_identifiers")
        target = self.folder / folder_name(header) / f"{_kind(header)}-{sop_instance}.dcm"
        try:
            if shutil.disk_usage(self.folder).free - len(content) < self.least_free:
                raise NotFiled(OUT_OF_RESOURCES, "network_reason_disk_full")
            target.parent.mkdir(exist_ok=True)
            write_whole(target, content, private=True)
        except OSError as error:
            raise NotFiled(OUT_OF_RESOURCES, "network_reason_folder") from error
        return target


def folder_name(header: Dataset) -> str:
    """The name of the patient's case folder: their number, in characters that every system takes.

    A number that had to be changed for that, or that has an issuer, gets a hash behind it, so that no two patients meet in
    one folder. Without a number, each study has a folder of its own.
    """
    number, issuer = _text(header, "PatientID"), _text(header, "IssuerOfPatientID")
    if not number:
        return f"no-number-{_hash(_text(header, 'StudyInstanceUID'))}"
    safe = re.sub(r"[^\w-]", "-", number)[:_LONGEST_NAME]
    changed = safe != number or safe != safe.lower() or bool(issuer)  # some disks do not tell A from a
    return f"{safe}-{_hash(f'{number}|{issuer}')}" if changed else safe


def folder_of(patient_id: str) -> str:
    """The name of the case folder of a patient with a number and no issuer."""
    from pydicom import Dataset

    header = Dataset()
    header.PatientID = patient_id.strip()
    return folder_name(header)


def _header(content: bytes) -> Dataset:
    from pydicom import dcmread

    try:
        require_unpackable(BytesIO(content), "", None)
        return dcmread(BytesIO(content), stop_before_pixels=True, specific_tags=list(_NAMED))
    except Exception as error:  # parsers raise anything on damaged bytes
        raise NotFiled(NOT_UNDERSTOOD, "network_reason_damaged") from error


def _text(header: Dataset, name: str) -> str:
    try:
        return str(header.get(name) or "").strip()
    except Exception as error:  # a value that its VR does not allow
        raise NotFiled(NOT_UNDERSTOOD, "network_reason_damaged") from error


def _kind(header: Dataset) -> str:
    return re.sub(r"[^A-Z]", "", _text(header, "Modality").upper())[:4] or "XX"


def _is_uid(text: str) -> bool:
    return len(text) <= _LONGEST_UID and _UID.fullmatch(text) is not None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_HASH]
