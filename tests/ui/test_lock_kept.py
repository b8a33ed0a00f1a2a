"""The lock in real windows on one session file: it is there again after a restart, and a forgotten PIN costs no patient data."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdss.core.pin import pin_hash
from cdss.database.records import FILE_NAME
from cdss.session.lock_actions import Locked, PinMistyped, PinSet, wrong_pins
from tests.ui.test_app import folder
from tests.ui.test_kept_session import settled
from ui.__main__ import parser
from ui.app import App


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return folder(tmp_path, "anna", "Crushing chest pain.")


def opened(qtbot: QtBot, case: Path, forget_pin: bool = False) -> App:
    app = App(None, kept=lambda: case.parent / FILE_NAME)
    app.forget_pin = forget_pin
    qtbot.addWidget(app.window)
    app.window.resize(1600, 1000)
    app.window.show()
    app.start((case,))
    qtbot.waitUntil(lambda: settled(app), timeout=20_000)
    return app


def first_shift(qtbot: QtBot, home: Path) -> None:
    app = opened(qtbot, home)
    app.user.override(str(home.resolve()), 2, "reason_severe_pain")
    app.store.dispatch(PinSet(pin_hash("4711")), Locked(), PinMistyped())
    qtbot.waitUntil(lambda: settled(app))
    app.close()


def test_the_next_window_opens_locked_and_still_counts_wrong_pins(qtbot: QtBot, home: Path) -> None:
    first_shift(qtbot, home)
    app = opened(qtbot, home)
    try:
        assert app.store.state.locked and app.window.windowTitle() == "TriageLens"
        assert wrong_pins(app.store.state) == 1
        app.lock.try_pin("4711")
        qtbot.waitUntil(lambda: not app.store.state.locked, timeout=10_000)
        assert app.window.windowTitle() == "anna – TriageLens"
        assert app.window.decision.decided.text() == "You set KTAS 2: Severe pain or distress"
    finally:
        app.close()


def test_a_forgotten_pin_is_taken_away_said_and_nothing_else_is_lost(qtbot: QtBot, home: Path) -> None:
    first_shift(qtbot, home)
    app = opened(qtbot, home, forget_pin=True)
    try:
        assert not app.store.state.locked and not app.store.state.intent.settings.pin
        assert app.window.decision.decided.text() == "You set KTAS 2: Severe pain or distress"
        qtbot.waitUntil(lambda: settled(app))
    finally:
        app.close()
    later = opened(qtbot, home)
    try:
        assert not later.store.state.locked
    finally:
        later.close()


def test_the_option_is_off_unless_asked_for() -> None:
    assert parser().parse_args([]).forget_pin is False
    assert parser().parse_args(["--forget-pin"]).forget_pin is True
