"""The decision column: risk, conditions, why, checks, and the clinician's own decision at the foot."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cdss.core.kinds import RISK, Modality
from cdss.session.decision.checks import gravest_first
from cdss.session.decision.reasons import reason_words
from cdss.session.decision.wording import differential
from cdss.session.names import modality_chip
from cdss.session.panes import DecisionPane, lowers
from ui.language import language
from ui.terms import numbered
from ui.theme import palette
from ui.views.actions_card import ActionsCard
from ui.views.attention_card import AttentionCard
from ui.views.card import Card
from ui.views.checks_view import ChecksView, folded_words, shown_first
from ui.views.conditions_view import ConditionsScope, ConditionsView
from ui.views.headline_view import HeadlineView
from ui.views.neighbours_view import NeighboursCard
from ui.views.next_test_view import NextTestCard
from ui.views.opinion_view import OpinionButton, OpinionLine
from ui.views.own_level_view import OwnLevelCard
from ui.views.plain import plain
from ui.views.risk_dial_view import RiskDialView
from ui.views.shap_view import ShapView, base_words
from ui.views.shapley_view import ShapleyView
from ui.views.target_view import TargetView

WIDTH = 388
SHOWN_CONDITIONS = 5
_BY_KEY = Qt.TextInteractionFlag.LinksAccessibleByKeyboard


class DecisionPanel(QFrame):
    """Signals what the clinician decides; it decides nothing and keeps nothing but what it shows: of ``patient``, a key."""

    accept_requested = Signal()
    override_requested = Signal()
    withdraw_requested = Signal()
    maximise_requested = Signal()
    target_chosen = Signal(str)
    what_if_requested = Signal()
    modality_clicked = Signal(object)
    next_test_requested = Signal()
    opinion_requested = Signal()
    own_level_given = Signal(int)
    actions_requested = Signal()
    patient = ""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decisionPanel")
        self._pane: DecisionPane | None = None
        self.dial, self.headline = RiskDialView(), HeadlineView()
        self.conditions, self.shapley, self.shap = ConditionsView(), ShapleyView(), ShapView()
        self.checks, self.target = ChecksView(), TargetView()
        self.neighbours, self.next_test = NeighboursCard(), NextTestCard()
        self.own_level, self.scope, self.actions_card = OwnLevelCard(), ConditionsScope(), ActionsCard()
        self.opinion, self.opinion_line = OpinionButton(), OpinionLine(Modality.VITALS)
        self.without, self.vitals_base = _note_label(), _note_label()
        self.more, self.more_checks = _link(self._show_conditions), _link(self._show_checks)
        self.cards = {name: Card() for name in ("conditions", "checks", "why", "vitals")}
        self.attention_card = self.cards["attention"] = AttentionCard()
        self.attention = self.attention_card.view
        self.accept, self.override, self.withdraw = QPushButton(), QPushButton(), QPushButton()
        self.what_if = QPushButton()
        self.decided = plain(_note_label())
        self._build()
        self._words()

    def set_pane(self, pane: DecisionPane | None) -> None:
        """Show ``pane``; every part that has nothing to say is hidden."""
        self._pane, self.patient = pane, pane.key if pane else ""
        level = pane.acuity.level if pane and pane.acuity else None
        self.own_level.set_pane(pane)
        self.actions_card.set_actions(pane.actions if pane else ())
        self.dial.setVisible(not self.awaits_own_level)
        self.dial.set_risk(pane.risk if pane else None, level)
        self.headline.set_pane(pane)
        self.target.set_target(pane.target if pane else RISK)
        self.shapley.set_shapley(pane.shapley if pane else None)
        self._show_vitals(pane)
        self.opinion.set_state(bool(pane and pane.opinion), bool(pane and pane.asking))
        self.opinion_line.set_compared(pane.opinion if pane else None)
        routed = (pane.attention, pane.agreement, pane.segment_leads, pane.unit_words) if pane else (None,)
        self.attention.set_attention(*routed)
        self.neighbours.set_neighbours(pane.neighbours if pane else None)
        self._show_next_test(pane)
        self._show_conditions()
        self._words()

    @property
    def awaits_own_level(self) -> bool:
        """Whether the model's level is withheld until the clinician has given theirs."""
        return self._pane is not None and self._pane.own_awaited

    def changeEvent(self, event: QEvent) -> None:
        """Words again in the new language, and links in the colour of the new theme."""
        if event.type() in (QEvent.Type.LanguageChange, QEvent.Type.StyleChange):
            self._words()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When what it shows is laid out anew, the attention, which comes last, gives way to what matters more."""
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return super().eventFilter(watched, event)

    def mouseDoubleClickEvent(self, event: object) -> None:
        """Grow or shrink, as the evidence panes do."""
        self.maximise_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit is the clinician's own level while that is awaited."""
        level = own_level_of(event) if self.awaits_own_level else None
        if level is None:
            super().keyPressEvent(event)
        else:
            self.own_level_given.emit(level)

    def _build(self) -> None:
        for name, widgets in (
            ("conditions", (self.conditions, self.scope)),
            ("why", (self.shapley, self.without)),
            ("vitals", (self.vitals_base, self.shap, self.opinion_line)),
            ("checks", (self.checks,)),
        ):
            for widget in widgets:
                self.cards[name].add(widget)
        self.cards["conditions"].add_tool(self.more)
        self.cards["why"].add_tool(self.target)
        self.cards["vitals"].add_tool(self.opinion)
        self.opinion.clicked.connect(lambda *_: self.opinion_requested.emit())
        self.target.target_chosen.connect(self.target_chosen.emit)
        self.shapley.modality_clicked.connect(self.modality_clicked.emit)
        self.without.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse | _BY_KEY)
        self.without.linkActivated.connect(lambda code: self.modality_clicked.emit(Modality(code)))
        self.cards["checks"].add_tool(self.more_checks)
        self.next_test.requested.connect(self.next_test_requested.emit)
        self.own_level.chosen.connect(self.own_level_given.emit)
        self.actions_card.requested.connect(self.actions_requested.emit)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.dial, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.headline, 1)
        inside = QWidget()
        inside.setObjectName("decisionInside")
        column = QVBoxLayout(inside)
        column.setContentsMargins(14, 6, 14, 2)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.own_level)
        first = (card for card in self.cards.values() if card is not self.attention_card)
        for card in (*first, self.actions_card, self.next_test, self.neighbours, self.attention_card):
            column.addWidget(card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self._inside, self._scroll = inside, _scrolling(inside)
        for watched in (self._inside, self._scroll):
            watched.installEventFilter(self)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self._foot())

    def _fit(self) -> None:
        """As many words of the attention as there is room for without scrolling, also at the width beside the scroll bar."""
        needed = self._inside.heightForWidth(self._scroll.width() - self._scroll.verticalScrollBar().sizeHint().width())
        self.attention.give_way(needed - self._scroll.height())

    def _foot(self) -> QVBoxLayout:
        self.accept.setObjectName("primaryButton")
        self.accept.clicked.connect(lambda *_: self.accept_requested.emit())
        self.override.clicked.connect(lambda *_: self.override_requested.emit())
        self.withdraw.clicked.connect(lambda *_: self.withdraw_requested.emit())
        self.what_if.clicked.connect(lambda *_: self.what_if_requested.emit())
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.accept, self.override, self.withdraw, self.what_if):
            row.addWidget(button, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(14, 4, 14, 10)
        foot.addWidget(self.decided)
        foot.addLayout(row)
        return foot

    def _show_vitals(self, pane: DecisionPane | None) -> None:
        """SHAP, with LIME beside it where it was asked; LIME alone where SHAP is hidden."""
        if pane and pane.lime:
            self.shap.set_lime(pane.lime)
        else:
            self.shap.set_shap(pane.vitals_shap if pane else None, pane.opinion if pane else None)
        self.shap.setVisible(self.shap.row_count() > 0)

    def _show_next_test(self, pane: DecisionPane | None) -> None:
        self.next_test.setVisible(pane is not None and pane.risk is not None)
        if pane is not None:
            self.next_test.set_tests(pane.next_test, pane.testing, Modality.VITALS not in pane.missing)

    def _show_conditions(self) -> None:
        conditions = differential(self._pane.conditions) if self._pane else ()
        self.scope.unfold(self.more.isChecked())
        shown = conditions if self.more.isChecked() else conditions[:SHOWN_CONDITIONS]
        self.conditions.set_conditions(shown)
        self._name_link(len(conditions))

    def _show_checks(self) -> None:
        checks, all_of_them = gravest_first(self._pane.checks) if self._pane else (), self.more_checks.isChecked()
        first = shown_first(checks)
        self.checks.set_checks(checks if all_of_them else checks[:first])
        self.more_checks.setText(self.tr("fewer") if all_of_them else folded_words(checks[first:]))
        self.more_checks.setVisible(len(checks) > first)

    def _name_link(self, total: int) -> None:
        self.more.setText(self.tr("fewer") if self.more.isChecked() else self.tr("all {0}").format(total))
        self.more.setVisible(total > SHOWN_CONDITIONS)

    def _words(self) -> None:
        pane = self._pane
        self._scroll.setAccessibleName(self.tr("Risk, conditions, reasons and checks"))
        within = sum(c.in_set for c in pane.conditions) if pane else 0
        counts = self.tr("● {0} in 90 % set · ○ {1} outside").format(
            within, len(pane.conditions) - within if pane else 0
        )
        self.cards["conditions"].set_heading(self.tr("Conditions"), counts)
        self.cards["why"].set_heading(self.tr("Why"), self._why_caption(pane))
        self.cards["vitals"].set_heading(*self._vitals_words(pane))
        _say(self.vitals_base, base_words(pane.vitals_shap if pane else None))
        self.cards["vitals"].warn(bool(pane and pane.shap_failed and pane.vitals_shap))
        self.attention_card.show_words()
        self.cards["checks"].set_heading(self.tr("Checks"))
        _say(self.without, self._without(pane) if pane else "")
        self._name_link(len(pane.conditions) if pane else 0)
        self._show_checks()
        self._visibility(pane)
        self._buttons(pane)

    def _visibility(self, pane: DecisionPane | None) -> None:
        self.cards["conditions"].setVisible(bool(pane and pane.conditions))
        self.cards["why"].setVisible(bool(pane and (pane.shapley or pane.without)))
        self.cards["vitals"].setVisible(bool(pane and (pane.vitals_shap or pane.shap_failed)))
        self.cards["attention"].setVisible(bool(pane and pane.attention))
        self.cards["checks"].setVisible(bool(pane and pane.checks))

    def _why_caption(self, pane: DecisionPane | None) -> str:
        if not pane or not pane.shapley or pane.shapley.target != pane.target:
            return self.tr("computing…") if pane and pane.busy else ""
        return self.tr("base {0} % → {1} %").format(f"{100 * pane.shapley.base:.1f}", f"{100 * pane.shapley.value:.1f}")

    def _vitals_words(self, pane: DecisionPane | None) -> tuple[str, str]:
        shap, failed = pane.vitals_shap if pane else None, self.tr("SHAP failed its test")
        if pane and pane.shap_failed and shap is None:
            return f"{self.tr('VS, age, arrival, history')} · LIME" if pane.lime else self.tr("Vital signs"), failed
        return self.tr("VS, age, arrival, history"), f"! {failed}" if pane and pane.shap_failed else ""

    def _without(self, pane: DecisionPane) -> str:
        colour = palette().accent
        figures = (
            f'<a href="{m.value}" style="color: {colour}">{modality_chip(m, language())} {score:.1f}</a>'
            for m, score in pane.without
        )
        return self.tr("Risk without: {0}").format(" · ".join(figures)) if pane.without else ""

    def _buttons(self, pane: DecisionPane | None) -> None:
        level = pane.acuity.level if pane and pane.acuity else None
        ruling = pane.ruling if pane else None
        self.accept.setText(self.tr("Accept {0}").format(numbered(level)) if level else self.tr("Accept"))
        less = pane is not None and level is not None and lowers(level, pane.own)
        self.accept.setEnabled(level is not None and ruling is None and not less)
        self.accept.setToolTip(self.tr("Less urgent than your own level: override it, with a reason") if less else "")
        self.accept.setVisible(ruling is None)
        self.override.setText(self.tr("Override…") if level else self.tr("Set level…"))
        self.override.setEnabled(pane is not None)
        self.withdraw.setText(self.tr("Undo"))
        self.what_if.setText(self.tr("What if…"))
        self.what_if.setEnabled(level is not None)
        self.withdraw.setVisible(ruling is not None)
        self.decided.setVisible(ruling is not None)
        if ruling is not None:
            pattern = self.tr("You accepted {0}") if ruling.accepted else self.tr("You set {0}: {1}")
            self.decided.setText(pattern.format(numbered(ruling.level), reason_words(ruling.reason, language())))


def own_level_of(event: QKeyEvent) -> int | None:
    """The level that a pressed digit means; None for any other key, and beside Ctrl or Alt."""
    plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    return int(event.text()) if plain and event.text() in ("1", "2", "3", "4", "5") else None


def _say(label: QLabel, text: str) -> None:
    """Show ``text``; nothing where it is empty."""
    label.setText(text)
    label.setVisible(bool(text))


def _link(show: Callable[[], None]) -> QPushButton:
    link = QPushButton()
    link.setObjectName("linkButton")
    link.setCheckable(True)
    link.toggled.connect(lambda *_: show())
    return link


def _note_label() -> QLabel:
    label = QLabel()
    label.setObjectName("cardNote")
    label.setWordWrap(True)
    return label


def _scrolling(inside: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setObjectName("decisionScroll")
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area
