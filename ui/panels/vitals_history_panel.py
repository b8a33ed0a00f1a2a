"""The chart of vital signs to be looked through and corrected. Nothing is overwritten: the old value stays, struck through."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdss.core.kinds import Consciousness
from cdss.records.vitals import VITAL_UNITS, VitalsRow, VitalValue
from cdss.records.vitals_changes import ChartRow, VitalsChange, standing
from cdss.session.entry.vitals_form import number_judged
from cdss.session.entry.vitals_log import log_lines, row_time
from cdss.session.names import measured_text, name
from ui.language import language
from ui.panels.room import open_at
from ui.views.plain import plain
from ui.views.signed_view import SignedView
from ui.views.vitals_history_table import FIELDS, ChartModel, history_table

_CHOICES: dict[str, tuple[VitalValue, ...]] = {"on_oxygen": (False, True), "consciousness": tuple(Consciousness)}


class VitalsHistoryPanel(QDialog):
    """``corrected`` with the measurement as first written, the field, the value and who signed; ``struck`` without a value,
    and without a field (None) for a whole measurement; ``undo_requested`` with who signed. ``set_chart`` shows what came of it.

    Enter on a cell leads to its value, Delete marks it as wrong, Ctrl+Z takes the last change back.
    """

    corrected = Signal(object, str, object, str)
    struck = Signal(object, object, str)
    undo_requested = Signal(str)

    def __init__(self, patient: str, by: str, required: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Chart of the vital signs of {0}").format(patient))
        open_at(self, 960, 620)
        self._model, self._undoable = ChartModel(self), False
        self.table = history_table(self._model)
        self.chosen, self.value, self.choice = QLabel(), QLineEdit(), QComboBox()
        self.unit, self.said = QLabel(), QLabel()
        self.correct = QPushButton(self.tr("Correct"))
        self.strike = QPushButton(self.tr("Mark value as wrong"))
        self.strike_row = QPushButton(self.tr("Mark whole measurement as wrong"))
        self.undo = QPushButton(self.tr("Undo last change"))
        self.signed = SignedView(by, required)
        self.log = QListWidget()
        self.close_button = QPushButton(self.tr("Close"))
        self._build(patient)
        self._connect()
        self._show_cell()

    def set_chart(self, rows: Sequence[ChartRow], changes: Sequence[VitalsChange]) -> None:
        """Show the chart and its record; the cell that was chosen stays chosen."""
        row, field = self._row(), self._field()
        self._model.set_rows(rows)
        self.table.resizeColumnsToContents()
        self.log.clear()
        self.log.addItems(log_lines(changes, language()) or (self.tr("nothing entered, corrected or struck yet"),))
        self._undoable = bool(standing(changes))
        place = next((i for i in range(len(rows)) if row is not None and self._first(i) == row.first), 0)
        self.table.setCurrentIndex(self._model.index(place, FIELDS.index(field) + 1 if field else 1))
        self._show_cell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z takes the last change back."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._undo_if_any()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys on the table: Enter leads to the value, Delete marks it as wrong."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
                self._to_value()
                return True
            if event.key() == Qt.Key.Key_Delete and self.strike.isEnabled():
                self._strike()
                return True
        return False

    def _build(self, patient: str) -> None:
        whose, record = plain(QLabel(patient)), QLabel(self.tr("Record of changes"))
        whose.setProperty("role", "strong")
        for label in (record, self.unit):
            label.setProperty("role", "muted")
        self.said.setProperty("role", "notice")
        self.table.setObjectName("chartTable")
        self.table.setAccessibleName(self.tr("Chart of the vital signs"))
        self.log.setObjectName("chartLog")
        self.log.setAccessibleName(self.tr("Record of changes"))
        self.log.setFixedHeight(120)
        self.value.setFixedWidth(90)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addWidget(whose)
        column.addWidget(self.table, 1)
        column.addLayout(self._row_of(self.chosen, self.value, self.choice, self.unit, self.said))
        column.addLayout(self._row_of(self.correct, self.strike, self.strike_row, self.undo))
        column.addLayout(self._row_of(QLabel(self.tr("Initials or name")), self.signed))
        column.addWidget(record)
        column.addWidget(self.log)
        column.addLayout(self._row_of(QWidget(), self.close_button))

    def _row_of(self, *widgets: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in widgets:
            if isinstance(widget, QPushButton):
                widget.setAutoDefault(False)
            row.addWidget(widget, 1 if widget in (self.said, self.signed) or type(widget) is QWidget else 0)
        if widgets[-1] is self.undo:
            row.addStretch(1)
        return row

    def _connect(self) -> None:
        self.table.installEventFilter(self)
        self.table.selectionModel().currentChanged.connect(lambda *_: self._show_cell())
        self.table.doubleClicked.connect(lambda *_: self._to_value())
        self.value.textChanged.connect(lambda *_: self._judge())
        self.value.returnPressed.connect(self._correct)
        self.choice.currentIndexChanged.connect(lambda *_: self._judge())
        self.signed.changed.connect(self._judge)
        self.correct.clicked.connect(self._correct)
        self.strike.clicked.connect(self._strike)
        self.strike_row.clicked.connect(self._strike_row)
        self.undo.clicked.connect(self._undo)
        self.close_button.clicked.connect(self.reject)

    def _row(self) -> ChartRow | None:
        return self._model.row_at(self.table.currentIndex().row())

    def _first(self, place: int) -> VitalsRow | None:
        row = self._model.row_at(place)
        return row.first if row is not None else None

    def _field(self) -> str | None:
        column = self.table.currentIndex().column()
        return FIELDS[column - 1] if 1 <= column <= len(FIELDS) else None

    def _show_cell(self) -> None:
        """The chosen value in the line below the table, ready to be corrected."""
        row, field = self._row(), self._field()
        there = row is not None and row.struck is None and field is not None
        choices = _CHOICES.get(field or "", ())
        self.value.setVisible(there and not choices)
        self.choice.setVisible(there and bool(choices))
        self.unit.setText(VITAL_UNITS.get(field or "", "") if there else "")
        self.chosen.setText(self._cell_words(row, field))
        if row is not None and field is not None:
            label = self.tr("Correct {0}").format(name("vital", field, language()))
            now: VitalValue | None = getattr(row.now, field)
            self.value.setText("" if choices else measured_text(field, now, language()))
            self._offer(choices, field, now)
            for control in (self.value, self.choice):
                control.setAccessibleName(label)
        self._judge()

    def _offer(self, choices: tuple[VitalValue, ...], field: str, now: VitalValue | None) -> None:
        self.choice.blockSignals(True)
        self.choice.clear()
        self.choice.addItems([measured_text(field, value, language()) for value in choices])
        self.choice.setCurrentIndex(choices.index(now) if now in choices else -1)
        self.choice.blockSignals(False)

    def _cell_words(self, row: ChartRow | None, field: str | None) -> str:
        if row is None:
            return self.tr("There are no vital signs yet.")
        if row.struck is not None:
            return self.tr("This measurement was marked as wrong. Undo takes the last change back.")
        if field is None:
            return self.tr("Measurement of {0}").format(row_time(row.first, language()))
        return self.tr("{0} of {1}").format(name("vital", field, language()), row_time(row.first, language()))

    def _judge(self) -> None:
        """Which of the buttons may be pressed, and why a value is not taken."""
        row, field = self._row(), self._field()
        open_row = row is not None and row.struck is None and self.signed.complete
        now = getattr(row.now, field) if row is not None and field is not None else None
        value, reason = self._judged()
        self.said.setText(reason)
        self.correct.setEnabled(open_row and value is not None and value != now)
        self.strike.setEnabled(open_row and now is not None)
        self.strike_row.setEnabled(open_row)
        self.undo.setEnabled(self._undoable and self.signed.complete)

    def _judged(self) -> tuple[VitalValue | None, str]:
        """The value that stands in the line, or why it is none that can be taken."""
        row, field = self._row(), self._field()
        if row is None or field is None or row.struck is not None:
            return None, ""
        if field in _CHOICES:
            place = self.choice.currentIndex()
            return (_CHOICES[field][place] if place >= 0 else None), ""
        if not self.value.text().strip():
            return None, ""
        value, issue = number_judged(field, self.value.text(), row.now)
        return value, issue.text(language()) if issue is not None else ""

    def _to_value(self) -> None:
        control = self.choice if self._field() in _CHOICES else self.value
        control.setFocus()
        if control is self.value:
            self.value.selectAll()

    def _correct(self) -> None:
        row, field = self._row(), self._field()
        value, _ = self._judged()
        if self.correct.isEnabled() and row is not None and field is not None:
            self.corrected.emit(row.first, field, value, self.signed.by)
            self.table.setFocus()

    def _strike(self) -> None:
        self._struck(self._field())

    def _strike_row(self) -> None:
        self._struck(None)

    def _struck(self, field: str | None) -> None:
        """The keys go to the table first: a button that can be pressed no more gives them to the next one, which a second
        press of Space would set off.
        """
        row = self._row()
        if row is not None:
            self.table.setFocus()
            self.struck.emit(row.first, field, self.signed.by)

    def _undo_if_any(self) -> None:
        """Undo, or say why nothing is undone: a key without an answer is pressed again."""
        if self.undo.isEnabled():
            self._undo()
        elif self._undoable:
            self.said.setText(self.tr("Write your initials or name first: an undo is signed too."))
        else:
            self.said.setText(self.tr("Nothing more to undo in this chart. The patient stays as they are."))

    def _undo(self) -> None:
        self.table.setFocus()
        self.undo_requested.emit(self.signed.by)
