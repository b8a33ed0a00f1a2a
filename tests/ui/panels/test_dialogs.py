"""What every dialog owes: it fits the window, the focus is seen, fields bear visible names, nothing is empty without words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cdss.core.sentences import LANGUAGES, sentence
from cdss.network.nodes import Node
from cdss.records.dicom_tags import DicomTag
from cdss.session.settings import SETTINGS
from ui.language import set_language
from ui.panels.audit_page import AuditPage
from ui.panels.calibration_panel import CalibrationPanel
from ui.panels.deidentify_panel import DeidentifyPanel
from ui.panels.help_pages import open_help
from ui.panels.lock_panel import LockPanel
from ui.panels.nodes_page import NodesPage
from ui.panels.override_panel import OverridePanel
from ui.panels.retrieve_panel import RetrievePanel
from ui.panels.room import open_at
from ui.panels.sign_panel import SignPanel
from ui.panels.tags_panel import TagsPanel
from ui.theme import THEMES, palette, set_theme
from ui.views.plain import unbroken
from ui.views.setting_fields import setting_field

TAGS = tuple(DicomTag(f"(0018,{at:04d})", "KVP", "DS", "110", identifying=False) for at in range(60))


@pytest.fixture
def small(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(960, 540)
    window.show()
    return window


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_dialog_is_larger_than_a_small_window(small: QWidget, language: str) -> None:
    set_language(language)
    dialogs: tuple[QDialog, ...] = (
        CalibrationPanel(False, small),
        DeidentifyPanel(small),
        open_help("start", small),
        OverridePanel("P-1", 2, small),
        RetrievePanel((Node("A", host="h", title="T"),), "", small),
        TagsPanel((), small),
    )
    for dialog in dialogs:
        dialog.show()
        QApplication.processEvents()
        assert dialog.width() <= 960 and dialog.height() <= 540 - 30, type(dialog).__name__


def test_a_dialog_opens_as_large_as_it_asks_for_where_there_is_room(small: QWidget) -> None:
    small.resize(1600, 1000)
    dialog = QDialog(small)
    open_at(dialog, 820, 620)
    assert dialog.size().toTuple() == (820, 620)


def test_dialogs_with_little_in_them_are_small_and_grow_with_it(small: QWidget, qtbot: QtBot) -> None:
    small.resize(1600, 1000)
    none, five, many = (TagsPanel(TAGS[:count], small) for count in (0, 5, 60))
    wizard = CalibrationPanel(False, small)
    for dialog in (none, five, many, wizard):
        dialog.show()
        QApplication.processEvents()
    assert none.width() <= 450 and none.height() <= 120
    assert five.height() <= 320 and many.height() == 620 and five.width() == 820
    assert not five.table.verticalScrollBar().isVisible()
    before = wizard.height()
    assert before <= 300 and wizard.intro.height() >= wizard.intro.heightForWidth(wizard.intro.width())
    wizard.show_error("It did not work, because the table has no column of that name. " * 4)
    QApplication.processEvents()
    assert wizard.height() > before and wizard.message.height() >= wizard.message.heightForWidth(wizard.message.width())
    wizard.resize(900, 700)
    wizard.show_error("")
    assert wizard.size().toTuple() == (900, 700), "never smaller than it was made"


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", [QRadioButton, QCheckBox])
def test_the_focus_is_a_ring_around_the_whole_choice(
    qtbot: QtBot, theme: str, kind: type[QRadioButton | QCheckBox]
) -> None:
    set_theme(QApplication.instance(), theme)  # type: ignore[arg-type]
    dialog = QDialog()
    qtbot.addWidget(dialog)
    first, second = kind("Severe pain"), kind("Other")
    column = QVBoxLayout(dialog)
    column.addWidget(first)
    column.addWidget(second)
    dialog.show()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QApplication.processEvents()
    ring = [_at(first, first.width() // 2, 1), _at(first, first.width() // 2, first.height() - 2)]
    assert ring == [QColor(palette().accent).name()] * 2
    assert _at(second, second.width() // 2, 1) != QColor(palette().accent).name()


def _at(widget: QWidget, x: int, y: int) -> str:
    window = widget.window()
    place = widget.mapTo(window, QPoint(x, y))
    return window.grab().toImage().pixelColor(place).name()


def test_figures_of_a_spin_box_stand_off_its_edge(qtbot: QtBot) -> None:
    set_theme(QApplication.instance(), THEMES[0])  # type: ignore[arg-type]
    inside = QWidget()
    qtbot.addWidget(inside)
    field = setting_field(SETTINGS["text_percent"], "Size", SETTINGS["text_percent"].default)
    QHBoxLayout(inside).addWidget(field)
    inside.show()
    box = field.control
    QApplication.processEvents()
    picture, ground = box.grab().toImage(), QColor(palette().surface).name()
    row = range(8, box.height() - 8)
    inked = [x for x in range(3, box.width() - 30) if any(picture.pixelColor(x, y).name() != ground for y in row)]
    assert inked and inked[0] >= 6


def test_who_is_asked_for_initials_sees_what_the_field_is(qtbot: QtBot) -> None:
    panel = SignPanel()
    qtbot.addWidget(panel)
    (label,) = [one for one in panel.findChildren(QLabel) if one.buddy() is panel.by.field]
    assert label.text() == "Initials or name" and label.isVisibleTo(panel)


def test_a_network_page_without_archives_says_so_and_with_one_lists_it(qtbot: QtBot) -> None:
    page = NodesPage(())
    qtbot.addWidget(page)
    assert page.none.isVisibleTo(page) and not page.list.isVisibleTo(page)
    for name, text in {"name": "Main", "host": "10.0.0.5", "title": "PACS"}.items():
        page.fields[name].setText(text)
    QTest.mouseClick(page.save, Qt.MouseButton.LeftButton)
    assert page.list.isVisibleTo(page) and page.list.item(0).text() == "Main" and not page.none.isVisibleTo(page)
    assert not any("`" in label.text() for label in page.findChildren(QLabel))


def test_where_there_is_no_log_words_and_buttons_stand_together_at_the_top(qtbot: QtBot) -> None:
    page = AuditPage()
    qtbot.addWidget(page)
    page.resize(560, 500)
    page.refuse("There is none.")
    page.show()
    QApplication.processEvents()
    assert page.said.y() < 120 and page.check.y() < 160


def test_an_option_of_the_command_line_is_never_divided(qtbot: QtBot) -> None:
    assert unbroken("start with --forget-pin: well-kept") == "start with \u2011\u2011forget\u2011pin: well-kept"
    panel = LockPanel()
    qtbot.addWidget(panel)
    assert panel.how.text() == unbroken(sentence("lock_forgotten_how", {}, "en")) and "\u2011pin" in panel.how.text()


def test_a_table_in_the_copy_without_identity_keeps_its_lines(qtbot: QtBot) -> None:
    panel = DeidentifyPanel()
    qtbot.addWidget(panel)
    panel.text.setTextColor(QColor("#ff0000"))
    panel._show_lines(b"I,II,III\n" + b"0.12345," * 60)
    assert panel.text.lineWrapMode() is panel.text.LineWrapMode.NoWrap
    assert panel.text.currentCharFormat().foreground().color() != QColor("#ff0000")
    panel._show_words(())
    assert panel.text.lineWrapMode() is panel.text.LineWrapMode.WidgetWidth


def test_a_file_without_tags_leaves_no_empty_table(qtbot: QtBot) -> None:
    panel = TagsPanel(())
    qtbot.addWidget(panel)
    assert [type(w) for w in panel.findChildren(QWidget) if isinstance(w, QLineEdit) and w.isVisibleTo(panel)] == []
    assert [b.text() for b in panel.findChildren(QPushButton) if b.isVisibleTo(panel)] == ["Close"]
