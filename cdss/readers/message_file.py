"""A message of another system among the files of a case folder: a FHIR bundle, or HL7 v2."""

from __future__ import annotations

from pathlib import Path

from cdss.core.errors import CaseError
from cdss.core.kinds import Severity
from cdss.core.messages import HEAD, looks_like_hl7
from cdss.core.result import issue
from cdss.readers.case_parts import CaseParts
from cdss.readers.fhir import add_bundle
from cdss.readers.hl7_v2 import add_messages
from cdss.readers.manifest import decode_manifest
from cdss.readers.part import Part, guarded, refuse
from cdss.readers.paths import require_size
from cdss.records.case import Note

MAX_FHIR_MIB = 64
MAX_HL7_MIB = 4


def add_message_file(parts: CaseParts, base: Path, path: Path, source: str) -> None:
    """Add the message at ``path``; one that cannot be used, and every further one, becomes an issue that names it."""
    if parts.visit is not None:
        parts.issues.append(issue("fhir_second_bundle", Severity.WARNING, file=source))
        return
    parts.take(guarded(lambda: _read(parts, path, source), source, None))


def is_hl7(content: bytes) -> bool:
    """Whether the content of a file is HL7 v2."""
    return looks_like_hl7(content[:HEAD].decode("latin-1"))


def _read(parts: CaseParts, path: Path, source: str) -> Part[Note]:
    require_size(path, MAX_FHIR_MIB, source, None)
    content = path.read_bytes()
    if is_hl7(content):
        require_size(path, MAX_HL7_MIB, source, None)
        add_messages(parts, content, source)
        return Part(None)
    if content.lstrip()[:1] == b"<":
        raise refuse("fhir_xml", None, file=source)
    try:
        data = decode_manifest(content, source)
    except CaseError as error:
        raise refuse("fhir_damaged", None, file=source, reason=str(error)) from error
    add_bundle(parts, data, path.parent, source)
    return Part(None)
