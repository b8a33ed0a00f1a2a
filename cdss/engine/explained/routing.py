"""Cross-attention between the note's words and the evidence."""

from __future__ import annotations

import numpy as np

from cdss.engine.explained.subject import Subject
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.explanation import CrossAttention, Explanation


def explain_routing(subject: Subject, so_far: Explanation) -> CrossAttention | None:
    """Where the words looked; None without a note or without evidence beside it."""
    from cdss.explain.cross_attention import cross_attention, evidence_groups
    from cdss.explain.note_words import words_of

    note, encoded, tokens = subject.encoded.note, subject.encoded, so_far.note_tokens
    if note is None or tokens is None:
        return None
    measured = subject.case.vitals.latest if subject.case.vitals else None
    names = [n for n in VITAL_NAMES if measured is not None and getattr(measured, n) is not None]
    _, routing = subject.model.logits(encoded.inputs)
    return cross_attention(
        np.asarray(routing[0].cpu().numpy()),
        [word.pieces for word in words_of(note.text, note.ids.offsets)],
        tokens.words,
        evidence_groups(encoded.present, names),
    )
