"""What widgets share whose words follow the language of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Widget
else:
    _Widget = object  # two classes of Qt cannot be bases of one: this one is mixed in before the widget's own


class Worded(_Widget):
    """Mixed in before a Qt class. ``_words`` sets every word anew, and is called again when the language changes."""

    def _words(self) -> None:
        raise NotImplementedError

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._words()
        super().changeEvent(event)
