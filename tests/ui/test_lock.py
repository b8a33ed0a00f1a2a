"""The locked screen: nothing of a patient anywhere, everything as it was behind it, wrong PINs cost time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cdss.core.pin import pin_hash
from cdss.session.lock_actions import Locked, PinSet, wrong_pins
from cdss.session.setting_actions import SettingChanged
from tests.ui.test_app import ScriptedEngine, folder
from ui.app import App
from ui.controllers.screenshot import settled
from ui.language import set_language
from ui.panels.calibration_panel import CalibrationPanel
from ui.panels.pin_panel import PinPanel
from ui.views.plain import unbroken

PIN = "4711"


class Clock:
    """Seconds that go on when the test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture(scope="module")
def kept() -> str:
    return pin_hash(PIN)


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path, engine: ScriptedEngine, kept: str) -> Iterator[App]:
    made = App(engine)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start((folder(tmp_path, "anna", "Crushing chest pain."), folder(tmp_path, "ben", "Twisted ankle.")))
    qtbot.waitUntil(lambda: settled(made.store.state) and made.turns.idle, timeout=20_000)
    made.store.dispatch(PinSet(kept))
    yield made
    made.close()


def enter(app: App, pin: str, qtbot: QtBot) -> None:
    app.lock.panel.field.setText(pin)
    qtbot.keyClick(app.lock.panel.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not app.lock._checking, timeout=10_000)


def said(face: QAccessibleInterface) -> list[str]:
    """Everything that a screen reader says of ``face`` and what is below it: it passes over what is invisible."""
    if face.state().invisible:
        return []
    kinds = (QAccessible.Text.Name, QAccessible.Text.Description, QAccessible.Text.Value)
    words = [face.text(kind) for kind in kinds]
    for i in range(face.childCount()):
        child = face.child(i)
        if child is not None and child.isValid():
            words += said(child)
    return [word for word in words if word]


def visible_words(window: QWidget) -> str:
    """Tool tips and names of every widget that can be reached."""
    shown = [w for w in window.findChildren(QWidget) if w.isVisibleTo(window)]
    return "\n".join(f"{w.toolTip()} {w.accessibleName()} {w.windowTitle()}" for w in shown)


def test_nothing_of_the_patient_is_left_to_see_read_or_press(app: App, qtbot: QtBot) -> None:
    window = app.window
    before = " ".join(said(QAccessible.queryAccessibleInterface(window)))
    assert "anna" in window.windowTitle() and "Crushing" in before
    app.window._actions["lock"].trigger()
    assert app.store.state.locked and window.windowTitle() == "TriageLens"
    after = " ".join(said(QAccessible.queryAccessibleInterface(window)))
    for secret in ("anna", "ben", "Crushing", "KTAS", "9.1"):
        assert secret not in after and secret not in visible_words(window), secret
    assert not window.acceptDrops()
    enabled = {name for name, action in window._actions.items() if action.isEnabled()}
    assert enabled == {"quit", "language", "theme"}
    assert app.lock.panel.field.echoMode() is QLineEdit.EchoMode.Password and app.lock.panel.field.hasFocus()
    enter(app, PIN, qtbot)


def test_the_picture_of_the_locked_window_is_the_same_for_every_patient(app: App, qtbot: QtBot) -> None:
    app.store.dispatch(Locked())
    first = app.window.grab().toImage()
    app.user.step(1)
    app.turns.finish()
    assert app.window.windowTitle() == "TriageLens"
    assert app.window.grab().toImage() == first
    enter(app, PIN, qtbot)
    assert app.window.windowTitle() == "ben – TriageLens"


