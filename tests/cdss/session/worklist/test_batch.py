"""Many patients at once: counting, calling off, asking again; whoever is on screen goes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdss.core.kinds import MODALITIES, Presence, Severity
from cdss.core.result import issue
from cdss.engine.messages import Assessed, Ready
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.session.actions import Answered, CaseRead, CaseUnreadable, EngineAbsent, Opened, Selected, Submitted
from cdss.session.decision.own_level import as_seen
from cdss.session.editing import Closed
from cdss.session.facts import busy
from cdss.session.resolve import resolve
from cdss.session.saved import Restored, saved_of
from cdss.session.schedule import next_request
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import Pending, Problem, SessionState
from cdss.session.worklist.batch import BatchAsked, BatchCancelled, BatchEnded, progress, put_off, unfinished
from cdss.session.worklist.rows import worklist
from cdss.session.worklist.shift import shift_pane

MODEL = ModelIdentity("m", "1", "00" * 32)
KEYS = tuple("abcd")


def after(state, *actions):
    for action in actions:
        state = action.apply(state)
    return state


def told(case_id):
    status = {m: ModalityStatus(Presence.MISSING) for m in MODALITIES}
    return Assessment(
        case_id, MODEL, status, Acuity(3, (0.2,) * 5), Risk(5.0, (4.0, 6.0)), {}, (), {}, {}, {}, {}, (), {}
    )


def assessed(state, key, generation=7, explain=False):
    sent = Submitted(Pending(generation, key, explain))
    return after(state, sent, Answered(Assessed(generation, told(key))))


@pytest.fixture
def state():
    read = (CaseRead(key, Case(key, chief_complaint="pain")) for key in KEYS)
    return after(SessionState(), Opened(KEYS, select=True), Answered(Ready(MODEL, "cpu", 1)), *read)


def test_progress_counts_those_opened_together(state):
    assert progress(state) == (0, 4)
    assert progress(assessed(state, "b")) == (1, 4)


def test_a_case_that_cannot_be_read_or_assessed_is_done_with(state):
    stopped = CaseRead("c", Case("c", issues=(issue("patient_ids_differ", Severity.STOP, None),)))
    shown = after(state, CaseUnreadable("b", Problem("", "broken")), stopped)
    assert progress(shown) == (2, 4)


def test_whose_level_is_withheld_until_the_clinicians_own_is_assessed_all_the_same(state):
    own_first = SettingChanged("own_level_first", True).apply(assessed(state, "b"))
    assert as_seen(own_first).entry("b").assessment is None
    assert resolve(own_first).shift.batch == (1, 4)


def test_one_patient_alone_is_no_batch_and_none_is_left_when_all_are_done(state):
    assert progress(Opened(("z",)).apply(SessionState())) is None
    for key in KEYS:
        state = assessed(state, key)
    assert progress(state) is None


def test_more_patients_join_a_batch_that_is_under_way_and_begin_a_new_one_after_it(state):
    joined = Opened(("e",)).apply(assessed(state, "a"))
    assert progress(joined) == (1, 5)
    for key in KEYS:
        state = assessed(state, key)
    assert progress(Opened(("e", "f")).apply(state)) == (0, 2)


def test_whoever_is_assessed_again_after_the_batch_is_no_batch(state):
    for key in KEYS:
        state = assessed(state, key)
    again = CaseRead("a", Case("a", chief_complaint="worse"))
    assert progress(after(state, BatchEnded(), again)) is None


def test_a_patient_taken_off_is_no_longer_counted(state):
    assert progress(Closed("b").apply(state)) == (0, 3)


def test_cancelled_ones_stay_unassessed_and_the_one_on_screen_goes_on(state):
    off = BatchCancelled().apply(assessed(state, "b"))
    assert [e.key for e in put_off(off)] == ["c", "d"]
    assert progress(off) is None
    assert next_request(off) == Pending(0, "a", explain=True)
    assert next_request(after(assessed(off, "a", explain=True), Selected("b"))).key == "b"
    explained = replace(
        off,
        entries=tuple(replace(e, explained=True, assessment=told(e.key)) if e.key == "a" else e for e in off.entries),
    )
    assert next_request(explained) is None, "nobody else is asked for"


def test_what_was_out_for_a_cancelled_patient_comes_to_nothing(state):
    out = Submitted(Pending(7, "c", False)).apply(state)
    late = after(out, BatchCancelled(), Answered(Assessed(7, told("c"))))
    assert late.pending == () and late.entry("c").assessment is None


def test_choosing_a_cancelled_patient_has_them_assessed_after_all(state):
    chosen = after(state, BatchCancelled(), Selected("c"))
    assert next_request(chosen) == Pending(0, "c", explain=True)
    assert busy(chosen.entry("c"), chosen) and not busy(chosen.entry("d"), chosen)
    here = assessed(chosen, "c", explain=True)
    assert not here.entry("c").shift_work.put_off and [e.key for e in put_off(here)] == ["b", "d"]


def test_cancelled_ones_can_be_asked_for_again(state):
    again = after(state, BatchCancelled(), BatchAsked())
    assert put_off(again) == () and progress(again) == (0, 3)
    assert all(unfinished(e) for e in again.entries)
    assert BatchAsked().apply(state) is state


def test_cancelled_ones_are_still_cancelled_in_the_next_window(state):
    kept = saved_of(BatchCancelled().apply(state))
    back = Restored(kept, ("dark",), None).apply(SessionState())
    assert [e.key for e in put_off(back)] == ["b", "c", "d"]


def test_a_row_says_that_it_was_cancelled_and_waits_for_nothing(state):
    rows = {row.key: row for row in worklist(BatchCancelled().apply(state))}
    assert (rows["b"].put_off, rows["b"].waiting) == (True, False)
    assert (rows["a"].put_off, rows["a"].waiting) == (False, True)


def test_the_screen_is_given_the_progress_and_the_number_cancelled(state):
    assert resolve(state).shift.batch == (0, 4)
    assert shift_pane(BatchCancelled().apply(state)).put_off == 3
    gone = EngineAbsent(Problem("session_no_engine")).apply(state)
    assert shift_pane(gone).batch is None, "without an engine nothing goes on"
