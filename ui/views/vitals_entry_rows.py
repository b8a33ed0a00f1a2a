"""The rows of the vitals form: name, field, unit, NEWS2 points, and beside it what is wrong or what it was converted to."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from cdss.core.kinds import Consciousness
from cdss.core.result import Issue
from cdss.records.vitals import VITAL_UNITS
from cdss.session.names import measured_text, name
from ui.language import language
from ui.theme import set_role

_ORDER = ("heart_rate", "resp_rate", "spo2", "on_oxygen", "sbp", "dbp", "temperature_c", "consciousness", "pain")
_LEVELS: tuple[Consciousness | None, ...] = (None, *Consciousness)
_OXYGEN: tuple[bool | None, ...] = (None, False, True)
_FIELD_WIDTH, _CHOICE_WIDTH, _SAID_WIDTH = 84, 190, 370
_POINT_ROLES = {0: "chip", 1: "chip", 2: "chipWarning", 3: "chipStop"}


class VitalsEntryRows(QWidget):
    """``edited`` at every change; ``finished`` on Enter in the last field. Enter in another leads to the next."""

    edited = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields = {field: QLineEdit() for field in _ORDER if field in VITAL_UNITS}
        self.oxygen, self.consciousness = QComboBox(), QComboBox()
        self.points = {field: QLabel() for field in _ORDER}
        self.said = {field: QLabel() for field in _ORDER}
        self._fill_choices()
        self._lay_out()

    def numbers(self) -> dict[str, str]:
        """What stands in the number fields."""
        return {field: line.text() for field, line in self.fields.items()}

    def texts(self) -> dict[str, str]:
        """What stands in all fields, choices by their place in the list; empty where nothing was said."""
        chosen = {"on_oxygen": self.oxygen.currentIndex(), "consciousness": self.consciousness.currentIndex()}
        return {**self.numbers(), **{field: str(place) if place else "" for field, place in chosen.items()}}

    def set_texts(self, texts: Mapping[str, str]) -> None:
        """Fill the fields as ``texts()`` had them."""
        for field, line in self.fields.items():
            line.setText(texts.get(field, ""))
        for field, box in (("on_oxygen", self.oxygen), ("consciousness", self.consciousness)):
            place = texts.get(field, "")
            box.setCurrentIndex(int(place) if place.isdecimal() and int(place) < box.count() else 0)

    @property
    def on_oxygen(self) -> bool | None:
        """Whether oxygen is given, None where nobody said."""
        return _OXYGEN[self.oxygen.currentIndex()]

    @property
    def level(self) -> Consciousness | None:
        """The level of consciousness, None where nobody said."""
        return _LEVELS[self.consciousness.currentIndex()]

    def show_points(self, points: Mapping[str, int]) -> None:
        """NEWS2 points of each field that has any; none beside the others."""
        for field, label in self.points.items():
            found = points.get(field)
            label.setText("" if found is None else f"+{found}" if found else "0")
            label.setVisible(found is not None)
            if found is not None and label.property("role") != (role := _POINT_ROLES[found]):
                set_role(label, role)

    def show_said(self, refused: Mapping[str, Issue], converted: Mapping[str, str]) -> None:
        """Beside each field why it is not taken, or what it was converted to."""
        for field, label in self.said.items():
            reason = refused[field].text(language()) if field in refused else ""
            label.setText(reason or converted.get(field, ""))
            if label.property("role") != (role := "notice" if reason else "muted"):
                set_role(label, role)
            if field in self.fields:
                self.fields[field].setAccessibleDescription(label.text())

    def _fill_choices(self) -> None:
        unknown = self.tr("not measured")
        self.oxygen.addItems([measured_text("on_oxygen", v, language()) or unknown for v in _OXYGEN])
        self.consciousness.addItems([measured_text("consciousness", v, language()) or unknown for v in _LEVELS])

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(4, 1)
        grid.setColumnMinimumWidth(3, 40)
        grid.setColumnMinimumWidth(4, _SAID_WIDTH)
        for place, field in enumerate(_ORDER):
            title = QLabel(name("vital", field, language()))
            grid.addWidget(title, place, 0)
            self._add_control(grid, place, field)
            self.points[field].setAlignment(Qt.AlignmentFlag.AlignCenter)
            self.said[field].setWordWrap(True)  # a long sentence must not push the fields out of the window
            grid.addWidget(self.points[field], place, 3)
            grid.addWidget(self.said[field], place, 4)

    def _add_control(self, grid: QGridLayout, place: int, field: str) -> None:
        label = name("vital", field, language())
        if field in self.fields:
            line = self.fields[field]
            line.setFixedWidth(_FIELD_WIDTH)
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.setAccessibleName(f"{label} ({VITAL_UNITS[field]})")
            line.textChanged.connect(lambda *_: self.edited.emit())
            line.returnPressed.connect(self._next)
            unit = QLabel(VITAL_UNITS[field])
            if field == "temperature_c":
                unit.setText(self.tr("°C (or with F: 101.3 F)"))
            unit.setProperty("role", "muted")
            grid.addWidget(line, place, 1)
            grid.addWidget(unit, place, 2)
            return
        box = self.oxygen if field == "on_oxygen" else self.consciousness
        box.setFixedWidth(_CHOICE_WIDTH)
        box.setAccessibleName(label)
        box.currentIndexChanged.connect(lambda *_: self.edited.emit())
        grid.addWidget(box, place, 1, 1, 2)

    def _next(self) -> None:
        last = list(self.fields.values())[-1]
        if self.sender() is last:
            self.finished.emit()
        else:
            self.focusNextChild()
