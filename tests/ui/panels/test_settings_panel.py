"""The settings dialog: every setting has a row with a named control, and what is chosen is reported and shown."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from cdss.session.setting_actions import values_of
from cdss.session.settings import SETTINGS, Kind, Setting, Value
from cdss.session.state import Intent
from ui.language import set_language
from ui.panels.settings_panel import SettingsPanel
from ui.theme import THEMES
from ui.views import setting_fields
from ui.views.setting_fields import setting_field

AMOUNT = Setting("text_percent", "look", Kind.NUMBER, 100, lowest=100, highest=200, steps=25)
ASKED = Setting("asked", "look", Kind.BOOL, True)
PLACE = Setting("place", "look", Kind.FOLDER, "")
Told = list[tuple[str, Value]]


@pytest.fixture
def values() -> dict[str, Value]:
    return values_of(Intent())


@pytest.fixture
def panel(qtbot: QtBot, values: Mapping[str, Value]) -> SettingsPanel:
    made = SettingsPanel(values, {})
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def told(panel: SettingsPanel) -> Told:
    found: Told = []
    panel.changed.connect(lambda name, value: found.append((name, value)))
    return found


def test_every_setting_has_a_row_whose_control_bears_its_name(panel: SettingsPanel) -> None:
    assert set(panel.fields) == {name for name, s in SETTINGS.items() if s.kind is not Kind.HIDDEN}
    assert all(field.control.accessibleName() for field in panel.fields.values())


def test_themes_of_the_table_are_those_of_the_window() -> None:
    assert SETTINGS["theme"].allowed == THEMES


def test_a_choice_by_keyboard_is_reported_by_its_value(panel: SettingsPanel, told: Told, qtbot: QtBot) -> None:
    panel.show_section("look")
    box = panel.fields["theme"].control
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert told == [("theme", "light")]


def test_a_change_from_elsewhere_is_shown_and_not_reported(
    panel: SettingsPanel, told: Told, values: dict[str, Value]
) -> None:
    panel.show_values(values | {"theme": "high_contrast", "level_terms": "esi"})
    assert panel.fields["theme"].control.currentText() == "High contrast"  # type: ignore[attr-defined]
    assert panel.fields["level_terms"].control.currentData() == "esi"  # type: ignore[attr-defined]
    assert told == []


def test_defaults_of_a_page_touch_only_what_differs_on_it(
    panel: SettingsPanel, told: Told, values: dict[str, Value], qtbot: QtBot
) -> None:
    panel.show_values(values | {"theme": "light", "level_terms": "esi"})
    panel.show_section("clinical")
    qtbot.mouseClick(panel.defaults, Qt.MouseButton.LeftButton)
    assert told == [("level_terms", "ktas")]


def test_the_wheel_scrolls_the_page_and_changes_no_setting(panel: SettingsPanel, told: Told) -> None:
    panel.show_section("look")
    box = panel.fields["theme"].control
    box.setFocus()
    turn = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, turn)
    assert told == [] and box.currentText() == "Dark"  # type: ignore[attr-defined]


def test_in_another_language_the_page_stays_and_so_does_the_focus(panel: SettingsPanel, qtbot: QtBot) -> None:
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.show_section("clinical")
    panel.fields["level_terms"].control.setFocus()
    set_language("ko")
    qtbot.waitUntil(lambda: panel.windowTitle() == "설정")
    assert panel.list.currentItem().text() == "임상 용어"
    assert panel.fields["level_terms"].control.hasFocus()
    words = [label.text() for label in panel.stack.currentWidget().findChildren(QLabel)]
    assert "중증도 단계 명칭" in words


def test_further_content_stands_on_its_page_and_makes_a_page_where_there_is_none(qtbot: QtBot) -> None:
    panel = SettingsPanel(values_of(Intent()), {"site": lambda: _named(QLabel("our hospital"))})
    qtbot.addWidget(panel)
    assert "site" in panel.sections
    panel.show_section("site")
    assert [label.text() for label in panel.stack.currentWidget().findChildren(QLabel)] == ["our hospital"]
    assert not panel.defaults.isEnabled()


def _named(widget: QWidget) -> QWidget:
    widget.setAccessibleName("hospital")
    return widget


def test_the_focus_is_on_the_list_of_sections_when_it_opens(panel: SettingsPanel, qtbot: QtBot) -> None:
    with qtbot.waitActive(panel):
        panel.activateWindow()
    assert panel.list.hasFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.stack.currentIndex() == 1


def test_a_number_is_kept_within_its_bounds(qtbot: QtBot) -> None:
    field = setting_field(AMOUNT, "Size of text", 125)
    qtbot.addWidget(field)
    found: list[object] = []
    field.changed.connect(found.append)
    box = field.control
    qtbot.keyClick(box, Qt.Key.Key_Up)
    for _ in range(9):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert found == [150, 175, 200]


def test_a_tick_is_reported_as_yes_or_no(qtbot: QtBot) -> None:
    field = setting_field(ASKED, "Ask me", True)
    qtbot.addWidget(field)
    found: list[object] = []
    field.changed.connect(found.append)
    qtbot.keyClick(field.control, Qt.Key.Key_Space)
    field.show_value(True)
    assert found == [False]


def test_a_folder_is_chosen_shown_and_taken_away(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter(["/patients", ""])
    monkeypatch.setattr(setting_fields.QFileDialog, "getExistingDirectory", lambda *_: next(asked))
    field = setting_field(PLACE, "Folder", "")
    qtbot.addWidget(field)
    found: list[object] = []
    field.changed.connect(found.append)
    clear = field.clear  # type: ignore[attr-defined]
    assert not clear.isEnabled()
    for _ in range(2):
        qtbot.mouseClick(field.control, Qt.MouseButton.LeftButton)
    field.show_value("/patients")
    assert field.findChild(QLineEdit).text() == "/patients"
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    assert found == ["/patients", ""]


@pytest.mark.parametrize(
    ("name", "english", "korean"),
    [("alert_cap", "no cap (all)", "상한 없음 (모두)"), ("lock_minutes", "never", "잠그지 않음")],
)
def test_the_lowest_number_that_means_none_says_so_in_words(qtbot: QtBot, name: str, english: str, korean: str) -> None:
    for language, words in (("en", english), ("ko", korean)):
        set_language(language)
        field = setting_field(SETTINGS[name], "Setting", 0)
        qtbot.addWidget(field)
        assert field.control.text() == words
        field.show_value(3)
        assert field.control.text() == "3"
    set_language("en")
