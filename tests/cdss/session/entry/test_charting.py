"""Vital signs written by a clinician, as actions on the state: on the case at once, and again whenever its files are read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from cdss.core.kinds import Consciousness, Severity
from cdss.records.case import Case, Note
from cdss.records.ecg import Ecg
from cdss.records.film import Film, Window
from cdss.records.identity import Arrival
from cdss.records.vitals import Vitals, VitalsRow
from cdss.records.vitals_changes import Corrected, Entered, Signature, Struck, Undone
from cdss.session.actions import CaseRead, Opened, Submitted
from cdss.session.editing import Closed, FilesAdded, NoteEdited
from cdss.session.entry.charting import LastVitalsUndone, SignedAs, VitalsCharted
from cdss.session.entry.vitals_work import VitalsWork
from cdss.session.evidence import events_of
from cdss.session.kept_work import with_work_text, work_text
from cdss.session.resolve import resolve
from cdss.session.saved import Restored, saved_of
from cdss.session.state import Entry, Pending, SessionState

T0 = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
SIGNED = Signature("KSY", T0 + timedelta(hours=1))
FIRST = VitalsRow(T0, heart_rate=110.0, spo2=93.0)
TYPED = VitalsRow(T0 + timedelta(minutes=20), heart_rate=124.0, on_oxygen=True, consciousness=Consciousness.VOICE)
FILE = Case("a", vitals=Vitals("vitals.csv", (FIRST,)))
ENTERED = VitalsCharted("/d/a", (Entered(TYPED, SIGNED),))


def after(state, *actions):
    for action in actions:
        state = action.apply(state)
    return state


@pytest.fixture
def state():
    return after(SessionState(), Opened(("/d/a",), at=T0), CaseRead("/d/a", FILE))


def rows(state):
    return state.entry("/d/a").case.vitals.rows


def test_entered_vital_signs_are_on_the_case_and_it_is_assessed_again(state):
    asked = after(state, Submitted(Pending(1, "/d/a", explain=True)))
    entered = after(asked, ENTERED)
    assert rows(entered) == (FIRST, TYPED)
    assert entered.pending == ()
    assert entered.entry("/d/a").assessment is None
    assert resolve(entered).vitals.vitals.rows == (FIRST, TYPED)


def test_they_stay_when_the_files_are_read_again_and_are_never_there_twice(state):
    again = after(state, ENTERED, CaseRead("/d/a", FILE), NoteEdited("/d/a", "Worse."), CaseRead("/d/a", FILE))
    assert rows(again) == (FIRST, TYPED)
    assert again.entry("/d/a").case.note.text == "Worse."
    assert again.entry("/d/a").as_read is FILE


def test_they_can_be_entered_while_the_files_are_still_being_read():
    early = after(SessionState(), Opened(("/d/a",)), ENTERED)
    assert early.entry("/d/a").case is None
    assert rows(after(early, CaseRead("/d/a", FILE))) == (FIRST, TYPED)


def test_a_dropped_table_takes_the_place_of_the_file_and_not_of_what_was_entered(state):
    entered = after(state, ENTERED)
    base = entered.entry("/d/a").as_read
    newer = Vitals("new.csv", (VitalsRow(T0 + timedelta(minutes=5), heart_rate=99.0),))
    added = after(entered, FilesAdded("/d/a", base, replace(base, vitals=newer), ("/f/new.csv",)))
    assert rows(added) == (*newer.rows, TYPED)
    noted = after(added, FilesAdded("/d/a", base, replace(base, note=Note("n.txt", "Grey.")), ("/f/n.txt",)))
    assert rows(noted) == (*newer.rows, TYPED), "a note that was read meanwhile takes nothing away"


def test_corrections_add_up_and_the_last_that_counts_is_taken_back_first(state):
    corrected = after(
        state,
        ENTERED,
        VitalsCharted("/d/a", (Corrected(FIRST, "heart_rate", 101.0, SIGNED),)),
        VitalsCharted("/d/a", (Struck(TYPED, "on_oxygen", SIGNED),)),
    )
    assert rows(corrected) == (replace(FIRST, heart_rate=101.0), replace(TYPED, on_oxygen=None))
    once = after(corrected, LastVitalsUndone("/d/a", SIGNED))
    assert rows(once) == (replace(FIRST, heart_rate=101.0), TYPED)
    twice = after(once, LastVitalsUndone("/d/a", SIGNED))
    assert rows(twice) == (FIRST, TYPED)
    assert twice.entry("/d/a").vitals_work.changes[-2:] == (Undone(2, SIGNED), Undone(1, SIGNED))
    none = after(twice, LastVitalsUndone("/d/a", SIGNED))
    assert rows(none) == (FIRST,)
    assert after(none, LastVitalsUndone("/d/a", SIGNED)) is none


def test_the_chosen_scale_reaches_case_and_score(state):
    high = VitalsRow(T0, spo2=97.0, on_oxygen=True)
    entered = after(state, VitalsCharted("/d/a", (Entered(high, SIGNED),), spo2_scale=2))
    assert entered.entry("/d/a").case.spo2_scale == 2
    scored = dict(dict(resolve(entered).vitals.scores)["news2"].parts)
    assert scored["spo2"] == 3
    later = after(entered, VitalsCharted("/d/a", (), spo2_scale=1))
    assert later.entry("/d/a").case.spo2_scale == 1
    assert after(later, VitalsCharted("/d/a", ())) is later


def test_unknown_patients_are_ignored(state):
    assert after(state, VitalsCharted("/d/x", (Entered(TYPED, SIGNED),))) is state
    assert after(state, LastVitalsUndone("/d/x", SIGNED)) is state


def test_a_patient_taken_off_the_worklist_comes_back_with_what_was_entered(state):
    back = after(state, ENTERED, Closed("/d/a", T0), Opened(("/d/a",)), CaseRead("/d/a", FILE))
    assert rows(back) == (FIRST, TYPED)


CHANGES = (
    Entered(TYPED, SIGNED),
    Corrected(TYPED, "heart_rate", 101.0, SIGNED),
    Corrected(TYPED, "on_oxygen", False, SIGNED),
    Corrected(TYPED, "consciousness", Consciousness.ALERT, SIGNED),
    Corrected(FIRST, "temperature_c", 38.5, Signature("", datetime(2026, 11, 20, 14, 0))),
    Struck(FIRST, "spo2", SIGNED),
    Struck(FIRST, None, SIGNED),
    Undone(6, SIGNED),
)


def test_every_kind_of_change_is_kept_as_it_was():
    work = VitalsWork(CHANGES, 2)
    text = work_text(Entry("/d/a", vitals_work=work))
    read = with_work_text(Entry("/d/a"), text).vitals_work
    assert read == work
    assert [type(change) for change in read.changes] == [type(change) for change in CHANGES]
    assert [type(c.value) for c in read.changes[1:4]] == [float, bool, Consciousness]


def test_a_session_that_was_kept_has_the_entered_vital_signs_once_its_files_are_read(state):
    kept = saved_of(after(state, ENTERED))
    again = after(SessionState(), Restored(kept, ("dark",), T0), CaseRead("/d/a", FILE))
    assert rows(again) == (FIRST, TYPED)


def test_who_signed_is_offered_again_but_never_kept(state):
    signed = after(state, SignedAs("KSY"))
    assert signed.intent.initials == "KSY"
    assert after(signed, SignedAs("KSY")) is signed
    assert after(SessionState(), Restored(saved_of(signed), ("dark",), T0)).intent.initials == ""


def test_what_else_happened_is_known_by_its_time_and_of_a_composite_no_stranger_s_day():
    times = [T0 + timedelta(minutes=m) for m in range(3)]
    film, ecg = (
        Film("f.png", np.zeros((2, 2), np.float32), Window(0.0, 1.0), acquired=times[0]),
        Ecg("e", np.zeros((12, 10), np.float32), 500.0, recorded=times[1]),
    )
    whole = Case("a", arrival=Arrival(time=T0), films=(film,), ecgs=(ecg,), note=Note("n", "Pale.", times[2]))
    assert events_of(whole) == (("arrival", T0), ("image", times[0]), ("ecg", times[1]), ("note", times[2]))
    assert events_of(replace(whole, composite=True)) == (("arrival", T0), ("note", times[2]))
    assert events_of(Case("a")) == ()


def test_a_strike_whose_value_the_file_no_longer_has_is_said_and_not_forgotten(state):
    struck = after(state, VitalsCharted("/d/a", (Struck(FIRST, "spo2", SIGNED),)))
    assert struck.entry("/d/a").case.issues == ()
    anew = replace(FILE, vitals=Vitals("vitals.csv", (replace(FIRST, spo2=60.0),)))
    read = after(struck, CaseRead("/d/a", anew))
    (said,) = resolve(read).vitals.issues
    assert (said.code, said.severity) == ("entry_change_lost", Severity.WARNING)
    assert "2026-11-20 14:00" in said.text() and "KSY" in said.text()
    assert after(read, CaseRead("/d/a", FILE)).entry("/d/a").case.issues == ()
