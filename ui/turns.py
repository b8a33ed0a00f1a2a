"""Work of the window in turns: one piece, then what changed is drawn and keys are taken, then the next piece."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

Work = Callable[[], object]

Later = Callable[[str, Work], None]
"""Takes a name and the work; work of the same name that waits is replaced by it, at its place."""


def at_once(_: str, work: Work) -> None:
    """Do ``work`` now."""
    work()


def draw_in_turn(name: str, widget: QWidget, later: Later) -> None:
    """Let ``widget``, which is about to change, stand as it is drawn now until its turn comes."""
    widget.setUpdatesEnabled(False)
    later(f"draw_{name}", partial(widget.setUpdatesEnabled, True))


class Turns(QObject):
    """Pieces of work in the order in which they were first named."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: dict[str, Work] = {}
        self._timer = QTimer(self, interval=0, singleShot=True)
        self._timer.timeout.connect(self._next)

    @property
    def idle(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def later(self, name: str, work: Work) -> None:
        """Do ``work`` when its turn comes."""
        self._waiting[name] = work
        self._timer.start()

    def finish(self) -> None:
        """Do all that waits, and what that brings, now."""
        while self._waiting:
            self._take()

    def _next(self) -> None:
        if self._waiting:
            self._take()
        if self._waiting:
            self._timer.start()

    def _take(self) -> None:
        name = next(iter(self._waiting))
        self._waiting.pop(name)()
