"""The note's text with its marks, or open for editing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from ui.theme import palette, set_role
from ui.views.note_marks import Mark, MarkKind
from ui.views.painting import blended

_PIXELS = 14
_LINE_PERCENT = 145.0
_LEAST_GROUND = 0.25
_UNDERLINES = {
    MarkKind.RAISES: QTextCharFormat.UnderlineStyle.SingleUnderline,
    MarkKind.LOWERS: QTextCharFormat.UnderlineStyle.DotLine,
    MarkKind.DENIED: QTextCharFormat.UnderlineStyle.DashUnderline,
}


class NoteText(QTextEdit):
    """Read-only with marks; ``open_editor`` makes it a plain editor. ``committed`` on Ctrl+Enter, ``abandoned`` on Escape."""

    committed = Signal()
    abandoned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.document().setDocumentMargin(10.0)
        self.setReadOnly(True)
        self.setProperty("role", "note")

    def show_marked(self, text: str, found: tuple[Mark, ...], bold_to: int) -> None:
        """Show ``text`` with ``found``; the first ``bold_to`` units (the complaint) in a strong face."""
        place = self.verticalScrollBar().value()
        self._open(read_only=True)
        self.setPlainText(text)
        self._set_format(0, -1, self._base())
        if bold_to:
            self._set_format(0, bold_to, _strong())
        for mark in found:
            self._set_format(mark.start, mark.end, mark_format(mark))
        self.verticalScrollBar().setValue(place)

    def open_editor(self, text: str) -> None:
        """Let the user change ``text``."""
        self._open(read_only=False)
        self.setPlainText(text)
        self._set_format(0, -1, self._base())
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """While editing, the keys that end it are this editor's, before the window's actions on the same keys."""
        asked = event.type() == QEvent.Type.ShortcutOverride and not self.isReadOnly()
        if asked and isinstance(event, QKeyEvent) and (_commits(event) or event.key() == Qt.Key.Key_Escape):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter and Escape end the editing; while only reading, letters are left to the window's keys."""
        if self.isReadOnly():
            super().keyPressEvent(event)
            return
        if _commits(event):
            self.committed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)

    def _open(self, read_only: bool) -> None:
        if self.isReadOnly() != read_only:
            self.setReadOnly(read_only)
            set_role(self, "note" if read_only else "")

    def _base(self) -> QTextCharFormat:
        base = QTextCharFormat()
        base.setForeground(QColor(palette().text))
        base.setProperty(QTextCharFormat.Property.FontPixelSize, _PIXELS)
        return base

    def _set_format(self, start: int, end: int, style: QTextCharFormat) -> None:
        cursor = QTextCursor(self.document())
        if end < 0:
            cursor.select(QTextCursor.SelectionType.Document)
            block = QTextBlockFormat()
            block.setLineHeight(_LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.mergeBlockFormat(block)
        else:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.mergeCharFormat(style)


def _commits(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def mark_format(mark: Mark) -> QTextCharFormat:
    """Ground by kind and strength, and an underline of its own kind, so that colour is never alone.

    A weighed word in a denied part keeps the underline of the denial: "no fever" must not read as fever.
    """
    colours, style = palette(), QTextCharFormat()
    ground = colours.mark_up if mark.kind is MarkKind.RAISES else colours.mark_down
    share = _LEAST_GROUND + (1.0 - _LEAST_GROUND) * mark.strength
    style.setBackground(blended(ground, colours.surface, 0.55 if mark.kind is MarkKind.DENIED else share))
    if mark.denied:
        return style
    style.setUnderlineStyle(_UNDERLINES[mark.kind])
    style.setUnderlineColor(QColor(colours.up if mark.kind is MarkKind.RAISES else colours.down))
    return style


def _strong() -> QTextCharFormat:
    style = QTextCharFormat()
    style.setFontWeight(QFont.Weight.DemiBold)
    return style
