"""From the state to what is kept, and back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cdss.database.records import SavedPatient, SavedRuling, SavedSession
from cdss.engine.messages import Heartbeat
from cdss.records.case import Case, Note
from cdss.session.actions import Answered, CaseRead, LanguageChosen, Opened, Ruled, Searched, Selected, ThemeChosen
from cdss.session.editing import Closed, FilesAdded, GroupingChosen, NoteDrafted, NoteEdited, OrderChosen
from cdss.session.panes import Ruling
from cdss.session.saved import Restored, same_on_disk, saved_of
from cdss.session.state import SessionState

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
THEMES = ("dark", "light")


def after(state, *actions):
    for action in actions:
        state = action.apply(state)
    return state


@pytest.fixture
def busy():
    case = Case("a", chief_complaint="pain", note=Note("note.txt", "Chest pain."))
    return after(
        SessionState(),
        Opened(("/d/a", "/d/b", "/d/c"), at=NOW),
        CaseRead("/d/a", case),
        FilesAdded("/d/a", case, case, ("/f/v.csv", "/f/x.png")),
        NoteEdited("/d/a", "Worse."),
        NoteDrafted("/d/a", "Worse. And n"),
        Ruled("/d/b", Ruling(2, None, "grey", NOW)),
        Closed("/d/c", NOW),
        Selected("/d/b"),
        LanguageChosen("ko"),
        ThemeChosen("light"),
        OrderChosen("wait"),
        GroupingChosen("level"),
    )


def test_all_that_the_clinician_did_is_kept(busy):
    assert saved_of(busy) == SavedSession(
        (
            SavedPatient("/d/a", NOW, None, "Worse.", "Worse. And n", (("/f/v.csv", "/f/x.png"),)),
            SavedPatient("/d/b", NOW, ruling=SavedRuling(2, None, "grey", NOW)),
            SavedPatient("/d/c", NOW, closed=NOW),
        ),
        (("grouping", "level"), ("language", "ko"), ("order", "wait"), ("selected", "/d/b"), ("theme", "light")),
    )


def test_what_was_kept_comes_back_and_is_the_same_again(busy):
    saved = saved_of(busy)
    back = after(SessionState(), Restored(saved, THEMES, NOW))
    assert saved_of(back) == saved
    assert [e.case for e in back.entries] == [None, None]
    assert (
        after(back, CaseRead("/d/a", Case("a", note=Note("n", "Chest pain.")))).entry("/d/a").case.note.text == "Worse."
    )
    assert (back.entry("/d/b").level, back.entry("/d/b").ruling.made) == (2, NOW)


def test_whom_the_user_opened_meanwhile_stays_on_screen_below_the_others(busy):
    early = after(SessionState(), Opened(("/d/new", "/d/a"), at=NOW))
    back = after(early, Restored(saved_of(busy), THEMES, NOW))
    assert [e.key for e in back.entries] == ["/d/a", "/d/b", "/d/new"]
    assert back.intent.selected == "/d/new"
    assert back.entry("/d/a").edits.note == "Worse."


def test_settings_that_this_program_does_not_know_are_left_alone():
    strange = (("language", "tlh"), ("order", "luck"), ("selected", "/d/nobody"), ("theme", "neon"), ("zoom", "7"))
    back = after(SessionState(), Restored(SavedSession((SavedPatient("/d/a"),), strange), THEMES, NOW))
    assert (back.intent.language, back.intent.theme, back.intent.selected) == ("en", "dark", "/d/a")
    assert back.intent.order == "level"
    assert after(SessionState(), Restored(SavedSession(), THEMES, NOW)).intent.selected is None


def test_a_patient_taken_off_the_worklist_is_forgotten_after_a_day(busy):
    saved = saved_of(busy)
    a_day = timedelta(hours=24)
    soon = after(SessionState(), Restored(saved, THEMES, NOW + a_day - timedelta(seconds=1)))
    assert [e.key for e in soon.closed] == ["/d/c"]
    late = after(SessionState(), Restored(saved, THEMES, NOW + a_day))
    assert late.closed == ()
    assert "/d/c" not in [p.key for p in saved_of(late).patients]


def test_what_cannot_differ_on_disk_is_told_without_looking(busy):
    assert same_on_disk(busy, after(busy, Answered(Heartbeat(1.0))))
    assert same_on_disk(busy, replace(busy, remark=None))
    for action in (NoteDrafted("/d/a", "x"), Closed("/d/a"), LanguageChosen("en")):
        assert not same_on_disk(busy, after(busy, action))
    searched = after(busy, Searched("x"))
    assert saved_of(searched) == saved_of(busy), "a search is not kept"
