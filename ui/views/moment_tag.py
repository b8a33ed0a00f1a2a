"""The time cursor of the vital signs in the other panes: how old a film, an ECG or a note was at that moment."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QLabel, QWidget

from ui.theme import set_role

_MARGIN = 6


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the time cursor stands: the clock there, and how many seconds later than each other part of the case that is.

    ``later_s`` holds ``image``, ``ecg`` and ``note`` as far as their times are known; negative: the part is from afterwards.
    """

    clock: str
    later_s: tuple[tuple[str, float], ...] = ()

    def words(self, code: str) -> str:
        """How old the part ``code`` was at the cursor, or that it did not exist yet; empty where its time is not known."""
        seconds = dict(self.later_s).get(code)
        if seconds is None:
            return ""
        if seconds >= 0.0:
            words = QCoreApplication.translate("Moment", "At %1 this was %2 old")
        else:
            words = QCoreApplication.translate("Moment", "At %1 not there yet: made %2 later")
        return words.replace("%1", self.clock).replace("%2", _span(abs(seconds)))

    def existed(self, code: str) -> bool:
        """Whether the part ``code`` was there at the cursor."""
        return dict(self.later_s).get(code, 0.0) >= 0.0


class MomentTag(QLabel):
    """Lies over the upper right corner of a pane's evidence, so that nothing is laid out anew while the cursor moves."""

    def __init__(self, pane: QWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self.setProperty("role", "momentTag")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_moment(self, moment: Moment | None, code: str, top: int) -> None:
        """Show what ``moment`` is to the part ``code``, ``top`` pixels below the pane's upper edge; nothing where not known."""
        words = moment.words(code) if moment is not None else ""
        self.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        if moment is None or not words:
            return
        set_role(self, "momentTag" if moment.existed(code) else "momentTagBefore")
        self.adjustSize()
        self.move(max(self._pane.width() - self.width() - _MARGIN, 0), top + _MARGIN)
        self.raise_()


def _span(seconds: float) -> str:
    minutes = round(seconds / 60.0)
    if minutes < 120:
        return QCoreApplication.translate("Moment", "%1 min").replace("%1", str(minutes))
    return QCoreApplication.translate("Moment", "%1 h").replace("%1", f"{minutes / 60.0:.1f}")
