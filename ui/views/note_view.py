"""The complaint and the note: what the network weighed, what is denied, which concepts were found; can be edited."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QApplication, QBoxLayout, QVBoxLayout, QWidget

from cdss.session.entry.vitals_log import signed_words
from cdss.session.panes import NotePane
from ui.language import language
from ui.views.attribution_button import AttributionButton, reveal_tip
from ui.views.foot_line import FootItem, FootLine
from ui.views.note_abbreviations import AbbreviationsButton, hint_ranges
from ui.views.note_chips import NoteChips
from ui.views.note_marks import complaint_end, marks, note_part, unit_ranges
from ui.views.note_text import NoteText
from ui.views.note_words import NoteWords
from ui.views.pane_view import PaneView, tool_button
from ui.views.plain import plain_tip

_USUAL_WORDS, _MOST_WORDS = 5, 12
"""Rows of the list of words at most, where the whole text leaves room for them; the second in a tall pane."""
_WIDE = 900
"""Width from which the list stands beside the text: lines of text that are too long are hard to read."""
_TALL = 560
"""Height from which all concepts and more words are shown without being asked for."""


class NoteView(PaneView):
    """Shows a ``NotePane``. ``note_edited`` carries the new text of the note (without the complaint) when it was committed.

    ``drafted`` with the text in the open editor at each change of it, None when it was closed without saving.

    ``entry_requested``: the clinician wants the form of the triage entry.

    ``concept_corrected`` with a concept, whether the text is read to deny it, and how the clinician says it is meant.

    ``unit_pointed`` with the index of the unit of the note that mouse or keyboard points at, None when it points at none.
    """

    note_edited = Signal(str)
    drafted = Signal(object)
    unit_pointed = Signal(object)
    concept_corrected = Signal(str, bool, object)
    entry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: NotePane | None = None
        self._told = ""
        self.text, self.words = NoteText(), NoteWords()
        self._reading = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._ranges: tuple[tuple[int, int, int], ...] = ()
        self.chips = NoteChips()
        self.foot = FootLine()
        self.attribution_button, self.abbreviations = AttributionButton(), AbbreviationsButton()
        self.edit_button, self.form_button = tool_button(checkable=True), tool_button()
        self.save_button, self.cancel_button = tool_button(), tool_button()
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def editing(self) -> bool:
        """Whether the note is open for editing."""
        return self.edit_button.isChecked()

    def set_pane(self, pane: NotePane) -> None:
        """Show ``pane``. An open edit goes on while patient and text stay the same; with another of these it is given up."""
        if pane is self._pane:
            return
        old, self._pane, self.patient = self._pane, pane, pane.key
        if self.editing and (old is None or _edited(old) != _edited(pane)):
            self.edit_button.setChecked(False)
        self.set_issues(pane.issues)
        self._show()
        if pane.draft is not None and not self.editing:
            self.reopen(pane.draft)

    def highlight(self, units: frozenset[int]) -> None:
        """Frame units of the note in the text and in the list; with none, nothing is framed."""
        self.words.set_lit(units)
        self.text.frame_ranges(tuple((start, end) for start, end, unit in self._ranges if unit in units))

    def show_unit(self, unit: int) -> None:
        """Bring a unit into view and frame it; one that is not in the text stays where it is."""
        if self.editing:
            return
        starts = [start for start, _, index in self._ranges if index == unit]
        if starts:
            self.text.show_place(starts[0])
        self.highlight(frozenset({unit}))

    def sizeHint(self) -> QSize:
        """The same however many words are listed: the pane's room decides on them, not they on its room."""
        return QSize(380, 330)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many words as there is room for."""
        super().resizeEvent(event)
        tall = self.height() >= _TALL
        self.chips.set_roomy(tall)
        self.text.set_roomy(tall and self.width() >= _WIDE)
        self._show_words()

    def toggle_attribution(self) -> None:
        """Marks of the network on or off, or asked for where they are hidden as failed; denied parts stay marked."""
        self.attribution_button.click()

    def commit(self) -> None:
        """End the editing and tell the new text, unless nothing was changed."""
        if self._pane is None or not self.editing:
            return
        new = self.text.toPlainText()
        changed = new != note_part(self._pane)
        self.edit_button.setChecked(False)
        if changed:
            self.note_edited.emit(new)
        else:
            self.drafted.emit(None)

    def reopen(self, draft: str) -> None:
        """The editor as it was left; the focus stays where it is in use."""
        focus = QApplication.focusWidget()
        self.edit_button.setChecked(True)
        self.text.setPlainText(draft)
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        if focus is not None:
            focus.setFocus()

    def leave_editor(self) -> None:
        """Close an open editor without a word: what stood in it is kept elsewhere."""
        self.edit_button.setChecked(False)

    def retranslate(self) -> None:
        """All words of this view."""
        super().retranslate()
        self.title.setText(self.tr("NOTE"))
        self.attribution_button.setText(self.tr("Attribution"))
        self.attribution_button.setAccessibleName(self.tr("Mark the words the network weighed"))
        self.form_button.setToolTip(self.tr("Complaint, onset, history, allergies and free text in a form"))
        self.form_button.setAccessibleName(self.tr("Write the triage entry"))
        self.edit_button.setText(self.tr("Edit"))
        self.edit_button.setToolTip(self.tr("Change the note and assess again"))
        self.edit_button.setAccessibleName(self.tr("Edit the note"))
        self.save_button.setText(self.tr("Save"))
        self.save_button.setToolTip(self.tr("Take the new text and assess again (Ctrl+Enter)"))
        self.save_button.setAccessibleName(self.tr("Save the note"))
        self.cancel_button.setText(self.tr("Cancel"))
        self.cancel_button.setToolTip(self.tr("Leave the note as it was (Esc)"))
        self.cancel_button.setAccessibleName(self.tr("Cancel editing"))
        self.text.setAccessibleName(self.tr("Complaint and note"))
        self._show()

    def restyle(self) -> None:
        """Marks take their colours when they are set."""
        self._show()

    def _lay_out(self) -> None:
        tools = (self.attribution_button, self.abbreviations)
        for tool in (*tools, self.form_button, self.edit_button, self.save_button, self.cancel_button):
            self.add_tool(tool)
        self.header.row.addStretch(1)
        self.save_button.hide()
        self.cancel_button.hide()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._reading.setSpacing(0)
        self._reading.addWidget(self.text, 1)
        self._reading.addWidget(self.words, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(self._reading, 1)
        column.addWidget(self.chips)
        self.set_body(body, self.foot)

    def _connect(self) -> None:
        self.attribution_button.toggled.connect(self._show_text)
        self.attribution_button.reveal_requested.connect(self.reveal_requested)
        self.edit_button.toggled.connect(self._switch)
        self.save_button.clicked.connect(self.commit)
        self.cancel_button.clicked.connect(self._abandon)
        self.text.committed.connect(self.commit)
        self.text.abandoned.connect(self._abandon)
        self.text.textChanged.connect(self._tell_draft)
        self.text.place_pointed.connect(self._point)
        self.words.chosen.connect(self.show_unit)
        self.words.unit_pointed.connect(self.unit_pointed)
        self.chips.corrected.connect(self.concept_corrected)
        self.form_button.clicked.connect(lambda *_: self.entry_requested.emit())
        self.abbreviations.chosen.connect(self.text.show_place)

    def _point(self, place: int | None) -> None:
        under = (unit for start, end, unit in self._ranges if place is not None and start <= place < end)
        self.unit_pointed.emit(next(under, None))

    def _show_words(self) -> None:
        """The list of the strongest units; none while editing, or where the attribution is of another text."""
        pane = self._pane if not self.editing else None
        alone = pane is not None and pane.hidden
        found = pane and (pane.lime if alone else pane.tokens if self.attribution_button.isChecked() else None)
        tokens = found if pane and found and found.displayed == pane.text else None
        self._ranges = unit_ranges(pane) if pane else ()
        self.set_drawn(tokens is not None and not alone)
        beside = self.width() >= _WIDE and tokens is not None
        self._reading.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self._reading.setStretch(1, 1 if beside else 0)
        self.words.set_tokens(tokens, alone)
        self.words.set_opinion(pane.opinion if pane and tokens else None, bool(pane and pane.asking))
        others = (self.header, self.notice, self.chips, self.foot)
        room = self.height() - sum(part.height() for part in others if part.isVisibleTo(self))
        above = 0.0 if self.width() >= _WIDE else self.text.document().size().height()
        most = _MOST_WORDS if self.height() >= _TALL else _USUAL_WORDS
        self.words.set_room(self.width() // 2 if beside else self.width(), room - above, most)

    def _abandon(self) -> None:
        self.edit_button.setChecked(False)
        self.drafted.emit(None)

    def _tell_draft(self) -> None:
        """Changes of colours and sizes are told by Qt too; only another text is passed on."""
        now = self.text.toPlainText()
        if self.editing and not self.text.isReadOnly() and now != self._told:
            self._told = now
            self.drafted.emit(now)

    def _switch(self, editing: bool) -> None:
        self._show_words()
        for button in (self.save_button, self.cancel_button):
            button.setVisible(editing)
        self.edit_button.setVisible(not editing)
        self.form_button.setVisible(not editing)
        if editing and self._pane is not None:
            self._told = note_part(self._pane)
            self.text.open_editor(note_part(self._pane))
            self.foot.set_items((FootItem("Ctrl+Enter", self.tr("save")), FootItem("Esc", self.tr("cancel"))))
            self.foot.show()
        else:
            self._show_text()

    def _show(self) -> None:
        if (pane := self._pane) is None:
            return
        edited = self.tr("Last edited: {0}").format(signed_words(pane.edited, None, language())) if pane.edited else ""
        self.title.setToolTip(plain_tip("\n".join(filter(None, (pane.credit, edited)))))
        self.chips.set_concepts(pane.chips)
        self.abbreviations.set_abbreviations(pane)
        self.form_button.setText(self.tr("Form") + (" ✎" if pane.waiting else ""))
        self.attribution_button.offer(pane.tokens is not None, pane.hidden)
        what = self.tr("Mark the words the network weighed")
        self.attribution_button.setToolTip(reveal_tip(what) if pane.hidden else what)
        self._show_text()
        self._show_legend(pane)

    def _show_text(self) -> None:
        if (pane := self._pane) is None or self.editing:
            return
        self.text.set_hints(hint_ranges(pane))
        self.text.show_marked(pane.text, marks(pane, self.attribution_button.isChecked()), complaint_end(pane))
        self._show_words()
        self.highlight(frozenset())
        self._show_legend(pane)

    def _show_legend(self, pane: NotePane) -> None:
        weighed = pane.tokens is not None and self.attribution_button.isChecked()
        if self.editing:
            return
        items = [
            FootItem(self.tr("you corrected; the model reads:"), self.chips.reading(pane.behind), "warning")
            if pane.corrected
            else None,
            FootItem(self.tr("underlined"), self.tr("raises risk"), "up") if weighed else None,
            FootItem(self.tr("dotted"), self.tr("lowers risk"), "down") if weighed else None,
            FootItem(self.tr("dashed"), self.tr("denied"), "denied") if pane.negated_spans else None,
        ]
        self.foot.set_items(tuple(item for item in items if item is not None))
        self.foot.setVisible(any(items))


def _edited(pane: NotePane) -> tuple[str, str, str]:
    """What must stay the same for an open edit to go on."""
    return pane.key, pane.text, pane.complaint
