"""The frame of an evidence pane: header with title and tools, the body, what is wrong with the input, and the foot line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cdss.core.kinds import Severity
from cdss.core.result import Issue
from ui.language import language
from ui.views.moment_tag import Moment, MomentTag
from ui.views.plain import plain_tip
from ui.views.whole_text import LINE_BREAK, WholeText

HEADER_HEIGHT = 37

_ALWAYS_SAID = "explain_failed"
"""What is shaded at one's request against its test: said for as long as it is shaded, whatever else there is to say."""


class PaneHeader(QFrame):
    """The strip with title and tools; a double click asks to grow the pane."""

    double_clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "paneHeader")
        self.setFixedHeight(HEADER_HEIGHT)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(10, 0, 6, 0)
        self.row.setSpacing(5)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask to grow."""
        self.double_clicked.emit()


class PaneView(QFrame):
    """Base of the evidence panes. A subclass fills ``header``, calls ``set_body`` and ``set_foot``, and has ``set_pane``.

    ``reveal_requested``: the clinician wants to see what is hidden because its method failed its test on other patients.
    """

    maximise_requested = Signal()
    reveal_requested = Signal()

    patient = ""
    """The key of the patient who is shown; empty where there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pane")
        self.header = PaneHeader(self)
        self.header.double_clicked.connect(self.maximise_requested)
        self.title = QLabel()
        self.title.setProperty("role", "paneTitle")
        self.header.row.addWidget(self.title)
        self.grow = tool_button("⤢", "icon")
        self.grow.clicked.connect(self.maximise_requested)
        self.notice = WholeText()
        self.notice.hide()
        self._frame_column = QVBoxLayout(self)
        self._frame_column.setContentsMargins(0, 0, 0, 0)
        self._frame_column.setSpacing(0)
        self._frame_column.addWidget(self.header)
        self.below_header = QVBoxLayout()
        self.below_header.setContentsMargins(10, 0, 10, 0)
        self._frame_column.addLayout(self.below_header)
        self._frame_column.addWidget(self.notice)
        self._issues: tuple[Issue, ...] = ()
        self._moment = MomentTag(self)
        self._body: QWidget = self.notice

    def set_body(self, body: QWidget, foot: QWidget | None = None) -> None:
        """Put the evidence below the header and ``foot`` at the bottom; ends the header with the grow button."""
        self._body = body
        self._frame_column.addWidget(body, 1)
        if foot is not None:
            self._frame_column.addWidget(foot)
        self.header.row.addWidget(self.grow)

    def add_foot(self, foot: QWidget) -> None:
        """Put one more line below what ``set_body`` put there."""
        self._frame_column.addWidget(foot)

    def add_tool(self, tool: QWidget) -> None:
        """Add a control to the header."""
        self.header.row.addWidget(tool)

    def show_moment(self, moment: Moment | None, code: str) -> None:
        """Say how old this pane's part of the case, ``code``, was at the time cursor; None: there is no cursor."""
        self._moment.show_moment(moment, code, self._body.y())

    def set_issues(self, issues: tuple[Issue, ...]) -> None:
        """Show what was found wrong with this input; the worst first, all of it in the tool tip."""
        self._issues = tuple(sorted(issues, key=lambda i: _ORDER[i.severity]))
        self._show_issues()

    def retranslate(self) -> None:
        """Put the words of the screen's language on the frame; a subclass adds its own."""
        self.grow.setToolTip(self.tr("Grow this pane, or shrink it again (double click)"))
        self.grow.setAccessibleName(self.tr("Grow or shrink this pane"))
        self._show_issues()

    def restyle(self) -> None:
        """Take the colours of the theme; only for what does not read them while painting."""

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language and the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.StyleChange:
            self.restyle()

    def minimumSizeHint(self) -> QSize:
        """Small enough for four panes on a small screen."""
        return QSize(260, 180)

    def hasHeightForWidth(self) -> bool:
        """Its height never follows from its width: four panes share the screen as it is."""
        return False

    def _show_issues(self) -> None:
        texts = [issue.text(language()) for issue in self._issues]
        self.notice.setVisible(bool(texts))
        if not texts:
            return
        mark = "" if self._issues[0].severity is Severity.INFO else "! "
        always = [i.text(language()) for i in self._issues[1:] if i.code == _ALWAYS_SAID]
        rest = len(texts) - 1 - len(always)
        more = f"  (+{rest})" if rest else ""
        said = LINE_BREAK.join(f"{mark}{text}" for text in (texts[0], *always))
        self.notice.set_text(said + more, "warning" if mark else "muted")
        self.notice.setToolTip(plain_tip("\n".join(texts)))
        self.notice.setAccessibleName(" ".join(texts))


_ORDER = {Severity.STOP: 0, Severity.WARNING: 1, Severity.INFO: 2}


def tool_button(text: str = "", role: str = "", checkable: bool = False) -> QToolButton:
    """A small button for a pane's header."""
    button = QToolButton()
    button.setText(text)
    button.setCheckable(checkable)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    if role:
        button.setProperty("role", role)
    return button


def clear_layout(layout: QBoxLayout) -> None:
    """Take every widget out of ``layout`` and let Qt delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def chip(role: str = "chip") -> QLabel:
    """A label with a round outline, as tall as its text."""
    label = QLabel()
    label.setProperty("role", role)
    label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return label
