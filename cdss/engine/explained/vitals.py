"""SHAP values of the vital signs, of age, arrival and history."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.core.kinds import TARGETS, Modality
from cdss.engine.coalitions import every_value, value_by_measured
from cdss.engine.explained.rows import known_values
from cdss.engine.explained.subject import Subject
from cdss.nets.background import Background
from cdss.nets.normalise import Numbers, normalised
from cdss.nets.recent import content_digest, remembered
from cdss.nets.vitals_input import CONTEXT_NAMES, HISTORY, VITAL_NAMES, Measured, measured
from cdss.nets.vitals_series import SERIES_NAMES
from cdss.records.explanation import CONTEXT_PLAYERS, Contribution, Explanation, VitalsShap
from cdss.records.vitals import with_unit

if TYPE_CHECKING:
    from cdss.explain.vitals_shap import Shares

Codes = NDArray[np.float64]

Evaluate = Callable[[Codes], Codes]

VISITS = 16
"""Visits of the background that are used: 10 players make about 280 rows of the network of 16 visits, 1100 of 64.

With 16 the largest error of an effect was 1.3 percentage points against 256 visits drawn at random, with 32 1.0, with 64 0.7
(effects up to 12.5 points; risk of one demonstration patient; for its pneumonia another gave 1.5, 1.0 and 0.9).
"""

AGE, ARRIVAL, HISTORIES = CONTEXT_PLAYERS


@dataclass(frozen=True, slots=True, eq=False)
class Game:
    """Patient and visits side by side, by place: 0 is the patient, 1 the first visit.

    ``names`` of the players; ``own`` [players]: zeros; ``codes`` [k, players]: for each visit the first place that has the same
    value, so that equal values are evaluated once; ``numbers`` of all places.
    """

    names: tuple[str, ...]
    own: Codes
    codes: Codes
    numbers: Numbers


def explain_vitals(subject: Subject, _: Explanation) -> VitalsShap | None:
    """What each vital sign, age, arrival and history add; None where no vital sign was measured.

    Compared with the visits of the bundle; in a bundle without them, with "not measured", of the vital signs alone.
    """
    if subject.case.vitals is None or Modality.VITALS not in subject.encoded.present:
        return None
    background = subject.model.background
    if background is None:
        return _against_nothing(subject)
    return _against_visits(subject, background.first(VISITS))


def shown_value(name: str, value: float) -> str:
    """A vital sign or age with its unit, as clinicians write it."""
    number = f"{value:.1f}" if name == "temperature_c" else f"{value:g}"
    return f"{number} y" if name == AGE else with_unit(name, number)


def game(subject: Subject, background: Background) -> Game:
    """The players of the patient, and where their values come from in each coalition."""
    patient = measured(subject.case, subject.case.vitals.latest if subject.case.vitals else None)
    names, columns = [], []
    courses = {name for name, adds in zip(SERIES_NAMES, subject.encoded.inputs.series[0].tolist(), strict=True) if adds}
    for name, column in _columns(patient, background):
        if not np.isnan(column[0]).any():
            names.append(name)
            columns.append(_first_places(column, own_alone=name in courses))
    found = _numbers(subject, patient, background)
    table = np.stack(columns, axis=1)
    return Game(tuple(names), np.zeros(len(names)), table[1:], found)


def mixed(subject: Subject, game: Game, codes: Codes) -> Codes:
    """Every output [n, 13] for rows of places [n, players]: each player's value from its place, all else the patient's own."""
    inputs = subject.encoded.inputs
    base = inputs.masked(inputs.present.expand(len(codes), -1))
    vitals, context, series = (table.cpu().numpy().copy() for table in (base.vitals, base.context, base.series))
    for name, places in zip(game.names, codes.T.astype(int), strict=True):
        if name not in VITAL_NAMES:
            context[:, _CONTEXT[name]] = game.numbers.context[places][:, _CONTEXT[name]]
            continue
        column = VITAL_NAMES.index(name)
        vitals[:, column] = game.numbers.vitals[places, column]
        if name in SERIES_NAMES:  # a single visit has no course; that of consciousness stays the patient's own
            series[:, SERIES_NAMES.index(name)] *= places == 0
    tables = {"vitals": vitals, "context": context, "series": series}
    tensors = {name: torch.from_numpy(table).to(subject.model.device) for name, table in tables.items()}
    return every_value(subject.model, replace(base, **tensors))


def remembered_values(subject: Subject, game: Game) -> Evaluate:
    """``mixed``, where what was evaluated of this patient before is at hand."""
    key = _key(subject)
    return lambda codes: known_values(subject, "vitals shap", key, codes, lambda new: mixed(subject, game, new))


def _key(subject: Subject) -> tuple[str]:
    """All that the outputs depend on: the patient's numbers as written, and everything that the network reads."""
    digest = hashlib.sha256(content_digest(subject.encoded.inputs))
    row = measured(subject.case, subject.case.vitals.latest if subject.case.vitals else None)
    for table in (row.vitals, np.array([row.age, row.ambulance]), row.history):
        digest.update(np.ascontiguousarray(table).data)
    return (digest.hexdigest(),)


