"""The action table: complete, unique, and the same behind menus, keys, palette and help."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from ui.actions import ACTIONS, MENUS, shortcuts
from ui.language import set_language
from ui.main_window import MainWindow

OWN = {"quit", "find_patient", "palette", "keys"} | {s.name for s in ACTIONS if s.scope}


@pytest.fixture
def calls() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot, calls: list[str]) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.set_handlers({spec.name: _noting(calls, spec.name) for spec in ACTIONS if spec.name not in OWN})
    return made


def _noting(calls: list[str], name: str) -> Callable[[], None]:
    return lambda: calls.append(name)


def test_names_texts_and_keys_are_unique() -> None:
    keys = [(shortcuts()[s.name], s.scope) for s in ACTIONS]
    for column in ([s.name for s in ACTIONS], [s.text for s in ACTIONS], keys):
        assert len(column) == len(set(column))
    everywhere = {key for key, scope in keys if scope is None}
    assert not everywhere & {key for key, scope in keys if scope is not None}


def test_every_action_has_a_key_that_qt_understands_and_stands_in_a_menu() -> None:
    assert set(shortcuts()) == {spec.name for spec in ACTIONS}
    assert all(QKeySequence(key).toString() for key in shortcuts().values())
    assert {spec.menu for spec in ACTIONS} == {name for name, _ in MENUS}


def test_every_text_of_the_table_is_marked_for_translation() -> None:
    """lupdate sees only literal calls of QT_TRANSLATE_NOOP."""
    source = (Path(__file__).parents[2] / "ui" / "actions.py").read_text(encoding="utf-8")
    calls = [
        n
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.Call) and getattr(n.func, "id", "") == "QT_TRANSLATE_NOOP"
    ]
    marked = {call.args[1].value for call in calls if isinstance(call.args[1], ast.Constant)}
    assert marked == {spec.text for spec in ACTIONS} | {title for _, title in MENUS}


def test_a_missing_handler_is_refused(qtbot: QtBot) -> None:
    made = MainWindow()
    qtbot.addWidget(made)
    with pytest.raises(KeyError):
        made.set_handlers({})


def test_keys_reach_their_actions(window: MainWindow, qtbot: QtBot, calls: list[str]) -> None:
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert calls == ["language", "next_patient", "restore"]


def test_palette_finds_and_runs_an_action(window: MainWindow, qtbot: QtBot, calls: list[str]) -> None:
    window.show()
    palette = window.open_palette()
    qtbot.addWidget(palette)
    assert palette.list.count() == len(ACTIONS) - 1
    qtbot.keyClicks(palette.field, "grow ecg")
    assert palette.list.count() == 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert calls == ["maximise_ecg"]
    assert not palette.isVisible()


def test_menu_and_help_hold_every_action(window: MainWindow, qtbot: QtBot) -> None:
    window.show()
    menu = window.open_menu()
    in_menus = {action.objectName() for part in menu.actions() for action in part.menu().actions()}
    assert in_menus == {spec.name for spec in ACTIONS}
    menu.close()
    keys = window.open_keys()
    text = keys.text.toPlainText()
    assert [spec.text for spec in ACTIONS if spec.text not in text] == []
    assert [key for key in map(_native, shortcuts().values()) if key not in text] == []
    keys.close()


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def test_every_action_has_a_korean_text(window: MainWindow, qtbot: QtBot) -> None:
    english = {name: action.text() for name, action in window._actions.items()}
    set_language("ko")
    qtbot.waitUntil(lambda: window._actions["quit"].text() != english["quit"])
    assert [name for name, action in window._actions.items() if action.text() == english[name]] == []
