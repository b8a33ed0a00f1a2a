"""Why a file is no part of a case: what is wrong with it in words, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.readers.encoded_text import decode_text
from cdss.readers.part import Refused
from cdss.readers.sniff import FileKind, recognise
from cdss.readers.table import read_table

_HEAD = 65_536

_PROMISED = {
    **dict.fromkeys((".dcm", ".dicom"), "DICOM"),
    **dict.fromkeys((".jpg", ".jpeg"), "JPEG"),
    **dict.fromkeys((".scp", ".ecg"), "SCP-ECG"),
    **{".png": "PNG", ".edf": "EDF", ".csv": "CSV", ".hea": "WFDB"},
    ".xml": "HL7 aECG, Philips, MUSE XML",
}
"""What an ending says that a file is."""

_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "ZIP, Word, Excel"),
    (b"\xd0\xcf\x11\xe0", "Word, Excel"),
    (b"{\\rtf", "RTF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
)
"""First bytes (letters small) of formats that files are often in and that are not read here."""


def left_out(files: Sequence[Path]) -> tuple[tuple[Path, Issue], ...]:
    """Those of ``files`` that are no part of a case, each with why. Raises ``OSError`` where one cannot be opened.

    The signal of a WFDB record is read through its header: beside one it is not named.
    """
    headers = any(path.suffix.lower() == ".hea" for path in files)
    rest = (path for path in files if not (headers and path.suffix.lower() == ".dat"))
    found = ((path, reason_left_out(path)) for path in rest)
    return tuple((path, reason) for path, reason in found if reason is not None)


def reason_left_out(path: Path) -> Issue | None:
    """Why the file at ``path`` is no part of a case; None where it is one."""
    if path.is_dir():
        return _said("dropped_folder", path)
    if path.stat().st_size == 0:
        return _said("dropped_empty", path)
    if recognise(path) is not FileKind.UNKNOWN:
        return None
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return _said("dropped_blank", path)
    return _of_content(path, head)


def _of_content(path: Path, head: bytes) -> Issue:
    ending = path.suffix.lower()
    first = head.lstrip()[:64].lower()
    foreign = next((name for mark, name in _FOREIGN if head.startswith(mark) or first.startswith(mark)), None)
    if foreign is not None:
        return _said("dropped_foreign", path, kind=foreign)
    if ending == ".dat":
        return _said("dropped_signal", path)
    if ending == ".csv" and _is_table(head):
        return _said("dropped_table", path)
    if ending in _PROMISED:
        return _said("dropped_not_its_kind", path, kind=_PROMISED[ending])
    return _said("dropped_unknown", path)


def _is_table(head: bytes) -> bool:
    try:
        return read_table(decode_text(head, "", None).text) is not None
    except Refused:
        return False


def _said(code: str, path: Path, **params: str) -> Issue:
    return issue(code, Severity.WARNING, None, file=path.name, **params)
