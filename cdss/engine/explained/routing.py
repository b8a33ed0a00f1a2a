"""Cross-attention between the note's words and the evidence, and whether it ranks as the attributions do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.core.kinds import RISK, Modality
from cdss.engine.explained.subject import Subject
from cdss.nets.fusion import TASKS
from cdss.nets.recent import remembered
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.explanation import CrossAttention, Explanation
from cdss.records.routing import AttentionAgreement


def explain_routing(subject: Subject, _: Explanation) -> CrossAttention | None:
    """Where the words looked; None without a note or without evidence beside it."""
    from cdss.explain.cross_attention import cross_attention, evidence_groups, full_routing
    from cdss.explain.note_units import clinical_units, units_alone, words_of

    note, encoded = subject.encoded.note, subject.encoded
    if note is None:
        return None
    measured = subject.case.vitals.latest if subject.case.vitals else None
    names = [n for n in VITAL_NAMES if measured is not None and getattr(measured, n) is not None]
    groups = evidence_groups(encoded.present, names)
    words, units = words_of(note.text, note.ids.offsets), units_alone(note)
    pieces = [[piece for i in unit.words for piece in words[i].pieces] for unit in units.units]
    routing, received = remembered(subject.recent, "note attention", encoded.inputs, lambda: _note_attention(subject))
    asked = received[_query(subject.target)]
    found = cross_attention(routing, asked, pieces, units.units, groups, clinical_units(note, units.units))
    if found is None:
        return None
    return replace(found, note=units, routing=full_routing(routing, pieces, asked, groups, _film_box(subject)))


def explain_agreement(subject: Subject, so_far: Explanation) -> AttentionAgreement | None:
    """Rank correlation of the attention with the attributions that are ready; None without attention.

    It is a part of its own, after all others, because the attributions of film, ECG and vital signs come later than the
    attention; so it is also in the exports, and not only on the screen.
    """
    from cdss.explain.attention_agreement import attention_agreement

    return attention_agreement(subject.target, so_far)


def _note_attention(subject: Subject) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What the words look at [heads, words, evidence], and what each output's query puts on them [13, words]."""
    with torch.no_grad():
        routing, received = subject.model.fusion.note_attention(subject.encoded.inputs)
    return routing[0].cpu().numpy(), received[0].cpu().numpy()


def _query(target: str) -> int:
    """Place of the query that asks for ``target``: the risk is asked for by that of the acuity."""
    return TASKS.index("acuity" if target == RISK else target)


def _film_box(subject: Subject) -> tuple[float, float, float, float]:
    """Part of the film that the network saw: top, bottom, left, right as shares; all of it where there is no film."""
    if Modality.IMAGE not in subject.encoded.present:
        return 0.0, 1.0, 0.0, 1.0
    from cdss.nets.film_input import read_box

    film = subject.case.films[0]
    rows, columns = np.shape(film.pixels)[:2]
    top, bottom, left, right = read_box(film)
    return top / rows, bottom / rows, left / columns, right / columns
