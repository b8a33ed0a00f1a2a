"""The message at the foot: it stays until it was put away or superseded, and never goes by itself."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cdss.records.case import Case
from cdss.records.vitals import VitalsRow
from cdss.records.vitals_changes import Entered, Signature
from cdss.session.actions import Action, CaseRead, MessageDismissed, Noted, Opened, Remarked, Ruled, Selected
from cdss.session.editing import FilesAdded, NoteEdited
from cdss.session.entry.charting import VitalsCharted
from cdss.session.panes import Ruling
from cdss.session.resolve import resolve
from cdss.session.state import Problem, SessionState
from cdss.session.worklist.shift_actions import MinutePassed

BAD, NOTE = Problem("", "film.dcm is empty."), Problem("", "1 folder came.")
CASE = Case("a")
SIGNED = Signature("KSY", datetime(2026, 11, 21, tzinfo=UTC))


def after(state: SessionState, *actions: Action) -> SessionState:
    for action in actions:
        state = action.apply(state)
    return state


def message(state: SessionState) -> str | None:
    return resolve(state).status.message


@pytest.fixture
def told() -> SessionState:
    return after(SessionState(), Opened(("a", "b")), CaseRead("a", CASE), Remarked(BAD))


def test_a_message_can_be_put_away(told: SessionState) -> None:
    assert (message(told), resolve(told).status.dismissable) == ("film.dcm is empty.", True)
    gone = after(told, MessageDismissed())
    assert (message(gone), resolve(gone).status.dismissable) == (None, False)


@pytest.mark.parametrize(
    "action",
    [
        Selected("b"),
        Opened(("c",), select=True),
        Ruled("a", Ruling(2, None)),
        NoteEdited("a", "Pain.", SIGNED),
        VitalsCharted("a", (Entered(VitalsRow(heart_rate=80.0), SIGNED),)),
        FilesAdded("a", CASE, CASE, ("/d/film.dcm",)),
    ],
    ids=lambda action: type(action).__name__,
)
def test_what_the_clinician_does_next_takes_its_place(told: SessionState, action: Action) -> None:
    assert message(after(told, action)) is None


@pytest.mark.parametrize("action", [Opened(("c",)), MinutePassed(SIGNED.at), CaseRead("b", Case("b")), Noted(NOTE)])
def test_what_happens_by_itself_does_not_take_an_error_away(told: SessionState, action: Action) -> None:
    assert message(after(told, action)) == "film.dcm is empty."


def test_what_came_by_itself_is_said_after_the_error_was_read(told: SessionState) -> None:
    waiting = after(told, Noted(NOTE), MessageDismissed())
    assert message(waiting) == "1 folder came."
    assert message(after(waiting, MessageDismissed())) is None


def test_what_still_holds_cannot_be_put_away() -> None:
    nobody = SessionState()
    assert message(nobody) is not None and not resolve(nobody).status.dismissable
    assert message(after(nobody, MessageDismissed())) == message(nobody)


def test_files_left_out_are_named_beside_those_that_were_added(told: SessionState) -> None:
    why = Problem(
        "dropped_empty", params=(("file", "a.csv"),), more=(Problem("dropped_folder", params=(("file", "f"),)),)
    )
    added = after(told, FilesAdded("a", CASE, CASE, ("/d/film.dcm",), why))
    assert added.entries[0].edits.drops == (("/d/film.dcm",),)
    assert "a.csv is empty" in (message(added) or "") and "f is a folder" in (message(added) or "")
