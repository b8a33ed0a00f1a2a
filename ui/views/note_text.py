"""The note's text with its marks, or open for editing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from ui.theme import palette, set_role
from ui.views.highlights import outline_pen
from ui.views.note_marks import Mark, MarkKind
from ui.views.painting import blended
from ui.views.pointers import Pointer

_PIXELS = 14
_LARGER = (30, 27, 24, 21, 18, 16)
"""Sizes that are tried where there is much room, largest first."""
_LINE_PERCENT = 130.0
_LEAST_GROUND = 0.25
_UNDERLINES = {
    MarkKind.RAISES: QTextCharFormat.UnderlineStyle.SingleUnderline,
    MarkKind.LOWERS: QTextCharFormat.UnderlineStyle.DotLine,
    MarkKind.DENIED: QTextCharFormat.UnderlineStyle.DashUnderline,
}


class NoteText(QTextEdit):
    """Read-only with marks; ``open_editor`` makes it a plain editor. ``committed`` on Ctrl+Enter, ``abandoned`` on Escape.

    ``place_pointed`` with the position in the text (UTF-16 units) under the mouse while reading, None where there is none.
    """

    committed = Signal()
    abandoned = Signal()
    place_pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.document().setDocumentMargin(8.0)
        self.setReadOnly(True)
        self.setProperty("role", "note")
        self._framed: tuple[tuple[int, int], ...] = ()
        self._hints: tuple[tuple[int, int, str], ...] = ()
        self._pixels, self._roomy = _PIXELS, False
        self._pointer = Pointer(self.viewport(), self._place_under)
        self._pointer.pointed.connect(self.place_pointed)

    def set_roomy(self, roomy: bool) -> None:
        """In a grown pane the text that is read is as large as fits without scrolling, else of the usual size."""
        if roomy != self._roomy:
            self._roomy = roomy
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As large as fits now."""
        super().resizeEvent(event)
        self._fit()

    def frame_ranges(self, ranges: tuple[tuple[int, int], ...]) -> None:
        """Draw a frame round each range (UTF-16 units)."""
        if ranges != self._framed:
            self._framed = ranges
            self.viewport().update()

    def set_hints(self, hints: tuple[tuple[int, int, str], ...]) -> None:
        """Words to be shown while the mouse rests on a range (UTF-16 units), such as what an abbreviation stands for."""
        self._hints = hints

    def viewportEvent(self, event: QEvent) -> bool:
        """The words of the range under the mouse as a tool tip, while only reading."""
        if event.type() != QEvent.Type.ToolTip or not isinstance(event, QHelpEvent) or not self.isReadOnly():
            return super().viewportEvent(event)
        place = self._place_under(QPointF(event.pos()))
        found = (words for start, end, words in self._hints if place is not None and start <= place < end)
        QToolTip.showText(event.globalPos(), next(found, ""), self)
        return True

    def show_place(self, place: int) -> None:
        """Scroll until the position is seen."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(place)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and the frames on it."""
        super().paintEvent(event)
        if not self._framed or not self.isReadOnly():
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(outline_pen(strong=True))
        for start, end in self._framed:
            for box in self.boxes(start, end):
                painter.drawRoundedRect(box.adjusted(-1, 0, 1, 0), 3, 3)
        painter.end()

    def boxes(self, start: int, end: int) -> list[QRectF]:
        """Where a range lies in the viewport, one box a line."""
        cursor = QTextCursor(self.document())
        found: list[QRectF] = []
        last = min(end, self.document().characterCount() - 1)
        for place in range(start, last):
            cursor.setPosition(place)
            here = QRectF(self.cursorRect(cursor))
            cursor.setPosition(place + 1)
            then = QRectF(self.cursorRect(cursor))
            if then.top() != here.top():  # the line ends here
                continue
            box = QRectF(here.left(), here.top(), then.left() - here.left(), here.height())
            if found and found[-1].top() == box.top():
                found[-1] = found[-1].united(box)
            else:
                found.append(box)
        return found

    def _place_under(self, at: QPointF) -> int | None:
        if not self.isReadOnly():
            return None
        scrolled = QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        place = self.document().documentLayout().hitTest(at + scrolled, Qt.HitTestAccuracy.ExactHit)
        return place if place >= 0 else None

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
        self._fit()
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

    def _fit(self) -> None:
        if not self.isReadOnly():
            return
        for pixels in (*(_LARGER if self._roomy else ()), _PIXELS):
            if pixels != self._pixels:
                self._pixels = pixels
                size = QTextCharFormat()
                size.setProperty(QTextCharFormat.Property.FontPixelSize, pixels)
                cursor = QTextCursor(self.document())
                cursor.select(QTextCursor.SelectionType.Document)
                cursor.mergeCharFormat(size)
            if self.document().size().height() <= self.viewport().height():
                return

    def _open(self, read_only: bool) -> None:
        if self.isReadOnly() != read_only:
            self.setReadOnly(read_only)
            set_role(self, "note" if read_only else "")

    def _base(self) -> QTextCharFormat:
        base = QTextCharFormat()
        base.setForeground(QColor(palette().text))
        base.setProperty(QTextCharFormat.Property.FontPixelSize, self._pixels)
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
    ground, line = {
        MarkKind.RAISES: (colours.mark_up, colours.up),
        MarkKind.LOWERS: (colours.mark_down, colours.down),
        MarkKind.DENIED: (colours.mark_denied, colours.denied),
    }[mark.kind]
    share = _LEAST_GROUND + (1.0 - _LEAST_GROUND) * mark.strength
    style.setBackground(blended(ground, colours.surface, 0.55 if mark.kind is MarkKind.DENIED else share))
    if mark.denied:
        return style
    style.setUnderlineStyle(_UNDERLINES[mark.kind])
    style.setUnderlineColor(QColor(line))
    return style


def _strong() -> QTextCharFormat:
    style = QTextCharFormat()
    style.setFontWeight(QFont.Weight.DemiBold)
    return style