_CONTEXT: dict[str, list[int]] = {
    AGE: [CONTEXT_NAMES.index("age")],
    ARRIVAL: [CONTEXT_NAMES.index("arrival")],
    HISTORIES: [CONTEXT_NAMES.index(name) for name, _ in HISTORY],
}


def _against_visits(subject: Subject, background: Background) -> VitalsShap:
    names, every = remembered(subject.recent, "vitals shares", _key(subject), lambda: _every_share(subject, background))
    found = every.of_output(TARGETS.index(subject.target))
    error = None if found.errors is None else float(found.errors.max())
    parts = _contributions(subject, names, found.effects)
    return VitalsShap(subject.target, float(found.base), float(found.value), parts, len(background), error)


def _every_share(subject: Subject, background: Background) -> tuple[tuple[str, ...], Shares]:
    """The players, and what each adds to each of ``TARGETS``."""
    from cdss.explain.vitals_shap import shares

    players = game(subject, background)
    return players.names, shares(players.own, players.codes, remembered_values(subject, players))


def _against_nothing(subject: Subject) -> VitalsShap:
    """Players are the measured vital signs; one that is left out is not measured, which the model knows how to read."""
    from cdss.explain.vitals_shap import shares

    model, encoded = subject.model, subject.encoded
    row = measured(subject.case, subject.case.vitals.latest if subject.case.vitals else None)
    places = np.flatnonzero(~np.isnan(row.vitals))

    def evaluate(left_out: Codes) -> Codes:
        kept = np.zeros((len(left_out), len(VITAL_NAMES)), bool)
        kept[:, places] = left_out == 0
        return value_by_measured(model, encoded, subject.target, kept)

    found = shares(np.zeros(len(places)), np.ones((1, len(places))), evaluate)
    parts = _contributions(subject, [VITAL_NAMES[i] for i in places], found.effects)
    return VitalsShap(subject.target, float(found.base), float(found.value), parts)


def _contributions(subject: Subject, names: Sequence[str], effects: Codes) -> tuple[Contribution, ...]:
    parts = [Contribution(n, _shown(subject, n), float(e)) for n, e in zip(names, effects, strict=True)]
    return tuple(sorted(parts, key=lambda part: -abs(part.effect)))


def _shown(subject: Subject, name: str) -> str:
    """The value with its unit; for arrival its code, for history the names of the conditions that the model knows."""
    case = subject.case
    if name == ARRIVAL:
        return case.arrival.mode.value
    if name == HISTORIES:
        flags = measured(case, None).history
        return "; ".join(known for (known, _), here in zip(HISTORY, flags, strict=True) if here)
    if name == AGE:
        assert case.patient.age_years is not None
        return shown_value(name, case.patient.age_years)
    assert case.vitals is not None
    return shown_value(name, float(getattr(case.vitals.latest, name)))


def _columns(patient: Measured, background: Background) -> list[tuple[str, NDArray[np.float32]]]:
    """Values of every possible player, the patient's first: [1 + k], the history [1 + k, 18]."""
    vitals = np.vstack([patient.vitals, background.vitals])
    return [
        *((name, vitals[:, i]) for i, name in enumerate(VITAL_NAMES)),
        (AGE, np.concatenate([[patient.age], background.age])),
        (ARRIVAL, np.concatenate([[patient.ambulance], background.ambulance])),
        (HISTORIES, np.vstack([patient.history, background.history])),
    ]


def _first_places(column: NDArray[np.float32], own_alone: bool) -> Codes:
    """For each place the first one with the same value; ``own_alone``: none is the same as the patient's, which has a course."""
    if own_alone:
        return np.concatenate([[0.0], 1.0 + _first_places(column[1:], own_alone=False)])
    _, first, group = np.unique(column, axis=0, return_index=True, return_inverse=True)
    return np.asarray(first[group.reshape(-1)], np.float64)


def _numbers(subject: Subject, patient: Measured, background: Background) -> Numbers:
    """Network inputs of the patient and the visits; sex is no player."""
    tables = dict(_columns(patient, background))
    vitals = np.stack([tables[name] for name in VITAL_NAMES], axis=1)
    sex = np.full(len(vitals), np.nan, np.float32)
    return normalised(vitals, tables[AGE], sex, tables[ARRIVAL], tables[HISTORIES], subject.model.scales)
