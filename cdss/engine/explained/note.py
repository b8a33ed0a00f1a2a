"""Integrated Gradients of the note's words."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from cdss.engine.coalitions import value_tensor
from cdss.engine.explained.subject import Subject
from cdss.records.explanation import Explanation, NoteTokens


def explain_note(subject: Subject, _: Explanation) -> NoteTokens | None:
    """Attribution of each word to the output; None without a note."""
    from cdss.explain.note_words import note_tokens, piece_attributions

    note, model, inputs = subject.encoded.note, subject.model, subject.encoded.inputs
    if note is None:
        return None
    words = model.minilm.words(torch.tensor([note.ids.ids], device=model.device))

    def output(embedded: Tensor) -> Tensor:
        states = model.note_states(embedded, torch.ones(embedded.shape[:2], dtype=torch.bool, device=model.device))
        varied = inputs.masked(inputs.present.expand(len(embedded), -1))
        return value_tensor(model, replace(varied, note=states, note_pooled=states.mean(dim=1)), subject.target)

    pad = model.minilm.words(torch.zeros(1, 1, dtype=torch.long, device=model.device))
    return note_tokens(subject.target, note, piece_attributions(output, words, pad))
