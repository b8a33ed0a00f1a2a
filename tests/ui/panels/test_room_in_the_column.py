"""The decision column at different heights: what matters more comes first, and the attention gives its words away first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdss.core.kinds import CONDITIONS, Modality, Severity
from cdss.core.result import issue
from cdss.records.assessment import Acuity, Condition, Risk
from cdss.records.explanation import Contribution, CrossAttention, ModalityShapley, VitalsShap
from cdss.session.panes import DecisionPane
from ui.language import set_language
from ui.panels.decision_panel import DecisionPanel
from ui.theme import THEMES, set_theme
from ui.views.attention_view import MAX_WORDS, MIN_WORDS

WORDS = tuple(f"word{i}" for i in range(9))
PANE = DecisionPane(
    acuity=Acuity(2, (0.07, 0.88, 0.04, 0.01, 0.0)), risk=Risk(9.1, (8.2, 9.6)), outcomes=(("admission", 0.81),),
    conditions=tuple(Condition(c, 0.9 - 0.08 * i, (0.1, 0.95), i < 2) for i, c in enumerate(CONDITIONS)),
    shapley=ModalityShapley("risk", 0.19, 0.912, {Modality.ECG: 0.5, Modality.NOTE: 0.222}, {"ecg|note": 0.1}),
    vitals_shap=VitalsShap("risk", 0.4, 0.5, (Contribution("heart_rate", "110 bpm", 0.1),)),
    attention=CrossAttention(WORDS, ("heart_rate", "spo2"), np.full((4, 9, 2), 0.5, np.float32)),
    without=((Modality.IMAGE, 8.83),),
    checks=(issue("session_model_more_urgent", Severity.WARNING, None, model=1, own=2),), missing=(), refusal=None, busy=False,
)  # fmt: skip


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> DecisionPanel:
    set_theme(qapp, THEMES[0])
    made = DecisionPanel()
    qtbot.addWidget(made)
    made.setFixedWidth(388)
    made.resize(388, 2000)
    made.show()
    made.set_pane(PANE)
    settle()
    return made


def settle() -> None:
    for _ in range(10):
        QApplication.processEvents()


def scrolls(panel: DecisionPanel) -> int:
    return panel._scroll.verticalScrollBar().maximum()


def height_for_all(panel: DecisionPanel) -> int:
    """The least height at which nothing has to give way."""
    bar = panel._scroll.verticalScrollBar().sizeHint().width()
    return panel.height() - panel._scroll.height() + panel._inside.heightForWidth(panel._scroll.width() - bar)


def test_the_cards_stand_in_the_order_of_what_matters(panel: DecisionPanel) -> None:
    cards = panel.cards
    order = (cards["conditions"], cards["checks"], cards["why"], cards["vitals"], panel.next_test, cards["attention"])
    tops = [card.geometry().top() for card in order]
    assert tops == sorted(tops) and len(set(tops)) == len(tops)


def test_with_room_all_words_are_shown(panel: DecisionPanel) -> None:
    assert len(panel.attention._units) == MAX_WORDS and scrolls(panel) == 0


@pytest.mark.parametrize(("less", "words"), [(0, 6), (1, 5), (16, 5), (17, 4), (42, 3)])
def test_a_lower_column_has_fewer_words_and_does_not_scroll(panel: DecisionPanel, less: int, words: int) -> None:
    panel.resize(388, height_for_all(panel) - less)
    settle()
    assert (len(panel.attention._units), scrolls(panel)) == (words, 0)


def test_the_last_words_stay_and_the_column_scrolls(panel: DecisionPanel) -> None:
    panel.resize(388, height_for_all(panel) - 100)
    settle()
    assert len(panel.attention._units) == MIN_WORDS and scrolls(panel) > 0


def test_the_words_come_back_with_the_room(panel: DecisionPanel) -> None:
    enough = height_for_all(panel)
    panel.resize(388, enough - 40)
    settle()
    panel.set_pane(replace(PANE, checks=()))
    settle()
    assert len(panel.attention._units) == MAX_WORDS
    panel.set_pane(PANE)
    settle()
    assert len(panel.attention._units) == 3
    panel.resize(388, enough)
    settle()
    assert len(panel.attention._units) == MAX_WORDS


def test_longer_words_of_another_language_count(panel: DecisionPanel) -> None:
    panel.resize(388, height_for_all(panel) - 20)
    try:
        for code in ("ko", "en"):
            set_language(code)
            settle()
            assert scrolls(panel) == 0
    finally:
        set_language("en")


def test_a_patient_with_few_words_gives_nothing_away(panel: DecisionPanel) -> None:
    few = CrossAttention(WORDS[:2], ("heart_rate", "spo2"), np.full((4, 2, 2), 0.5, np.float32))
    panel.set_pane(replace(PANE, attention=few))
    settle()
    assert len(panel.attention._units) == 2 and scrolls(panel) == 0
    panel.set_pane(replace(PANE, attention=None))
    settle()
    assert panel.attention._units == () and scrolls(panel) == 0
