"""What to assess: case folders, manifests and FHIR bundles named on the command line, or the lines of a ``cases.jsonl``."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cdss.core.errors import CaseError, CdssError
from cdss.core.paths import MANIFEST_NAME
from cdss.core.system_reasons import system_reason
from cdss.readers.case_folder import read_case, read_line
from cdss.readers.fhir_bundle import is_bundle
from cdss.readers.manifest import decode_manifest
from cdss.records.case import Case


@dataclass(frozen=True, slots=True)
class CaseInput:
    """One case to come: ``name`` until its ``case_id`` is known, and how to read it (raises ``CaseError``).

    ``key``: the path it is read from, ``FILE#NUMBER`` for a line of a file, whose ``manifest`` it then is; ``inline``: what parts
    that stand in the manifest itself are called after.
    """

    name: str
    read: Callable[[], Case]
    key: str = ""
    manifest: Mapping[str, object] | None = None
    inline: str = MANIFEST_NAME


def inputs_from_paths(paths: Sequence[str]) -> tuple[CaseInput, ...]:
    """One input a path, in order. Patterns are expanded where the shell has not done so (Windows)."""
    return tuple(_from_path(Path(path)) for pattern in paths for path in _expanded(pattern))


def inputs_from_lines(file: Path) -> tuple[CaseInput, ...]:
    """One input a line that is not blank; their paths are relative to the file. ``CdssError`` where it cannot be read."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CdssError.of("cli_cases_unreadable", file=str(file), reason=system_reason(error)) from error
    return tuple(_from_lines(data, file))


def _expanded(pattern: str) -> list[str]:
    if Path(pattern).exists() or not glob.has_magic(pattern):
        return [pattern]
    return sorted(glob.glob(pattern)) or [pattern]  # noqa: PTH207 - Path.glob refuses absolute patterns


def _from_path(path: Path) -> CaseInput:
    name = path.absolute().parent.name if path.name == MANIFEST_NAME else path.absolute().name
    inline = path.name if path.is_file() else MANIFEST_NAME
    return CaseInput(name or str(path), lambda: read_case(path), str(path.absolute()), inline=inline)


def _from_lines(data: bytes, file: Path) -> Iterator[CaseInput]:
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if line.strip():
            yield _from_line(line.strip(), file, number)


def _from_line(line: bytes, file: Path, number: int) -> CaseInput:
    where = f"{file.name} line {number}"
    try:
        manifest = decode_manifest(line, where)
    except CaseError as error:
        return CaseInput(f"{file.stem}-{number}", _raiser(error))
    name = f"{file.stem}-{number}"
    if not is_bundle(manifest) and manifest.get("case_id") is None:
        manifest["case_id"] = name
    key, base = f"{file.absolute()}#{number}", file.absolute().parent
    named = str(manifest.get("case_id") or name)
    return CaseInput(named, lambda: read_line(manifest, base, where, name), key, manifest, where)


def _raiser(error: CaseError) -> Callable[[], Case]:
    def read() -> Case:
        raise error

    return read