def test_the_right_pin_gives_everything_back_as_it_was(app: App, qtbot: QtBot) -> None:
    window = app.window
    window.worklist.search.setText("ann")
    window.worklist.search.setFocus()
    panel = app.decisions.ask_override()
    assert panel is not None
    panel.reason.setPlainText("mottled")
    app.store.dispatch(Locked())
    assert not panel.isVisible()
    enter(app, PIN, qtbot)
    assert not app.store.state.locked and window.windowTitle() == "anna – TriageLens"
    assert panel.isVisible() and panel.reason.toPlainText() == "mottled"
    assert window.worklist.search.text() == "ann" and window.acceptDrops()
    assert all(action.isEnabled() for action in window._actions.values())
    panel.reject()


def test_the_focus_returns_to_where_it_was(app: App, qtbot: QtBot) -> None:
    app.window.worklist.search.setFocus()
    app.store.dispatch(Locked())
    enter(app, PIN, qtbot)
    assert app.window.worklist.search.hasFocus()


def test_an_open_menu_is_closed_not_kept(app: App, qtbot: QtBot) -> None:
    palette = app.window.open_palette()
    app.store.dispatch(Locked())
    enter(app, PIN, qtbot)
    qtbot.waitUntil(lambda: not any(w is palette and w.isVisible() for w in QApplication.topLevelWidgets()))


def test_the_engine_works_on_behind_the_lock(app: App, engine: ScriptedEngine, qtbot: QtBot) -> None:
    app.store.dispatch(Locked())
    before = len(engine.asked)
    app.user.edit_note("Feels worse.")
    qtbot.waitUntil(lambda: len(engine.asked) > before and settled(app.store.state))
    assert app.store.state.locked and app.window.windowTitle() == "TriageLens"
    enter(app, PIN, qtbot)


def test_wrong_pins_slow_down_and_are_counted(app: App, qtbot: QtBot) -> None:
    clock = Clock()
    app.lock._clock = clock
    app.store.dispatch(Locked())
    for _ in range(2):
        enter(app, "0000", qtbot)
        assert app.lock.panel.message.text() == "Wrong PIN." and app.lock.panel.field.isEnabled()
    enter(app, "0000", qtbot)
    assert wrong_pins(app.store.state) == 3
    assert app.lock.panel.message.text() == "Wrong PIN. Next try in 2 s." and not app.lock.panel.field.isEnabled()
    app.lock.try_pin(PIN)
    assert app.store.state.locked
    clock.seconds += 2
    app.lock.look()
    assert app.lock.panel.field.isEnabled() and app.lock.panel.field.text() == ""
    enter(app, PIN, qtbot)
    assert not app.store.state.locked and wrong_pins(app.store.state) == 0


def test_it_locks_by_itself_after_the_minutes_without_use(app: App, qtbot: QtBot) -> None:
    clock = Clock()
    app.lock._clock = clock
    app.store.dispatch(SettingChanged("lock_minutes", 2))
    clock.seconds += 100
    app.lock.look()
    assert not app.store.state.locked
    QApplication.sendEvent(
        app.window, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier)
    )
    clock.seconds += 100
    app.lock.look()
    assert not app.store.state.locked
    clock.seconds += 21
    app.lock.look()
    assert app.store.state.locked
    enter(app, PIN, qtbot)
    app.lock.look()
    assert not app.store.state.locked


def test_it_never_locks_by_itself_without_minutes_or_without_a_pin(app: App) -> None:
    clock = Clock()
    app.lock._clock = clock
    clock.seconds += 100_000
    app.lock.look()
    assert not app.store.state.locked
    app.store.dispatch(PinSet(""), SettingChanged("lock_minutes", 1))
    clock.seconds += 100_000
    app.lock.look()
    assert not app.store.state.locked


def test_locking_without_a_pin_asks_for_one_and_it_can_be_set(app: App, qtbot: QtBot) -> None:
    app.store.dispatch(PinSet(""))
    panel = app.lock.lock()
    assert isinstance(panel, PinPanel) and not app.store.state.locked
    panel.new.setText("2580")
    panel.again.setText("2581")
    assert not panel.confirm.isEnabled() and panel.message.text() == "The two new PINs differ."
    panel.again.setText("2580")
    panel.confirm.click()
    qtbot.waitUntil(lambda: bool(app.store.state.intent.settings.pin), timeout=10_000)
    app.lock.lock()
    assert app.store.state.locked
    enter(app, "2580", qtbot)
    assert not app.store.state.locked


