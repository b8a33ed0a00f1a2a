"""The note's word pieces merged to words, and words to what is read as one: a denial with its cue, a displayed word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.nets.triage import EncodedNote
from cdss.records.explanation import NoteUnit, NoteUnits, WordSpan
from cdss.text.negation import denials


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the English text: character range and the word pieces it is made of."""

    start: int
    end: int
    pieces: tuple[int, ...]


def words_of(text: str, offsets: Sequence[tuple[int, int]]) -> tuple[Word, ...]:
    """Word pieces merged at white space; punctuation on its own is left out."""
    words: list[Word] = []
    for piece, (start, end) in enumerate(offsets):
        if start == end:
            continue
        if words and not text[words[-1].end : start].strip() and words[-1].end == start and _joins(text, start):
            last = words[-1]
            words[-1] = Word(last.start, end, (*last.pieces, piece))
        else:
            words.append(Word(start, end, (piece,)))
    return tuple(w for w in words if any(c.isalnum() for c in text[w.start : w.end]))


def _joins(text: str, start: int) -> bool:
    return text[start].isalnum() and text[start - 1].isalnum()


def units_alone(note: EncodedNote) -> NoteUnits:
    """The units of ``NoteTokens`` before any attribution: their effects are 0."""
    words, nothing = words_of(note.text, note.ids.offsets), np.zeros(len(note.ids.ids))
    units = note_units(note, words, tuple(span_of(note, word, nothing) for word in words))
    return NoteUnits(note.read.displayed, units)


def clinical_units(note: EncodedNote, units: Sequence[NoteUnit]) -> tuple[int, ...]:
    """Indices of the units with a clinical meaning: of a concept that the note names, denied, or the level of consciousness."""
    named = note.read.concepts
    return tuple(
        place
        for place, unit in enumerate(units)
        if unit.denied
        or unit.charted
        or any(c.start < end and start < c.end for start, end in unit.places for c in named)
    )


def note_units(note: EncodedNote, words: Sequence[Word], spans: Sequence[WordSpan]) -> tuple[NoteUnit, ...]:
    """``words`` merged: a denial with its cue, words that stand for one displayed word, and the level of consciousness."""
    scopes = [denial.whole for denial in denials(note.text)]
    denied = [next((i for i, s in enumerate(scopes) if w.start < s.end and s.start < w.end), None) for w in words]
    charted = [_charted(note, word) for word in words]
    groups: list[list[int]] = []
    for i, span in enumerate(spans):
        before = i - 1
        apart = i == 0 or denied[i] != denied[before] or charted[i] != charted[before]
        one = not apart and (denied[i] is not None or charted[i] or _same_place(spans[before], span))
        if one:
            groups[-1].append(i)
        else:
            groups.append([i])
    return tuple(
        NoteUnit(
            text=note.text[words[group[0]].start : words[group[-1]].end],
            places=_places(note.read.displayed, [spans[i] for i in group]),
            words=tuple(group),
            effect=sum(spans[i].effect for i in group),
            denied=denied[group[0]] is not None,
            charted=charted[group[0]],
        )
        for group in groups
    )


def span_of(note: EncodedNote, word: Word, effects: NDArray[np.float64]) -> WordSpan:
    """``word`` at its place in the displayed text, with the sum of ``effects`` [pieces]; an empty range where it has none."""
    place = None if _charted(note, word) else note.read.to_displayed(word.start, word.end)
    start, end = place if place else (0, 0)
    return WordSpan(note.text[word.start : word.end], start, end, float(effects[list(word.pieces)].sum()))


def _charted(note: EncodedNote, word: Word) -> bool:
    """Whether the word lies behind the note's own English: in the phrase for the level of consciousness."""
    return word.end > len(note.read.english)


def _same_place(a: WordSpan, b: WordSpan) -> bool:
    return a.start < b.end and b.start < a.end


def _places(displayed: str, spans: Sequence[WordSpan]) -> tuple[tuple[int, int], ...]:
    """Ranges of the words, those in one that have no letter or figure between them."""
    found: list[tuple[int, int]] = []
    for start, end in sorted({(s.start, s.end) for s in spans if s.start < s.end}):
        if found and not any(c.isalnum() for c in displayed[found[-1][1] : start]):
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)
