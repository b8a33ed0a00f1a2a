"""Choosing the output that is explained: by mouse or key, said only when the user chose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cdss.core.kinds import TARGETS
from cdss.session.names import target_name
from ui.language import set_language
from ui.panels.decision_panel import DecisionPanel
from ui.theme import set_theme
from ui.views.target_view import TargetView


@pytest.fixture
def view(qtbot: QtBot) -> TargetView:
    made = TargetView()
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_output_can_be_chosen_and_has_a_name(view: TargetView) -> None:
    assert [view.itemData(i) for i in range(view.count())] == list(TARGETS)
    names = [view.itemText(i) for i in range(view.count())]
    assert names[:3] == ["Risk (level 1 or 2)", "Admission", "ICU / death"]
    assert len(set(names)) == len(TARGETS) and not any("_" in name for name in names)


def test_the_names_follow_the_language(view: TargetView, qtbot: QtBot) -> None:
    set_language("ko")
    qtbot.waitUntil(lambda: view.itemText(0) == "위험도 (1–2단계)")
    assert view.itemText(TARGETS.index("pneumonia")) == "폐렴"


def test_setting_says_nothing_choosing_does(view: TargetView, qtbot: QtBot) -> None:
    heard: list[str] = []
    view.target_chosen.connect(heard.append)
    view.set_target("pneumonia")
    assert heard == [] and view.currentData() == "pneumonia"
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert heard == ["atrial_fibrillation"]


def test_stepping_goes_round(view: TargetView) -> None:
    heard: list[str] = []
    view.target_chosen.connect(heard.append)
    view.set_target(TARGETS[-1])
    view.step()
    assert heard == ["risk"] and view.currentIndex() == 0


@pytest.mark.parametrize("code", ["en", "ko"])
def test_the_list_is_as_wide_as_its_longest_name_and_gives_way(view: TargetView, qtbot: QtBot, code: str) -> None:
    set_language(code)
    name = view.fontMetrics().horizontalAdvance(target_name("acs", code))
    qtbot.waitUntil(lambda: view.itemText(TARGETS.index("acs")) == target_name("acs", code))
    assert view.sizeHint().width() >= name + 20
    assert view.minimumSizeHint().width() < view.sizeHint().width()


@pytest.mark.parametrize(
    ("code", "heading", "caption"), [("en", "Why", "base 11.1 % → 39.4 %"), ("ko", "근거", "기저 11.1 % → 39.4 %")]
)
@pytest.mark.parametrize("width", [360, 374])
def test_the_list_gives_way_before_the_word_in_front_of_it(
    qtbot: QtBot, qapp: QApplication, code: str, heading: str, caption: str, width: int
) -> None:
    set_theme(qapp, "light")
    set_theme(qapp, "dark")
    set_language(code)
    panel = DecisionPanel()
    qtbot.addWidget(panel)
    panel.setFixedWidth(width)
    panel.show()
    why = panel.cards["why"]
    why.set_heading(heading, caption)
    why.show()
    qtbot.waitUntil(lambda: why.heading.width() > 0 and panel.target.isVisible())
    assert why.heading.text() == heading.upper()
    assert why.caption.width() >= why.caption.sizeHint().width()
    assert panel.target.geometry().right() < why.width()
