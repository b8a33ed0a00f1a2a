"""What a file that is a whole case by itself looks like: a message of another system, known by its first characters."""

from __future__ import annotations

import re
from pathlib import Path

INSIDE = ": "
"""Between the name of a message and that of the entry in it that a part stands in: ``visit.json: Media/film-1``."""

HEAD = 65_536
"""Bytes of a file by which it is known."""

_RESOURCE_TYPE = re.compile(r'"resourceType"\s*:\s*"[A-Z]')
_FHIR_XML = re.compile(r"""xmlns(?::\w+)?\s*=\s*["']http://hl7\.org/fhir["']""")


def looks_like_fhir(text: str) -> bool:
    """Whether a document, or its beginning, is FHIR: JSON that names a resource type, or XML of FHIR's namespace."""
    begun = text.lstrip("\ufeff \t\r\n")
    if begun.startswith("{"):
        return _RESOURCE_TYPE.search(begun) is not None
    return begun.startswith("<") and _FHIR_XML.search(begun) is not None


def holder_of(source: str) -> str:
    """The file that holds the part called ``source``: itself, or the message in which it stands."""
    return source.rsplit(INSIDE, 1)[0]


def is_message(path: Path) -> bool:
    """Whether the file at ``path`` is a case by itself, whatever its name; false for one that cannot be read."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return looks_like_fhir(stream.read(HEAD).decode("utf-8", "replace"))
    except OSError:
        return False
