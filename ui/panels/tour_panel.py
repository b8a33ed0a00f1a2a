"""The guided tour: a few steps, each a card beside the part of the window that it is about, with a frame around that part."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.actions import key_text
from ui.views.worded import Worded

WIDTH, MARGIN = 340, 12
_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Left, Qt.Key.Key_Right)


@dataclass(frozen=True, slots=True)
class Step:
    """What a step is about: a part of the window, its heading, and two or three sentences.

    ``beside``: further parts that it is about; the card covers none of those that are on screen.
    """

    target: QWidget
    heading: str
    text: str
    beside: tuple[QWidget, ...] = ()

    def place(self, window: QWidget) -> QRect:
        """Where its parts are on screen, in ``window``."""
        shown = (self.target, *(part for part in self.beside if part.isVisibleTo(window)))
        found = QRect()
        for part in shown:
            found = found.united(QRect(part.mapTo(window, QPoint(0, 0)), part.size()))
        return found


class TourFrame(QFrame):
    """Drawn around the part that is explained; it takes no clicks."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tourFrame")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


class TourPanel(Worded, QFrame):
    """Inside the window, which goes on working. ``ended`` once it was gone through or skipped; it is not a dialog that blocks.

    ``parts``: by name, the widgets it points at; a step whose part is not on screen is left out. While a dialog has to be
    answered first, it waits out of sight.
    """

    ended = Signal()

    def __init__(self, parts: dict[str, QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("tour")
        self._parts, self._window, self.at = parts, parent, 0
        self._before = parent.focusWidget()
        self._step: Step | None = None
        self._waits = False
        self.frame = TourFrame(parent)
        self.count, self.heading, self.text = QLabel(), QLabel(), QLabel()
        self.skip, self.back, self.forward = QPushButton(), QPushButton(), QPushButton()
        self._build()
        self._words()
        parent.installEventFilter(self)

    @property
    def steps(self) -> tuple[Step, ...]:
        """Those whose part is on screen now."""
        return tuple(step for step in self._all_steps() if step.target.isVisibleTo(self._window))

    def show_step(self, index: int) -> None:
        """Turn to a step, or end after the last."""
        if index >= len(self.steps):
            self.end()
            return
        self.at = max(index, 0)
        self._words()
        self.forward.setFocus()

    def end(self) -> None:
        """Gone through or skipped: leave the window as it was."""
        self._window.removeEventFilter(self)
        (self._before or self._parts["worklist"]).setFocus()
        self.frame.hide()
        self.frame.deleteLater()
        self.hide()
        self.ended.emit()
        self.deleteLater()

    def event(self, event: QEvent) -> bool:
        """Its keys are its own while it has the focus, also where the window uses them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape skips, arrows go on and back."""
        if event.key() == Qt.Key.Key_Escape:
            self.end()
        elif event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            self.show_step(self.at + (1 if event.key() == Qt.Key.Key_Right else -1))
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay beside the part when the window changes its size, and tell of another one when it is on screen no longer."""
        if event.type() in (QEvent.Type.WindowBlocked, QEvent.Type.WindowUnblocked):
            self._waits = event.type() == QEvent.Type.WindowBlocked
            self._place()
        elif event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        """Parts come and go while it is on screen: the step stays with its part, and words and frame with each other."""
        targets = [step.target for step in self.steps]
        if self._step is not None and self._step.target in targets:
            self.at = targets.index(self._step.target)
        self._words()

    def _build(self) -> None:
        self.setFixedWidth(WIDTH)
        self.count.setProperty("role", "muted")
        self.heading.setProperty("role", "strong")
        for label in (self.heading, self.text):
            label.setWordWrap(True)
        self.forward.setObjectName("primaryButton")
        buttons = QHBoxLayout()
        buttons.addWidget(self.skip)
        buttons.addStretch(1)
        buttons.addWidget(self.back)
        buttons.addWidget(self.forward)
        column = QVBoxLayout(self)
        for label in (self.count, self.heading, self.text):
            column.addWidget(label)
        for button in (self.skip, self.back, self.forward):
            button.setAutoDefault(True)  # Return presses it, as in a dialog
        column.addLayout(buttons)
        self.skip.clicked.connect(lambda *_: self.end())
        self.back.clicked.connect(lambda *_: self.show_step(self.at - 1))
        self.forward.clicked.connect(lambda *_: self.show_step(self.at + 1))

    def _words(self) -> None:
        steps = self.steps
        if not steps:
            self._place()
            return
        self.at = min(self.at, len(steps) - 1)
        step, last = steps[self.at], self.at == len(steps) - 1
        self._step = step
        self.count.setText(self.tr("Step {0} of {1}").format(self.at + 1, len(steps)))
        self.heading.setText(step.heading)
        self.text.setText(step.text)
        self.skip.setText(self.tr("Skip the tour"))
        self.skip.setVisible(not last)
        self.back.setText(self.tr("Back"))
        self.back.setEnabled(self.at > 0)
        self.forward.setText(self.tr("Done") if last else self.tr("Next"))
        self.forward.setAccessibleDescription(f"{step.heading}. {step.text}")
        self._place()

    def _place(self) -> None:
        """The card beside the part, on the side with more room; over its lower corner where there is no room on any.

        Out of sight while none of the parts is on screen, behind the lock, or while a dialog stands before them.
        """
        steps = self.steps
        shown = bool(steps) and not self._waits
        self.setVisible(shown)
        self.frame.setVisible(shown)
        if not shown:
            return
        window = self._window
        place = steps[min(self.at, len(steps) - 1)].place(window)
        self.frame.setGeometry(place)
        self.frame.raise_()
        self.resize(WIDTH, self.heightForWidth(WIDTH))
        right, left = window.width() - place.right(), place.left()
        if max(right, left) >= WIDTH + 2 * MARGIN:
            x = place.right() + MARGIN if right >= left else place.left() - WIDTH - MARGIN
            y = place.top() + MARGIN
        else:
            x, y = place.right() - WIDTH - MARGIN, place.bottom() - self.height() - MARGIN
            y = place.bottom() + MARGIN if place.height() < self.height() else y
        x = min(max(x, MARGIN), window.width() - WIDTH - MARGIN)
        self.move(x, min(max(y, MARGIN), window.height() - self.height() - MARGIN))
        self.raise_()

    def _all_steps(self) -> tuple[Step, ...]:
        parts = self._parts
        return (
            Step(
                parts["banner"],
                self.tr("Who, and how urgent"),
                " ".join(filter(None, (
                    self.tr("Always the patient on screen. The level stands in number, word and colour."), self._demo()
                ))),
            ),
            Step(
                parts["worklist"],
                self.tr("Your patients"),
                self.tr("Sorted by level, wait or missing tests. Drop a case folder here, or a file for the patient on screen."),
            ),
            Step(
                parts["evidence"],
                self.tr("The evidence first"),
                self.tr("Chest X-ray, ECG, note and vital signs. A double click on a title grows a pane. Colours on them "
                        "show where the network looked, not where disease is: one key takes them away."),
            ),
            Step(
                parts["decision"],
                self.tr("What the model suggests, and why"),
                self.tr("Risk with its interval, conditions, and how much each part of the evidence counted. Read the "
                        "checks: they say what to doubt."),
            ),
            Step(
                parts["accept"],
                self.tr("You decide"),
                self.tr("Accept, or set your own level with a reason. The model never lowers a level that you set, and "
                        "all that you enter is kept at once."),
                tuple(parts[name] for name in ("take", "what_if") if name in parts),
            ),
            Step(
                parts["menu"],
                self.tr("Everything else"),
                self.tr("All actions stand in this menu. {0} finds any of them by a few letters, {1} opens the help of the "
                        "pane in use.").format(*self._keys()),
            ),
        )  # fmt: skip

    def _demo(self) -> str:
        """Said where it is so only."""
        composite = self._parts["composite"].isVisibleTo(self._window)
        return self.tr("This one is put together for demonstration: try anything.") if composite else ""

    def _keys(self) -> tuple[str, str]:
        return key_text("palette"), key_text("help")
