"""The patient banner: identity, complaint, acuity in number, word and colour, risk; always of the patient on screen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from cdss.core.kinds import Sex
from cdss.session.names import name
from cdss.session.panes import BannerPane
from ui.language import language
from ui.terms import level_name, numbered
from ui.theme import palette
from ui.views.elided import Elided
from ui.views.painting import blended, level_colours, level_outline
from ui.views.plain import plain
from ui.views.wording import age_words, arrival_words

HEIGHT = 56

NARROW = 1150
"""Width in pixels below which the program's name, the device and the risk's interval give way to who the patient is."""

LEAST_WIDTH = 600


class BannerView(QFrame):
    """``menu_requested`` from the button at the left, ``language_requested`` from the one at the right.

    ``details_requested``: the clinician wants to enter or correct who the patient is.
    """

    menu_requested = Signal()
    language_requested = Signal()
    details_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setFixedHeight(HEIGHT)
        self._pane: BannerPane | None = None
        self._device: str | None = None
        self._narrow = False
        self.menu_button = QPushButton("☰")
        self.menu_button.setObjectName("bannerMenu")
        self.menu_button.clicked.connect(lambda *_: self.menu_requested.emit())
        self.language_button = QPushButton("한국어 / EN")
        self.language_button.setObjectName("bannerChip")
        self.language_button.clicked.connect(lambda *_: self.language_requested.emit())
        self.details = QPushButton("✎")
        self.details.setObjectName("bannerChip")
        self.details.clicked.connect(lambda *_: self.details_requested.emit())
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
        inside.setContentsMargins(10, 4, 14, 4)
        inside.addWidget(self.badge)
        inside.addWidget(self.level)
        self.acuity.setObjectName("bannerAcuity")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 8, 14, 8)
        row.setSpacing(12)
        for widget in (
            self.menu_button, self.title, self.identity, self.composite, self.facts, self.details,
        ):  # fmt: skip
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.complaint, 1)
        for box in (self.acuity, self.device, self.language_button):
            row.addWidget(box, 0, Qt.AlignmentFlag.AlignVCenter)

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
        self._device = device
        self._words()

    def minimumSizeHint(self) -> QSize:
        """Narrower than all it can say: it then says less."""
        return QSize(LEAST_WIDTH, HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say less on a narrow screen."""
        super().resizeEvent(event)
        if self._narrow != (self.width() < NARROW):
            self._narrow = not self._narrow
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
        self.language_button.updateGeometry()  # the same letters take other room in another locale
        self.identity.setText(pane.case_id if pane else self.tr("No patient"))
        self.facts.set_full_text(self._facts(pane) if pane else "")
        self.complaint.set_full_text(f"“{pane.complaint}”" if pane and pane.complaint else "")
        self.composite.setText(self.tr("COMPOSITE"))
        self.composite.setToolTip(self.tr("Put together from records of different people, for demonstration."))
        self.composite.setVisible(bool(pane and pane.composite))
        where = (self._device or "").upper().replace("CUDA", "GPU")
        self.device.setText("● " + " · ".join(filter(None, (self.tr("Local"), where, self.tr("offline")))))
        self.title.setVisible(not self._narrow)
        self.device.setVisible(not self._narrow)
        self._acuity(pane)

    def printed(self) -> str:
        """Who the patient is, as printed on paper (the ECG's, for one)."""
        pane = self._pane
        if pane is None:
            return ""
        mixed = self.tr("COMPOSITE") if pane.composite else ""
        return " · ".join(filter(None, (pane.case_id, self._facts(pane), mixed)))

    def _facts(self, pane: BannerPane) -> str:
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
        words = self._acuity_words(pane, level) if pane else []
        self.level.setText(" · ".join(words[:-1] if self._narrow and pane and pane.risk else words))
        self.level.setToolTip(" · ".join(words))
        t = palette()
        fill, text = level_colours(level) if level else (QColor(t.border), QColor(t.text))
        edge = level_outline(level) if level else fill
        soft = blended(fill.name(), t.background, 0.22).name()
        self.acuity.setStyleSheet(
            f"#bannerAcuity {{ background: {soft}; border: 1px solid {edge.name()}; border-radius: 8px; }}"
            f"#bannerBadge {{ background: {fill.name()}; color: {text.name()}; border-radius: 5px; }}"
        )

    def _acuity_words(self, pane: BannerPane, level: int | None) -> list[str]:
        if level is None and pane.own_awaited:
            return [self.tr("Your own level first")]
        if level is None:
            return [self.tr("Being assessed…") if pane.busy else self.tr("Not assessed")]
        words = [f"{numbered(level)} {level_name(level)}"]
        if pane.ruling:
            words.append(self.tr("accepted by clinician") if pane.ruling.accepted else self.tr("set by clinician"))
        if pane.risk:
            low, high = pane.risk.interval
            words.append(self.tr("risk {0} / 10").format(f"{pane.risk.score:.1f}"))
            words.append(self.tr("90 % interval {0}–{1}").format(f"{low:.1f}", f"{high:.1f}"))
        return words


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
