"""Checks beside the decision, each with a glyph and colour for its severity, and its sentence."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from cdss.core.kinds import Severity
from cdss.core.result import Issue
from ui.language import language
from ui.views.plain import plain

_GLYPHS = {Severity.STOP: "✕", Severity.WARNING: "!", Severity.INFO: "i"}
_ROLES = {Severity.STOP: "checkStop", Severity.WARNING: "checkWarning", Severity.INFO: "checkInfo"}
_LEAST_SHOWN = 3


class ChecksView(QWidget):
    """The checks in the order given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._checks: tuple[Issue, ...] = ()
        self._glyphs: list[QLabel] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)

    def set_checks(self, checks: tuple[Issue, ...]) -> None:
        """Show ``checks``."""
        if checks != self._checks:
            self._checks = checks
            self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        """Sentences again in the new language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()
        super().changeEvent(event)

    def _rebuild(self) -> None:
        while item := self._grid.takeAt(0):
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        self._glyphs = []
        for row, check in enumerate(self._checks):
            glyph, text = QLabel(_GLYPHS[check.severity]), plain(QLabel(check.text(language())))
            self._glyphs.append(glyph)
            glyph.setProperty("role", _ROLES[check.severity])
            glyph.setAccessibleName(self._severity_words(check.severity))
            text.setObjectName("checkText")
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(glyph, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, row, 1)

    def _severity_words(self, severity: Severity) -> str:
        return {
            Severity.STOP: self.tr("Stop"),
            Severity.WARNING: self.tr("Warning"),
            Severity.INFO: self.tr("Information"),
        }[severity]


def shown_first(checks: tuple[Issue, ...]) -> int:
    """How many of ``checks``, which are sorted, are shown without being asked for: every warning, or more."""
    return max(_LEAST_SHOWN, sum(check.severity is not Severity.INFO for check in checks))


def folded_words(folded: tuple[Issue, ...]) -> str:
    """How many more checks there are, and how many of which severity, in the language of the screen."""
    words = {
        Severity.STOP: QCoreApplication.translate("ChecksView", "{0} stop"),
        Severity.WARNING: QCoreApplication.translate("ChecksView", "{0} warning"),
        Severity.INFO: QCoreApplication.translate("ChecksView", "{0} for information"),
    }
    counts = ((text, sum(check.severity is severity for check in folded)) for severity, text in words.items())
    parts = ", ".join(text.format(count) for text, count in counts if count)
    return QCoreApplication.translate("ChecksView", "more: {0}").format(parts)
