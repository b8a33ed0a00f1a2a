"""The lock in the state: covered only with a PIN, kept across a restart, no patient data touched."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cdss.core.sentences import LANGUAGES
from cdss.session.actions import Opened, Ruled
from cdss.session.editing import SavingFailed
from cdss.session.lock_actions import (
    GuardKnown,
    Locked,
    PinForgotten,
    PinMistyped,
    PinSet,
    StoreSealed,
    Unlocked,
    cannot_open,
    wrong_pins,
)
from cdss.session.panes import Ruling
from cdss.session.saved import Restored, saved_of
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import Problem, SessionState

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def after(state: SessionState, *actions: object) -> SessionState:
    for action in actions:
        state = action.apply(state)  # type: ignore[attr-defined]
    return state


@pytest.fixture
def state() -> SessionState:
    busy = (Opened(("/d/a",)), Ruled("/d/a", Ruling(2, None, "grey", NOW)), SettingChanged("lock_minutes", 5))
    return after(SessionState(), *busy, PinSet("scrypt$hash"))


def again(state: SessionState) -> SessionState:
    return after(SessionState(), Restored(saved_of(state), ("dark",), NOW))


def test_it_locks_and_unlocks_and_changes_nothing_else(state: SessionState) -> None:
    locked = after(state, Locked())
    assert locked.locked and locked.entries is state.entries
    assert not after(locked, Unlocked()).locked


def test_without_a_pin_it_is_not_locked_and_said_why() -> None:
    refused = after(SessionState(), Locked())
    assert not refused.locked and refused.remark and refused.remark.code == "lock_needs_pin"


def test_whoever_starts_the_program_again_meets_the_lock(state: SessionState) -> None:
    back = again(state)
    assert back.locked and back.intent.settings.lock_minutes == 5
    assert back.entries[0].ruling == Ruling(2, None, "grey")
    assert not again(after(state, PinSet(""))).locked


def test_wrong_pins_are_counted_across_a_restart_until_the_right_one(state: SessionState) -> None:
    wrong = after(state, Locked(), PinMistyped(), PinMistyped())
    assert wrong_pins(wrong) == 2 and wrong_pins(again(wrong)) == 2
    assert wrong_pins(after(again(wrong), Unlocked())) == 0


def test_a_forgotten_pin_goes_with_nothing_of_the_patients_and_that_is_said(state: SessionState) -> None:
    free = after(again(state), PinForgotten())
    assert not free.locked and not free.intent.settings.pin
    assert free.entries[0].ruling == Ruling(2, None, "grey")
    assert free.remark and all("--forget-pin" in free.remark.words(language) for language in LANGUAGES)
    assert not again(free).locked


def test_nothing_is_said_where_there_was_no_pin() -> None:
    state = SessionState()
    assert after(state, PinForgotten()) is state


def test_a_damaged_count_counts_as_none(state: SessionState) -> None:
    broken = after(state, SettingChanged("wrong_pins", "many"))
    assert wrong_pins(broken) == 0 and wrong_pins(after(broken, PinMistyped())) == 1


def test_a_kept_session_under_the_pin_covers_an_empty_screen_until_it_is_opened() -> None:
    sealed = StoreSealed(4).apply(SessionState())
    assert sealed.locked and sealed.sealed and wrong_pins(sealed) == 4 and cannot_open(sealed)
    opened = Unlocked().apply(sealed)
    assert not opened.locked and not opened.sealed and wrong_pins(opened) == 0 and not cannot_open(opened)


def test_what_is_said_of_a_new_pin_hangs_on_what_guards_the_key(state: SessionState) -> None:
    codes = {}
    for guard in ("", "keyring", "account", "pin"):
        said = after(state, GuardKnown(guard), PinSet("scrypt$other")).remark
        codes[guard] = said.code if said else None
    assert codes == {
        "": "lock_pin_set", "keyring": "lock_pin_set", "account": "lock_pin_set", "pin": "lock_pin_set_sealed"
    }  # fmt: skip


@pytest.mark.parametrize(("code", "hopeless"), [("key_lost", True), ("key_other", True), ("session_in_use", False)])
def test_only_a_missing_key_is_a_reason_to_start_anew(state: SessionState, code: str, hopeless: bool) -> None:
    assert cannot_open(SavingFailed(Problem(code)).apply(state)) is hopeless
