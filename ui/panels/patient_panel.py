"""The form of who the patient is: number, age, sex, when and how they came. Empty is not known; nothing is made up for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdss.core.kinds import ArrivalMode, Sex
from cdss.session.entry.patient_form import PatientReading, TypedPatient, read_patient
from cdss.session.entry.typed_forms import Typed
from cdss.session.names import name
from ui.language import language
from ui.panels.form_panel import FormPanel
from ui.views.plain import plain

_SEXES = (Sex.UNKNOWN, Sex.MALE, Sex.FEMALE, Sex.OTHER)
_MODES = (ArrivalMode.UNKNOWN, ArrivalMode.AMBULANCE, ArrivalMode.OTHER)
_MONTHS = 1
"""Place of months among the units of age."""


class PatientPanel(FormPanel):
    """``written`` with the identity and who signed. ``clock``: the time by the clock of the patient's chart."""

    written = Signal(object, str)

    def __init__(
        self,
        patient: str,
        known: TypedPatient,
        by: str,
        required: bool,
        clock: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(self.tr("Who the patient is: {0}").format(patient), by, required, parent)
        self._clock, self._known = clock, known
        self.number, self.age, self.arrival = QLineEdit(), QLineEdit(), QLineEdit()
        self.unit, self.sex, self.mode = QComboBox(), QComboBox(), QComboBox()
        self.said = {field: QLabel() for field in ("patient_id", "age", "arrival")}
        self.now = QPushButton(self.tr("Now"))
        self._build(patient)
        self._fill(known)
        self._connect()
        self._judge()
        self.number.setFocus()

    def reading(self) -> PatientReading:
        """All that was typed, judged now."""
        return read_patient(self._typed(), self._clock())

    def set_typed(self, texts: Typed) -> None:
        """Go on with what was typed before; said on the form where there is any."""
        self.continued.setVisible(bool(texts))
        told = dict(texts)
        if told:
            months, sex = told.get("months") == "1", told.get("sex", "")
            known = Sex(sex) if sex in tuple(Sex) else Sex.UNKNOWN
            number, age, arrival = (told.get(field, "") for field in ("patient_id", "age", "arrival"))
            mode = told.get("arrival_mode", "")
            came = ArrivalMode(mode) if mode in tuple(ArrivalMode) else self._known.arrival_mode
            self._fill(TypedPatient(number, age, months, known, arrival, came))

    def _lead_on(self) -> None:
        self.focusNextChild()

    def _build(self, patient: str) -> None:
        whose, rule = plain(QLabel(patient)), QLabel(self.tr("Leave empty what is not known."))
        whose.setProperty("role", "strong")
        rule.setProperty("role", "muted")
        self.unit.addItems([self.tr("years"), self.tr("months")])
        for box, kind, codes in ((self.sex, "sex", _SEXES), (self.mode, "arrival_mode", _MODES)):
            box.addItems([name(kind, code.value, language()) or self.tr("not known") for code in codes])
        self._name()
        form = self._form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.addRow(self.tr("Patient number"), self._line(self.number))
        form.addRow("", self.said["patient_id"])
        form.addRow(self.tr("Age"), self._line(self.age, self.unit))
        form.addRow("", self.said["age"])
        form.addRow(self.tr("Sex"), self._line(self.sex))
        form.addRow(self.tr("Arrival"), self._line(self.arrival, self.now))
        form.addRow("", self.said["arrival"])
        form.addRow(self.tr("Means of arrival"), self._line(self.mode))
        for label in self.said.values():
            label.setProperty("role", "notice")
            label.setWordWrap(True)
        form.addRow(self.tr("Initials or name"), self.signed)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for part in (whose, self.continued, rule):
            column.addWidget(part)
        column.addLayout(form)
        column.addStretch(1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.save.setProperty("role", "primary")
        for button in (self.save, self.cancel, self.now):
            button.setAutoDefault(False)
        foot.addWidget(self.save)
        foot.addWidget(self.cancel)
        column.addLayout(foot)
        self.setMinimumWidth(560)

    def _name(self) -> None:
        self.number.setAccessibleName(self.tr("Patient number"))
        self.age.setAccessibleName(self.tr("Age"))
        self.unit.setAccessibleName(self.tr("Unit of the age"))
        self.sex.setAccessibleName(self.tr("Sex"))
        self.arrival.setAccessibleName(self.tr("Arrival: time, or date and time"))
        self.arrival.setPlaceholderText("14:05 · 2026-11-20 14:05")
        self.now.setAccessibleName(self.tr("Arrived now"))
        self.mode.setAccessibleName(self.tr("Means of arrival"))
        for field, width in ((self.number, 200), (self.age, 70), (self.arrival, 200)):
            field.setFixedWidth(width)

    def _line(self, *widgets: QWidget) -> QHBoxLayout:
        """Widgets beside each other, at the left."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        row.addStretch(1)
        return row

    def _fill(self, known: TypedPatient) -> None:
        self.number.setText(known.patient_id)
        self.age.setText(known.age)
        self.unit.setCurrentIndex(_MONTHS if known.months else 0)
        self.sex.setCurrentIndex(_SEXES.index(known.sex))
        self.arrival.setText(known.arrival)
        self.mode.setCurrentIndex(_MODES.index(known.arrival_mode))

    def _connect(self) -> None:
        for field in (self.number, self.age, self.arrival):
            field.textChanged.connect(lambda *_: self._changed())
        for box in (self.unit, self.sex, self.mode):
            box.currentIndexChanged.connect(lambda *_: self._changed())
        self.signed.changed.connect(self._judge)
        self.now.clicked.connect(lambda *_: self.arrival.setText(f"{self._clock():%Y-%m-%d %H:%M}"))
        self.save.clicked.connect(lambda *_: self._save())
        self.cancel.clicked.connect(lambda *_: self._discard())

    def _typed(self) -> TypedPatient:
        months = self.unit.currentIndex() == _MONTHS
        sex, mode = _SEXES[self.sex.currentIndex()], _MODES[self.mode.currentIndex()]
        return TypedPatient(self.number.text(), self.age.text(), months, sex, self.arrival.text(), mode)

    def _changed(self) -> None:
        self._judge()
        typed = self._typed()
        if typed == self._known:
            self.typed.emit(None)
            return
        kept = {"patient_id": typed.patient_id, "age": typed.age, "months": "1" if typed.months else ""}
        kept |= {"sex": typed.sex.value, "arrival": typed.arrival, "arrival_mode": typed.arrival_mode.value}
        self.typed.emit(tuple(kept.items()))

    def _judge(self) -> None:
        read = self.reading()
        for field, label in self.said.items():
            said = read.refused.get(field) or (read.doubt if field == "arrival" else None)
            label.setText(said.text(language()) if said else "")
            self._form.setRowVisible(label, said is not None)
        self.save.setEnabled(not read.refused and self.signed.complete)

    def _save(self) -> None:
        read = self.reading()
        if not read.refused and self.signed.complete:
            self.written.emit(read.found, self.signed.by)
            self.accept()
