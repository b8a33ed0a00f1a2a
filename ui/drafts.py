"""What is being typed, handed on while it is typed: at most ``WAIT_MS`` after a keystroke, and not at each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

WAIT_MS = 20
"""From the first keystroke that was not handed on, not from the last: one who types without a pause loses no more.

Shorter than the time between two keystrokes of the fastest typists (60 ms at 200 words a minute), so that a crash costs the last
one; long enough for what one key press sets off to come together.
"""


T = TypeVar("T")


class Drafts(QObject, Generic[T]):
    """``keep``: takes the key of the patient written about, and what stands in the editor; None for one that was closed."""

    def __init__(self, keep: Callable[[str, T | None], None], parent: QObject) -> None:
        super().__init__(parent)
        self._keep = keep
        self._typed: tuple[str, T] | None = None
        self._timer = QTimer(self, interval=WAIT_MS, singleShot=True)
        self._timer.timeout.connect(self.flush)

    @property
    def waiting(self) -> bool:
        """Whether something was typed that is not handed on yet."""
        return self._typed is not None

    def take(self, key: str, text: T | None) -> None:
        """In the editor of the patient ``key`` stands ``text`` now."""
        if self._typed is not None and self._typed[0] != key:
            self.flush()
        if text is None:
            self.forget()
            self._keep(key, None)
            return
        self._typed = (key, text)
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Hand on what is waiting, now."""
        typed, self._typed = self._typed, None
        self._timer.stop()
        if typed is not None:
            self._keep(*typed)

    def forget(self) -> None:
        """What is waiting has been saved or given up."""
        self._typed = None
        self._timer.stop()
