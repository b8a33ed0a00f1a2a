"""The form of the vital signs: fields with units, and NEWS2 at once as one types. ``entered`` says what is to be saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from cdss.core.clock import foreign_zone
from cdss.records.assessment import Score
from cdss.session.entry.typed_forms import Typed
from cdss.session.entry.vitals_form import SPO2_SCALES, FormReading, TypedVitals, read_form, time_text
from cdss.session.names import name
from ui.language import language
from ui.panels.form_panel import FormPanel
from ui.panels.room import open_at
from ui.theme import set_role
from ui.views.plain import plain
from ui.views.vitals_entry_rows import VitalsEntryRows

_SCREEN_SHARE = 0.7
"""Share of the screen's height that the fields take at most; title, score and buttons need the rest."""

_NEWS2_ROLES = {"medium": "chipWarning", "low_medium": "chipWarning", "high": "chipStop"}


@dataclass(frozen=True, slots=True)
class FormSubject:
    """Whose vital signs they are: name on screen, age in years (None: not known), SpO2 scale, who signs.

    ``clock``: the time by the clock of the patient's chart.
    """

    patient: str
    age_years: float | None
    scale: int
    by: str
    required: bool
    clock: Callable[[], datetime]
    arrival: datetime | None = None
    scale_2: bool = True
    """The hospital lets scale 2 be chosen."""


