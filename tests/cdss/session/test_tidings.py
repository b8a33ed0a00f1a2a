"""Which messages are failures: every one that is not known to say that something was done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdss.core.sentences import catalogue
from cdss.session.actions import Noted, Remarked
from cdss.session.resolve import resolve
from cdss.session.state import Problem, SessionState
from cdss.session.tidings import TIDINGS, MessageKind, kind_of
from cdss.session.worklist.shift_actions import WatchAway, WatchBack


def test_every_tiding_is_a_sentence_of_the_catalogue() -> None:
    assert set(catalogue()) >= TIDINGS


@pytest.mark.parametrize(
    ("code", "attention"),
    [
        ("export_done", False),
        ("handover_copied", False),
        ("export_failed", True),
        ("accept_less_urgent", True),
        ("lock_needs_pin", True),
        ("undo_nothing", True),
        ("a code of an error that nobody knows", True),
    ],
)
def test_what_failed_or_was_refused_asks_for_attention(code: str, attention: bool) -> None:
    state = Remarked(Problem(code, "words", (("name", "x"), ("reason", "y")))).apply(SessionState())
    assert resolve(state).status.attention is attention
    assert resolve(Noted(Problem(code, "words")).apply(SessionState())).status.attention is attention


def test_one_failure_among_what_is_said_makes_it_one() -> None:
    done, failed = Problem("export_done"), Problem("export_failed")
    assert kind_of((done,)) is kind_of(()) is MessageKind.INFORMATION
    assert kind_of((done, failed)) is MessageKind.ATTENTION
    assert kind_of((replace(done, more=(failed,)),)) is MessageKind.ATTENTION


def test_work_that_is_not_saved_and_an_empty_list() -> None:
    assert not resolve(SessionState()).status.attention, "that nobody is on the list is no failure"
    assert resolve(SessionState(unsaved=Problem("session_not_saved", params=(("reason", "x"),)))).status.attention


def test_a_folder_that_is_away_and_back() -> None:
    params = (("name", "inbox"), ("reason", "gone"), ("folder", "/x/inbox"))
    state = SessionState()
    settings = replace(state.intent.settings, watched_folder="/x/inbox")
    state = replace(state, intent=replace(state.intent, settings=settings))
    away = WatchAway(Problem("watch_away", params=params)).apply(state)
    assert resolve(away).status.attention and "inbox" in (resolve(away).shift.unwatched or "")
    other = replace(away, intent=replace(away.intent, settings=replace(settings, watched_folder="/y")))
    assert resolve(other).shift.unwatched is None, "that of another folder"
    back = WatchBack("inbox").apply(away)
    assert not resolve(back).status.attention and resolve(back).shift.unwatched is None
