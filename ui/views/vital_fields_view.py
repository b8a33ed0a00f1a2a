"""Vital signs to be edited: a field with its unit each, beside it what was measured. An empty field means "not measured"."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QWidget

from cdss.core.kinds import Consciousness, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.records.vitals import NUMERIC_VITALS, VITAL_UNITS, VitalsRow, VitalValue
from cdss.session.names import measured_text, name
from ui.language import language
from ui.theme import set_role
from ui.views.worded import Worded

_LEVELS: tuple[Consciousness | None, ...] = (None, *Consciousness)
_OXYGEN: tuple[bool | None, ...] = (None, False, True)
Edits = dict[str, VitalValue | None]


class VitalFieldsView(Worded, QWidget):
    """``edited`` at every change by the user; ``edits()`` says what differs from what was measured, which is marked."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._latest = VitalsRow()
        self.fields = {field: QLineEdit() for field in NUMERIC_VITALS}
        self.consciousness, self.oxygen = QComboBox(), QComboBox()
        self._names = {field: QLabel() for field in (*NUMERIC_VITALS, "consciousness", "on_oxygen")}
        self._measured = {field: QLabel() for field in self._names}
        self._now: dict[str, str] = {}
        self._build()
        self._words()
        self.edited.connect(self._mark)

    def set_values(self, latest: VitalsRow, edits: Mapping[str, VitalValue | None]) -> None:
        """Fill the fields with ``latest`` as edited; emits nothing."""
        self._latest = latest
        shown = {field: edits.get(field, getattr(latest, field)) for field in self._names}
        for field, line in self.fields.items():
            line.blockSignals(True)
            line.setText(_shown(shown[field]))
            line.blockSignals(False)
        self._choose(self.consciousness, _LEVELS.index(shown["consciousness"]))
        self._choose(self.oxygen, _OXYGEN.index(shown["on_oxygen"]))
        self._words()

    def edits(self) -> Edits:
        """What differs from what was measured, by name; fields that hold no number are left out."""
        found: Edits = {}
        for field, line in self.fields.items():
            value = _number(line.text())
            if not isinstance(value, str) and value != getattr(self._latest, field):
                found[field] = value
        level, oxygen = _LEVELS[self.consciousness.currentIndex()], _OXYGEN[self.oxygen.currentIndex()]
        if level != self._latest.consciousness:
            found["consciousness"] = level
        if oxygen != self._latest.on_oxygen:
            found["on_oxygen"] = oxygen
        return found

    def unreadable(self) -> tuple[Issue, ...]:
        """One sentence for each field that holds no number."""
        wrong = ((field, _number(line.text())) for field, line in self.fields.items())
        return tuple(
            issue("what_if_not_a_number", Severity.WARNING, Modality.VITALS, field=f"name_vital_{field}", value=text)
            for field, text in wrong
            if isinstance(text, str)
        )

    def _build(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(3, 1)
        for place, (field, line) in enumerate(self.fields.items()):
            line.setFixedWidth(64)
            line.setObjectName("vitalField")
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            line.textEdited.connect(lambda *_: self.edited.emit())
            unit = QLabel(VITAL_UNITS[field])
            unit.setProperty("role", "muted")
            for column, widget in enumerate((self._names[field], line, unit, self._measured[field])):
                grid.addWidget(widget, place, column)
        for place, (field, box) in enumerate(
            (("consciousness", self.consciousness), ("on_oxygen", self.oxygen)), len(self.fields)
        ):
            box.addItems([""] * len(_LEVELS if field == "consciousness" else _OXYGEN))
            box.setObjectName("vitalField")
            box.activated.connect(lambda *_: self.edited.emit())
            grid.addWidget(self._names[field], place, 0)
            grid.addWidget(box, place, 1, 1, 2)
            grid.addWidget(self._measured[field], place, 3)
        for label in self._measured.values():
            label.setProperty("role", "muted")

    def _words(self) -> None:
        unknown = self.tr("not measured")
        for field, box, choices in (
            ("consciousness", self.consciousness, _LEVELS),
            ("on_oxygen", self.oxygen, _OXYGEN),
        ):
            for place, value in enumerate(choices):
                box.setItemText(place, measured_text(field, value, language()) or unknown)
        shown: dict[str, str] = {field: _shown(getattr(self._latest, field)) for field in self.fields}
        shown["consciousness"] = measured_text("consciousness", self._latest.consciousness, language())
        shown["on_oxygen"] = "" if self._latest.on_oxygen is None else self.oxygen.itemText(1 + self._latest.on_oxygen)
        controls: dict[str, QWidget] = {**self.fields, "consciousness": self.consciousness, "on_oxygen": self.oxygen}
        for field, control in controls.items():
            label = name("vital", field, language())
            self._names[field].setText(label)
            self._now[field] = self.tr("now {0}").format(shown[field]) if shown[field] else unknown
            control.setAccessibleName(f"{label} {VITAL_UNITS.get(field, '')}, {self._now[field]}")
        self._mark()

    def _mark(self) -> None:
        """What the patient has, with an arrow and another colour where the user has put something else."""
        edits = self.edits()
        for field, label in self._measured.items():
            label.setText(f"← {self._now[field]}" if field in edits else self._now[field])
            if label.property("role") != (role := "changed" if field in edits else "muted"):
                set_role(label, role)

    def _choose(self, box: QComboBox, place: int) -> None:
        box.blockSignals(True)
        box.setCurrentIndex(place)
        box.blockSignals(False)


def _shown(value: object) -> str:
    """A number as short as it can be; empty where nothing was measured."""
    return "" if value is None else f"{value:g}" if isinstance(value, float | int) else str(value)


def _number(text: str) -> float | str | None:
    """The number typed (decimal point or comma), None for an empty field, the text itself where it is no number."""
    stripped = text.strip()
    if not stripped:
        return None
    try:
        return float(stripped.replace(",", "."))
    except ValueError:
        return stripped
