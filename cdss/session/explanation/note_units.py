"""What of the note is read as one: known with the attention, before any word has an attribution."""

from __future__ import annotations

from cdss.records.explanation import NoteUnits
from cdss.session.state import Entry


def units_as_displayed(entry: Entry, displayed: str) -> tuple[tuple[int, int, int], ...]:
    """Ranges of ``displayed`` (start, end, unit), whether or not effects are shown; none where they are of another text."""
    known = _note_units(entry)
    if known is None or known.displayed != displayed:
        return ()
    return tuple((a, b, i) for i, unit in enumerate(known.units) for a, b in unit.places)


def unit_words(entry: Entry) -> tuple[str, ...]:
    """Each unit in the words of the displayed text."""
    known = _note_units(entry)
    return tuple(known.shown(i) for i in range(len(known.units))) if known is not None else ()


def _note_units(entry: Entry) -> NoteUnits | None:
    """Those of the attention, which comes first, or where there is none of the attributions."""
    attention = entry.explanation.cross_attention if entry.explanation else None
    if attention is not None and attention.note is not None:
        return attention.note
    tokens = entry.explanation.note_tokens if entry.explanation else None
    return NoteUnits(tokens.displayed, tokens.units) if tokens is not None else None
