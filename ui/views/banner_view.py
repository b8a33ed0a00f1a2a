"""The patient banner: identity, complaint, acuity in number, word and colour, risk; always of the patient on screen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from cdss.core.kinds import Sex
from cdss.session.names import name
from cdss.session.panes import BannerPane
from ui.actions import key_text
from ui.frame_sizes import BANNER_HEIGHT
from ui.language import language
from ui.terms import level_name, numbered
from ui.theme import palette
from ui.views.elided import Elided
from ui.views.painting import blended, level_colours, level_outline
from ui.views.plain import plain
from ui.views.wording import age_words, arrival_words

NARROW = 1500
"""Width in pixels below which the program's name and the device give way to who the patient is and why they came."""

CRAMPED = 1100
"""Width in pixels below which two buttons give way too: language and report are in the menu, and have keys."""

LEAST_WIDTH = 600


class BannerView(QFrame):
    """``menu_requested`` from the button at the left, ``language_requested`` from the one at the right.

    ``details_requested``: the clinician wants to enter or correct who the patient is. ``action_requested``: with the
    name of the action that a button stands for, "lock" or "report".
    """

    menu_requested = Signal()
    language_requested = Signal()
    details_requested = Signal()
    action_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setFixedHeight(BANNER_HEIGHT)
        self._pane: BannerPane | None = None
        self._device: str | None = None
        self._narrow, self._cramped = False, False
        self.menu_button = QPushButton("☰")
        self.menu_button.setObjectName("bannerMenu")
        self.menu_button.clicked.connect(lambda *_: self.menu_requested.emit())
        self.language_button, self.details = QPushButton("한국어 / EN"), QPushButton("✎")
        self.report_button, self.lock_button = QPushButton(), QPushButton()
        for button, wanted in (
            (self.language_button, self.language_requested),
            (self.details, self.details_requested),
        ):
            button.clicked.connect(partial(self._ask, wanted))
        for button, action in ((self.report_button, "report"), (self.lock_button, "lock")):
            button.clicked.connect(partial(self._ask, self.action_requested, action))
        for button in (self.language_button, self.details, self.report_button, self.lock_button):
            button.setObjectName("bannerChip")
        self.title = _label("bannerTitle", "TriageLens")
        self.identity = _label("bannerIdentity")
        self.facts, self.complaint = Elided("bannerFacts"), Elided("bannerComplaint")
        self.composite, self.device = _label("bannerComposite"), _label("bannerDevice")
        self.badge, self.acuity = _label("bannerBadge"), QFrame()
        self.level = _label("bannerLevel")
        self._build()
        self._words()

    def _build(self) -> None:
        inside = QHBoxLayout(self.acuity)
        inside.setContentsMargins(10, 2, 14, 2)
        inside.addWidget(self.badge)
        inside.addWidget(self.level)
        self.acuity.setObjectName("bannerAcuity")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 6, 14, 6)
        row.setSpacing(12)
        for widget in (self.menu_button, self.title, self.identity, self.composite, self.details):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        who = QVBoxLayout()
        who.setSpacing(1)
        for label in (self.facts, self.complaint):
            who.addWidget(label)
        row.addLayout(who, 1)
        for box in (self.acuity, self.device, self.language_button, self.report_button, self.lock_button):
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignVCenter)

    def _ask(self, wanted: SignalInstance, *what: object) -> None:
        wanted.emit(*(word for word in what if isinstance(word, str)))

    def set_pane(self, pane: BannerPane | None) -> None:
        """Show ``pane``; None where there is no patient."""
        self._pane = pane
        self._words()

    @property
    def patient(self) -> str:
        """The key of the patient on screen; empty where there is none."""
        return self._pane.key if self._pane is not None else ""

    def set_device(self, device: str | None) -> None:
        """``cpu`` or ``cuda`` once known; the engine always runs on this machine."""
        if device != self._device:
            self._device = device
            self._words()

    def minimumSizeHint(self) -> QSize:
        """Narrower than all it can say: it then says less."""
        return QSize(LEAST_WIDTH, BANNER_HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less on a narrow screen."""
        super().resizeEvent(event)
        room = self.width() < NARROW, self.width() < CRAMPED
        if room != (self._narrow, self._cramped):
            self._narrow, self._cramped = room
            self._words()

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language, the acuity's box again in the colours of the new theme."""
        if event.type() == QEvent.Type.LanguageChange:
            self._words()
        elif event.type() == QEvent.Type.StyleChange:
            self._acuity(self._pane)
        super().changeEvent(event)

    def _words(self) -> None:
        pane = self._pane
        self.menu_button.setAccessibleName(self.tr("Menu"))
        self.language_button.setAccessibleName(self.tr("Switch language"))
        self.details.setAccessibleName(self.tr("Enter or correct number, age, sex and arrival"))
        self.details.setToolTip(self.details.accessibleName())
        self.details.setVisible(pane is not None)
        self.report_button.setText(self.tr("Report"))
        self.report_button.setEnabled(pane is not None)
        self.lock_button.setText(self.tr("Lock"))
        self.show_keys()
        self.language_button.updateGeometry()  # the same letters take other room in another locale
        self.identity.setText(pane.case_id if pane else self.tr("No patient"))
        self.facts.set_full_text(self._facts(pane) if pane else "")
        self.complaint.set_full_text(f"“{pane.complaint}”" if pane and pane.complaint else "")
        self.complaint.setVisible(bool(pane and pane.complaint))
        self.composite.setText(self.tr("COMPOSITE"))
        self.composite.setToolTip(self.tr("Put together from records of different people, for demonstration."))
        self.composite.setVisible(bool(pane and pane.composite))
        where = (self._device or "").upper().replace("CUDA", "GPU")
        self.device.setText("● " + " · ".join(filter(None, (self.tr("Local"), where, self.tr("offline")))))
        self.title.setVisible(not self._narrow)
        self.device.setVisible(not self._narrow)
        for button in (self.language_button, self.report_button):
            button.setVisible(not self._cramped)
        self._acuity(pane)

    def show_keys(self) -> None:
        """Name the keys that do the same as the buttons."""
        for button, name_, said in (
            (self.report_button, "report", self.tr("Read and edit the report")),
            (self.lock_button, "lock", self.tr("Lock the screen")),
        ):
            button.setAccessibleName(said)
            button.setToolTip(" · ".join(filter(None, (said, key_text(name_)))))

    def printed(self) -> str:
        """Who the patient is, as printed on paper (the ECG's, for one)."""
        pane = self._pane
        if pane is None:
            return ""
        mixed = self.tr("COMPOSITE") if pane.composite else ""
        return " · ".join(filter(None, (pane.case_id, self._facts(pane), mixed)))

    def _facts(self, pane: BannerPane) -> str:
        if pane.reading:
            return self.tr("Reading the files…")
        patient, age = pane.patient, age_words(pane.patient.age_years)
        sex = name("sex", patient.sex.value, language())
        years = self.tr("{0} y").format(age) if age.isdigit() else age
        arrived = arrival_words(pane.arrival)
        arrived = self.tr("arrived {0}").format(arrived) if pane.arrival.time else arrived
        number = f"ID {patient.id}" if patient.id and patient.id != pane.case_id else ""
        unknown = self._unknown(pane)
        return " · ".join(filter(None, (sex, years, number, arrived, unknown)))

    def _unknown(self, pane: BannerPane) -> str:
        """What of sex, age and arrival nobody knows: said, for what is left out is overlooked."""
        missing = (
            (self.tr("sex"), pane.patient.sex is Sex.UNKNOWN),
            (self.tr("age"), pane.patient.age_years is None),
            (self.tr("arrival"), pane.arrival.time is None),
        )
        names = ", ".join(word for word, absent in missing if absent)
        return self.tr("not known: {0}").format(names) if names else ""

    def _acuity(self, pane: BannerPane | None) -> None:
        level = _level(pane)
        self.acuity.setVisible(pane is not None)
        self.badge.setVisible(level is not None)
        self.badge.setText(str(level or ""))
        lines = self._acuity_lines(pane, level) if pane else []
        self.level.setText("\n".join(lines))
        self.level.setToolTip(" · ".join(lines))
        self.level.setAccessibleName(self.level.toolTip())
        t = palette()
        fill, text = level_colours(level) if level else (QColor(t.border), QColor(t.text))
        edge = level_outline(level) if level else fill
        soft = blended(fill.name(), t.background, 0.22).name()
        colours = (
            f"#bannerAcuity {{ background: {soft}; border: 1px solid {edge.name()}; border-radius: 8px; }}"
            f"#bannerBadge {{ background: {fill.name()}; color: {text.name()}; border-radius: 5px; }}"
        )
        if colours != self.acuity.styleSheet():  # Qt would style the box anew also for the same words
            self.acuity.setStyleSheet(colours)

    def _acuity_lines(self, pane: BannerPane, level: int | None) -> list[str]:
        """The level and whose it is; below it the risk, so that the width is left to who the patient is."""
        if level is None and pane.own_awaited:
            return [self.tr("Your own level first")]
        if level is None:
            return [self.tr("Being assessed…") if pane.busy else self.tr("Not assessed")]
        lines = [f"{numbered(level)} {level_name(level)}"]
        if pane.ruling:
            whose = self.tr("accepted by clinician") if pane.ruling.accepted else self.tr("set by clinician")
            lines = [f"{lines[0]} · {whose}"]
        if pane.risk:
            low, high = pane.risk.interval
            risk = self.tr("risk {0} / 10").format(f"{pane.risk.score:.1f}")
            lines.append(f"{risk} · " + self.tr("90 % interval {0}–{1}").format(f"{low:.1f}", f"{high:.1f}"))
        return lines


def _level(pane: BannerPane | None) -> int | None:
    if pane is None:
        return None
    if pane.ruling is not None:
        return pane.ruling.level
    return pane.acuity.level if pane.acuity else None


def _label(object_name: str, text: str = "") -> QLabel:
    label = plain(QLabel(text))
    label.setObjectName(object_name)
    return label
