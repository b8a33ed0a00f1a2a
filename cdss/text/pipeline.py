"""The note modality as everything else reads it: one text for the screen, one for the encoder, and the way between them.

Korean → English lexicon, charting marks, abbreviations, in this order; then negation and concepts on the English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from cdss.text.abbreviations import expand
from cdss.text.concepts import Concept, find_concepts
from cdss.text.korean import has_hangul, translate
from cdss.text.marks import spell_marks
from cdss.text.negation import negated_spans
from cdss.text.spans import Expanded, Span

_MIXED_FROM = 0.4
"""Share of Latin letters from which a note with Korean in it is called mixed; Korean notes carry some Latin terms."""


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A read note. ``displayed``: what the screen shows; ``english``: what the encoder reads.

    ``negated`` and ``concepts`` are in characters of ``displayed``. ``language``: ``en``, ``ko`` or ``mixed``.
    ``untranslated``: Korean words the lexicon does not know, which ``english`` therefore lacks.
    """

    displayed: str
    english: str
    layers: tuple[Expanded, ...]
    negated: tuple[Span, ...]
    concepts: tuple[Concept, ...]
    language: str
    untranslated: tuple[str, ...]

    def to_displayed(self, start: int, end: int) -> Span | None:
        """Range of ``displayed`` that ``start:end`` of ``english`` came from; None where it came from nothing."""
        return _through(self.layers, Span(start, end))


def read_note(complaint: str | None, note: str | None) -> ReadNote:
    """Read the chief complaint and the note together; either may be absent or repeat the other."""
    displayed = _displayed((complaint or "").strip(), (note or "").strip())
    translated = translate(displayed)
    marked = spell_marks(translated.english.text)
    expanded = expand(marked.text)
    layers = (expanded, marked, translated.english)
    english = expanded.text
    negated = {s for scope in negated_spans(english) if (s := _through(layers, scope)) is not None}
    return ReadNote(
        displayed=displayed,
        english=english,
        layers=layers,
        negated=tuple(sorted(negated)),
        concepts=_placed(find_concepts(english), layers),
        language=_language(displayed),
        untranslated=translated.untranslated,
    )


def _displayed(complaint: str, note: str) -> str:
    if not note or _plain(note) in _plain(complaint):
        return complaint
    if not complaint or _plain(complaint) in _plain(note):
        return note
    return f"{complaint}\n{note}"


def _plain(text: str) -> str:
    """Words only, for asking whether one text repeats the other; framed by blanks so that whole words are compared."""
    words = " ".join(re.findall(r"[^\W_]+", text.casefold()))
    return f" {words} "


def _through(layers: Iterable[Expanded], span: Span) -> Span | None:
    found: Span | None = span
    for layer in layers:
        found = layer.to_original(*found) if found is not None else None
    return found


def _placed(concepts: tuple[Concept, ...], layers: tuple[Expanded, ...]) -> tuple[Concept, ...]:
    placed = ((c, _through(layers, Span(c.start, c.end))) for c in concepts)
    return tuple(replace(c, start=span.start, end=span.end) for c, span in placed if span is not None)


def _language(text: str) -> str:
    if not has_hangul(text):
        return "en"
    latin = sum(c.isascii() and c.isalpha() for c in text)
    hangul = sum("가" <= c <= "힣" for c in text)
    return "mixed" if latin >= _MIXED_FROM * (latin + hangul) else "ko"
