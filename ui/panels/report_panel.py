"""The text of the report beside the evidence: read sentence by sentence, each with what it rests on, and put in other words.

It keeps nothing: what is written goes out a moment after the last key and comes back with the pane.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from cdss.session.panes import ReportPane
from cdss.session.report.text.records import Section, Sentence, next_own_key
from ui.actions import shortcuts
from ui.language import language
from ui.panels.sentence_list import SentenceList, section_name
from ui.views.pane_view import tool_button
from ui.views.worded import Worded

WIDTH = 420

WAIT_MS = 20
"""How long at most after a keystroke the words are handed out: before the next one (``ui.drafts``)."""

_EDITOR = 92


class ReportPanel(Worded, QFrame):
    """``reworded`` with patient, sentence, text (empty: left out) and its evidence; ``restored`` with patient and sentence.

    ``evidence_requested`` with the value of the pane that shows it; ``save_requested`` with the ending of a file.
    """

    reworded = Signal(str, str, str, str)
    restored = Signal(str, str)
    evidence_requested = Signal(str)
    save_requested = Signal(str)
    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportPanel")
        self.setFixedWidth(WIDTH)
        self._pane: ReportPane | None = None
        self._key = ""
        """The sentence in the editor."""

        self._typed = False
        """Whether something was typed that has not been handed out."""

        self.heading, self.close_button = QLabel(), tool_button("✕", "icon")
        self.list, self.editor = SentenceList(), QPlainTextEdit()
        self.place, self.evidence = QLabel(), QLabel()
        self.show_button, self.reset_button, self.leave_button, self.add_button = (QPushButton() for _ in range(4))
        self.pdf_button, self.html_button = QPushButton(), QPushButton()
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._build()
        self._connect()
        self._words()
        self.hide()

    def set_pane(self, pane: ReportPane | None) -> None:
        """Show ``pane``; None hides the panel. What is typed goes out first, to the patient it was typed for.

        While the same patient is shown, what is being typed stays as it is in the editor.
        """
        if pane is self._pane:
            return
        old = self._pane
        if old is not None and (pane is None or pane.key != old.key):
            self.flush()
        self._pane = pane
        self.setVisible(pane is not None)
        if pane is None:
            return
        self.list.set_text(pane.text)
        if old is None or old.key != pane.key or (self._sentence() is None and not self.editor.hasFocus()):
            self._take(self.list.first())
        else:
            self.list.choose(self._key)
            self._show()

    def flush(self) -> None:
        """Hand out what is typed and not handed out yet."""
        self._wait.stop()
        typed, self._typed = self._typed, False
        if not typed:
            return
        pane, text = self._pane, self.editor.toPlainText().strip()
        if pane is None or not self._key:
            return
        sentence = self._sentence()
        if text == (sentence.draft if sentence else ""):
            self.restored.emit(pane.key, self._key)
        elif sentence is None or text != sentence.text:
            self.reworded.emit(pane.key, self._key, text, sentence.basis if sentence else "")

    def sizeHint(self) -> QSize:
        """As wide as it always is."""
        return QSize(WIDTH, 600)

    def _sentence(self) -> Sentence | None:
        return self._pane.text.sentence(self._key) if self._pane is not None else None

    def _take(self, key: str) -> None:
        """Put a sentence into the editor; what is typed of another goes out first."""
        self.flush()
        self._key = key
        self.list.choose(key)
        self._show()

    def _show(self) -> None:
        """The chosen sentence: its words, its place, what it rests on, and what may be done with it."""
        sentence = self._sentence()
        if not self._typed:
            self._fill(sentence.text if sentence else "")
        drafted = sentence is not None and not sentence.own
        edited = sentence is not None and sentence.edit is not None
        self.place.setText(self._place(sentence))
        self.evidence.setText(self._evidence(sentence))
        self.evidence.setVisible(bool(self.evidence.text()))
        self.show_button.setEnabled(bool(sentence and sentence.evidence))
        self.reset_button.setEnabled(edited)
        self.reset_button.setText(self.tr("As drafted") if drafted or sentence is None else self.tr("Remove"))
        self.leave_button.setEnabled(drafted and bool(sentence and not sentence.left_out))
        self.editor.setEnabled(bool(self._key))
        empty = self.tr("Left out of the report") if drafted else self.tr("Write the new sentence here")
        self.editor.setPlaceholderText(empty)

    def _fill(self, text: str) -> None:
        """What differs by spaces at its ends only is still being typed."""
        if text != self.editor.toPlainText().strip():
            self.editor.blockSignals(True)
            self.editor.setPlainText(text)
            self.editor.blockSignals(False)

    def _place(self, sentence: Sentence | None) -> str:
        if not self._key:
            return ""
        section = section_name(Section(self._key.partition("/")[0]), language())
        if sentence is None:
            return f"{section} · " + self.tr("new sentence")
        if sentence.left_out:
            return f"{section} · " + self.tr("left out; it was: {0}").format(sentence.draft)
        marks = (
            [self.tr("edited")] if sentence.edit and not sentence.own else [self.tr("added")] if sentence.own else []
        )
        if sentence.outdated:
            marks.append(self.tr("its evidence has changed since"))
        return " · ".join((section, *marks))

    def _evidence(self, sentence: Sentence | None) -> str:
        if sentence is None or not sentence.evidence:
            return ""
        listed = " · ".join(f"{one.name} {one.value}" for one in sentence.evidence)
        return self.tr("Rests on: {0}").format(listed)

    def _show_evidence(self) -> None:
        sentence = self._sentence()
        if sentence is not None and sentence.evidence:
            self.evidence_requested.emit(sentence.evidence[0].pane)

    def _chosen(self, key: str) -> None:
        if key != self._key:
            self._take(key)

    def _opened(self, key: str) -> None:
        self._chosen(key)
        self._show_evidence()

    def _reset(self) -> None:
        self._forget()
        if self._pane is not None:
            self.restored.emit(self._pane.key, self._key)

    def _forget(self) -> None:
        """What was typed last counts no more."""
        self._wait.stop()
        self._typed = False

    def _leave_out(self) -> None:
        sentence = self._sentence()
        self._forget()
        if self._pane is not None and sentence is not None:
            self.reworded.emit(self._pane.key, self._key, "", sentence.basis)

    def _add(self) -> None:
        """A new sentence at the end of the section of the chosen one; it is there once something is written."""
        if self._pane is None:
            return
        self.flush()
        section = Section(self._key.partition("/")[0]) if self._key else Section.FINDINGS
        self._key = next_own_key(self._pane.text, section)
        self.list.choose("")
        self._show()
        self.editor.setFocus()

    def _connect(self) -> None:
        self._wait.timeout.connect(self.flush)
        self.editor.textChanged.connect(self._type)
        self.list.chosen.connect(self._chosen)
        self.list.opened.connect(self._opened)
        self.show_button.clicked.connect(lambda *_: self._show_evidence())
        self.reset_button.clicked.connect(lambda *_: self._reset())
        self.leave_button.clicked.connect(lambda *_: self._leave_out())
        self.add_button.clicked.connect(lambda *_: self._add())
        self.pdf_button.clicked.connect(lambda *_: self.save_requested.emit(".pdf"))
        self.html_button.clicked.connect(lambda *_: self.save_requested.emit(".html"))
        self.close_button.clicked.connect(lambda *_: self.close_requested.emit())

    def _type(self) -> None:
        self._typed = True
        if not self._wait.isActive():
            self._wait.start()

    def _build(self) -> None:
        self.heading.setObjectName("cardHeading")
        self.place.setProperty("role", "muted")
        for label in (self.place, self.evidence):
            label.setObjectName("cardNote")
            label.setWordWrap(True)
        self.editor.setFixedHeight(_EDITOR)
        self.editor.setTabChangesFocus(True)
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.close_button)
        buttons = QGridLayout()
        buttons.setSpacing(6)
        for index, button in enumerate(
            (self.show_button, self.add_button, self.leave_button, self.reset_button, self.pdf_button, self.html_button)
        ):
            buttons.addWidget(button, index // 2, index % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 6, 14, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        for widget in (self.place, self.editor, self.evidence):
            column.addWidget(widget)
        column.addLayout(buttons)

    def _words(self) -> None:
        self.heading.setText(self.tr("Report"))
        self.close_button.setAccessibleName(self.tr("Close the report"))
        self.close_button.setToolTip(f"{self.tr('Close the report')} ({shortcuts().get('report', '')})")
        self.list.setAccessibleName(self.tr("Sentences of the report"))
        self.list.setToolTip(self.tr("Enter or a click shows what a sentence rests on"))
        self.editor.setAccessibleName(self.tr("Words of the chosen sentence"))
        self.show_button.setText(self.tr("Show evidence"))
        self.leave_button.setText(self.tr("Leave out"))
        self.add_button.setText(self.tr("Add sentence"))
        self.pdf_button.setText(self.tr("Save PDF…"))
        self.html_button.setText(self.tr("Save page…"))
        self._show()
