"""Choosing the output that is explained: by mouse or key, said only when the user chose."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.core.kinds import TARGETS
from cdss.session.names import target_name
from ui.language import set_language
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
