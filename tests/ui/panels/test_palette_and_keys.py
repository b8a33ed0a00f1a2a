"""The command palette finds and runs what is typed, in both languages; the help page lists the same table."""

from __future__ import annotations

from unittest.mock import MagicMock

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from ui.actions import ACTIONS, MENUS, shortcuts, translated
from ui.language import set_language
from ui.main_window import MainWindow
from ui.panels.palette_panel import PalettePanel

OWN = {"quit", "find_patient", "palette", "keys"} | {spec.name for spec in ACTIONS if spec.scope}


@pytest.fixture
def handlers() -> dict[str, MagicMock]:
    return {spec.name: MagicMock(name=spec.name) for spec in ACTIONS if spec.name not in OWN}


@pytest.fixture
def window(qtbot: QtBot, handlers: dict[str, MagicMock]) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.set_handlers(handlers)
    made.resize(1200, 800)
    made.show()
    return made


@pytest.fixture
def palette(window: MainWindow) -> PalettePanel:
    return window.open_palette()


def names(palette: PalettePanel) -> list[str]:
    return [palette.list.item(i).data(Qt.ItemDataRole.UserRole) for i in range(palette.list.count())]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("theme", ["theme"]),
        ("PATIENT next", ["next_patient", "film_next"]),
        ("grow note", ["maximise_note"]),
        ("override the level", ["override"]),
        ("한국어", ["language"]),
        ("zzz", []),
        ("find an action", []),
    ],
)
def test_every_typed_word_must_stand_in_the_action(palette: PalettePanel, typed: str, found: list[str]) -> None:
    palette.field.setText(typed)
    assert names(palette) == found
    assert palette.list.currentRow() == (0 if found else -1)
    assert palette.nothing.isVisibleTo(palette) is not bool(found)


def test_on_a_korean_screen_an_english_word_finds_its_action_too(window: MainWindow, qtbot: QtBot) -> None:
    set_language("ko")
    try:
        qtbot.waitUntil(lambda: "심전도" in window._actions["ecg_layout"].text())
        palette = window.open_palette()
        palette.field.setText("ecg layout")
        assert names(palette) == ["ecg_layout"] and "심전도" in palette.list.item(0).text()
        palette.field.setText("심전도 배열")
        assert names(palette) == ["ecg_layout"]
        palette.field.setText("qqq")
        assert palette.nothing.text() == "이 이름의 기능이 없습니다." and palette.nothing.isVisibleTo(palette)
    finally:
        set_language("en")


def test_it_lists_the_whole_table_but_itself_with_keys(palette: PalettePanel) -> None:
    assert names(palette) == [spec.name for spec in ACTIONS if spec.name != "palette"]
    for spec, index in zip((s for s in ACTIONS if s.name != "palette"), range(palette.list.count()), strict=True):
        key = QKeySequence(shortcuts()[spec.name]).toString(QKeySequence.SequenceFormat.NativeText)
        assert palette.list.item(index).text() == f"{spec.text}    {key}"


def test_arrows_move_in_the_list_and_stop_at_its_ends(palette: PalettePanel, qtbot: QtBot) -> None:
    palette.field.setText("window:")
    rows = []
    for key in (Qt.Key.Key_Up, *[Qt.Key.Key_Down] * 4, Qt.Key.Key_Up):
        qtbot.keyClick(palette.field, key)
        rows.append(palette.list.currentRow())
    assert rows == [0, 1, 2, 3, 3, 2]
    assert palette.field.text() == "window:"


def test_enter_runs_the_current_one_once_after_closing(
    palette: PalettePanel, handlers: dict[str, MagicMock], qtbot: QtBot
) -> None:
    open_then: list[bool] = []
    handlers["override"].side_effect = lambda: open_then.append(palette.isVisible())
    qtbot.keyClicks(palette.field, "the level")
    for _ in range(names(palette).index("override")):
        qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Enter)
    handlers["override"].assert_called_once_with()
    handlers["accept"].assert_not_called()
    assert open_then == [False]


def test_a_click_runs_what_was_clicked(palette: PalettePanel, handlers: dict[str, MagicMock], qtbot: QtBot) -> None:
    place = palette.list.visualItemRect(palette.list.item(names(palette).index("next_patient"))).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    handlers["next_patient"].assert_called_once_with()


def test_enter_with_nothing_found_and_escape_run_nothing(
    window: MainWindow, handlers: dict[str, MagicMock], qtbot: QtBot
) -> None:
    for typed, key in (("zzz", Qt.Key.Key_Return), ("theme", Qt.Key.Key_Escape)):
        palette = window.open_palette()
        qtbot.keyClicks(palette.field, typed)
        qtbot.keyClick(palette.field, key)
        assert not palette.isVisible()
    assert not any(handler.called for handler in handlers.values())


def test_a_disabled_action_is_not_run(window: MainWindow, handlers: dict[str, MagicMock], qtbot: QtBot) -> None:
    window._actions["accept"].setEnabled(False)
    palette = window.open_palette()
    qtbot.keyClicks(palette.field, "accept")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    handlers["accept"].assert_not_called()


def test_ctrl_k_opens_it_and_korean_words_find_actions(
    window: MainWindow, handlers: dict[str, MagicMock], qtbot: QtBot
) -> None:
    set_language("ko")
    qtbot.waitUntil(lambda: window._actions["theme"].text() != "Next theme", timeout=2000)
    with qtbot.waitActive(window):
        window.activateWindow()
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(PalettePanel)
    assert palette is not None and palette.isVisible()
    palette.field.setText(window._actions["theme"].text())
    assert names(palette) == ["theme"]
    palette.run_chosen()
    handlers["theme"].assert_called_once_with()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_help_lists_every_menu_every_action_and_the_research_sentence(
    window: MainWindow, qtbot: QtBot, language: str
) -> None:
    set_language(language)
    qtbot.waitUntil(lambda: (window._actions["quit"].text() == "Quit") is (language == "en"), timeout=2000)
    keys = window.open_keys()
    texts = keys.text.toPlainText().splitlines()
    assert {action.text() for action in window._actions.values()} <= set(texts)
    assert {translated(title) for _, title in MENUS} <= set(texts)
    assert texts[-1].endswith("Not a medical device." if language == "en" else "의료기기가 아닙니다.")
    keys.close()
