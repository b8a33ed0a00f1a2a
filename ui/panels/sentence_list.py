"""The sentences of a report as a list under the names of their sections; each wraps, and says how it differs from its draft."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from cdss.session.names import name
from cdss.session.report.text.records import ReportText, Section, Sentence
from ui.language import language
from ui.theme import palette

_KEY = Qt.ItemDataRole.UserRole
_SIDE, _ABOVE = 6, 3
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
_Index = QModelIndex | QPersistentModelIndex


def section_name(section: Section, code: str) -> str:
    """Findings, impression, comparison, recommendation in the language ``code``."""
    return name("report", section.value, code)


class WrappedRows(QStyledItemDelegate):
    """Draws each row on as many lines as its text takes; Qt's own rows cut the last words of some."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """As high as the text at the width of the list."""
        width = self._list().viewport().width()
        room = QRect(0, 0, width - 2 * _SIDE, 100_000)
        text = QFontMetrics(self._face(index)).boundingRect(room, _WRAPPED, str(index.data()))
        return QSize(width, text.height() + 2 * _ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """The text, on the ground of a selection where it is chosen, with a frame where the keys go to it."""
        colours, box = palette(), QRect(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(box, QColor(colours.selection))
        if chosen and self._list().hasFocus():
            painter.setPen(QPen(QColor(colours.accent), 1.0))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.setFont(self._face(index))
        dimmed = not index.flags() & Qt.ItemFlag.ItemIsEnabled
        painter.setPen(QColor(colours.muted if dimmed else colours.text))
        painter.drawText(box.adjusted(_SIDE, _ABOVE, -_SIDE, -_ABOVE), _WRAPPED, str(index.data()))

    def _list(self) -> QListWidget:
        parent = self.parent()
        assert isinstance(parent, QListWidget)
        return parent

    def _face(self, index: _Index) -> QFont:
        face = index.data(Qt.ItemDataRole.FontRole)
        return QFont(face) if face is not None else QFont(self._list().font())


class SentenceList(QListWidget):
    """``chosen`` with the key of the sentence that the arrows or a click came to; ``opened`` by a click or Enter."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sentenceList")
        self.setItemDelegate(WrappedRows(self))
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(lambda now, _: self._tell(now))
        self.itemClicked.connect(lambda item: self._open(item))
        self.itemActivated.connect(lambda item: self._open(item))

    def set_text(self, text: ReportText) -> None:
        """Show the sentences; the chosen one stays chosen, and rows that say the same are not touched."""
        rows: list[tuple[str, str, Sentence | None]] = []
        for section in Section:
            rows.append(("", section_name(section, language()), None))
            rows += [(one.key, shown_text(one), one) for one in text.of(section)]
        here = self.key()
        self.blockSignals(True)
        while self.count() > len(rows):
            self.takeItem(self.count() - 1)
        while self.count() < len(rows):
            self.addItem(QListWidgetItem())
        for index, (key, words, sentence) in enumerate(rows):
            self._put(self.item(index), key, words, sentence)
        self.blockSignals(False)
        self.choose(here)

    def choose(self, key: str) -> None:
        """Mark the sentence ``key``; none where there is none, without telling anyone."""
        self.blockSignals(True)
        found = next((i for i in range(self.count()) if key and self.item(i).data(_KEY) == key), -1)
        self.setCurrentRow(found)
        self.blockSignals(False)

    def first(self) -> str:
        """Key of the first sentence; empty where there is none."""
        keys = (str(self.item(i).data(_KEY)) for i in range(self.count()))
        return next((key for key in keys if key), "")

    def key(self) -> str:
        """Of the chosen sentence; empty where none is."""
        item = self.currentItem()
        return str(item.data(_KEY)) if item is not None else ""

    def _put(self, item: QListWidgetItem, key: str, words: str, sentence: Sentence | None) -> None:
        left_out = sentence is not None and sentence.left_out
        if item.data(_KEY) == key and item.text() == words and item.font().strikeOut() is left_out:
            return
        item.setData(_KEY, key)
        item.setText(words)
        item.setFlags(
            Qt.ItemFlag.NoItemFlags if sentence is None else Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        )
        face = QFont(self.font())
        face.setBold(sentence is None)
        face.setStrikeOut(left_out)
        item.setFont(face)

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(_KEY):
            self.chosen.emit(str(item.data(_KEY)))

    def _open(self, item: QListWidgetItem) -> None:
        if item.data(_KEY):
            self.opened.emit(str(item.data(_KEY)))


def shown_text(one: Sentence) -> str:
    """The sentence with a mark for what the clinician did to it: ✎ rewritten, + added, ! with other evidence since."""
    if one.left_out:
        return one.draft
    marks = ("+ " if one.own else "✎ ") if one.edit is not None else ""
    return ("! " if one.outdated and one.edit and one.edit.basis else "") + marks + one.text
