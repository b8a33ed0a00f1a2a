"""All guards on one case: what stays, what is taken out, and why."""

import re
from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity, View
from cdss.core.result import issue
from cdss.guards.case import REJECTING, guarded_case
from cdss.guards.film import SIZE, FilmGuard
from cdss.records.case import Note

LOREM = "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor."


def codes(guarded):
    return {one.code for one in guarded.case.issues}


def test_the_demonstration_patients_keep_all_they_have(demo_cases):
    for case in demo_cases:
        guarded = guarded_case(case)
        assert guarded.rejected == ()
        assert guarded.case.present == case.present
        assert guarded.case.issues[: len(case.issues)] == case.issues


def test_exchanged_electrodes_take_the_recording_out_and_leave_the_rest(demo_cases, exchange):
    case = demo_cases[0]
    guarded = guarded_case(replace(case, ecgs=(exchange(case.ecgs[0], "arms"),)))
    assert guarded.rejected == (Modality.ECG,)
    assert guarded.case.ecgs == () and guarded.case.films == case.films
    assert guarded.case.presence(Modality.ECG) is Presence.REJECTED
    assert [one.code for one in guarded.reasons] == ["ecg_exchanged_arms"]


def test_a_note_about_something_else_is_missing_with_a_reason(demo_cases):
    other = Note("n", LOREM)
    guarded = guarded_case(replace(demo_cases[0], note=other, chief_complaint=None))
    assert guarded.rejected == (Modality.NOTE,)
    assert guarded.case.note is None and guarded.case.presence(Modality.NOTE) is Presence.REJECTED


def test_a_sound_complaint_stays_where_the_text_is_refused(demo_cases):
    guarded = guarded_case(replace(demo_cases[0], note=Note("n", "a,b,c\n1,2,3"), chief_complaint="chest pain"))
    assert guarded.rejected == ()
    assert (guarded.case.note, guarded.case.chief_complaint) == (None, "chest pain")
    assert "note_text_left_out" in codes(guarded)


def test_a_sound_note_carries_an_odd_complaint(demo_cases):
    guarded = guarded_case(replace(demo_cases[0], chief_complaint="test"))
    assert guarded.rejected == () and guarded.case.chief_complaint == "test"


def test_implausible_vitals_are_named_and_never_taken_out(demo_cases):
    case = demo_cases[0]
    rows = (*case.vitals.rows[:-1], replace(case.vitals.rows[-1], sbp=90.0, dbp=85.0))
    guarded = guarded_case(replace(case, vitals=replace(case.vitals, rows=rows)))
    assert "vitals_pulse_pressure_narrow" in codes(guarded)
    assert guarded.case.vitals.rows == rows


def test_a_flat_recording_alone_leaves_nothing(demo_cases):
    case = demo_cases[0]
    flat = replace(case.ecgs[0], signal_mv=np.zeros_like(case.ecgs[0].signal_mv))
    only = replace(case, films=(), vitals=None, note=None, chief_complaint=None, ecgs=(flat,))
    assert guarded_case(only).case.present == ()


