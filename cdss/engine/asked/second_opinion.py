"""LIME's second opinion of the note and of the vital signs: two linear models, each of one kind of input.

Each is made to compare with the explanation on the screen: the same inputs are left out as there, all else stays the
patient's own. A unit of the note is hidden from what the language model made of the whole note, which need not run again
(Integrated Gradients goes to a blank note instead). A vital sign, age, arrival or history is taken from each of the visits
that SHAP compares with, and the mean over the visits is what is fitted; with one drawn visit a sample the noise of the visits
hid the effects (fit .14 to .88 on eleven demonstration patients, against .98 and more). One joint model would weigh a word by how
many vital signs are left out, which neither of the other methods does.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np

from cdss.core.errors import EngineError
from cdss.core.kinds import TARGETS, Modality
from cdss.engine.coalitions import value_by_measured
from cdss.engine.explained.deleted import pieces_of, without_units
from cdss.engine.explained.subject import Subject
from cdss.engine.explained.vitals import VISITS, game, remembered_values
from cdss.explain.lime import Flags, Floats, linear_model, samples
from cdss.nets.background import Background
from cdss.nets.vitals_input import VITAL_NAMES, measured
from cdss.records.attribution import Attribution, Method
from cdss.records.explanation import CONTEXT_PLAYERS, NoteTokens
from cdss.records.question import SecondOpinion
from cdss.records.second_opinion import Opinion, Surrogate

NOTE_SAMPLES = 256
"""Between two seeds the effects of eleven demonstration notes had a rank correlation of .92 to 1.00; with 512, .97 to 1.00."""

VITALS_SAMPLES = 32
"""Each with all visits: .85 to 1.00 between two seeds on eleven demonstration patients, .95 to 1.00 with 128."""

_TOGETHER = 64
"""Rows that go through the fusion head at once; all 500 of a note took 1.5 to 3.3 times as long."""

Rows = TypeVar("Rows", Flags, Floats)

Evaluate = Callable[[Flags], Floats]
"""From rows of flags, True = kept, to the output (probability)."""


def second_opinion(subject: Subject, question: SecondOpinion) -> Opinion:
    """LIME of the note and of the vital signs; ``EngineError`` where there is neither."""
    note, vitals = _note(subject), _vitals(subject)
    if note is None and vitals is None:
        raise EngineError.of("opinion_nothing")
    return Opinion(question.target, note, vitals)


def _note(subject: Subject) -> Surrogate | None:
    tokens = units_of(subject)
    if tokens is None or not tokens.units:
        return None
    pieces = pieces_of(subject, tokens)
    names = [tokens.unit_name(i) for i in range(len(tokens.units))]
    return _surrogate(subject, names, NOTE_SAMPLES, lambda kept: without_units(subject, pieces, ~kept))


def units_of(subject: Subject) -> NoteTokens | None:
    """The note's words and units, without any attribution; None without a note."""
    from cdss.explain.note_words import PieceAttributions, note_tokens

    note = subject.encoded.note
    if note is None:
        return None
    return note_tokens(subject.target, note, PieceAttributions(np.zeros(len(note.ids.ids)), 0.0, 0.0))


def _vitals(subject: Subject) -> Surrogate | None:
    if subject.case.vitals is None or Modality.VITALS not in subject.encoded.present:
        return None
    background = subject.model.background
    names, evaluate = _unmeasured(subject) if background is None else _as_visits(subject, background)
    paths = [f"{'context' if name in CONTEXT_PLAYERS else 'vitals'}/{name}" for name in names]
    return _surrogate(subject, paths, VITALS_SAMPLES, evaluate)


def _as_visits(subject: Subject, background: Background) -> tuple[tuple[str, ...], Evaluate]:
    """What is left out is as in a visit; the mean over the visits. Rows that SHAP has evaluated are at hand."""
    players = game(subject, background.first(VISITS))
    outputs, place_of = remembered_values(subject, players), TARGETS.index(subject.target)

    def evaluate(kept: Flags) -> Floats:
        codes = np.where(kept[:, None], players.own, players.codes)
        rows, place = np.unique(codes.reshape(-1, len(players.names)), axis=0, return_inverse=True)
        parts: list[Floats] = _parts(rows)
        found = np.concatenate([outputs(part)[:, place_of] for part in parts])
        return np.asarray(found[place.reshape(-1)].reshape(codes.shape[:2]).mean(axis=1))

    return players.names, evaluate


def _unmeasured(subject: Subject) -> tuple[tuple[str, ...], Evaluate]:
    """What is left out was not measured, as SHAP has it in a bundle without visits: the vital signs alone."""
    assert subject.case.vitals is not None
    places = np.flatnonzero(~np.isnan(measured(subject.case, subject.case.vitals.latest).vitals))

    def evaluate(kept: Flags) -> Floats:
        every = np.zeros((len(kept), len(VITAL_NAMES)), bool)
        every[:, places] = kept
        return value_by_measured(subject.model, subject.encoded, subject.target, every)

    return tuple(VITAL_NAMES[i] for i in places), evaluate


def _surrogate(subject: Subject, names: list[str], count: int, evaluate: Evaluate) -> Surrogate:
    kept = samples(len(names), count)
    rows, place = np.unique(kept, axis=0, return_inverse=True)
    parts: list[Flags] = _parts(rows)
    outputs = np.concatenate([evaluate(part) for part in parts])[place.reshape(-1)]
    found = linear_model(kept, outputs)
    effects = dict(zip(names, map(float, found.effects), strict=True))
    return Surrogate(Attribution(Method.LIME, subject.target, effects), found.fit, count)


def _parts(rows: Rows) -> list[Rows]:
    return [rows[i : i + _TOGETHER] for i in range(0, len(rows), _TOGETHER)]
