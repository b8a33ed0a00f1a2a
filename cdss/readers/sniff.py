"""What a file is, by its content and never by its name."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path

from cdss.core.messages import HEAD, looks_like_fhir, looks_like_hl7
from cdss.readers.dicom_header import is_waveform, looks_like_dicom
from cdss.readers.ecg_csv import is_ecg_header
from cdss.readers.edf_header import looks_like_edf
from cdss.readers.encoded_text import decode_text
from cdss.readers.film_common import looks_like_picture
from cdss.readers.part import Refused
from cdss.readers.paths import require_regular
from cdss.readers.scp_file import looks_like_scp
from cdss.readers.table import Table, delimiter_of, read_table
from cdss.readers.vitals import is_vitals_header
from cdss.readers.wfdb_header import parse_wfdb_header
from cdss.readers.xml_tree import root_name

_MARKUP = ("<", "{\\rtf", "%PDF")
_TABLE_LINES = 3
_TABLE_CELLS = 3


class FileKind(StrEnum):
    """The kinds of file a case may be made of."""

    DICOM_FILM = "dicom_film"
    DICOM_ECG = "dicom_ecg"
    RASTER = "raster"
    ECG_WFDB = "ecg_wfdb"
    ECG_CSV = "ecg_csv"
    ECG_AECG = "ecg_aecg"
    ECG_PHILIPS = "ecg_philips"
    ECG_MUSE = "ecg_muse"
    ECG_EDF = "ecg_edf"
    ECG_SCP = "ecg_scp"
    VITALS = "vitals"
    FHIR = "fhir"
    HL7 = "hl7"
    NOTE = "note"
    UNKNOWN = "unknown"


FILM_KINDS = frozenset({FileKind.DICOM_FILM, FileKind.RASTER})
_ECG_DOCUMENTS = {
    "AnnotatedECG": FileKind.ECG_AECG,
    "restingecgdata": FileKind.ECG_PHILIPS,
    "RestingECG": FileKind.ECG_MUSE,
}
"""What an XML document is, by the name of its outermost element."""

ECG_KINDS = frozenset(kind for kind in FileKind if kind.value.startswith("ecg_") or kind is FileKind.DICOM_ECG)

MESSAGE_KINDS = frozenset({FileKind.FHIR, FileKind.HL7})
"""Kinds of file that are a case by themselves."""

_NEVER_A_NOTE = frozenset(
    {".dcm", ".dicom", ".png", ".jpg", ".jpeg", ".dat", ".hea", ".edf", ".scp", ".ecg", ".xml", ".csv", ".pdf"}
)
"""Endings that promise something else than a note: plain text under one of them is a broken or mislabelled file."""


def recognise(path: Path) -> FileKind:
    """The kind of a file from its first 64 KiB (and, for DICOM, its header); raises ``OSError`` where it cannot be read."""
    require_regular(path)
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if looks_like_dicom(head):
        return _dicom_kind(path)
    if looks_like_picture(head):
        return FileKind.RASTER
    if looks_like_edf(head):
        return FileKind.ECG_EDF
    if looks_like_scp(head):
        return FileKind.ECG_SCP
    kind = _text_kind(head)
    return FileKind.UNKNOWN if kind is FileKind.NOTE and path.suffix.lower() in _NEVER_A_NOTE else kind


def _dicom_kind(path: Path) -> FileKind:
    try:
        return FileKind.DICOM_ECG if is_waveform(path) else FileKind.DICOM_FILM
    except OSError:
        raise
    except Exception:  # a damaged header: the film reader says what is wrong with it
        return FileKind.DICOM_FILM


def _text_kind(head: bytes) -> FileKind:
    text = _whole_lines(head)
    if text is None or not text.strip():
        return FileKind.UNKNOWN
    if parse_wfdb_header(text) is not None:
        return FileKind.ECG_WFDB
    if (document := _ECG_DOCUMENTS.get(root_name(text))) is not None:
        return document
    if looks_like_fhir(text):
        return FileKind.FHIR
    if looks_like_hl7(text):
        return FileKind.HL7
    if text.lstrip().startswith(_MARKUP) or _is_json(text):
        return FileKind.UNKNOWN
    table = read_table(text)
    if table is not None and is_ecg_header(table.columns):
        return FileKind.ECG_CSV
    if table is not None and is_vitals_header(table.columns):
        return FileKind.VITALS
    return FileKind.UNKNOWN if _is_other_table(text, table) else FileKind.NOTE


def _whole_lines(head: bytes) -> str | None:
    """The head as text; None where it is binary. Where the head was cut, its last line (and half a character) is left out."""
    whole = head if len(head) < HEAD else head[: max(head.rfind(b"\n"), 0) or HEAD]
    try:
        return decode_text(whole, "", None).text
    except Refused:
        return None


def _is_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return bool(re.match(r'\s*[{\[]\s*["{\[]', text))
    return True


def _is_other_table(text: str, table: Table | None) -> bool:
    """Whether the text is a table of something else: three lines or more, all with the same three cells or more."""
    lines = [line for line in text.splitlines() if line.strip()]
    if table is None or len(table.columns) < _TABLE_CELLS or len(lines) < _TABLE_LINES:
        return False
    delimiter = delimiter_of(lines[0])
    return delimiter is not None and len({line.count(delimiter) for line in lines}) == 1
