"""LIME asked of the real engine: the inputs of the first methods by name, and what leaving one out means."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.errors import EngineError
from cdss.core.kinds import RISK
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.asked.answers import answered
from cdss.engine.asked.second_opinion import NOTE_SAMPLES, VITALS_SAMPLES, units_of
from cdss.engine.coalitions import value_by_measured
from cdss.engine.explained.deleted import pieces_of, without_units
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.subject import Subject
from cdss.engine.explained.vitals import VISITS, explain_vitals, game, mixed
from cdss.explain.lime import linear_model, samples
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.readers.case_folder import read_case
from cdss.records.attribution import Method
from cdss.records.explanation import Explanation
from cdss.records.question import SecondOpinion


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture(scope="module")
def case():
    """A demonstration patient with note and vital signs; film and ECG are left out, which changes nothing here."""
    return replace(read_case(demo_dir() / "12-chest-wall-pain"), films=(), ecgs=())


@pytest.fixture(scope="module")
def subject(model, case):
    return Subject(model, case, model.encode(case), RISK, Recent())


@pytest.fixture(scope="module")
def opinion(subject):
    return answered(subject, SecondOpinion(RISK))


def test_effects_are_finite_and_the_fit_is_a_share(opinion):
    for part, count in ((opinion.note, NOTE_SAMPLES), (opinion.vitals, VITALS_SAMPLES)):
        effects = np.array(list(part.attribution.effects.values()))
        assert np.isfinite(effects).all() and np.abs(effects).max() > 0.001
        assert 0.0 <= part.fit <= 1.0 and part.samples == count
        assert part.attribution.method is Method.LIME and part.attribution.target == RISK
        assert part.attribution.base is None and part.attribution.remainder is None


def test_the_names_are_those_of_the_first_methods(subject, opinion):
    tokens, shap = explain_note(subject, Explanation()), explain_vitals(subject, Explanation())
    assert list(opinion.note.attribution.effects) == [tokens.unit_name(i) for i in range(len(tokens.units))]
    assert set(opinion.vitals.attribution.effects) == set(shap.attribution().effects)
    assert {"vitals/heart_rate", "context/age"} <= set(opinion.vitals.attribution.effects)
    alone = [tokens.unit_name(i) for i, unit in enumerate(tokens.units) if len(unit.words) == 1]
    assert set(alone) <= set(tokens.attribution().effects)


def test_units_are_known_without_their_attribution(subject):
    tokens, bare = explain_note(subject, Explanation()), units_of(subject)
    assert [(u.text, u.words, u.places) for u in bare.units] == [(u.text, u.words, u.places) for u in tokens.units]


def test_the_same_question_has_the_same_answer(subject, opinion):
    again = answered(replace(subject, recent=None), SecondOpinion(RISK))
    assert again.note.attribution.effects == pytest.approx(opinion.note.attribution.effects, abs=1e-6)
    assert again.vitals.attribution.effects == pytest.approx(opinion.vitals.attribution.effects, abs=1e-6)


def test_a_unit_of_the_note_is_left_out_of_the_network(subject, opinion):
    tokens = units_of(subject)
    pieces, kept = pieces_of(subject, tokens), samples(len(tokens.units), NOTE_SAMPLES)
    found = linear_model(kept, without_units(subject, pieces, ~kept))
    assert list(opinion.note.attribution.effects.values()) == pytest.approx(found.effects, abs=1e-5)


def test_a_vital_sign_is_left_out_by_taking_it_from_every_visit_in_turn(model, subject, opinion):
    players = game(subject, model.background.first(VISITS))
    kept = samples(len(players.names), VITALS_SAMPLES)
    outputs = [mixed(subject, players, np.where(row, players.own, players.codes))[:, 0].mean() for row in kept]
    found = linear_model(kept, np.array(outputs))
    assert list(opinion.vitals.attribution.effects.values()) == pytest.approx(found.effects, abs=1e-5)
    assert opinion.vitals.fit == pytest.approx(found.fit, abs=1e-4)


def test_another_output_has_another_opinion(subject, opinion):
    other = answered(replace(subject, target="admission"), SecondOpinion("admission"))
    assert other.target == "admission"
    assert {one.target for one in other.attributions()} == {"admission"}
    assert other.note.attribution.effects != pytest.approx(opinion.note.attribution.effects, abs=1e-4)


def test_without_visits_a_vital_sign_is_not_measured(model, case, subject, monkeypatch):
    monkeypatch.setattr(model, "background", None)
    vitals = answered(subject, SecondOpinion(RISK)).vitals
    names = [name for name in VITAL_NAMES if getattr(case.vitals.latest, name) is not None]
    assert list(vitals.attribution.effects) == [f"vitals/{name}" for name in names]
    kept = np.zeros((VITALS_SAMPLES, len(VITAL_NAMES)), bool)
    kept[:, [VITAL_NAMES.index(name) for name in names]] = samples(len(names), VITALS_SAMPLES)
    found = linear_model(samples(len(names), VITALS_SAMPLES), value_by_measured(model, subject.encoded, RISK, kept))
    assert list(vitals.attribution.effects.values()) == pytest.approx(found.effects, abs=1e-5)


def test_what_is_missing_has_no_opinion_and_nothing_at_all_is_said(model, case):
    def asked(changed):
        return answered(Subject(model, changed, model.encode(changed), RISK), SecondOpinion(RISK))

    silent = replace(case, note=None, chief_complaint=None)
    assert asked(silent).note is None and asked(silent).vitals is not None
    unmeasured = replace(case, vitals=None)
    assert asked(unmeasured).vitals is None and asked(unmeasured).note is not None
    with pytest.raises(EngineError, match="there is neither"):
        asked(replace(silent, vitals=None))
