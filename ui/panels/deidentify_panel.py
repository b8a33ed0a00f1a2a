"""What would leave as a copy without identity: every file, the text before and after, the pictures, and what must be known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPixmap, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from cdss.core.paths import MANIFEST_NAME
from cdss.core.sentences import sentence
from ui.language import language
from ui.panels.room import open_at
from ui.theme import palette

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from cdss.deidentify.copy import Export, Piece
    from cdss.deidentify.words import Scrubbed

NOTE = "note.txt"
_LIST = 240
_SHOWN_LINES = 40
"""Of a table: enough to see what it is."""


class DeidentifyPanel(QDialog):
    """``prepare_requested`` with whether dates are to be shifted; ``save_requested`` with the names of the pictures to leave.

    ``picture_requested`` with the name of a picture that is looked at for the first time: ``show_picture`` answers.
    """

    prepare_requested = Signal(bool)
    picture_requested = Signal(str)
    save_requested = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._export: Export | None = None
        self._pictures: dict[str, QPixmap] = {}
        open_at(self, 940, 680)
        self.setWindowTitle(self.tr("A copy without identity"))
        self.list, self.stack, self.text, self.picture = QListWidget(), QStackedWidget(), QTextEdit(), QLabel()
        self.about, self.caution = QLabel(), QLabel()
        self.shift = QCheckBox(self.tr("Keep dates, all shifted by the same unknown number of days"))
        self.save, self.close_button = QPushButton(self.tr("Save to a new folder…")), QPushButton(self.tr("Close"))
        self._build()
        self._busy(self.tr("The copy is being prepared…"))

    def show_export(self, export: Export) -> None:
        """What was prepared; of the pictures none is ticked until it was looked at."""
        self._export = export
        self._pictures.clear()
        self.list.clear()
        self.list.setEnabled(True)
        self.save.setEnabled(True)
        self.shift.setEnabled(True)
        for piece in export.pieces:
            size = f"{max(len(piece.content) // 1024, 1):,} kB"
            held = self.tr("stays here: look at it, then tick it") if piece.film is not None else ""
            item = QListWidgetItem(f"{piece.name}   {size}" + (f"\n{held}" if held else ""))
            item.setData(Qt.ItemDataRole.UserRole, piece.name)
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            self.list.addItem(item)
        manifest = QListWidgetItem(MANIFEST_NAME)
        manifest.setData(Qt.ItemDataRole.UserRole, MANIFEST_NAME)
        manifest.setFlags(manifest.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
        self.list.addItem(manifest)
        self.about.setText(" ".join(self._known(export)))
        names = [piece.name for piece in export.pieces]
        self.list.setCurrentRow(names.index(NOTE) if NOTE in names else 0)
        self.list.setFocus()

    def show_picture(self, name: str, image: QImage) -> None:
        """The picture ``name``, which may be ticked from now on."""
        self._pictures[name] = QPixmap.fromImage(image)
        for item in self._items(name):
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
        self._turn()

    def refuse(self, why: str) -> None:
        """Nothing can be prepared, or nothing was written, and ``why``."""
        self.caution.setText(why)
        self.save.setEnabled(self._export is not None)

    @property
    def ticked(self) -> list[str]:
        """Names of the pictures that leave."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return [_name(item) for item in items if item.checkState() is Qt.CheckState.Checked]

    def _build(self) -> None:
        self.list.setFixedWidth(_LIST)
        self.list.setObjectName("dialogList")
        self.list.setAccessibleName(self.tr("Files that would leave"))
        self.text.setReadOnly(True)
        self.text.setAccessibleName(self.tr("Content of the file"))
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setAccessibleName(self.tr("Picture that would leave"))
        for label, role in ((self.about, "muted"), (self.caution, "notice")):
            label.setProperty("role", role)
            label.setWordWrap(True)
        self.stack.addWidget(self.text)
        self.stack.addWidget(self.picture)
        middle, foot = QHBoxLayout(), QHBoxLayout()
        middle.addWidget(self.list)
        middle.addWidget(self.stack, 1)
        foot.addWidget(self.shift)
        foot.addStretch(1)
        for button in (self.save, self.close_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.addWidget(self.about)
        column.addLayout(middle, 1)
        column.addWidget(self.caution)
        column.addLayout(foot)
        self.list.currentRowChanged.connect(lambda *_: self._turn())
        self.shift.clicked.connect(self._ask_again)
        self.save.clicked.connect(lambda *_: self.save_requested.emit(self.ticked))
        self.close_button.clicked.connect(self.reject)

    def _ask_again(self, shifted: bool) -> None:
        self._busy(self.tr("The copy is being prepared…"))
        self.prepare_requested.emit(shifted)

    def _busy(self, words: str) -> None:
        self.caution.setText(words)
        for widget in (self.list, self.save, self.shift):
            widget.setEnabled(False)

    def _turn(self) -> None:
        """Show the file that the list stands on."""
        item, export = self.list.currentItem(), self._export
        if item is None or export is None:
            return
        piece = next((piece for piece in export.pieces if piece.name == _name(item)), None)
        film = piece is not None and piece.film is not None
        self.stack.setCurrentWidget(self.picture if film else self.text)
        if piece is not None and film:
            self._show_film(piece)
        elif piece is not None and piece.name == NOTE:
            self.caution.setText(sentence("deidentify_not_perfect", {}, language()))
            self._show_words(export.words)
        else:
            self.caution.setText("")
            self._show_lines(export.manifest_file(self.ticked) if piece is None else piece.content)

    def _show_lines(self, content: bytes) -> None:
        """As a table stands in its file: no line is broken, for a row would then look like two."""
        lines = content.decode("utf-8").splitlines()[:_SHOWN_LINES]
        self.text.setCurrentCharFormat(QTextCharFormat())  # else in the colour of what was shown before
        self.text.setLineWrapMode(QTextEdit.LineWrapMode.NoWrap)
        self.text.setPlainText("\n".join(lines))

    def _show_film(self, piece: Piece) -> None:
        said = [sentence("deidentify_pixels", {}, language())]
        if piece.burned_in == "YES":
            said.append(sentence("deidentify_burned_in", {}, language()))
        self.caution.setText(" ".join(said))
        pixmap = self._pictures.get(piece.name)
        if pixmap is None:
            self.picture_requested.emit(piece.name)
            return
        mode = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.picture.setPixmap(pixmap.scaled(self.stack.size(), *mode))

    def _show_words(self, words: Sequence[Scrubbed]) -> None:
        self.text.clear()
        self.text.setLineWrapMode(QTextEdit.LineWrapMode.WidgetWidth)
        cursor = self.text.textCursor()
        for one in words:
            self._paragraph(cursor, self.tr("Before"), one, before=True)
            self._paragraph(cursor, self.tr("After"), one, before=False)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)

    def _paragraph(self, cursor: QTextCursor, title: str, words: Scrubbed, *, before: bool) -> None:
        """The text with what goes struck through, or with its marks in bold: not by colour alone."""
        plain, head, marked = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
        head.setForeground(self._colour("muted"))
        marked.setForeground(self._colour("warning"))
        marked.setFontStrikeOut(before)
        marked.setFontWeight(400 if before else 700)
        cursor.insertText(f"{title}\n", head)
        place = 0
        for found in words.found:
            cursor.insertText(words.before[place : found.start], plain)
            cursor.insertText(words.before[found.start : found.end] if before else f"[{found.kind}]", marked)
            place = found.end
        cursor.insertText(f"{words.before[place:]}\n\n", plain)

    def _colour(self, name: str) -> QColor:
        return QColor(str(getattr(palette(), name)))

    def _known(self, export: Export) -> list[str]:
        said = [sentence("deidentify_removed", {"count": str(export.removed)}, language())]
        said.append(sentence("deidentify_stays", {}, language()))
        if export.dates_shifted:
            said.append(sentence("deidentify_dates_shifted", {}, language()))
        return [*said, *(left.text(language()) for left in export.left_out)]

    def _items(self, name: str) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count()) if _name(self.list.item(row)) == name]


def _name(item: QListWidgetItem) -> str:
    return str(item.data(Qt.ItemDataRole.UserRole))
