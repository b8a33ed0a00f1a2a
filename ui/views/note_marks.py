"""Marks on the note's text: which characters are marked how. Pure; the view turns them into character formats."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from cdss.records.explanation import NoteTokens
from cdss.session.panes import NotePane

LEAST_SHOWN = 0.12
"""Share of the strongest effect below which a unit is left unmarked."""


class MarkKind(Enum):
    """Raises the risk, lowers it, or is denied in the text."""

    RAISES = "raises"
    LOWERS = "lowers"
    DENIED = "denied"


@dataclass(frozen=True, slots=True)
class Mark:
    """Half-open range in UTF-16 units, as Qt counts them; ``strength`` 0-1. ``denied``: lies in a denied part of the text."""

    start: int
    end: int
    kind: MarkKind
    strength: float
    denied: bool = False


def marks(pane: NotePane, attribution: bool) -> tuple[Mark, ...]:
    """Denied parts first, then the units the network weighed. Attributions of another text are not drawn at all."""
    denied = tuple(_mark(pane.text, a, b, MarkKind.DENIED, 1.0) for a, b in pane.negated_spans if a < b)
    if not attribution or pane.tokens is None or pane.tokens.displayed != pane.text:
        return denied
    return denied + _weighed(pane.tokens, pane.negated_spans)


def note_part(pane: NotePane) -> str:
    """What can be edited: the text without the complaint line that was put before it."""
    head = pane.complaint.strip()
    if head and pane.text.startswith(head + "\n"):
        return pane.text[len(head) + 1 :]
    return "" if pane.text == head else pane.text


def complaint_end(pane: NotePane) -> int:
    """Where the complaint ends that stands before the note (UTF-16 units); 0 where the note repeats it."""
    head = pane.complaint.strip()
    return utf16(pane.text, len(head)) if head and pane.text.startswith(head) else 0


def utf16(text: str, index: int) -> int:
    """Position ``index`` of ``text`` in UTF-16 units."""
    return len(text[:index].encode("utf-16-le")) // 2


def unit_ranges(pane: NotePane) -> tuple[tuple[int, int, int], ...]:
    """Start, end (UTF-16 units) and index of the unit, of every place of every unit that is in the displayed text."""
    return tuple((utf16(pane.text, a), utf16(pane.text, b), unit) for a, b, unit in pane.units)


def _weighed(tokens: NoteTokens, denied: tuple[tuple[int, int], ...]) -> tuple[Mark, ...]:
    """Marks of the units, the stronger later: where two share a word, the stronger is seen."""
    units = sorted((u for u in tokens.units if u.places), key=lambda u: abs(u.effect))
    largest = max((abs(u.effect) for u in units), default=0.0)
    if largest <= 0.0:
        return ()
    return tuple(
        _mark(
            tokens.displayed,
            start,
            end,
            MarkKind.RAISES if unit.effect > 0.0 else MarkKind.LOWERS,
            abs(unit.effect) / largest,
            unit.denied or any(a < end and start < b for a, b in denied),
        )
        for unit in units
        if abs(unit.effect) / largest >= LEAST_SHOWN
        for start, end in unit.places
    )


def _mark(text: str, start: int, end: int, kind: MarkKind, strength: float, denied: bool = False) -> Mark:
    return Mark(utf16(text, start), utf16(text, end), kind, strength, denied)
