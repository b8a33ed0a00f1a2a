"""Deleting a patient in the state: off the worklist and not put by; the words before it name what goes and what stays."""

from datetime import UTC, datetime

import pytest

from cdss.session.actions import Opened, Ruled, Selected
from cdss.session.editing import Closed, NoteDrafted
from cdss.session.entry.deletion import PatientDeleted, deletion_words
from cdss.session.panes import Ruling
from cdss.session.saved import saved_of
from cdss.session.state import SessionState

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


@pytest.fixture
def state():
    made = SessionState()
    for action in (Opened(("/d/a", "/d/b")), Selected("/d/a"), Ruled("/d/a", Ruling(2, None, "grey", NOW))):
        made = action.apply(made)
    return made


def test_nothing_is_put_by_and_the_next_patient_is_on_screen(state):
    gone = PatientDeleted("/d/a", NOW).apply(state)
    assert [e.key for e in gone.entries] == ["/d/b"] and gone.closed == ()
    assert gone.intent.selected == "/d/b" and "/d/a" not in gone.batch
    assert "/d/a" not in str(saved_of(gone)) and "/d/b" in str(saved_of(gone))


def test_one_who_was_taken_off_the_worklist_before_is_deleted_too(state):
    gone = PatientDeleted("/d/a", NOW).apply(Closed("/d/a", NOW).apply(state))
    assert gone.closed == () and [e.key for e in gone.entries] == ["/d/b"]


def test_the_last_keystrokes_do_not_bring_the_patient_back(state):
    late = NoteDrafted("/d/a", "Wor").apply(PatientDeleted("/d/a", NOW).apply(state))
    assert "/d/a" not in str(saved_of(late))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_words_name_the_patient_the_files_that_stay_and_damaged_sessions(state, language):
    entry = state.entry("/d/a")
    plain, more = deletion_words(entry, 0, language), deletion_words(entry, 3, language)
    assert "/d/a" in plain[1] and len(plain) == 3
    assert "3" in more[2] and len(more) == 4


@pytest.mark.parametrize("language", ["en", "ko"])
def test_sessions_that_were_put_aside_unopened_are_named_as_not_deleted(state, language):
    words = deletion_words(state.entry("/d/a"), 0, language, ("/k/session-aside-1.db", "/k/session-aside-2.db"))
    assert len(words) == 4 and words[2].count("/k/session-aside-") == 2
    assert words[2].startswith({"en": "Not deleted", "ko": "삭제하지 않음"}[language])
