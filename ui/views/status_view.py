"""The line at the foot: time taken, device, model, what is happening, what is saved, and the research-use sentence."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from cdss.core.sentences import sentence
from cdss.session.panes import KeptWords, StatusLine
from ui.actions import key_text
from ui.frame_sizes import STATUS_HEIGHT
from ui.language import language
from ui.theme import set_role
from ui.views.elided import Elided
from ui.views.pane_view import tool_button
from ui.views.plain import plain, plain_tip
from ui.views.worded import Worded

SPACING = 18

NARROW, LEAST_WIDTH, LEAST_MESSAGE = 1100, 500, 240
"""Pixels: the width below which the model is named in the tool tip only, the least width, and what is left for the message."""


class StatusView(Worded, QFrame):
    """Never empty: the research-use sentence stands at the right whatever happens.

    ``unseen_requested``: the clinician wants to go to a patient whose level changed. The number of these stands here too, for
    the worklist is not always in sight. ``dismissed``: the clinician has read the message, which stays until then.
    """

    unseen_requested = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(STATUS_HEIGHT)
        self._line = StatusLine("starting", None, None, None, None)
        self.taken, self.model = QLabel(), QLabel()
        self.kind, self.message = QLabel(), Elided("statusMessage")
        self.kept = plain(QLabel())
        self.dismiss = tool_button("✕")
        self.dismiss.setFixedHeight(STATUS_HEIGHT - 6)
        self.dismiss.clicked.connect(self.dismissed)
        self._unseen = 0
        self.unseen = tool_button(role="changed")
        self.unseen.clicked.connect(self.unseen_requested)
        self.sentence = QLabel()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 0, 14, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.unseen)
        row.addWidget(self.taken)
        row.addWidget(self.model)
        row.addWidget(self.dismiss)
        row.addWidget(self.kind)
        row.addWidget(self.message, 1)
        row.addWidget(self.kept)
        row.addWidget(self.sentence)
        self._words()

    def set_line(self, line: StatusLine) -> None:
        """Show ``line``."""
        self._line = line
        self._words()

    def set_unseen(self, count: int) -> None:
        """Say how many patients' levels changed and were not seen, also of those whom a search hides."""
        if count != self._unseen:
            self._unseen = count
            self._words()

    def minimumSizeHint(self) -> QSize:
        """Narrower than all it can say: the sentence at the right and what is happening are said always."""
        return QSize(LEAST_WIDTH, STATUS_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less on a narrow screen."""
        super().resizeEvent(event)
        self._room()

    def _room(self) -> None:
        wide = (
            self.width() >= NARROW and not self._line.dismissable
        )  # a message is read before what stands there always
        room = self.width() - 28 - LEAST_MESSAGE - self.sentence.sizeHint().width()
        left_out = []
        for label, may in (
            (self.kept, self.width() >= NARROW or not self._line.message),
            (self.taken, wide),
            (self.model, wide),
        ):
            room -= label.sizeHint().width() + SPACING if label.text() else 0
            shown = may and room >= 0
            label.setVisible(bool(label.text()) and shown)
            if not shown:
                left_out.append(label.toolTip() or label.text())
        self.setToolTip(" · ".join(filter(None, left_out)))

    def _words(self) -> None:
        line = self._line
        self.unseen.setText(f"▲ {self._unseen}")
        self.unseen.setAccessibleName(self.tr("Changed levels to be seen: {0}").format(self._unseen))
        self.unseen.setToolTip(self.unseen.accessibleName())
        self.unseen.setVisible(self._unseen > 0)
        device = {"cpu": self.tr("processor (CPU)"), "cuda": self.tr("graphics card (GPU)")}.get(line.device or "", "")
        took = self.tr("Assessed in {0} s").format(f"{line.total_ms / 1000:.2f}") if line.total_ms is not None else ""
        self.taken.setText(" · ".join(filter(None, (took, f"! {device}" if line.device_note else device))))
        self.taken.setToolTip(plain_tip(" · ".join((self.taken.text(), line.device_note))) if line.device_note else "")
        self.taken.setAccessibleName(" · ".join(filter(None, (took, device, line.device_note))))
        self.model.setText(self.tr("model {0}").format(line.model) if line.model else "")
        self.dismiss.setVisible(line.dismissable)
        self.dismiss.setAccessibleName(self.tr("Put the message away"))
        key = key_text("dismiss_message")
        self.dismiss.setToolTip(" · ".join(filter(None, (self.dismiss.accessibleName(), key))))
        self._say_kept(line.kept)
        self.sentence.setText(sentence("session_status_sentence", {}, language()))
        self._room()
        self._say(line)

    def _say_kept(self, kept: KeptWords) -> None:
        """A sign and a colour of its own where something could not be written."""
        role = "statusAttention" if kept.wrong else "statusActivity"
        if self.kept.property("role") != role:
            set_role(self.kept, role)
        self.kept.setText(f"! {kept.short}" if kept.wrong else kept.short)
        self.kept.setToolTip(plain_tip(kept.full))
        self.kept.setAccessibleName(kept.full)

    def _say(self, line: StatusLine) -> None:
        """The message with the sign and the word of its kind before it, or else what is happening."""
        role = "statusAttention" if line.attention else "statusInformation" if line.message else "statusActivity"
        for label in (self.kind, self.message):
            if label.property("role") != role:
                set_role(label, role)
        word = self.tr("Attention") if line.attention else self.tr("Information")
        self.kind.setText(f"! {word}" if line.attention else "i")
        self.kind.setVisible(line.message is not None)
        self.message.set_full_text(line.message or self.activity_words(line.engine))
        if line.message is not None:
            self.message.setAccessibleName(f"{word}: {line.message}")

    def activity_words(self, code: str) -> str:
        """What is happening now, for the codes of ``cdss.session.resolve.activity``."""
        return {
            "reading": self.tr("Reading the files…"),
            "starting": self.tr("Starting the assessment engine…"),
            "restarting": self.tr("Restarting the assessment engine…"),
            "assessing": self.tr("Assessing…"),
            "explaining": self.tr("Computing the explanations…"),
            "assessing_others": self.tr("Assessing the other patients of the worklist…"),
            "ready": self.tr("Ready"),
        }.get(code, "")
