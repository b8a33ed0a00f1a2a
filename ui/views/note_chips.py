"""The concepts found in a note as chips that can be corrected: one line of them, the rest behind a button that counts them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from cdss.records.concept_correction import Meant, as_read
from cdss.session.entry.note_panes import ConceptChip
from cdss.session.entry.vitals_log import clock
from cdss.session.names import concept_name, name
from ui.language import language
from ui.views.choice import Choice
from ui.views.pane_view import tool_button

_SIDE, _ABOVE, _BELOW, _BETWEEN = 12, 2, 5, 5


class NoteChips(QWidget):
    """``labels``: all chips in order, shown or not. ``more``: shows the rest, or folds them away again.

    ``corrected`` with the name of a concept, whether the text is read to deny it, and how it is meant: a click or Space leads
    from present to denied to not meant; the menu of the right button or of the menu key has all three.
    """

    corrected = Signal(str, bool, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels: list[QToolButton] = []
        self._concepts: tuple[ConceptChip, ...] = ()
        self._roomy = False
        self.more = tool_button(role="chip", checkable=True)
        self.more.setParent(self)
        self.more.toggled.connect(lambda *_: self._arrange())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_concepts(self, concepts: tuple[ConceptChip, ...]) -> None:
        """Each concept with how it is meant; another note starts folded. The chip that had the focus keeps it."""
        if concepts == self._concepts:
            return
        another = [(c.term, c.denied) for c in concepts] != [(c.term, c.denied) for c in self._concepts]
        focused = next((i for i, label in enumerate(self.labels) if label.hasFocus()), None)
        self._concepts = concepts
        if another:
            self.more.setChecked(False)
        self._fill()
        if focused is not None and not another:
            self.labels[focused].setFocus()

    def reading(self, behind: tuple[str, ...]) -> str:
        """What stands ``behind`` the text for the model, and what was taken out of it, in words."""
        out = (c.term for c in self._concepts if c.corrected and c.meant is Meant.NOT_MEANT)
        left_out = (self.tr("without “%1”").replace("%1", concept_name(term, language())) for term in out)
        return " · ".join((*(f"“{words}”" for words in behind), *left_out))

    def set_roomy(self, roomy: bool) -> None:
        """Where there is room all are shown, without a button."""
        if roomy != self._roomy:
            self._roomy = roomy
            self._arrange()

    def sizeHint(self) -> QSize:
        """As high as its lines."""
        return QSize(200, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many in a line as there is room for."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()

    def _fill(self) -> None:
        for old in self.labels:
            old.hide()
            old.deleteLater()
        self.labels = []
        self.labels = [self._made(concept) for concept in self._concepts]
        self.setVisible(bool(self.labels))
        self._arrange()

    def _made(self, concept: ConceptChip) -> QToolButton:
        plain = "chipDenied" if concept.meant is Meant.DENIED else "chip"
        made = tool_button(self._text(concept), "chipCorrected" if concept.corrected else plain)
        made.setParent(self)
        if concept.meant is Meant.NOT_MEANT:
            font = made.font()
            font.setStrikeOut(True)
            made.setFont(font)
        words = self._words(concept)
        made.setToolTip(words)
        made.setAccessibleName(f"{self._text(concept)}. {words}")
        made.clicked.connect(lambda *_: self.corrected.emit(concept.term, concept.denied, concept.next_meant))
        made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        made.customContextMenuRequested.connect(partial(self._offer, concept, made))
        return made

    def _offer(self, concept: ConceptChip, at: QToolButton, place: QPoint) -> None:
        """All three meanings to choose from."""
        menu = QMenu(self)
        meanings = Choice(menu, Meant, _meaning)
        meanings.mark(concept.meant)
        meanings.chosen.connect(partial(self._choose, concept))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at.mapToGlobal(place))

    def _choose(self, concept: ConceptChip, meant: Meant) -> None:
        if meant is not concept.meant:
            self.corrected.emit(concept.term, concept.denied, meant)

    def _text(self, concept: ConceptChip) -> str:
        term = concept_name(concept.term, language())
        text = self.tr("no %1").replace("%1", term) if concept.meant is Meant.DENIED else term
        return f"✎ {text}" if concept.corrected else text

    def _words(self, concept: ConceptChip) -> str:
        """How it is read, who said otherwise, and what a click does."""
        read = _meaning(as_read(concept.denied))
        parts = [self.tr("The text is read as: %1.").replace("%1", read)]
        if (signed := concept.corrected) is not None:
            said = self.tr("Corrected to: %1 (%2).").replace("%1", _meaning(concept.meant))
            parts.append(said.replace("%2", f"{signed.by} {clock(signed.at, None)}".strip()))
        parts.append(self.tr("Click: %1, and assess again.").replace("%1", _meaning(concept.next_meant)))
        return "\n".join(parts)

    def _arrange(self) -> None:
        whole = self._roomy or self.more.isChecked() or self._fitting(0) == len(self.labels)
        shown = self.labels if whole else self.labels[: self._fitting(self._name_more(len(self.labels)))]
        folds = self.more.isChecked() and not self._roomy and self._fitting(0) < len(self.labels)
        self._name_more(len(self.labels) - len(shown))
        x, y, height = _SIDE, _ABOVE, self.more.sizeHint().height()
        for part in (*shown, *([self.more] if folds or not whole else [])):
            size = part.sizeHint()
            if x > _SIDE and x + size.width() > self.width() - _SIDE:
                x, y = _SIDE, y + height + _BETWEEN
            part.setGeometry(x, y, size.width(), height)
            x += size.width() + _BETWEEN
        for label in self.labels:
            label.setVisible(label in shown)
        self.more.setVisible(folds or not whole)
        self.setFixedHeight(y + height + _BELOW)

    def _fitting(self, kept: int) -> int:
        """How many of the first chips fit in one line beside ``kept`` pixels; one at least."""
        used, count = _SIDE - _BETWEEN, 0
        for label in self.labels:
            used += label.sizeHint().width() + _BETWEEN
            if used + (kept + _BETWEEN if kept else 0) > self.width() - _SIDE:
                break
            count += 1
        return max(count, 1) if self.labels else 0

    def _name_more(self, hidden: int) -> int:
        """Name the button for so many hidden chips; its width."""
        rest = ", ".join(label.text() for label in self.labels[len(self.labels) - hidden :])
        self.more.setText(f"+{hidden}" if hidden else self.tr("fewer"))
        words = self.tr("Show all concepts: %1").replace("%1", rest) if hidden else self.tr("Show one line of concepts")
        self.more.setToolTip(words)
        self.more.setAccessibleName(words)
        return self.more.sizeHint().width()


def _meaning(meant: object) -> str:
    assert isinstance(meant, Meant)
    return name("meant", meant.value, language())
