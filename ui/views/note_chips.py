"""The concepts found in a note as chips: one line of them, the rest behind a button that counts them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.views.pane_view import chip, tool_button

_SIDE, _ABOVE, _BELOW, _BETWEEN = 12, 2, 5, 5


class NoteChips(QWidget):
    """``labels``: all chips in order, shown or not. ``more``: shows the rest, or folds them away again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels: list[QLabel] = []
        self._concepts: tuple[tuple[str, bool], ...] = ()
        self._roomy = False
        self.more = tool_button(role="chip", checkable=True)
        self.more.setParent(self)
        self.more.toggled.connect(lambda *_: self._arrange())
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_concepts(self, concepts: tuple[tuple[str, bool], ...]) -> None:
        """Each concept, and whether it is denied; another note starts folded."""
        if concepts != self._concepts:
            self._concepts = concepts
            self.more.setChecked(False)
            self._fill()

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
        for term, negated in self._concepts:
            label = chip("chipDown" if negated else "chip")
            label.setParent(self)
            label.setText(self.tr("no %1").replace("%1", term) if negated else term)
            self.labels.append(label)
        self.setVisible(bool(self.labels))
        self._arrange()

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
