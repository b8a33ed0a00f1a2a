"""SHAP of vital signs, age, arrival and history: what a coalition means, checked against cases that really are so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.kinds import RISK, TARGETS, ArrivalMode
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.coalitions import values
from cdss.engine.explained import vitals as explained_vitals
from cdss.engine.explained.subject import Subject
from cdss.engine.explained.vitals import explain_vitals, game, mixed, shown_value
from cdss.nets.background import Background
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import HISTORY, VITAL_NAMES
from cdss.readers.case_folder import read_case
from cdss.records.explanation import Explanation
from cdss.records.vitals import Vitals

CONDITIONS_KNOWN = tuple(name for name, _ in HISTORY)
PLAYERS = (*VITAL_NAMES, "age", "arrival", "history")


def visits():
    """Three made-up visits; the second came as the patient did."""
    history = np.zeros((3, len(HISTORY)), np.float32)
    history[1, [0, 8]] = 1.0
    history[2, 12] = 1.0
    return Background(
        np.array(
            [[70, 16, 130, 80, 99, 36.5, 0], [88, 18, 115, 70, 97, 37.0, 5], [104, 24, 150, 95, 94, 38.1, 3]],
            np.float32,
        ),
        np.array([30, 64, 81], np.float32),
        np.array([0, 1, 0], np.float32),
        history,
    )


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture(scope="module")
def case():
    """Vital signs of several times, age, history and an ambulance; film and ECG left out, which changes nothing here."""
    full = read_case(demo_dir() / "01-chest-pain")
    return replace(full, films=(), ecgs=())


@pytest.fixture
def subject(model, case):
    return Subject(model, case, model.encode(case), RISK)


def mixed_risk(subject, found, codes):
    return mixed(subject, found, codes[None])[0, TARGETS.index(RISK)]


def risk_of(model, case):
    return float(values(model, model.encode(case).inputs, RISK)[0])


def as_visit(case, place):
    """The patient with everything of visit ``place`` but sex, note and consciousness."""
    other = visits()
    numbers = dict(zip(VITAL_NAMES, map(float, other.vitals[place]), strict=True))
    flags = other.history[place]
    return replace(
        case,
        patient=replace(case.patient, age_years=float(other.age[place])),
        arrival=replace(case.arrival, mode=ArrivalMode.AMBULANCE if other.ambulance[place] else ArrivalMode.OTHER),
        history=tuple(name for name, here in zip(CONDITIONS_KNOWN, flags, strict=True) if here),
        vitals=Vitals("made up", (replace(case.vitals.latest, **numbers),)),
    )


def test_all_own_values_are_the_assessed_patient(model, case, subject):
    found = game(subject, visits())
    assert found.names == PLAYERS
    assert mixed_risk(subject, found, found.own) == pytest.approx(risk_of(model, case), abs=1e-6)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_all_values_of_a_visit_are_the_patient_with_that_visits_values(model, case, subject, place):
    found = game(subject, visits())
    assert mixed_risk(subject, found, found.codes[place]) == pytest.approx(
        risk_of(model, as_visit(case, place)), abs=1e-5
    )


def test_one_exchanged_value_is_the_patient_with_that_value(model, case, subject):
    found = game(subject, visits())
    codes = found.own.copy()
    codes[PLAYERS.index("age")] = 3
    older = replace(case, patient=replace(case.patient, age_years=81.0))
    assert mixed_risk(subject, found, codes) == pytest.approx(risk_of(model, older), abs=1e-6)
    assert abs(risk_of(model, older) - risk_of(model, case)) > 1e-3


def test_equal_values_have_one_place(subject):
    codes = game(subject, visits()).codes
    assert codes[1, PLAYERS.index("arrival")] == 0  # the second visit came by ambulance, as the patient did
    assert codes[0, PLAYERS.index("arrival")] == codes[2, PLAYERS.index("arrival")] == 1


def test_a_value_with_a_course_is_no_visits_value_even_where_the_latest_is_the_same(case, subject):
    assert case.vitals.latest.dbp == visits().vitals[2, VITAL_NAMES.index("dbp")]
    assert subject.encoded.inputs.series[0, VITAL_NAMES.index("dbp")] != 0
    assert game(subject, visits()).codes[2, PLAYERS.index("dbp")] == 3


def test_what_is_not_known_of_the_patient_is_no_player(model, case):
    bare = replace(
        case,
        history=None,
        patient=replace(case.patient, age_years=None),
        vitals=Vitals("made up", (replace(case.vitals.latest, pain=None, dbp=None),)),
    )
    found = game(Subject(model, bare, model.encode(bare), RISK), visits())
    assert found.names == ("heart_rate", "resp_rate", "sbp", "spo2", "temperature_c", "arrival")


def test_effects_add_up_to_the_shown_value_and_name_their_reference(model, case, subject, monkeypatch):
    monkeypatch.setattr(model, "background", visits())
    found = explain_vitals(subject, Explanation())
    assert found.visits == 3
    assert {c.name for c in found.contributions} == set(PLAYERS)
    assert found.base + sum(c.effect for c in found.contributions) == pytest.approx(found.value, abs=1e-6)
    assert found.value == pytest.approx(risk_of(model, case), abs=1e-6)
    others = [risk_of(model, as_visit(case, place)) for place in range(3)]
    assert found.base == pytest.approx(np.mean(others), abs=1e-5)
    assert 0 < found.error < 0.05
    assert found.attribution().remainder == pytest.approx(0.0, abs=1e-6)
    assert {"vitals/spo2", "context/age", "context/history"} < found.attribution().effects.keys()
    shown = {c.name: c.shown for c in found.contributions}
    assert (shown["age"], shown["arrival"], shown["history"]) == ("58 y", "ambulance", "hypertension")


def test_another_output_of_the_same_patient_runs_the_network_for_no_coalition(model, subject, monkeypatch):
    monkeypatch.setattr(model, "background", visits())
    kept = replace(subject, recent=Recent())
    fresh = explain_vitals(replace(subject, target="admission"), Explanation())
    explain_vitals(kept, Explanation())
    monkeypatch.setattr(explained_vitals, "every_value", None)  # calling it would be an error
    again = explain_vitals(replace(kept, target="admission"), Explanation())
    assert [(c.name, c.effect) for c in again.contributions] == [
        (c.name, pytest.approx(c.effect, abs=1e-6)) for c in fresh.contributions
    ]


def test_other_numbers_are_another_patient_to_the_memory(model, case, subject, monkeypatch):
    monkeypatch.setattr(model, "background", visits())
    memory = Recent()
    first = explain_vitals(replace(subject, recent=memory), Explanation())
    worse = replace(case, vitals=Vitals("made up", (replace(case.vitals.latest, spo2=80.0),)))
    second = explain_vitals(Subject(model, worse, model.encode(worse), RISK, memory), Explanation())
    assert second.value != pytest.approx(first.value, abs=1e-4)
    assert second.value == pytest.approx(risk_of(model, worse), abs=1e-6)


def test_few_players_are_explained_exactly(model, case, monkeypatch):
    few = replace(
        case, history=None, vitals=Vitals("made up", (replace(case.vitals.latest, pain=None, dbp=None, sbp=None),))
    )
    monkeypatch.setattr(model, "background", visits())
    monkeypatch.setattr(explained_vitals, "VISITS", 2)
    found = explain_vitals(Subject(model, few, model.encode(few), RISK), Explanation())
    assert found.visits == 2 and found.error is None
    assert len(found.contributions) == 6


def test_a_bundle_without_visits_compares_with_not_measured_and_says_so(model, subject, monkeypatch):
    monkeypatch.setattr(model, "background", None)
    found = explain_vitals(subject, Explanation())
    assert found.visits == 0 and found.error is None
    assert {c.name for c in found.contributions} == set(VITAL_NAMES)
    assert found.base + sum(c.effect for c in found.contributions) == pytest.approx(found.value, abs=1e-6)


def test_nothing_measured_is_not_explained(model, case):
    without = replace(case, vitals=None)
    assert explain_vitals(Subject(model, without, model.encode(without), RISK), Explanation()) is None


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("spo2", 88.0, "88 %"),
        ("heart_rate", 110.0, "110 /min"),
        ("temperature_c", 38.25, "38.2 °C"),
        ("pain", 7.0, "7/10"),
        ("age", 58.0, "58 y"),
    ],
)
def test_values_are_shown_with_their_unit(name, value, shown):
    assert shown_value(name, value) == shown
