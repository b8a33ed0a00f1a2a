"""All guards on one case: what stays, what is taken out, and why."""

from dataclasses import replace

import numpy as np

from cdss.core.kinds import Modality, Presence
from cdss.guards.case import guarded_case
from cdss.records.case import Note


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
    other = Note("n", "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.")
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
