"""The line at the foot says of saving and audit what came of them, and nothing that is not known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cdss.core.data_key import Guard
from cdss.session.actions import LanguageChosen
from cdss.session.audit_actions import AuditFailed
from cdss.session.editing import SavedAt, SavingFailed, Unkept
from cdss.session.kept_words import kept_words
from cdss.session.lock_actions import GuardKnown
from cdss.session.panes import KeptWords
from cdss.session.resolve import resolve
from cdss.session.state import Problem, SessionState

AT = datetime(2026, 11, 20, 14, 5, 40, tzinfo=UTC)
HERE = f"{AT.astimezone():%H:%M}"
FULL = Problem("session_not_saved", params=(("reason", "disk full"),))
SILENT = Problem("audit_not_written", params=(("reason", "disk full"),))


def after(*actions, state=None):
    state = state or SessionState()
    for action in actions:
        state = action.apply(state)
    return state


OPEN = after(GuardKnown(Guard.KEYRING))


def test_before_the_file_is_open_nothing_is_claimed():
    assert kept_words(SessionState()) == KeptWords()
    assert kept_words(after(AuditFailed(None))) == KeptWords()


@pytest.mark.parametrize(
    ("actions", "short", "wrong"),
    [
        ((), "Saved", False),
        ((AuditFailed(None),), "Saved · audit on", False),
        ((SavedAt(AT),), f"Saved {HERE}", False),
        ((SavedAt(AT), AuditFailed(None)), f"Saved {HERE} · audit on", False),
        ((SavedAt(AT), SavingFailed(FULL), AuditFailed(None)), f"Not saved since {HERE} · audit on", True),
        ((SavingFailed(FULL),), "Not saved", True),
        ((SavedAt(AT), AuditFailed(None), AuditFailed(SILENT)), f"Saved {HERE} · audit not written", True),
        ((SavingFailed(FULL), SavedAt(AT), AuditFailed(SILENT), AuditFailed(None)), f"Saved {HERE} · audit on", False),
    ],
)
def test_what_came_of_the_last_write_is_said(actions, short, wrong):
    words = kept_words(after(*actions, state=OPEN))
    assert (words.short, words.wrong) == (short, wrong)
    assert resolve(after(*actions, state=OPEN)).status.kept == words


def test_in_full_it_says_when_and_why():
    saved = kept_words(after(SavedAt(AT), AuditFailed(None), state=OPEN)).full
    assert f"{AT.astimezone():%Y-%m-%d %H:%M}" in saved and "audit trail is being written" in saved
    failed = kept_words(after(SavedAt(AT), SavingFailed(FULL), AuditFailed(SILENT), state=OPEN)).full
    assert "not saved" in failed and failed.count("disk full") == 2 and "is being written" not in failed
    assert "disk full" in kept_words(after(SavingFailed(FULL))).full, "a file that could not be opened at all"


def test_who_wanted_nothing_kept_is_told_so():
    words = kept_words(after(Unkept()))
    assert words.short == "Nothing is kept" and "no audit trail" in words.full and not words.wrong


def test_in_korean():
    korean = after(LanguageChosen("ko"), SavedAt(AT), AuditFailed(None), state=OPEN)
    assert kept_words(korean).short == f"{HERE} 저장됨 · 감사 기록 중"
    failed = kept_words(after(SavingFailed(FULL), AuditFailed(SILENT), state=korean))
    assert failed.short == f"{HERE} 이후 저장 안 됨 · 감사 기록 안 됨" and "저장되지 않았습니다" in failed.full


def test_the_time_is_said_to_the_minute_and_the_same_minute_changes_nothing():
    once = after(SavedAt(AT), AuditFailed(None), state=OPEN)
    assert once.saved == AT.replace(second=0)
    assert after(SavedAt(AT.replace(second=59)), AuditFailed(None), state=once) is once
