"""Looking into FHIR JSON whose shape nobody has checked: what is not there, or of another type, reads as empty."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

Node = Mapping[str, object]
_EMPTY: Node = {}


class Coding(NamedTuple):
    """A code with the address of its system and its words, each empty where not given."""

    system: str
    code: str
    display: str


def child(node: object, *names: str) -> Node:
    """The object reached by ``names``; of a list on the way the first item. Empty where there is none."""
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
        if isinstance(node, list):
            node = node[0] if node else None
    return node if isinstance(node, dict) else _EMPTY


def children(node: object, *names: str) -> Iterator[Node]:
    """The objects in the list reached by ``names``; a single object counts as a list of one."""
    holder = child(node, *names[:-1]) if names[1:] else node
    value = holder.get(names[-1]) if isinstance(holder, dict) else None
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def text(node: object, *names: str) -> str:
    """The stripped text reached by ``names``; empty where there is none."""
    holder = child(node, *names[:-1]) if names[1:] else node
    value = holder.get(names[-1]) if isinstance(holder, dict) else None
    if value is None:
        return ""
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() if isinstance(value, str) else ""


def number(node: object, *names: str) -> float | None:
    """The finite number reached by ``names``; None for text, true and false, and where there is none."""
    value = child(node, *names[:-1]).get(names[-1])
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def codings(concept: object) -> list[Coding]:
    """The codes of a CodeableConcept, in their order."""
    return [Coding(text(c, "system"), text(c, "code"), text(c, "display")) for c in children(concept, "coding")]


def words(concept: object) -> str:
    """A CodeableConcept in words: its text, else the words of a code, else the code itself; empty where it has none."""
    found = codings(concept)
    named = next((c.display for c in found if c.display), "") or next((c.code for c in found if c.code), "")
    return text(concept, "text") or named


def has_code(concepts: Iterator[Node] | list[Node], *codes: str) -> bool:
    """Whether any of the CodeableConcepts holds one of ``codes``, whatever its system."""
    return any(c.code.lower() in codes for concept in concepts for c in codings(concept))
