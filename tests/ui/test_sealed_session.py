"""A kept session under the PIN, in real windows on one file: without the PIN nothing of it is shown, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdss.core.data_key import KEY_NAME, Guard, guard_of
from cdss.core.pin import pin_hash
from cdss.database.records import FILE_NAME
from cdss.session.editing import Unkept
from cdss.session.lock_actions import PinSet
from tests.ui.test_app import folder
from tests.ui.test_kept_session import settled
from ui.app import App
from ui.panels.confirm_panel import ConfirmPanel

PIN = "4711-0815"
Window = Callable[..., App]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return folder(tmp_path, "anna", "Crushing chest pain.")


@pytest.fixture
def window(qtbot: QtBot, home: Path) -> Iterator[Window]:
    made: list[App] = []

    def open_window(*cases: Path, ready: Callable[[App], bool] = settled, forget_pin: bool = False) -> App:
        app = App(None, kept=lambda: home.parent / "data" / FILE_NAME)
        made.append(app)
        app.forget_pin = forget_pin
        qtbot.addWidget(app.window)
        app.window.resize(1600, 1000)
        app.window.show()
        app.start(cases)
        qtbot.waitUntil(lambda: ready(app), timeout=20_000)
        return app

    yield open_window
    for app in made:
        app.close()


def waiting(app: App) -> bool:
    return app.store.state.sealed


def set_pin(app: App, qtbot: QtBot, new: str, present: str = "") -> None:
    panel = app.lock.ask_pin()
    for field, text in ((panel.present, present), (panel.new, new), (panel.again, new)):
        field.setText(text)
    if new:
        panel.confirm.click()
    else:
        panel.remove.click()
    qtbot.waitUntil(lambda: bool(app.store.state.intent.settings.pin) == bool(new) and settled(app), timeout=10_000)


def enter(app: App, pin: str, qtbot: QtBot) -> None:
    app.lock.try_pin(pin)
    qtbot.waitUntil(lambda: not app.lock._checking, timeout=10_000)


@pytest.fixture
def under_pin(window: Window, home: Path, qtbot: QtBot) -> Path:
    """Where a first window left a decision under the PIN."""
    app = window(home)
    assert app.store.state.guard == Guard.ACCOUNT
    app.user.override(str(home.resolve()), 2, "reason_severe_pain")
    set_pin(app, qtbot, PIN)
    assert app.store.state.guard == Guard.PIN
    remark = app.store.state.remark
    assert remark is not None and remark.code == "lock_pin_set_sealed"
    app.close()
    return home.parent / "data"


def test_the_next_window_shows_nobody_until_the_pin_is_entered(
    window: Window, under_pin: Path, home: Path, qtbot: QtBot
) -> None:
    app = window(ready=waiting)
    panel = app.lock.panel
    assert app.store.state.entries == () and app.store.state.locked and app.window.windowTitle() == "TriageLens"
    assert "opens with nothing else" in panel.how.text() and panel.anew.isVisible()
    enter(app, "4712", qtbot)
    assert panel.message.text() == "Wrong PIN." and app.store.state.sealed
    enter(app, PIN, qtbot)
    qtbot.waitUntil(lambda: settled(app), timeout=20_000)
    assert not app.store.state.locked and app.window.windowTitle() == "anna – TriageLens"
    assert app.window.decision.decided.text() == "You set KTAS 2: Severe pain or distress"
    assert not panel.anew.isVisible()


def test_wrong_pins_are_counted_over_a_restart(window: Window, under_pin: Path, qtbot: QtBot) -> None:
    first = window(ready=waiting)
    for _ in range(3):
        enter(first, "4712", qtbot)
    first.close()
    second = window(ready=waiting)
    assert "Next try in" in second.lock.panel.message.text()


def test_forget_pin_opens_nothing_that_lies_under_the_pin(window: Window, under_pin: Path, qtbot: QtBot) -> None:
    app = window(ready=waiting, forget_pin=True)
    assert app.store.state.entries == ()
    enter(app, PIN, qtbot)
    qtbot.waitUntil(lambda: settled(app), timeout=20_000)
    assert app.store.state.intent.settings.pin, "whoever entered it knows it"


def test_taking_the_pin_away_wraps_the_key_anew(window: Window, under_pin: Path, qtbot: QtBot) -> None:
    app = window(ready=waiting)
    enter(app, PIN, qtbot)
    qtbot.waitUntil(lambda: settled(app), timeout=20_000)
    set_pin(app, qtbot, "", PIN)
    assert guard_of(under_pin) is Guard.ACCOUNT
    app.close()
    assert not window().store.state.locked


def test_a_new_session_is_begun_only_on_request_and_the_old_one_is_kept(
    window: Window, under_pin: Path, home: Path, qtbot: QtBot
) -> None:
    app = window(home, ready=waiting)
    panel = app.lock.ask_anew()
    assert isinstance(panel, ConfirmPanel) and "Nothing is deleted" in panel.lines[1].text()
    panel.cancel.click()
    assert app.store.state.sealed and not list(under_pin.glob("*aside*"))
    app.lock.panel.anew.click()
    asked = app.window.findChildren(ConfirmPanel)[-1]
    asked.confirm.click()
    qtbot.waitUntil(lambda: not app.store.state.sealed and settled(app), timeout=20_000)
    assert not app.store.state.locked and [e.ruling for e in app.store.state.entries] == [None]
    remark = app.store.state.remark
    assert remark is not None and remark.code == "store_put_aside"
    aside = list(under_pin.glob("session-aside-*"))
    assert {p.suffix for p in aside} == {".db", ".key"}


def test_a_lost_key_is_said_nothing_is_saved_and_starting_anew_saves_again(
    window: Window, home: Path, qtbot: QtBot
) -> None:
    window(home).close()
    (home.parent / "data" / KEY_NAME).unlink()
    app = window(home)
    unsaved = app.store.state.unsaved
    assert unsaved is not None and unsaved.code == "key_lost" and "키" in unsaved.words("ko")
    asked = app.lock.ask_anew()
    assert asked is not None
    asked.confirm.click()
    qtbot.waitUntil(lambda: app.store.state.unsaved is None and settled(app), timeout=20_000)
    assert [e.key for e in app.store.state.entries] == [str(home.resolve())], "whoever is on the list stays on it"
    app.close()
    assert window().store.state.unsaved is None


def test_an_open_session_is_never_put_aside(window: Window, home: Path) -> None:
    app = window(home)
    assert app.lock.ask_anew() is None
    remark = app.store.state.remark
    assert remark is not None and remark.code == "store_is_open"


def test_where_nothing_is_kept_no_session_is_called_open(window: Window, home: Path) -> None:
    app = window(home)
    app.store.dispatch(Unkept())
    assert app.lock.ask_anew() is None
    remark = app.store.state.remark
    assert remark is not None and remark.code == "store_unkept"


def test_a_pin_of_an_older_program_guards_the_key_once_it_was_entered(window: Window, home: Path, qtbot: QtBot) -> None:
    first = window(home)
    first.store.dispatch(PinSet(pin_hash(PIN)))
    qtbot.waitUntil(lambda: settled(first))
    first.close()
    second = window()
    assert second.store.state.locked and not second.store.state.sealed
    enter(second, PIN, qtbot)
    qtbot.waitUntil(lambda: second.store.state.guard == Guard.PIN, timeout=10_000)
    second.close()
    assert window(ready=waiting).store.state.entries == ()


def test_the_settings_say_honestly_what_protects_the_disk(window: Window, home: Path) -> None:
    app = window(home)
    page = app.dialogs.open_settings("decision")
    said = [label.text() for label in page.findChildren(type(app.lock.panel.how))]
    assert any("protected only by this computer's account" in text for text in said)
    page.reject()
