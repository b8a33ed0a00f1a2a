"""A second request about a patient runs no encoder again, and never meets another patient's tokens."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.local import LocalEngine
from cdss.nets.recent import MOST
from cdss.readers.case_folder import read_case
from cdss.records.case import Case, Note


@pytest.fixture(scope="module")
def engine():
    return LocalEngine(model_dir(), device="cpu", threads=1)


@pytest.fixture(scope="module")
def full_cases():
    cases = [read_case(folder) for folder in sorted(demo_dir().iterdir())[:5] if folder.is_dir()]
    return [case for case in cases if len(case.present) == 4]


@pytest.fixture
def runs(engine):
    """How often each encoder ran since the test began."""
    counted = {"film": 0, "ecg": 0, "note": 0}

    def count(name):
        def counting(*_):
            counted[name] += 1

        return counting

    nets = {"film": engine._model.film.members[0].backbone, "ecg": engine._model.ecg.members[0]}
    hooks = [net.register_forward_hook(count(name)) for name, net in nets.items()]
    hooks.append(engine._model.minilm.layers[0].register_forward_hook(count("note")))
    yield counted
    for hook in hooks:
        hook.remove()


def copied(case: Case) -> Case:
    """What the worker gets: equal in everything, identical in nothing."""
    return pickle.loads(pickle.dumps(case))


def said(engine: LocalEngine, case: Case):
    """The assessment without its times, as text that compares to the last digit."""
    return repr(replace(engine.assess(case), timings_ms={}))


def test_a_copy_of_the_case_is_answered_alike_without_running_an_encoder(engine, full_cases, runs):
    first = said(engine, copied(full_cases[0]))
    ran = dict(runs)
    assert said(engine, copied(full_cases[0])) == first
    assert runs == ran


def test_each_network_runs_once_a_new_case(engine, full_cases, runs):
    engine.forget()
    said(engine, copied(full_cases[0]))
    assert runs == {"film": 1, "ecg": 1, "note": 1}


def test_edited_vital_signs_run_no_encoder_and_are_heard(engine, full_cases, runs):
    case = full_cases[0]
    before = engine.assess(copied(case)).risk.score
    ran = dict(runs)
    last = replace(case.vitals.rows[-1], heart_rate=170.0, sbp=72.0)
    sicker = replace(case, vitals=replace(case.vitals, rows=(*case.vitals.rows[:-1], last)))
    assert engine.assess(copied(sicker)).risk.score > before
    assert runs == ran


def test_an_edited_note_runs_the_language_model_only(engine, full_cases, runs):
    engine.assess(copied(full_cases[0]))
    ran = dict(runs)
    engine.assess(copied(replace(full_cases[0], note=Note("note.txt", "Ankle pain after a fall, walks well."))))
    assert runs == ran | {"note": ran["note"] + 1}


def test_another_patients_film_under_the_same_names_is_read(engine, full_cases, runs):
    one, other = full_cases[:2]
    engine.assess(copied(one))
    disguised = replace(other.films[0], source=one.films[0].source)
    ran = dict(runs)
    mixed = replace(one, films=(disguised,))
    found = engine.assess(copied(mixed))
    assert runs["film"] == ran["film"] + 1 and runs["ecg"] == ran["ecg"]
    fresh = LocalEngine(model_dir(), device="cpu", threads=1).assess(copied(mixed))
    assert repr(replace(found, timings_ms={})) == repr(replace(fresh, timings_ms={}))


def test_patients_in_turn_get_their_own_answers_each_time(engine, full_cases):
    first = [said(engine, copied(case)) for case in full_cases]
    again = [said(engine, copied(case)) for case in reversed(full_cases)]
    assert again[::-1] == first and len(set(first)) == len(first)


def test_verdicts_of_the_guards_are_remembered_for_their_recording_only(engine, full_cases):
    sound = full_cases[0]
    flat = replace(sound.ecgs[0], signal_mv=np.zeros_like(sound.ecgs[0].signal_mv))
    assert Modality.ECG in [m for m, s in engine.assess(copied(sound)).modalities.items() if s.status == "present"]
    for _ in range(2):
        assert engine.assess(copied(replace(sound, ecgs=(flat,)))).modalities[Modality.ECG].status == "rejected"
    assert engine.assess(copied(sound)).modalities[Modality.ECG].status == "present"


def test_many_patients_leave_a_bounded_memory(engine, full_cases):
    case = replace(full_cases[0], films=(), vitals=None)
    words = ("pain", "fever", "cough", "nausea", "fall", "dizzy", "rash", "syncope")
    for number in range(40):
        note = Note("note.txt", f"Chest {words[number % 8]} and {words[number // 8]} since {number} hours.")
        signal = case.ecgs[0].signal_mv + np.float32(1e-4 * number)
        engine.assess(replace(case, note=note, ecgs=(replace(case.ecgs[0], signal_mv=signal),)))
    kinds = engine._recent._kinds
    assert len(kinds["note"]) == MOST and len(kinds["ecg"]) == MOST
    assert len(engine._recent) <= MOST * len(kinds)