def test_the_pin_is_changed_or_taken_away_only_by_who_knows_it(app: App, qtbot: QtBot) -> None:
    panel = app.lock.ask_pin()
    panel.present.setText("0000")
    panel.remove.click()
    qtbot.waitUntil(lambda: panel.message.text() == "The present PIN is wrong.", timeout=10_000)
    assert app.store.state.intent.settings.pin
    panel.present.setText(PIN)
    panel.remove.click()
    qtbot.waitUntil(lambda: not app.store.state.intent.settings.pin, timeout=10_000)


def test_the_lock_speaks_korean_and_says_what_to_do_with_a_forgotten_pin(app: App, qtbot: QtBot) -> None:
    app.store.dispatch(Locked())
    assert unbroken("--forget-pin") in app.lock.panel.how.text()
    app.user.next_language()
    qtbot.waitUntil(lambda: app.lock.panel.unlock.text() == "잠금 해제", timeout=2000)
    assert app.lock.panel.title.text() == "TriageLens가 잠겨 있습니다"
    enter(app, PIN, qtbot)
    set_language("en")


def test_the_filter_sees_use_and_takes_nothing(app: App) -> None:
    watched = QObject()
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    assert app.lock.eventFilter(watched, event) is False
    assert app.lock.eventFilter(watched, QEvent(QEvent.Type.Paint)) is False


def test_the_settings_lead_to_the_pin_and_to_the_calibration(app: App) -> None:
    for section, opened in (("decision", PinPanel), ("site", CalibrationPanel)):
        settings = app.dialogs.open_settings(section)
        words = {PinPanel: "Set the PIN of the lock…", CalibrationPanel: "Calibrate to this hospital…"}[opened]
        button = next(b for b in settings.findChildren(QPushButton) if b.text() == words and b.isVisible())
        button.click()
        (panel,) = (w for w in app.window.findChildren(opened) if w.isVisible())
        panel.reject()
        settings.reject()


def test_a_draft_its_selection_and_the_scrolled_place_are_as_they_were(app: App, qtbot: QtBot) -> None:
    app.window.resize(1600, 700)
    note = app.window.evidence.note
    note.edit_button.click()
    note.text.setPlainText("\n".join(f"line {i}" for i in range(80)))
    cursor = note.text.textCursor()
    cursor.setPosition(12)
    cursor.setPosition(20, QTextCursor.MoveMode.KeepAnchor)
    note.text.setTextCursor(cursor)
    bar = note.text.verticalScrollBar()
    QApplication.processEvents()
    bar.setValue(bar.maximum() // 2)
    before = (note.text.textCursor().selectedText(), bar.value(), note.text.toPlainText())
    assert before[1] > 0
    app.store.dispatch(Locked())
    app.turns.finish()
    enter(app, PIN, qtbot)
    QApplication.processEvents()
    assert note.editing and (note.text.textCursor().selectedText(), bar.value(), note.text.toPlainText()) == before
    entry = app.store.state.selected
    assert entry and entry.edits.draft == before[2]
    note.cancel_button.click()


def test_nothing_lies_above_the_cover_on_a_small_screen_or_in_the_tour(app: App, qtbot: QtBot) -> None:
    app.window.resize(1000, 640)
    app.window.toggle_worklist()
    tour = app.dialogs.start_tour()
    assert tour is not None and tour.isVisible()
    app.store.dispatch(Locked())
    QApplication.processEvents()
    direct = [w for w in app.window.children() if isinstance(w, QWidget) and w.isVisible()]
    assert direct == [app.window.centralWidget()] and not tour.isVisible()
    others = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not app.window]
    assert others == []
    enter(app, PIN, qtbot)
    assert tour.isVisible()
    tour.close()
