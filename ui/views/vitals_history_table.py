"""The chart of vital signs as a table, newest first: what counts, and struck through before it what does not any more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from cdss.core.clock import foreign_zone
from cdss.records.vitals import VITAL_UNITS
from cdss.records.vitals_changes import ChartRow
from cdss.session.entry.vitals_log import crossed_words, row_time, signed_words
from cdss.session.names import name
from ui.language import language
from ui.terms import measured, temperature_unit
from ui.theme import palette
from ui.views.painting import LEFT

FIELDS = ("heart_rate", "resp_rate", "spo2", "on_oxygen", "sbp", "dbp", "temperature_c", "consciousness", "pain")
"""Columns between the time and who wrote it, in the order of the form."""

CROSSED = Qt.ItemDataRole.UserRole
"""Role of the values of a cell that count no more, as a tuple of texts."""

_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_PADDING, _BETWEEN = 6.0, 6.0
_ROW_HEIGHT = 28
_MEASURED_ROWS = 60
"""Rows that the widths of the columns are made for: to measure thousands would take seconds."""
_DASH = "–"


class ChartModel(QAbstractTableModel):
    """Rows of a chart for a table; a chart of thousands of rows is not copied."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: Sequence[ChartRow] = ()

    def set_rows(self, rows: Sequence[ChartRow]) -> None:
        """Show ``rows``, oldest first as they come, newest first as they stand."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def row_at(self, place: int) -> ChartRow | None:
        """The measurement in a line of the table."""
        return self._rows[len(self._rows) - 1 - place] if 0 <= place < len(self._rows) else None

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """One line a measurement."""
        return len(self._rows)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Time, the vital signs, who wrote it."""
        return len(FIELDS) + 2

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | tuple[str, ...] | None:
        """Names of the columns, short as in the tables of evidence, with their units."""
        if way is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        zone = foreign_zone(self._rows[-1].first.time) if self._rows else ""
        titles = (" ".join(filter(None, (self.tr("Time"), zone))), *(_title(f) for f in FIELDS), self.tr("Written by"))
        return titles[section]

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | tuple[str, ...] | None:
        """What counts; as tool tip and for a screen reader also what does not, and who crossed it out."""
        row = self.row_at(index.row())
        if row is None:
            return None
        if role == CROSSED:
            return self._crossed(row, index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row, index.column())
        return None

    def _text(self, row: ChartRow, column: int) -> str:
        if column == 0:
            return row_time(row.first, language())
        if column > len(FIELDS):
            return self._writer(row)
        return measured(FIELDS[column - 1], getattr(row.now, FIELDS[column - 1])) or _DASH

    def _crossed(self, row: ChartRow, column: int) -> tuple[str, ...]:
        if not 1 <= column <= len(FIELDS):
            return ()
        return tuple(measured(c.field, c.value) for c in row.crossed_of(FIELDS[column - 1]))

    def _words(self, row: ChartRow, column: int) -> str:
        if not 1 <= column <= len(FIELDS):
            return self._text(row, column)
        field = FIELDS[column - 1]
        said = f"{name('vital', field, language())}: {self._text(row, column)}"
        crossed = (crossed_words(c, row.first.time, language()) for c in row.crossed_of(field))
        return "\n".join((said, *(self.tr("crossed out: %1").replace("%1", words) for words in crossed)))

    def _writer(self, row: ChartRow) -> str:
        if row.struck is not None:
            who = signed_words(row.struck, row.first.time, language())
            return self.tr("marked as wrong: %1").replace("%1", who)
        return self.tr("file") if row.entered is None else signed_words(row.entered, row.first.time, language())


def _title(field: str) -> str:
    unit = temperature_unit() if field == "temperature_c" else VITAL_UNITS.get(field)
    return " ".join(filter(None, (name("evidence", field, language()), unit)))


class CrossedDelegate(QStyledItemDelegate):
    """Draws the values that count no more struck through, then the one that counts."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """One cell."""
        painter.save()
        place: Any = option.rect
        state: Any = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(place, QColor(palette().selection))
        painter.setClipRect(place)
        x = place.x() + _PADDING
        for text, font, colour in self._parts(option, index):
            painter.setFont(font)
            painter.setPen(QColor(palette().text if selected else colour))
            width = QFontMetricsF(font).horizontalAdvance(text)
            painter.drawText(QRectF(x, place.y(), width + 1.0, place.height()), LEFT, text)
            x += width + _BETWEEN
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """All parts beside each other."""
        parts = self._parts(option, index)
        width = sum(QFontMetricsF(font).horizontalAdvance(text) for text, font, _ in parts)
        return QSize(round(width + _BETWEEN * len(parts) + 2 * _PADDING), _ROW_HEIGHT)

    def _parts(self, option: QStyleOptionViewItem, index: _Index) -> list[tuple[str, QFont, str]]:
        plain = QFont(option.font)
        struck, strong = QFont(plain), QFont(plain)
        struck.setStrikeOut(True)
        crossed = index.data(CROSSED)
        strong.setBold(bool(crossed))
        old = [(text, struck, palette().muted) for text in crossed]
        return [*old, (index.data(Qt.ItemDataRole.DisplayRole), strong, palette().text)]


def history_table(model: ChartModel) -> QTableView:
    """A table for ``model`` that is read cell by cell with the arrow keys."""
    table = QTableView()
    table.setModel(model)
    table.setItemDelegate(CrossedDelegate(table))
    table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setAlternatingRowColors(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
    table.horizontalHeader().setDefaultAlignment(LEFT)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setHighlightSections(False)
    table.horizontalHeader().setResizeContentsPrecision(_MEASURED_ROWS)
    return table
