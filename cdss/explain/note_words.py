"""Integrated Gradients over the note's word embeddings (Sundararajan et al., ICML 2017), merged to words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from captum.attr import IntegratedGradients
from numpy.typing import NDArray
from torch import Tensor

from cdss.nets.triage import EncodedNote
from cdss.records.explanation import NoteTokens, WordSpan

STEPS = 16
"""Gauss-Legendre steps of the path integral."""


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


def piece_attributions(output: Callable[[Tensor], Tensor], words: Tensor, pad: Tensor) -> NDArray[np.float64]:
    """Attribution of each word piece: ``output`` maps embeddings [n, pieces, 384] to [n]; the baseline is padding."""
    baseline = pad.expand_as(words).clone()
    baseline[:, 0], baseline[:, -1] = words[:, 0], words[:, -1]
    with torch.enable_grad():
        found = IntegratedGradients(output).attribute(words.detach(), baseline, n_steps=STEPS, method="gausslegendre")
    return np.asarray(found.sum(dim=-1)[0].double().cpu().numpy())


def note_tokens(target: str, note: EncodedNote, pieces: NDArray[np.float64]) -> tuple[NoteTokens, tuple[Word, ...]]:
    """Attributions by word at their place in the displayed text; a word not in it has an empty range."""
    words = words_of(note.text, note.ids.offsets)
    spans = []
    for word in words:
        place = note.read.to_displayed(word.start, word.end) if word.end <= len(note.read.english) else None
        start, end = place if place else (0, 0)
        spans.append(WordSpan(note.text[word.start : word.end], start, end, float(pieces[list(word.pieces)].sum())))
    return NoteTokens(target, note.read.displayed, tuple(spans)), words
