"""The hospital's page of the settings: whose calibration is in use, what it gave, where the levels begin, and another one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cdss.bundle.levels import LevelsCost
from cdss.bundle.profile import Profile
from cdss.core.kinds import CONDITIONS, Modality
from cdss.core.sentences import sentence
from cdss.scoring.operating_points import FACTORS
from cdss.session.names import condition_name, modality_name
from ui.language import language
from ui.panels.trust_box import TrustBox


class SitePage(QWidget):
    """``adopt_requested``: a profile shall be chosen. ``factor_requested``: the levels shall begin at that factor times the
    thresholds of the release. ``wizard``: the way to the calibration, and back to the shipped one. ``costs`` of each factor.
    """

    adopt_requested = Signal()
    factor_requested = Signal(float)

    def __init__(
        self,
        profile: Profile | None,
        wizard: QWidget,
        costs: tuple[LevelsCost, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._wizard, self._profile = wizard, profile
        self._costs = {cost.factor: cost for cost in costs}
        self.setAccessibleName(self.tr("Calibration of this hospital"))
        self.whose, self.said = QLabel(), QLabel()
        self.gains, self.cuts = QTableWidget(0, 4), QTableWidget(0, 5)
        self.gains_name, self.cuts_name = QLabel(self.tr("What it gave")), QLabel(self.tr("Where the levels begin"))
        self.adopt = QPushButton(self.tr("Take over a profile…"))
        self.earlier, self.cost = QComboBox(), QLabel()
        self.use_levels, self.levels = QPushButton(self.tr("Use from now on")), QWidget()
        self.trust = TrustBox()
        self._build()
        self.show_profile(profile)

    def show_profile(self, profile: Profile | None) -> None:
        """Show what is in use; None where there is no model."""
        self._profile = profile
        self.earlier.setCurrentIndex(FACTORS.index(profile.factor) if profile is not None else 0)
        self._show_cost()
        self.whose.setText(self._whose(profile))
        gains = profile.gains if profile is not None else ()
        self._fill(
            self.gains,
            [
                (output_name(g.output), f"{g.n} ({g.events})", f"{100 * g.before:.1f} %", f"{100 * g.after:.1f} %")
                for g in gains
            ],
        )
        cuts = profile.cuts if profile is not None else ()
        self._fill(self.cuts, [(pattern_name(p), *(f"≥ {100 * cut:.0f} %" for cut in found)) for p, found in cuts])
        for part in (self.gains, self.gains_name):
            part.setVisible(bool(gains))
        parts: tuple[QWidget, ...] = (self.cuts, self.cuts_name, self.levels, self.cost)
        for shown in parts:
            shown.setVisible(bool(cuts))

    def say(self, words: str) -> None:
        """What came of the last choice."""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    def _whose(self, profile: Profile | None) -> str:
        if profile is None:
            return self.tr("There is no model here.")
        if not profile.site:
            return self.tr("The calibration that ships with the program is in use: it is of no particular hospital.")
        return self.tr("In use: the calibration of “{0}” of {1}, from {2} patients of its own.").format(
            profile.site, profile.created, profile.cases
        )

    def _build(self) -> None:
        self.gains.setHorizontalHeaderLabels(
            [self.tr("Output"), self.tr("Patients (with it)"), self.tr("Error before"), self.tr("Error after")]
        )
        self.cuts.setHorizontalHeaderLabels(
            [
                self.tr("With"),
                *(self.tr("Level {0}").format(f"1–{level}" if level > 1 else "1") for level in range(1, 5)),
            ]
        )
        self.gains.setAccessibleName(self.gains_name.text())
        self.cuts.setAccessibleName(self.cuts_name.text())
        note = QLabel(
            self.tr(
                "A level is given from these probabilities of it or a more urgent one on, chosen so that levels are given as "
                "often as nurses gave them. Level 1 is given only where it is also more probable than level 2. A hospital "
                "may have the levels begin earlier, so that fewer urgent patients get a "
                "level too low and more others one too high; they never begin later. A profile brings its own."
            )
        )
        note.setProperty("role", "muted")
        self.said.setProperty("role", "notice")
        self.said.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        for label in (self.whose, self.said, note, self.cost):
            label.setWordWrap(True)
        for part in (self.whose, self.gains_name, self.gains, self.cuts_name, self.cuts, note):
            column.addWidget(part)
        self._build_levels()
        column.addWidget(self.levels)
        column.addWidget(self.cost)
        column.addWidget(self.said)
        for name in (self.gains_name, self.cuts_name):
            name.setObjectName("cardHeading")
        buttons = QHBoxLayout()
        self.adopt.setAutoDefault(False)
        for button in (self.adopt, self._wizard):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(self.trust)
        column.addStretch(1)
        self.adopt.clicked.connect(lambda *_: self.adopt_requested.emit())

    def _build_levels(self) -> None:
        """From where on the levels begin, and the button that has them do so."""
        words = {
            1.0: self.tr("as released"),
            0.75: self.tr("earlier: at 75 % of these"),
            0.5: self.tr("much earlier: at 50 %"),
        }
        self.earlier.addItems([words[factor] for factor in FACTORS])
        self.earlier.setAccessibleName(self.tr("From where on the levels begin"))
        self.earlier.currentIndexChanged.connect(lambda *_: self._show_cost())
        self.use_levels.setAutoDefault(False)
        self.use_levels.clicked.connect(lambda *_: self.factor_requested.emit(self._factor))
        row = QHBoxLayout(self.levels)
        row.setContentsMargins(0, 0, 0, 0)
        name = QLabel(self.tr("The levels begin"))
        name.setBuddy(self.earlier)
        for part in (name, self.earlier, self.use_levels):
            row.addWidget(part)
        row.addStretch(1)

    @property
    def _factor(self) -> float:
        return FACTORS[max(self.earlier.currentIndex(), 0)]

    def _show_cost(self) -> None:
        """What the chosen thresholds did in held-out visits, beside the released ones; they can be used where they are others."""
        self.use_levels.setEnabled(self._profile is not None and self._profile.factor != self._factor)
        chosen, released = self._costs.get(self._factor), self._costs.get(FACTORS[0])
        if chosen is None or released is None:
            self.cost.setText(self.tr("What that costs was not measured with this model."))
            return
        text = self.tr(
            "In held-out visits of 2020 with note and vital signs: {0} % of {1} patients of level 1 or 2 are given 1 or 2 "
            "(as released {2} %), and {3} % of {4} others (as released {5} %)."
        )
        shares = (chosen.found, chosen.n, released.found, chosen.early, chosen.others, released.early)
        self.cost.setText(text.format(*(f"{100 * x:.0f}" if isinstance(x, float) else f"{x:,}" for x in shares)))

    def _fill(self, table: QTableWidget, rows: list[tuple[str, ...]]) -> None:
        table.setRowCount(len(rows))
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                table.setItem(row, column, QTableWidgetItem(text))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        height = table.horizontalHeader().sizeHint().height() + sum(table.rowHeight(i) for i in range(len(rows)))
        table.setFixedHeight(min(height + 4, 200))


def output_name(output: str) -> str:
    """An output as the screen calls it."""
    if output in CONDITIONS:
        return condition_name(output, language())
    return sentence(f"site_output_{output}", {}, language())


def pattern_name(pattern: str) -> str:
    """Which evidence there is."""
    return " + ".join(modality_name(Modality(part), language()) for part in pattern.split("+"))
