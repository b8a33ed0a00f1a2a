"""The differential: what is in the conformal set, what is outside, and what is never sought."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QColor, QFontMetricsF
from pytestqt.qtbot import QtBot

from cdss.core.kinds import CONDITIONS
from cdss.records.assessment import Condition
from cdss.session.decision.wording import differential
from cdss.session.names import condition_name
from cdss.session.panes import DecisionPane
from ui.language import set_language
from ui.panels.decision_panel import DecisionPanel
from ui.theme import palette
from ui.views.conditions_view import ConditionsScope, ConditionsView
from ui.views.painting import font_of

INSIDE, RARE = Condition("acs", 0.30, (0.2, 0.4), True), Condition("stroke_tia", 0.02, (0.0, 0.1), True)
OUTSIDE = Condition("pneumonia", 0.40, (0.3, 0.5), False)
PANE = DecisionPane(None, None, (), (INSIDE, OUTSIDE, RARE), None, None, None, (), (), (), None, False)


def test_those_of_the_set_come_first_though_one_outside_is_more_probable() -> None:
    assert differential((OUTSIDE, RARE, INSIDE)) == (INSIDE, RARE, OUTSIDE)
    assert differential(()) == ()


def test_the_column_counts_both_and_orders_them_so(qtbot: QtBot) -> None:
    panel = DecisionPanel()
    qtbot.addWidget(panel)
    panel.set_pane(PANE)
    assert panel.cards["conditions"].caption.text() == "● 2 in 90 % set · ○ 1 outside"
    assert [c.code for c in panel.conditions._conditions] == ["acs", "stroke_tia", "pneumonia"]
    panel.set_pane(replace(PANE, conditions=()))
    assert not panel.scope.isVisibleTo(panel)


@pytest.mark.parametrize(("rows", "first"), [((INSIDE, OUTSIDE), 1), ((INSIDE,), 1), ((OUTSIDE,), 0), ((), 0)])
def test_the_line_is_drawn_above_the_first_outside(qtbot: QtBot, rows: tuple[Condition, ...], first: int) -> None:
    view = ConditionsView()
    qtbot.addWidget(view)
    view.set_conditions(rows)
    view.resize(360, view.sizeHint().height())
    assert view.first_outside() == first
    if len(rows) == 2:
        image, border = view.grab().toImage(), QColor(palette().border).name()
        assert image.pixelColor(200, view.row_height).name() == border
        assert image.pixelColor(200, 0).name() != border


def test_what_is_never_sought_stands_in_one_line_and_unfolds(qtbot: QtBot) -> None:
    scope = ConditionsScope()
    qtbot.addWidget(scope)
    assert scope.line.isVisibleTo(scope) and not scope.whole.isVisibleTo(scope)
    assert "aortic dissection" in scope.line.toolTip() and "not ruled out" in scope.line.toolTip()
    scope.unfold(True)
    assert scope.whole.isVisibleTo(scope) and not scope.line.isVisibleTo(scope)
    assert scope.whole.text().startswith("Outside the set is not ruled out") and "all else" in scope.whole.text()
    set_language("ko")
    qtbot.waitUntil(lambda: "대동맥 박리" in scope.whole.text(), timeout=2000)


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("width", [310, 340])
def test_names_of_conditions_are_whole_beside_their_bars(qtbot, code: str, width: int) -> None:
    view = ConditionsView()
    qtbot.addWidget(view)
    view.set_conditions(tuple(Condition(name, 0.3, (0.2, 0.4), True) for name in CONDITIONS))
    set_language(code)
    metrics = QFontMetricsF(font_of(view, view.font_pixels))
    longest = max(metrics.horizontalAdvance(condition_name(name, code)) for name in CONDITIONS)
    start = view._bars_from(width)
    assert start >= longest + 22.0 and width - start - 44.0 >= 60.0
