"""The place of a modality that is not there: what is missing or was refused and why, what that costs, and how to add it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from cdss.core.kinds import Modality, Presence
from cdss.session.names import modality_name
from cdss.session.panes import EmptyPane
from ui.language import language
from ui.views.pane_view import PaneView, tool_button
from ui.views.plain import plain


class EmptyView(PaneView):
    """Shows an ``EmptyPane``. ``entry_requested``: the clinician wants to write what is missing by hand."""

    entry_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pane: EmptyPane | None = None
        self.heading, self.reason, self.cost = _label("strong"), _label("notice"), _label("muted")
        self.how, self.formats = _label("foot"), _label("muted")
        self.enter = tool_button()
        self.enter.hide()
        self.enter.clicked.connect(lambda *_: self.entry_requested.emit())
        self._lay_out()
        self.retranslate()

    def set_pane(self, pane: EmptyPane) -> None:
        """Show ``pane``."""
        if pane is not self._pane:
            self._pane = pane
            self._show()

    def retranslate(self) -> None:
        """All words of this view."""
        super().retranslate()
        self.cost.setText(self.tr("The assessment goes on without it; what it would show is not known to the model."))
        self._show()

    def _lay_out(self) -> None:
        self.header.row.addStretch(1)
        self.add_tool(self.enter)
        zone = QFrame()
        zone.setProperty("role", "dropZone")
        inside = QVBoxLayout(zone)
        inside.setContentsMargins(18, 8, 18, 8)
        inside.setSpacing(6)
        inside.addStretch(1)
        for label in (self.heading, self.reason, self.cost):
            inside.addWidget(label)
        inside.addSpacing(8)
        for label in (self.how, self.formats):
            inside.addWidget(label)
        inside.addStretch(1)
        body = QWidget()
        frame = QVBoxLayout(body)
        frame.setContentsMargins(12, 10, 12, 10)
        frame.addWidget(zone)
        self.set_body(body)

    def _show(self) -> None:
        if (pane := self._pane) is None:
            return
        name = modality_name(pane.modality, language())
        refused = pane.presence is Presence.REJECTED
        heading = self.tr("%1 could not be used") if refused else self.tr("%1 not available")
        self.title.setText(name.upper())
        self.heading.setText(heading.replace("%1", name))
        self.reason.setText("\n".join(issue.text(language()) for issue in pane.reasons))
        self.reason.setVisible(bool(pane.reasons))
        self.cost.setVisible(pane.assessed)
        self.how.setText(self.tr("Drop a file here to add it."))
        self.formats.setText(self._formats(pane.modality))
        by_hand = {
            Modality.VITALS: self.tr("Enter vital signs…"),
            Modality.NOTE: self.tr("Write the triage entry…"),
        }
        self.enter.setText(by_hand.get(pane.modality, "") + (" ✎" if pane.waiting else ""))
        self.enter.setToolTip(self.enter.text())
        self.enter.setVisible(pane.modality in by_hand)
        said = (self.heading, self.reason, *((self.cost,) if pane.assessed else ()))
        self.setAccessibleName(" ".join(label.text() for label in said))

    def _formats(self, modality: Modality) -> str:
        return {
            Modality.IMAGE: self.tr("Chest film: DICOM, PNG or JPEG"),
            Modality.ECG: self.tr(
                "12-lead ECG: DICOM, HL7 aECG, Philips or MUSE XML, EDF, SCP-ECG, WFDB (with .dat) or CSV"
            ),
            Modality.VITALS: self.tr("Vital signs: CSV, one row a measurement"),
            Modality.NOTE: self.tr("Triage note: text file"),
        }[modality]


def _label(role: str) -> QLabel:
    label = plain(QLabel())
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label
