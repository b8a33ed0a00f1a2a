"""What an assessment was made from, so that it can be made again: where the files lie and their hashes, and what was typed.

This names the patient, so it is no part of the log. It lies beside it, in a file that is called after its own SHA-256, and the
entry holds that hash: the inputs of an entry cannot be exchanged, and can be deleted with the patient while the log stays whole.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from cdss.audit.errors import AuditError, unreadable
from cdss.audit.lines import PLAIN, Codec
from cdss.core.files import overwrite, write_whole
from cdss.core.hashing import sha256_bytes, sha256_file
from cdss.core.kinds import Modality, Severity
from cdss.core.messages import holder_of
from cdss.core.paths import MANIFEST_NAME
from cdss.core.result import issue
from cdss.records.case import Case

FOLDER = "inputs"
SCHEMA = "cdss.audit-inputs/1"
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file that was read: the part of the case it is of, its path, and its SHA-256; None where it was gone by then."""

    part: str
    path: str
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Inputs:
    """``key``: the folder or manifest the patient was opened from; for a line of a file ``FILE#NUMBER``, and ``manifest`` is
    what stood in it, with paths relative to the file's folder. ``drops``: files added to the case, as they were
    added. ``note``: the note as the clinician wrote it, None where they did not; ``work``: names of other kinds of what they
    typed, and their text in JSON.
    """

    key: str
    files: tuple[InputFile, ...] = ()
    manifest: Mapping[str, Any] | None = None
    drops: tuple[tuple[str, ...], ...] = ()
    note: str | None = None
    work: tuple[tuple[str, str], ...] = ()


def files_of(
    key: str, case: Case, drops: tuple[tuple[str, ...], ...] = (), inline: str = MANIFEST_NAME
) -> tuple[InputFile, ...]:
    """Every file that ``case``, opened from ``key``, was read from, with its hash of now; reads them all.

    The manifest is among them, and what lies beside a WFDB header under its name. ``inline``: the source of the parts that
    stood in the manifest itself.
    """
    opened = Path(key)
    folder = opened if opened.is_dir() else opened.parent
    manifest = folder / MANIFEST_NAME if opened.is_dir() else opened
    found: dict[Path, str] = {manifest: "case"} if manifest.is_file() else {}
    dropped = {Path(path).name: Path(path) for drop in drops for path in drop}
    for part, source in _sources(case):
        for name in (source,) if (folder / source).is_file() else source.split(", "):
            holder = name if (folder / name).is_file() else holder_of(name)
            path = folder / holder
            path = path if path.is_file() else dropped.get(holder, path)
            if path != manifest and holder != inline:
                found.update(dict.fromkeys(_with_companions(path), part.value))
    found = {**dict.fromkeys(dropped.values(), "added"), **found}
    return tuple(InputFile(part, str(path), _hash(path)) for path, part in found.items())


def changed_files(inputs: Inputs) -> tuple[str, ...]:
    """Names of the files that are not as they were, or gone."""
    return tuple(
        Path(file.path).name for file in inputs.files if file.sha256 is None or _hash(Path(file.path)) != file.sha256
    )


def packed(inputs: Inputs) -> bytes:
    """``inputs`` as they are kept. A random number among them keeps anybody from guessing a short note from the hash."""
    content = {"schema": SCHEMA, "salt": os.urandom(16).hex(), **asdict(inputs)}
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def keep_inputs(folder: Path, content: bytes, codec: Codec = PLAIN) -> None:
    """Put packed inputs beside the log in ``folder``; ``OSError`` where that cannot be."""
    place = _place(folder, sha256_bytes(content))
    if not place.exists():
        place.parent.mkdir(mode=0o700, exist_ok=True)
        write_whole(place, codec.seal(content), private=True)


def kept_inputs(folder: Path, sha256: str, codec: Codec = PLAIN) -> Inputs:
    """The inputs with the hash ``sha256``; ``AuditError`` where they were deleted, changed, or cannot be read."""
    place = _place(folder, sha256)
    try:
        content = _unsealed(place, codec)
    except FileNotFoundError as error:
        raise AuditError(issue("audit_inputs_gone", Severity.WARNING)) from error
    except OSError as error:
        raise unreadable(place, error) from error
    if sha256_bytes(content) != sha256:
        raise AuditError(issue("audit_inputs_changed", Severity.WARNING, file=place.name))
    found = json.loads(content.decode("utf-8", "surrogatepass"))
    if found["schema"] != SCHEMA:
        raise AuditError(issue("audit_inputs_newer", Severity.WARNING, file=place.name))
    return Inputs(
        key=found["key"],
        files=tuple(InputFile(**file) for file in found["files"]),
        manifest=found["manifest"],
        drops=tuple(tuple(drop) for drop in found["drops"]),
        note=found["note"],
        work=tuple((name, text) for name, text in found["work"]),
    )


def forget_inputs(folder: Path, key: str, codec: Codec = PLAIN) -> int:
    """Overwrite and delete what assessments of the patient opened from ``key`` were made from; returns how many there were.

    The log stays as it is, and says that they are deleted where one of them is to be made again. ``OSError`` of the disk.
    """
    places = sorted((folder / FOLDER).glob("*.json")) if (folder / FOLDER).is_dir() else []
    theirs = [place for place in places if _key(place, codec) == key]
    overwrite(theirs)
    return len(theirs)


def _unsealed(place: Path, codec: Codec) -> bytes:
    """What was kept; empty, which has no hash that is looked for, where it cannot be opened."""
    try:
        return codec.unseal(place.read_bytes())
    except ValueError:
        return b""


def _key(place: Path, codec: Codec) -> str | None:
    """Whose inputs they are; None where that cannot be read any more."""
    try:
        return str(json.loads(_unsealed(place, codec))["key"])
    except ValueError:
        return None


def _place(folder: Path, sha256: str) -> Path:
    if _SHA256.fullmatch(sha256) is None:
        raise AuditError(issue("audit_inputs_gone", Severity.WARNING))
    return folder / FOLDER / f"{sha256}.json"


def _sources(case: Case) -> Iterator[tuple[Modality, str]]:
    yield from ((Modality.IMAGE, film.source) for film in case.films)
    yield from ((Modality.ECG, ecg.source) for ecg in case.ecgs)
    if case.vitals is not None and case.vitals.source:
        yield Modality.VITALS, case.vitals.source
    if case.note is not None and case.note.source:
        yield Modality.NOTE, case.note.source


def _with_companions(path: Path) -> tuple[Path, ...]:
    """A WFDB header with the files beside it of the same name; any other file alone."""
    header = path if path.suffix == ".hea" else path.with_name(f"{path.name}.hea")
    if path.suffix != ".hea" and (path.is_file() or not header.is_file()):
        return (path,)
    beside = (p for p in header.parent.iterdir() if p.stem == header.stem and p != header) if header.is_file() else ()
    return (header, *sorted(beside))


def _hash(path: Path) -> str | None:
    try:
        return sha256_file(path)
    except OSError:
        return None
