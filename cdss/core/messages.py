"""What a file that is a whole case by itself looks like: a message of another system, known by its first characters."""

from __future__ import annotations

import re
from pathlib import Path

INSIDE = ": "
"""Between the name of a message and that of the entry in it that a part stands in: ``visit.json: Media/film-1``."""

HEAD = 65_536
"""Bytes of a file by which it is known."""

_RESOURCE_TYPE = re.compile(r'"resourceType"\s*:\s*"[A-Z]')
_HL7_HEADER = re.compile(r"MSH([^\w\s])[^\w\s]{1,5}\1")
_FHIR_XML = re.compile(r"""xmlns(?::\w+)?\s*=\s*["']http://hl7\.org/fhir["']""")


def looks_like_fhir(text: str) -> bool:
    """Whether a document, or its beginning, is FHIR: JSON that names a resource type, or XML of FHIR's namespace."""
    begun = text.lstrip("\ufeff \t\r\n")
    if begun.startswith("{"):
        return _RESOURCE_TYPE.search(begun) is not None
    return begun.startswith("<") and _FHIR_XML.search(begun) is not None


def looks_like_hl7(text: str) -> bool:
    """Whether a document, or its beginning, is HL7 v2: a message header, where any, behind a frame or an envelope."""
    begun = text.lstrip("\ufeff\x0b \t\r\n")
    lines = re.split(r"[\r\n\x0b]+", begun, maxsplit=3)
    return any(hl7_beginning(line) for line in lines[:3]) and begun.startswith(("MSH", "FHS", "BHS"))


def hl7_beginning(line: str) -> bool:
    """Whether a line is the header of an HL7 v2 message: ``MSH``, a separator, and the other separators between two of it."""
    return _HL7_HEADER.match(line) is not None


def holder_of(source: str) -> str:
    """The file that holds the part called ``source``: itself, or the message in which it stands."""
    return source.rsplit(INSIDE, 1)[0]


def is_message(path: Path) -> bool:
    """Whether the file at ``path`` is a case by itself, whatever its name; false for one that cannot be read."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            head = stream.read(HEAD).decode("utf-8", "replace")
            return looks_like_fhir(head) or looks_like_hl7(head)
    except OSError:
        return False
