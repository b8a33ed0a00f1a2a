"""The frame of an evidence pane: header with title and tools, the body, what is wrong with the input, and the foot line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from cdss.core.result import Issue
from cdss.session.explanation.reliability import of_what_is_drawn
from ui.views.moment_tag import Moment, MomentTag
from ui.views.pane_notice import PaneNotice

HEADER_HEIGHT = 37
_NOTICE_SHARE = 0.25
"""Of the pane's height, what the notice may take from the evidence."""


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
        self.notice = PaneNotice()
        self._frame_column = QVBoxLayout(self)
        self._frame_column.setContentsMargins(0, 0, 0, 0)
        self._frame_column.setSpacing(0)
        self._frame_column.addWidget(self.header)
        self.below_header = QVBoxLayout()
        self.below_header.setContentsMargins(10, 0, 10, 0)
        self._frame_column.addLayout(self.below_header)
        self._frame_column.addWidget(self.notice)
        self._issues: tuple[Issue, ...] = ()
        self._drawn = True
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
        """Show what was found wrong with this input."""
        self._issues = issues
        self._show_issues()

    def set_drawn(self, drawn: bool) -> None:
        """Whether an explanation is drawn in the pane: what is wrong with it is said for as long as it is."""
        if drawn != self._drawn:
            self._drawn = drawn
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The notice leaves the evidence its room."""
        super().resizeEvent(event)
        self.notice.set_room(round(_NOTICE_SHARE * self.height()))

    def minimumSizeHint(self) -> QSize:
        """Small enough for four panes on a small screen."""
        return QSize(260, 180)

    def hasHeightForWidth(self) -> bool:
        """Its height never follows from its width: four panes share the screen as it is."""
        return False

    def _show_issues(self) -> None:
        self.notice.set_issues(tuple(i for i in self._issues if self._drawn or not of_what_is_drawn(i)))


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
