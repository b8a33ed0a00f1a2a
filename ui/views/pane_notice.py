"""What is wrong with the input of a pane, below its header: every warning on a line of its own, remarks counted behind them."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent

from cdss.core.kinds import Severity
from cdss.core.result import Issue
from cdss.session.explanation.reliability import SHOWN_ANYWAY
from ui.language import language
from ui.views.plain import plain_tip
from ui.views.whole_text import LINE_BREAK, WholeText

_ORDER = {Severity.STOP: 0, Severity.WARNING: 1, Severity.INFO: 2}
_MARK = "! "


class PaneNotice(WholeText):
    """Shows issues, the gravest first; all of them stand in the tool tip and are read out.

    Where its room is short the last warnings are counted in words, never the first one, nor that what is drawn was asked for
    against its failed test.
    """

    def __init__(self) -> None:
        super().__init__()
        self._issues: tuple[Issue, ...] = ()
        self._room, self._laid = 0, 0
        self.hide()

    def set_issues(self, issues: tuple[Issue, ...]) -> None:
        """Show ``issues``; nothing is shown, and no room taken, where there are none."""
        self._issues = tuple(sorted(issues, key=lambda i: _ORDER[i.severity]))
        self.setToolTip(plain_tip("\n".join(map(_said, self._issues))))
        self.setAccessibleName(" ".join(issue.text(language()) for issue in self._issues))
        self._say()
        self.setVisible(bool(self._issues))

    def set_room(self, pixels: int) -> None:
        """How high it may become for the sake of warnings after the first."""
        if pixels != self._room:
            self._room = pixels
            self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another width other warnings have room."""
        super().resizeEvent(event)
        if self.width() != self._laid:
            self._laid = self.width()
            self._say()

    def _say(self) -> None:
        grave = [issue for issue in self._issues if issue.severity is not Severity.INFO]
        if not grave:
            rest = len(self._issues) - 1
            self.set_text("".join(map(_said, self._issues[:1])) + (f"  (+{rest})" if rest > 0 else ""), "muted")
            return
        said = list(grave)
        spare = [issue for issue in grave[1:] if issue.code != SHOWN_ANYWAY]
        self.set_text(self._words(said, len(grave)), "warning")
        while spare and self.height() > self._room:
            said.remove(spare.pop())
            self.set_text(self._words(said, len(grave)), "warning")

    def _words(self, said: list[Issue], warnings: int) -> str:
        left = warnings - len(said)
        counted = self.tr("1 more warning") if left == 1 else self.tr("%1 more warnings").replace("%1", str(left))
        remarks = len(self._issues) - warnings
        rest = ", ".join(filter(None, (counted if left else "", f"+{remarks}" if remarks else "")))
        return LINE_BREAK.join(map(_said, said)) + (f"  ({rest})" if rest else "")


def _said(issue: Issue) -> str:
    text = issue.text(language())
    return text if issue.severity is Severity.INFO else _MARK + text
