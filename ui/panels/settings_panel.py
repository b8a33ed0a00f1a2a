"""The settings: one page a section, made from the table of ``cdss.session.settings``; what is chosen holds at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from cdss.core.sentences import catalogue, sentence
from cdss.session.settings import SECTIONS, SETTINGS, Setting, Value, in_section
from ui.language import language
from ui.panels.room import open_at
from ui.views.setting_fields import SettingField, setting_field

Pages = Mapping[str, Callable[[], QWidget]]
"""By section, what stands below its rows: made anew with the dialog's words. Each needs an accessible name."""


class SettingsPanel(QDialog):
    """``changed`` with the name of a setting and the value that the user gave it.

    ``pages``: further content of sections; a section without settings and without content is left out.
    """

    changed = Signal(str, object)

    def __init__(self, values: Mapping[str, Value], pages: Pages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values, self._pages = dict(values), pages
        self.setObjectName("settings")
        open_at(self, 760, 520)
        self.fields: dict[str, SettingField] = {}
        self.list, self.stack = QListWidget(), QStackedWidget()
        self.list.setObjectName("settingSections")
        self.defaults, self.close_button = QPushButton(), QPushButton()
        self._build()
        self._fill()

    @property
    def sections(self) -> tuple[str, ...]:
        """The pages that there are, in their order."""
        return tuple(s for s in SECTIONS if in_section(s) or s in self._pages)

    def show_values(self, values: Mapping[str, Value]) -> None:
        """What is set now, by whomever."""
        self._values = dict(values)
        for name, field in self.fields.items():
            field.show_value(self._values[name])

    def show_section(self, section: str) -> None:
        """Turn to a page."""
        self.list.setCurrentRow(self.sections.index(section))

    def changeEvent(self, event: QEvent) -> None:
        """Every page again in the new language, the same one on top."""
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def _build(self) -> None:
        pages = QHBoxLayout()
        pages.addWidget(self.list)
        pages.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.defaults)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.addLayout(pages, 1)
        column.addLayout(foot)
        self.list.setFixedWidth(190)
        for button in (self.defaults, self.close_button):
            button.setAutoDefault(False)
        self.list.currentRowChanged.connect(self._turn)
        self.defaults.clicked.connect(self._reset)
        self.close_button.clicked.connect(self.reject)

    def _fill(self) -> None:
        row, focus = max(self.list.currentRow(), 0), self._focused()
        self.setWindowTitle(self.tr("Settings"))
        self.list.setAccessibleName(self.tr("Sections of the settings"))
        self.defaults.setText(self.tr("Defaults of this page"))
        self.close_button.setText(self.tr("Close"))
        self.fields.clear()
        while (old := self.stack.currentWidget()) is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        self.list.clear()
        for section in self.sections:
            self.list.addItem(_words(f"settings_section_{section}"))
            self.stack.addWidget(self._page(section))
        self.list.setCurrentRow(row)
        (self.fields[focus].control if focus else self.list).setFocus()

    def _focused(self) -> str | None:
        """The setting whose control has the focus: it keeps it when the page is made anew."""
        return next((name for name, field in self.fields.items() if field.control.hasFocus()), None)

    def _page(self, section: str) -> QWidget:
        inside = QWidget()
        inside.setObjectName("settingsPage")
        column = QVBoxLayout(inside)
        column.setSpacing(4)
        for setting in in_section(section):
            column.addWidget(self._row(setting))
        if section in self._pages:
            column.addWidget(self._pages[section](), 1)
        else:
            column.addStretch(1)
        page = QScrollArea()
        page.setWidgetResizable(True)
        page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page.setWidget(inside)
        return page

    def _row(self, setting: Setting) -> QWidget:
        label, hint = _words(f"setting_{setting.name}"), f"setting_{setting.name}_hint"
        field = setting_field(setting, label, self._values[setting.name])
        field.changed.connect(lambda value: self.changed.emit(setting.name, value))
        self.fields[setting.name] = field
        row = QWidget()
        lines = QVBoxLayout(row)
        lines.setContentsMargins(0, 4, 0, 4)
        line = QHBoxLayout()
        name = QLabel(label)
        name.setBuddy(field.control)
        name.setWordWrap(True)
        line.addWidget(name, 1)
        line.addWidget(field)
        lines.addLayout(line)
        if hint in catalogue():
            said = QLabel(_words(hint))
            said.setProperty("role", "muted")
            said.setWordWrap(True)
            field.control.setAccessibleDescription(said.text())
            lines.addWidget(said)
        return row

    def _turn(self, row: int) -> None:
        if row < 0:
            return
        self.stack.setCurrentIndex(row)
        self.defaults.setEnabled(bool(in_section(self.sections[row])))

    def _reset(self) -> None:
        for setting in in_section(self.sections[self.list.currentRow()]):
            if self._values[setting.name] != SETTINGS[setting.name].default:
                self.changed.emit(setting.name, setting.default)


def _words(code: str) -> str:
    return sentence(code, {}, language())
