"""The DICOM attributes of a film; who the patient is stays hidden until someone asks to see it, and again once closed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cdss.records.dicom_tags import DicomTag
from ui.panels.room import open_around, open_at

HIDDEN = "••••••"
_INDENT = "    "
_WIDTH, _HEIGHT, _WIDTH_WITHOUT = 820, 620, 420
"""Pixels: the width, the height at most, and the width where there is nothing but the sentence that says so."""


class TagsPanel(QDialog):
    """Lists ``tags``; ``search`` filters by number, name and by those values that are shown. All of it works by keyboard."""

    def __init__(self, tags: tuple[DicomTag, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tags = tags
        self.setWindowTitle(self.tr("DICOM tags of the X-ray"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search by number, name or value"))
        self.search.setAccessibleName(self.tr("Search the DICOM tags"))
        self.search.setClearButtonEnabled(True)
        self.table = QTableWidget(0, 4)
        self.count = QLabel()
        self.count.setProperty("role", "muted")
        self.none = QLabel(self.tr("The file is not DICOM: it has no tags"))
        self.none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.identity = QPushButton(self.tr("Show identity"))
        self.identity.setCheckable(True)
        self.close_button = QPushButton(self.tr("Close"))
        self._build()
        self._fill()
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leads from the search into the table; Enter presses nothing."""
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.table.setFocus()
            self.table.setCurrentCell(0, 0)
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def done(self, result: int) -> None:
        """However it is closed, identity is hidden again."""
        self.identity.setChecked(False)
        super().done(result)

    def _build(self) -> None:
        self.table.setHorizontalHeaderLabels([self.tr("Tag"), self.tr("Name"), self.tr("Type"), self.tr("Value")])
        self.table.setAccessibleName(self.tr("DICOM tags"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in enumerate((110, 280, 56)):
            self.table.setColumnWidth(column, width)
        foot = QHBoxLayout()
        foot.addWidget(self.count, 1)
        for button in (self.identity, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column_layout = QVBoxLayout(self)
        for widget in (self.search, self.table, self.none):
            column_layout.addWidget(widget)
        for part in (self.search, self.table, self.identity):
            part.setVisible(bool(self._tags))
        self.none.setVisible(not self._tags)
        column_layout.addLayout(foot)
        self.search.textChanged.connect(self._fill)
        self.identity.toggled.connect(self._fill)
        self.close_button.clicked.connect(self.reject)
        self.search.setFocus()

    def _fit(self) -> None:
        """As high as its rows, and no higher than can be taken in."""
        if not self._tags:
            open_around(self, _WIDTH_WITHOUT)
            return
        table = self.table.horizontalHeader().sizeHint().height() + self.table.verticalHeader().length() + 4
        around = self.sizeHint().height() - self.table.sizeHint().height()
        open_at(self, _WIDTH, min(around + table, _HEIGHT))

    def _fill(self) -> None:
        rows = [(tag, self._value(tag)) for tag in self._tags]
        words = self.search.text().casefold().split()
        kept = [(tag, value) for tag, value in rows if _matches(words, f"{tag.tag} {tag.name} {value}")]
        self.table.setRowCount(len(kept))
        for row, (tag, value) in enumerate(kept):
            for column, text in enumerate((_INDENT * tag.depth + tag.tag, tag.name, tag.vr, value)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(row, column, item)
        self.count.setText(self._count(len(kept)))

    def _value(self, tag: DicomTag) -> str:
        return HIDDEN if tag.identifying and tag.value and not self.identity.isChecked() else tag.value

    def _count(self, kept: int) -> str:
        if not self._tags:
            return ""
        said = self.tr("{0} of {1} tags").format(kept, len(self._tags))
        if self.identity.isChecked():
            return said + " · " + self.tr("identity is shown until this closes")
        hidden = sum(1 for tag in self._tags if tag.identifying and tag.value)
        return said + " · " + self.tr("{0} hidden: they may tell who the patient is").format(hidden)


def _matches(words: list[str], text: str) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)