class _FieldsArea(QScrollArea):
    """As large as the fields ``inside`` it, where there is room."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self._inside = inside
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """All of it, with room for the scroll bar beside it, no higher than most of the screen."""
        whole, bar = self._inside.sizeHint(), self.verticalScrollBar().sizeHint().width()
        most = round(_SCREEN_SHARE * self.screen().availableGeometry().height())
        return QSize(whole.width() + bar, min(whole.height(), most))

    def minimumSizeHint(self) -> QSize:
        """Wide enough for every field, and a few of them high."""
        return QSize(self.sizeHint().width(), 120)


class VitalsEntryPanel(FormPanel):
    """``entered`` with the row, the SpO2 scale and who signed."""

    entered = Signal(object, int, str)

    def __init__(self, subject: FormSubject, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Vital signs of {0}").format(subject.patient), subject.by, subject.required, parent)
        self._subject = subject
        self.rows, self.time, self.scale = VitalsEntryRows(), QLineEdit(time_text(subject.clock())), QComboBox()
        self.news2, self.missing, self.time_said = QLabel(), QLabel(), QLabel()
        self.zone = QLabel(foreign_zone(subject.clock()))
        self._build()
        self._connect()
        self._judge()
        self._fit(self.sizeHint())  # by itself a dialog takes two thirds of the screen at most
        self.rows.fields["heart_rate"].setFocus()

    def reading(self) -> FormReading:
        """All that was typed, judged now."""
        typed = TypedVitals(
            self.rows.numbers(),
            self.time.text(),
            self.rows.on_oxygen,
            self.rows.level,
            SPO2_SCALES[self.scale.currentIndex()],
        )
        return read_form(typed, self._subject.age_years, self._subject.clock(), self._subject.arrival)

    def set_typed(self, texts: Typed) -> None:
        """Go on with what was typed before; said on the form where there is any."""
        self.continued.setVisible(bool(texts))
        known = dict(texts)
        self.rows.set_texts(known)
        self.time.setText(known.get("time", self.time.text()))
        chosen = next((place for place, scale in enumerate(SPO2_SCALES) if known.get("scale") == str(scale)), None)
        if chosen is not None:
            self.scale.setCurrentIndex(chosen)
        self._fit(self.sizeHint().expandedTo(self.size()))  # one line more, and the last field would be out of sight

    def _fit(self, wanted: QSize) -> None:
        open_at(self, wanted.width(), wanted.height())

    def _build(self) -> None:
        whose = plain(QLabel(self._subject.patient))
        whose.setProperty("role", "strong")
        for label, role in (
            (self.missing, "muted"),
            (self.zone, "muted"),
            (self.time_said, "notice"),
            (self.news2, "chip"),
        ):
            label.setProperty("role", role)
        self.missing.setWordWrap(True)
        self.scale.addItems([self.tr("1"), self.tr("2 · target 88–92 % (hypercapnic failure)")])
        self.scale.setCurrentIndex(SPO2_SCALES.index(self._subject.scale))
        if not self._subject.scale_2 and self._subject.scale == SPO2_SCALES[0]:
            self.scale.setEnabled(False)
            self.scale.setToolTip(self.tr("Scale 2 is switched off in the settings of this hospital"))
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addWidget(whose)
        column.addWidget(self.continued)
        column.addLayout(self._score_row())
        column.addWidget(self._scrolled(), 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.save.setProperty("role", "primary")
        for button in (self.save, self.cancel):
            button.setAutoDefault(False)
            foot.addWidget(button)
        column.addLayout(foot)

    def _scrolled(self) -> QScrollArea:
        """All fields; where text is large and the screen small they scroll, and score and buttons stay in sight."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.rows)
        column.addLayout(self._particulars())
        return _FieldsArea(inside)

    def _score_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(self.news2)
        row.addWidget(self.missing, 1)
        return row

    def _particulars(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        self.time.setFixedWidth(160)
        self.time.setAccessibleName(self.tr("Time of measurement"))
        self.scale.setAccessibleName(self.tr("SpO₂ scale of NEWS2"))
        self.scale.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        when = QHBoxLayout()
        when.setSpacing(8)
        when.addWidget(self.time)
        when.addWidget(self.zone)
        when.addWidget(self.time_said, 1)
        form.addRow(self.tr("SpO₂ scale of NEWS2"), self.scale)
        form.addRow(self.tr("Time of measurement"), when)
        form.addRow(self.tr("Initials or name"), self.signed)
        return form

    def _connect(self) -> None:
        self.rows.edited.connect(self._judge)
        self.rows.finished.connect(self.time.setFocus)
        self.time.textChanged.connect(self._judge)
        self.time.returnPressed.connect(self.signed.field.setFocus)
        self.scale.currentIndexChanged.connect(self._judge)
        self.signed.changed.connect(self._judge)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self._discard)
        for changed in (self.rows.edited, self.time.textEdited, self.scale.activated):
            changed.connect(self._tell)

    def _judge(self) -> None:
        found = self.reading()
        self.rows.show_points(dict(found.news2.parts) if found.news2 else {})
        celsius = {} if found.celsius is None else {"temperature_c": self.tr("= {0} °C").format(f"{found.celsius:.1f}")}
        self.rows.show_said(found.refused, celsius)
        said = found.refused.get("time", found.doubt)
        self.time_said.setText(said.text(language()) if said else "")
        self._show_score(found.news2)
        self.save.setEnabled(found.savable and self.signed.complete)

    def _tell(self) -> None:
        """Nothing is worth keeping while all fields are empty and the scale is the patient's."""
        texts = tuple((field, text) for field, text in self.rows.texts().items() if text)
        scale = SPO2_SCALES[self.scale.currentIndex()]
        kept = (*texts, ("time", self.time.text()), ("scale", str(scale)))
        self.typed.emit(kept if texts or scale != self._subject.scale else None)

    def _show_score(self, score: Score | None) -> None:
        role = "chip"
        if score is None:
            text, missing = self.tr("NEWS2 is not for children under 16"), ""
        elif score.value is None:
            text, missing = "NEWS2 –", self.tr("nothing entered yet")
        else:
            at_least = "" if score.complete else "≥ "
            band = f" · {name('band', score.band, language())}" if score.band else ""
            text, missing = f"NEWS2 {at_least}{score.value:.0f}{band}", self._missing(score)
            role = _NEWS2_ROLES.get(score.band or "", "chip")
        self.news2.setText(text)
        self.missing.setText(missing)
        if self.news2.property("role") != role:
            set_role(self.news2, role)

    def _missing(self, score: Score) -> str:
        names = ", ".join(name("vital", field, language()) for field in score.missing)
        return self.tr("partial, not measured: {0}").format(names) if names else self.tr("complete")

    def _save(self) -> None:
        found = self.reading()
        if found.savable and self.signed.complete:
            self.entered.emit(found.row, SPO2_SCALES[self.scale.currentIndex()], self.signed.by)
            self.accept()
