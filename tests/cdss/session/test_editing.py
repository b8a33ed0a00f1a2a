"""What the clinician does to a patient's evidence, and to the worklist, as actions on the state."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.core.kinds import Modality, Severity
from cdss.core.result import issue
from cdss.records.case import Case, Note
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import CaseRead, Opened, Ruled, Selected, Submitted
from cdss.session.editing import Closed, FilesAdded, NoteDrafted, NoteEdited, SavingFailed
from cdss.session.edits import Edits
from cdss.session.panes import Ruling
from cdss.session.resolve import resolve
from cdss.session.state import Pending, Problem, SessionState

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
WRITTEN = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
NOTE = Note("note.txt", "Chest pain.", WRITTEN)
VITALS = Vitals("vitals.csv", (VitalsRow(None, heart_rate=110.0),))


def after(state, *actions):
    for action in actions:
        state = action.apply(state)
    return state


@pytest.fixture
def state():
    cases = [CaseRead(k, Case(k[-1], chief_complaint="pain", note=NOTE)) for k in ("/d/a", "/d/b", "/d/c")]
    return after(SessionState(), Opened(("/d/a", "/d/b", "/d/c"), at=NOW), *cases)


def test_an_edited_note_stands_in_the_case_and_survives_reading_the_files_again(state):
    edited = after(state, NoteEdited("/d/a", "Chest pain, worse."))
    assert edited.entry("/d/a").case.note == Note("note.txt", "Chest pain, worse.", WRITTEN)
    again = after(edited, CaseRead("/d/a", Case("a", chief_complaint="pain", note=NOTE)))
    assert again.entry("/d/a").case.note.text == "Chest pain, worse."
    assert again.entry("/d/a").opened == NOW


@pytest.mark.parametrize("emptied", ["", "  \n"])
def test_an_emptied_note_stays_empty(state, emptied):
    edited = after(state, NoteEdited("/d/a", emptied), CaseRead("/d/a", Case("a", note=NOTE)))
    assert edited.entry("/d/a").case.note is None


def test_a_note_of_a_case_that_is_not_read_is_not_edited():
    unread = after(SessionState(), Opened(("/d/a",)))
    assert after(unread, NoteEdited("/d/a", "x")) is unread


def test_a_draft_is_kept_beside_the_note_and_assesses_nothing(state):
    drafted = after(state, NoteDrafted("/d/a", "Chest pain, wor"))
    entry = drafted.entry("/d/a")
    assert (entry.case, entry.edits) == (state.entry("/d/a").case, Edits(draft="Chest pain, wor"))
    assert resolve(drafted).note.draft == "Chest pain, wor"
    assert after(drafted, NoteDrafted("/d/a", "Chest pain, wor")) is drafted
    assert after(drafted, NoteEdited("/d/a", "x")).entry("/d/a").edits == Edits(note="x")
    assert after(drafted, NoteDrafted("/d/a", None)).entry("/d/a").edits == Edits()


def test_files_that_were_added_are_remembered_in_their_order(state):
    base = state.entry("/d/a").case
    first, second = replace(base, vitals=VITALS), replace(base, films=())
    added = after(
        state, FilesAdded("/d/a", base, first, ("/f/v.csv",)), FilesAdded("/d/a", base, second, ("/f/x", "/f/y"))
    )
    assert added.entry("/d/a").edits.drops == (("/f/v.csv",), ("/f/x", "/f/y"))
    assert added.entry("/d/a").case.vitals is VITALS, (
        "the second was read from the case without them, and takes nothing away"
    )
    again = after(added, FilesAdded("/d/a", added.entry("/d/a").case, first, ("/f/v.csv",)))
    assert again.entry("/d/a").edits.drops == (("/f/x", "/f/y"), ("/f/v.csv",))


def test_a_note_written_while_files_were_read_stays(state):
    base = state.entry("/d/a").case
    written = after(
        state, NoteEdited("/d/a", "Worse."), FilesAdded("/d/a", base, replace(base, vitals=VITALS), ("/f/v.csv",))
    )
    case = written.entry("/d/a").case
    assert (case.note.text, case.vitals) == ("Worse.", VITALS)


def test_a_note_among_the_files_takes_the_place_of_the_edited_one(state):
    edited = after(state, NoteEdited("/d/a", "Worse."))
    base = edited.entry("/d/a").case
    added = after(edited, FilesAdded("/d/a", base, replace(base, note=Note("new.txt", "Calm.")), ("/f/new.txt",)))
    assert added.entry("/d/a").case.note.text == "Calm."
    assert added.entry("/d/a").edits == Edits(note=None, drops=(("/f/new.txt",),))
    assert after(added, NoteEdited("/d/a", "Calmer.")).entry("/d/a").case.note.text == "Calmer."


def test_issues_of_two_drops_are_both_said_and_what_one_of_them_cured_is_gone(state):
    old, one, two = (issue(code, Severity.WARNING, Modality.IMAGE) for code in ("old", "one", "two"))
    base = replace(state.entry("/d/a").case, issues=(old,))
    now = after(
        state,
        CaseRead("/d/a", base),
        FilesAdded("/d/a", base, replace(base, issues=(old, one)), ("/f/1",)),
        FilesAdded("/d/a", base, replace(base, issues=(two,)), ("/f/2",)),
    )
    assert now.entry("/d/a").case.issues == (one, two)


def test_closing_a_patient_shows_the_next_and_drops_what_is_asked_of_them(state):
    ruled = after(state, Ruled("/d/b", Ruling(2, 3, "grey", NOW)), NoteEdited("/d/b", "Worse."), Selected("/d/b"))
    closed = after(ruled, Submitted(Pending(4, "/d/b", explain=True)), Closed("/d/b", NOW))
    assert [e.key for e in closed.entries] == ["/d/a", "/d/c"]
    assert (closed.intent.selected, closed.pending) == ("/d/c", ())
    (put_by,) = closed.closed
    assert (put_by.closed, put_by.case, put_by.ruling.reason, put_by.edits.note) == (NOW, None, "grey", "Worse.")


def test_the_last_patient_can_be_closed_and_then_there_is_none(state):
    empty = after(state, Closed("/d/c"), Closed("/d/b"), Closed("/d/a"), Closed("/d/a"))
    assert (empty.entries, empty.intent.selected, len(empty.closed)) == ((), None, 3)
    assert resolve(empty).banner is None


def test_a_closed_patient_who_is_opened_again_is_as_they_were(state):
    ruled = after(state, Ruled("/d/b", Ruling(2, 3, "grey", NOW)), NoteEdited("/d/b", "Worse."), Closed("/d/b", NOW))
    later = after(
        ruled,
        Opened(("/d/b",), select=True, at=datetime(2027, 1, 1, tzinfo=UTC)),
        CaseRead("/d/b", Case("b", note=NOTE)),
    )
    entry = later.selected
    assert (entry.key, entry.level, entry.case.note.text, entry.opened, entry.closed) == (
        "/d/b",
        2,
        "Worse.",
        NOW,
        None,
    )
    assert later.closed == ()


def test_that_nothing_is_saved_is_said_until_it_is_again(state):
    problem = Problem("session_in_use")
    silent = after(state, SavingFailed(problem))
    assert resolve(silent).status.message == problem.words("en")
    assert resolve(after(silent, Selected("/d/b"))).status.message == problem.words("en"), (
        "no choice of a patient hides it"
    )
    assert resolve(after(silent, SavingFailed(None))).status.message is None
    assert after(state, SavingFailed(None)) is state
