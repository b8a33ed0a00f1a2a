"""Keys are changed on a page of the settings: refused by name where taken, kept, followed by everything, and taken back."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from cdss.session.setting_actions import SettingChanged
from ui.actions import ACTIONS, changed_keys, key_text, keys, shortcuts, taken_by, use_keys
from ui.app import App
from ui.language import set_language
from ui.panels.shortcuts_page import ShortcutsPage


@pytest.fixture
def page(qtbot: QtBot) -> ShortcutsPage:
    made = ShortcutsPage()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def kept(page: ShortcutsPage) -> list[str]:
    found: list[str] = []
    page.changed.connect(found.append)
    return found


def press(page: ShortcutsPage, name: str, key: str) -> None:
    """As QKeySequenceEdit does when a key was pressed in it."""
    page.choose(name)
    page.edit.setKeySequence(QKeySequence(key))
    page.edit.editingFinished.emit()


def test_every_action_has_a_row_with_its_key(page: ShortcutsPage) -> None:
    assert page.table.rowCount() == len(ACTIONS)
    rows = {page.table.item(i, 0).text(): page.table.item(i, 1).text() for i in range(page.table.rowCount())}
    assert rows["Find an action"] == "Ctrl+K" and rows["X-ray in actual pixels"] == "O"


def test_a_free_key_is_kept_and_nothing_else(page: ShortcutsPage, kept: list[str]) -> None:
    press(page, "theme", "Ctrl+Alt+Y")
    assert [json.loads(text) for text in kept] == [{"theme": "Ctrl+Alt+Y"}]


def test_a_key_pressed_on_the_keyboard_is_taken(page: ShortcutsPage, kept: list[str], qtbot: QtBot) -> None:
    page.choose("accept")
    with qtbot.waitActive(page):
        page.activateWindow()
    page.edit.setFocus()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(page.edit, Qt.Key.Key_Y, both)
    qtbot.waitUntil(lambda: kept != [], timeout=4000)
    assert json.loads(kept[0]) == {"accept": "Ctrl+Alt+Y"}


def test_a_key_of_another_action_is_refused_by_that_actions_name(page: ShortcutsPage, kept: list[str]) -> None:
    press(page, "theme", "Ctrl+K")
    assert kept == []
    assert page.said.text() == "Ctrl+K is the key of: Find an action. Take it away there first."
    assert page.edit.keySequence() == QKeySequence(shortcuts()["theme"])


def test_panes_may_use_the_same_key_and_the_window_may_not_take_theirs(page: ShortcutsPage, kept: list[str]) -> None:
    press(page, "ecg_fit", "X")
    assert json.loads(kept[-1]) == {"ecg_fit": "X"}  # X is the film's, which is another pane
    assert taken_by("theme", "X") == ("film_cross_check",)
    assert taken_by("film_fit", "Ctrl+K") == ("palette",)
    assert taken_by("film_fit", "") == ()


def test_a_letter_alone_is_left_for_writing_unless_it_works_in_a_pane_only(
    page: ShortcutsPage, kept: list[str]
) -> None:
    for key in ("Q", "Shift+Q", "Space"):
        press(page, "theme", key)
        assert kept == [] and "needed for writing" in page.said.text()
    press(page, "film_fit", "Q")
    press(page, "theme", "F8")
    assert [json.loads(text) for text in kept] == [{"film_fit": "Q"}, {"theme": "F8"}]


def test_a_key_can_be_taken_away_and_given_to_another(page: ShortcutsPage, kept: list[str], qtbot: QtBot) -> None:
    page.choose("palette")
    qtbot.mouseClick(page.none, Qt.MouseButton.LeftButton)
    assert json.loads(kept[-1]) == {"palette": ""}
    use_keys(changed_keys(kept[-1]), {})
    page.refresh()
    assert page.chosen == "palette" and page.table.item(page.table.currentRow(), 1).text() == "  *"
    press(page, "theme", "Ctrl+K")
    assert json.loads(kept[-1]) == {"palette": "", "theme": "Ctrl+K"}


def test_defaults_come_back_for_one_and_for_all(page: ShortcutsPage, kept: list[str], qtbot: QtBot) -> None:
    use_keys({"theme": "F8", "accept": "F9"}, {})
    page.refresh()
    page.choose("theme")
    qtbot.mouseClick(page.default, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(page.all_default, Qt.MouseButton.LeftButton)
    assert [json.loads(text) if text else {} for text in kept] == [{"accept": "F9"}, {}]


def test_a_default_that_another_action_has_now_is_refused_too(
    page: ShortcutsPage, kept: list[str], qtbot: QtBot
) -> None:
    use_keys({"palette": "F8", "theme": "Ctrl+K"}, {})
    page.choose("palette")
    qtbot.mouseClick(page.default, Qt.MouseButton.LeftButton)
    assert kept == [] and "Next theme" in page.said.text()


def test_search_narrows_the_table_in_the_language_of_the_screen(qtbot: QtBot) -> None:
    set_language("ko")
    page = ShortcutsPage()
    qtbot.addWidget(page)
    page.search.setText("기능 찾기")
    assert page.table.rowCount() == 1 and page.chosen == "palette"
    page.search.setText("zzz")
    assert page.chosen is None and not page.edit.isEnabled() and not page.none.isEnabled()


@pytest.mark.parametrize("text", ["", "no json", "[1, 2]", '{"moon": "F8"}', '{"theme": 3}'])
def test_what_is_no_table_of_keys_changes_none(text: str) -> None:
    assert changed_keys(text) == {}


def test_actions_menus_and_help_follow_and_the_change_is_kept(qtbot: QtBot) -> None:
    app = App(None)
    qtbot.addWidget(app.window)
    app.window.show()
    app.store.dispatch(SettingChanged("keys", json.dumps({"palette": "F8", "find_patient": ""})))
    assert app.window._actions["palette"].shortcut() == QKeySequence("F8")
    assert key_text("palette") == "F8" and keys()["find_patient"] == ""
    assert app.window.worklist.search.placeholderText().strip() == "Search"
    with qtbot.waitActive(app.window):
        app.window.activateWindow()
    qtbot.keyClick(app.window, Qt.Key.Key_F8)
    palette = app.window.findChild(type(app.window.open_palette()))
    assert palette is not None and palette.isVisible()
    palette.close()
    app.store.dispatch(SettingChanged("keys", ""))
    assert app.window._actions["palette"].shortcut() == QKeySequence("Ctrl+K")
    app.window.close()


def test_the_page_in_the_dialog_changes_the_setting_and_shows_it(qtbot: QtBot) -> None:
    app = App(None)
    qtbot.addWidget(app.window)
    app.window.show()
    panel = app.dialogs.open_settings()
    panel.show_section("keys")
    page = panel.findChild(ShortcutsPage)
    assert isinstance(page, ShortcutsPage)
    press(page, "theme", "F8")
    assert json.loads(app.store.state.intent.settings.keys) == {"theme": "F8"}
    assert page.chosen == "theme" and page.table.item(page.table.currentRow(), 1).text() == "F8  *"
    panel.close()
    app.window.close()


@pytest.mark.parametrize(
    ("typed", "name"), [("ecg print", "ecg_print"), ("pacs", "from_archive"), ("Ctrl+P ecg", "ecg_print")]
)
def test_an_action_is_found_by_its_english_words_and_its_key_on_a_korean_screen(
    qtbot: QtBot, typed: str, name: str
) -> None:
    set_language("ko")
    made = ShortcutsPage()
    qtbot.addWidget(made)
    made.search.setText(typed)
    assert made.chosen == name and made.table.rowCount() <= 2
