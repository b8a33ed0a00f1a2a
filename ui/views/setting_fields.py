"""The control of one setting: a list of choices, a number, a tick, or a folder."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from cdss.core.sentences import catalogue, sentence
from cdss.session.settings import Kind, Setting, Value
from ui.language import language

_WIDTH = 230
_INSET = 6


class SettingField(QWidget):
    """``changed`` with what the user chose; ``control`` is what takes the focus."""

    changed = Signal(object)

    def __init__(self, setting: Setting, label: str, control: QWidget) -> None:
        super().__init__()
        self.setting, self.control = setting, control
        control.setObjectName(f"setting_{setting.name}")
        control.setAccessibleName(label)
        control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        control.installEventFilter(self)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(0, 0, 0, 0)
        self.line.addWidget(control)
        self.setFixedWidth(_WIDTH)

    def show_value(self, value: Value) -> None:
        """Show ``value``; nothing is reported."""
        raise NotImplementedError

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The wheel scrolls the page and never changes a setting by the way."""
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)


class ChoiceField(SettingField):
    """One of the setting's values, by their names."""

    def __init__(self, setting: Setting, label: str) -> None:
        self.box = QComboBox()
        super().__init__(setting, label, self.box)
        for value in setting.allowed:
            self.box.addItem(sentence(f"setting_{setting.name}_{value}", {}, language()), value)
        self.box.activated.connect(lambda *_: self.changed.emit(self.box.currentData()))

    def show_value(self, value: Value) -> None:
        """Show ``value``; nothing is reported."""
        self.box.setCurrentIndex(self.box.findData(value))


class NumberField(SettingField):
    """A whole number with its unit, ``name_setting_unit_<name>`` where there is one.

    The lowest is shown as ``name_setting_lowest_<name>`` where there is such a word: "no cap" says more than 0.
    """

    def __init__(self, setting: Setting, label: str) -> None:
        self.box = QSpinBox()
        super().__init__(setting, label, self.box)
        self.box.lineEdit().setTextMargins(_INSET, 0, 0, 0)  # the style sheet's padding is not heard by a spin box
        self.box.setRange(setting.lowest, setting.highest)
        self.box.setSingleStep(setting.steps)
        unit = f"name_setting_unit_{setting.name}"
        if unit in catalogue():
            self.box.setSuffix(" " + sentence(unit, {}, language()))
        lowest = f"name_setting_lowest_{setting.name}"
        if lowest in catalogue():
            self.box.setSpecialValueText(sentence(lowest, {}, language()))
        self.box.setKeyboardTracking(False)
        self.box.valueChanged.connect(lambda value: self.changed.emit(value))

    def show_value(self, value: Value) -> None:
        """Show ``value``; nothing is reported."""
        with QSignalBlocker(self.box):
            self.box.setValue(int(value))


class SwitchField(SettingField):
    """On or off."""

    def __init__(self, setting: Setting, label: str) -> None:
        self.box = QCheckBox()
        super().__init__(setting, label, self.box)
        self.box.toggled.connect(lambda on: self.changed.emit(on))

    def show_value(self, value: Value) -> None:
        """Show ``value``; nothing is reported."""
        with QSignalBlocker(self.box):
            self.box.setChecked(bool(value))


class FolderField(SettingField):
    """The path, a button that chooses another, and one that takes it away."""

    def __init__(self, setting: Setting, label: str) -> None:
        self._label = label
        self.path, self.choose, self.clear = QLineEdit(), QPushButton(), QPushButton()
        super().__init__(setting, label, self.choose)
        self.path.setReadOnly(True)
        self.path.setAccessibleName(label)
        self.path.setPlaceholderText(self.tr("none"))
        self.choose.setText(self.tr("Choose…"))
        self.clear.setText("✕")
        self.clear.setAccessibleName(self.tr("{0}: none").format(label))
        self.clear.setToolTip(self.tr("{0}: none").format(label))
        for button in (self.choose, self.clear):
            button.setAutoDefault(False)
        self.line.insertWidget(0, self.path, 1)
        self.line.addWidget(self.clear)
        self.setFixedWidth(_WIDTH + 130)
        self.choose.clicked.connect(self._ask)
        self.clear.clicked.connect(lambda *_: self.changed.emit(""))

    def show_value(self, value: Value) -> None:
        """Show ``value``; nothing is reported."""
        self.path.setText(str(value))
        self.path.setToolTip(str(value))
        self.clear.setEnabled(bool(value))

    def _ask(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self, self._label, self.path.text()):
            self.changed.emit(chosen)


_FIELDS = {Kind.CHOICE: ChoiceField, Kind.NUMBER: NumberField, Kind.BOOL: SwitchField, Kind.FOLDER: FolderField}


def setting_field(setting: Setting, label: str, value: Value) -> SettingField:
    """The control of ``setting``, called ``label``, showing ``value``; ``KeyError`` for a hidden one."""
    field = _FIELDS[setting.kind](setting, label)
    field.show_value(value)
    return field
