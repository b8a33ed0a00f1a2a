"""A case folder without a manifest: every file in it, recognised by content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from cdss.core.kinds import Modality, Severity
from cdss.core.result import issue
from cdss.readers.case_parts import CaseParts, add_ecg, add_film, add_note, add_vitals
from cdss.readers.message_file import add_message_file
from cdss.readers.part import Part, Refused, guarded
from cdss.readers.paths import require_inside, source_name
from cdss.readers.sniff import ECG_KINDS, FILM_KINDS, FileKind, recognise
from cdss.readers.wfdb_annotations import marked_beats
from cdss.readers.wfdb_header import read_wfdb_header, wfdb_companions
from cdss.records.case import Note

MAX_FILES = 200
MAX_DEPTH = 2
_ABOUT = re.compile(r"^(readme|credits?|licen[cs]es?|copying|notice|attribution|sources|changelog)\b", re.IGNORECASE)
_SYSTEM = frozenset({"thumbs.db", "desktop.ini"})


def scan_folder(folder: Path) -> CaseParts:
    """Read all files of ``folder``, two levels of sub-folders deep; raises ``OSError`` where it cannot be listed.

    Files that are no part of a case (unknown formats, links that lead out) are named in an issue each.
    """
    parts = CaseParts()
    files = [*_files(folder, folder.iterdir(), MAX_DEPTH, parts)]
    if len(files) > MAX_FILES:
        parts.issues.append(issue("folder_too_many_files", Severity.WARNING, count=len(files), read=MAX_FILES))
    kinds = {path: _kind(parts, folder, path) for path in files[:MAX_FILES]}
    headers = [path for path, kind in kinds.items() if kind is FileKind.ECG_WFDB]
    companions = {c for header in headers for c in _companions(folder, header)}
    records = {header.with_suffix("") for header in headers}
    for path, kind in kinds.items():
        beside = kind is FileKind.UNKNOWN or kind is FileKind.NOTE
        marks = beside and path.with_suffix("") in records and _are_marks(parts, folder, path)
        if kind is not None and path not in companions and not marks:
            _add(parts, folder, path, kind)
    return parts


def _files(folder: Path, children: Iterable[Path], depth: int, parts: CaseParts) -> Iterator[Path]:
    """Files in a stable order, those of a folder before its sub-folders; hidden and system files left out."""
    entries = sorted(e for e in children if not e.name.startswith(".") and e.name.lower() not in _SYSTEM)
    yield from (e for e in entries if not e.is_dir())
    for entry in entries:
        if depth == 0 or not entry.is_dir() or entry.is_symlink():
            continue
        try:
            inner = list(entry.iterdir())
        except OSError:
            parts.issues.append(issue("file_not_permitted", Severity.WARNING, file=source_name(folder, entry)))
            continue
        yield from _files(folder, inner, depth - 1, parts)


def _kind(parts: CaseParts, folder: Path, path: Path) -> FileKind | None:
    """What the file is; None, with an issue, where it may not or cannot be opened."""
    source = source_name(folder, path)

    def look() -> Part[Note]:
        require_inside(folder, path, None)
        found.append(recognise(path))
        return Part(None)

    found: list[FileKind] = []
    parts.take(guarded(look, source, None))
    return found[0] if found else None


def _companions(folder: Path, header: Path) -> set[Path]:
    """The signal files and segments of a WFDB record: read with it, or not to be read at all."""
    try:
        parsed = read_wfdb_header(header, header.name)
        return set(wfdb_companions(header, parsed, folder, header.name)) if parsed else set()
    except (OSError, Refused):
        return set()


def _are_marks(parts: CaseParts, folder: Path, path: Path) -> bool:
    """Whether the file beside a record holds beats that another program or person marked; they are named, and not used."""
    beats = marked_beats(path)
    if beats is None:
        return False
    params = {"file": source_name(folder, path), "count": beats}
    parts.issues.append(issue("ecg_annotations_beside", Severity.INFO, Modality.ECG, **params))
    return True


def _add(parts: CaseParts, folder: Path, path: Path, kind: FileKind) -> None:
    source = source_name(folder, path)
    if kind in FILM_KINDS:
        add_film(parts, folder, path, source)
        return
    if kind in ECG_KINDS:
        add_ecg(parts, folder, path, source)
        return
    readers: dict[FileKind, Callable[[CaseParts, Path, Path, str], None]] = {
        FileKind.VITALS: add_vitals,
        FileKind.NOTE: add_note,
        FileKind.FHIR: add_message_file,
        FileKind.HL7: add_message_file,
    }
    if kind is FileKind.UNKNOWN:
        code = "file_empty" if path.stat().st_size == 0 else "file_not_recognised"
        parts.issues.append(issue(code, Severity.INFO, file=source))
    elif not (kind is FileKind.NOTE and _ABOUT.match(path.name)):
        readers[kind](parts, folder, path, source)
