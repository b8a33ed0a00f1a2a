"""Integrated Gradients of the note's words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from cdss.core.kinds import TARGETS
from cdss.engine.coalitions import value_tensor
from cdss.engine.explained.subject import Subject
from cdss.nets.recent import remembered
from cdss.nets.triage import EncodedNote, TriageModel
from cdss.records.explanation import Explanation, NoteTokens

if TYPE_CHECKING:
    from cdss.explain.integrated_gradients import Path
    from cdss.explain.note_words import PieceAttributions

KEPT_PIECES = 150
"""Word pieces up to which the pass of a note is kept for the next output: at 0.95 MB a piece, 145 MB.

Of a longer note, up to 256 pieces, fewer points of the path are computed at a time, and none is kept.
"""


def explain_note(subject: Subject, _: Explanation) -> NoteTokens | None:
    """Attribution of each word to the output; None without a note."""
    from cdss.explain.note_words import note_tokens, piece_attributions

    note, model, inputs = subject.encoded.note, subject.model, subject.encoded.inputs
    if note is None:
        return None

    def output(states: Tensor) -> Tensor:
        varied = inputs.masked(inputs.present.expand(len(states), -1))
        return value_tensor(model, replace(varied, note=states, note_pooled=states.mean(dim=1)), subject.target)

    def attributed() -> PieceAttributions:
        path = remembered(subject.recent, "note path", note.ids.ids, lambda: _path(model, note), most=1)
        return piece_attributions(path, output)

    pieces = remembered(subject.recent, "note attributions", subject.asked, attributed, most=len(TARGETS))
    return note_tokens(subject.target, note, pieces)


def _path(model: TriageModel, note: EncodedNote) -> Path:
    from cdss.explain.integrated_gradients import STEPS
    from cdss.explain.note_words import path_of_words

    def states(words: Tensor) -> Tensor:
        return model.note_states(words, torch.ones(words.shape[:2], dtype=torch.bool, device=model.device))

    words, pad = (model.minilm.words(torch.tensor([ids], device=model.device)) for ids in (note.ids.ids, (0,)))
    return path_of_words(states, words, pad, min(STEPS, STEPS * KEPT_PIECES // words.shape[1]))
