"""Help with the abbreviations of a note: what each is read as, by the word list that the note is read with."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from cdss.session.entry.note_panes import read_as
from cdss.session.panes import NotePane
from ui.language import language
from ui.views.note_marks import utf16
from ui.views.worded import Worded


def hint_ranges(pane: NotePane) -> tuple[tuple[int, int, str], ...]:
    """Start, end (UTF-16 units) and words of every abbreviation in the displayed text, in the language of the screen."""
    return tuple(
        (utf16(pane.text, a.start), utf16(pane.text, a.end), f"{a.short} = {read_as(a.short, a.long, language())}")
        for a in pane.abbreviations
    )


class AbbreviationsButton(Worded, QToolButton):
    """Counts the abbreviations and lists them. ``chosen`` with the place of one in the text (UTF-16 units)."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: dict[str, int] = {}
        self.clicked.connect(lambda *_: self.open_list())
        self._words()

    def set_abbreviations(self, pane: NotePane) -> None:
        """Those of ``pane``, each once; the button hides where there are none."""
        self._found = {}
        for start, _, words in hint_ranges(pane):
            self._found.setdefault(words, start)
        self.setVisible(bool(self._found))
        self._words()

    def open_list(self) -> QMenu | None:
        """The list below the button; a row leads to the place in the text. None where there is nothing to list."""
        if not self._found:
            return None
        menu = QMenu(self)
        for words, start in self._found.items():
            menu.addAction(words).triggered.connect(lambda *_, place=start: self.chosen.emit(place))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        return menu

    def _words(self) -> None:
        self.setText(self.tr("Abbr. %1").replace("%1", str(len(self._found))))
        words = self.tr("What the abbreviations of the note are read as")
        self.setToolTip(words)
        self.setAccessibleName(words)
