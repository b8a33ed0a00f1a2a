"""The note modality as everything else reads it: one text for the screen, one for the encoder, and the way between them.

Korean → English lexicon, charting marks, abbreviations, a clinician's corrections, in this order; then negation and concepts
on the English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cdss.records.concept_correction import ConceptCorrection
from cdss.text.abbreviations import expand
from cdss.text.concepts import Concept, find_concepts
from cdss.text.corrections import clauses, denied_mentions, with_corrections
from cdss.text.korean import has_hangul, translate
from cdss.text.marks import spell_marks
from cdss.text.negation import negated_spans
from cdss.text.spans import Expanded, Span

_MIXED_FROM = 0.4
"""Share of Latin letters from which a note with Korean in it is called mixed; Korean notes carry some Latin terms."""

_UNKNOWN = re.compile(
    r"\s*(?:여부|유무|status|history)?\s*[:：]?\s*(?:모름|모른다|미상|불명|불분명|알 수 없|확인 불가|unknown|not known|unsure)",
    re.IGNORECASE,
)
"""What follows the name of something that was asked for and that nobody knows."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """``short`` as it stands in the displayed text at ``start:end``, and ``long``, what it is read as, in English."""

    short: str
    long: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReadNote:
    """A read note. ``displayed``: what the screen shows; ``english``: what the encoder reads.

    ``negated``, ``concepts`` and ``abbreviations`` are in characters of ``displayed``. ``language``: ``en``, ``ko`` or
    ``mixed``. ``untranslated``: Korean words the lexicon does not know, which ``english`` therefore lacks. ``concepts`` and
    ``negated`` are those of the text as a clinician corrected it, ``written`` those of the text alone; ``corrected``: what the
    corrections put behind it.
    """

    displayed: str
    english: str
    layers: tuple[Expanded, ...]
    negated: tuple[Span, ...]
    concepts: tuple[Concept, ...]
    language: str
    untranslated: tuple[str, ...]
    written: tuple[Concept, ...] = ()
    corrected: tuple[str, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()

    def to_displayed(self, start: int, end: int) -> Span | None:
        """Range of ``displayed`` that ``start:end`` of ``english`` came from; None where it came from nothing."""
        return _through(self.layers, Span(start, end))


def read_note(complaint: str | None, note: str | None, corrections: Sequence[ConceptCorrection] = ()) -> ReadNote:
    """Read the chief complaint and the note together; either may be absent or repeat the other.

    ``corrections``: how a clinician said that concepts of it are meant.
    """
    displayed = _displayed((complaint or "").strip(), (note or "").strip())
    translated = translate(displayed)
    marked = spell_marks(translated.english.text)
    expanded = expand(marked.text)
    meant = with_corrections(expanded.text, corrections)
    below = (expanded, marked, translated.english)
    layers = (meant, *below)
    english = meant.text
    denied = (*_denied(meant), *denied_mentions(expanded.text, corrections))
    negated = {s for scope in denied if (s := _through(below, scope)) is not None}
    written = _known(_placed(find_concepts(expanded.text), below), displayed)
    return ReadNote(
        displayed=displayed,
        english=english,
        layers=layers,
        negated=tuple(sorted(negated)),
        concepts=_known(_placed(find_concepts(english), layers), displayed) if corrections else written,
        language=_language(displayed),
        untranslated=translated.untranslated,
        written=written,
        corrected=clauses(expanded.text, corrections),
        abbreviations=_abbreviations(displayed, expanded, (marked, translated.english)),
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


def _denied(meant: Expanded) -> tuple[Span, ...]:
    """Denied ranges of the text before the corrections, piece by piece: what was taken out of a list is not among them."""
    found = []
    for scope in negated_spans(meant.text):
        touched = (p.origin(*scope) for p in meant.spans if p.start < scope.end and scope.start < p.end)
        found += [span for span in touched if span.start < span.end]
    return tuple(found)


def _abbreviations(displayed: str, expanded: Expanded, below: Iterable[Expanded]) -> tuple[Abbreviation, ...]:
    """Every stretch that was written out, at its place in ``displayed``."""
    layers = tuple(below)
    written = ((expanded.text[p.start : p.end], _through(layers, p.source)) for p in expanded.spans if not p.verbatim)
    found = (
        Abbreviation(displayed[s.start : s.end], long.strip(), s.start, s.end) for long, s in written if s is not None
    )
    return tuple(a for a in found if a.short.casefold() != a.long.casefold())


def _placed(concepts: tuple[Concept, ...], layers: tuple[Expanded, ...]) -> tuple[Concept, ...]:
    placed = ((c, _through(layers, Span(c.start, c.end))) for c in concepts)
    return tuple(replace(c, start=span.start, end=span.end) for c, span in placed if span is not None)


def _known(concepts: tuple[Concept, ...], displayed: str) -> tuple[Concept, ...]:
    """Without an allergy of which the text says that nobody knows: it is neither stated nor denied."""
    return tuple(c for c in concepts if c.term != "allergy" or not _UNKNOWN.match(displayed, c.end))


def _language(text: str) -> str:
    if not has_hangul(text):
        return "en"
    latin = sum(c.isascii() and c.isalpha() for c in text)
    hangul = sum("가" <= c <= "힣" for c in text)
    return "mixed" if latin >= _MIXED_FROM * (latin + hangul) else "ko"