@pytest.fixture(scope="module")
def silent():
    """A guard of films whose four scores never reach their thresholds: only blank and lateral films are found."""
    z = np.zeros
    features = 2 * (SIZE // 2) ** 2
    kernels, biases = (z((2, 1, 3, 3), np.float32),), (z(2, np.float32),)
    hidden, units = z((3, features), np.float32), z(3, np.float32)
    return FilmGuard(
        kernels, biases, hidden, units, z((4, 3), np.float32), np.full(4, -1, np.float32), z(4, np.float32)
    )


@pytest.fixture(scope="module")
def full(demo_cases):
    """A demonstration patient who has all four modalities."""
    return next(case for case in demo_cases if case.present == MODALITIES)


def spoilt(case, modality):
    """``case`` with that modality such that its guard rejects it."""
    if modality is Modality.IMAGE:
        return replace(case, films=(replace(case.films[0], view=View.LATERAL),))
    if modality is Modality.ECG:
        return replace(case, ecgs=(replace(case.ecgs[0], signal_mv=np.zeros_like(case.ecgs[0].signal_mv)),))
    return replace(case, note=Note("n", LOREM), chief_complaint=None)


REASONS = {
    Modality.IMAGE: "film_lateral",
    Modality.ECG: "ecg_few_usable_leads",
    Modality.NOTE: "note_not_clinical",
}


@pytest.mark.parametrize("modality", REASONS)
def test_each_modality_is_taken_out_alone_with_its_reason(full, silent, modality):
    guarded = guarded_case(spoilt(full, modality), silent)
    assert guarded.rejected == (modality,)
    assert guarded.case.present == tuple(m for m in MODALITIES if m is not modality)
    assert {m: guarded.case.presence(m) for m in MODALITIES} == {
        m: Presence.REJECTED if m is modality else Presence.PRESENT for m in MODALITIES
    }
    assert [(one.code, one.modality) for one in guarded.reasons] == [(REASONS[modality], modality)]


def test_all_rejected_together_come_in_order_with_a_reason_each(full, silent):
    case = full
    for modality in REASONS:
        case = spoilt(case, modality)
    guarded = guarded_case(replace(case, vitals=None), silent)
    assert guarded.rejected == (Modality.IMAGE, Modality.ECG, Modality.NOTE)
    assert guarded.case.present == ()
    assert [one.code for one in guarded.reasons] == list(REASONS.values())
    assert all(one.text() and one.text("ko") for one in guarded.reasons)


def test_vital_signs_stay_when_all_else_is_rejected(full, silent):
    case = full
    for modality in REASONS:
        case = spoilt(case, modality)
    assert guarded_case(case, silent).case.present == (Modality.VITALS,)


def test_without_a_guard_of_films_no_film_is_judged(full):
    guarded = guarded_case(spoilt(full, Modality.IMAGE))
    assert guarded.rejected == () and Modality.IMAGE in guarded.case.present


def test_the_first_film_is_the_one_judged(full, silent):
    lateral = replace(full.films[0], view=View.LATERAL)
    sound = guarded_case(replace(full, films=(full.films[0], lateral)), silent)
    assert sound.rejected == () and len(sound.case.films) == 2
    assert guarded_case(replace(full, films=(lateral, full.films[0])), silent).case.films == ()


def test_an_issue_of_reading_is_no_reason_for_a_rejection(full, silent):
    read = issue("note_text_left_out", Severity.WARNING, Modality.NOTE)
    guarded = guarded_case(replace(spoilt(full, Modality.ECG), issues=(read,)), silent)
    assert guarded.case.issues[0] is read
    assert [one.code for one in guarded.reasons] == ["ecg_few_usable_leads"]


@pytest.mark.parametrize(
    ("complaint", "text", "rejected", "kept"),
    [
        ("chest pain", None, (), ("chest pain", None)),
        ("qwerty asdf", None, (Modality.NOTE,), (None, None)),
        (None, "chest pain", (), (None, "chest pain")),
        ("qwerty asdf", LOREM, (Modality.NOTE,), (None, None)),
        ("qwerty asdf", "chest pain", (), ("qwerty asdf", "chest pain")),
        ("chest pain", LOREM, (), ("chest pain", None)),
        ("chest pain", "  ", (), ("chest pain", "  ")),
        ("  ", LOREM, (Modality.NOTE,), (None, None)),
    ],
)
def test_complaint_and_note_are_judged_apart(full, complaint, text, rejected, kept):
    written = replace(full, chief_complaint=complaint, note=None if text is None else Note("n", text))
    guarded = guarded_case(written)
    left = guarded.case
    assert guarded.rejected == rejected
    assert (left.chief_complaint, left.note.text if left.note else None) == kept


@pytest.mark.parametrize("code", sorted(REJECTING))
def test_every_rejection_says_in_both_languages_that_the_model_did_not_read_the_part(code):
    said = issue(code, Severity.WARNING, None, file="f", count=1, fewest=3)
    assert re.search(r"not read|left out", said.text())
    assert re.search(r"제외|읽지 (못|않)", said.text("ko"))
