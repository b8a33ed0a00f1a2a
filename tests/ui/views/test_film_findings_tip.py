"""The tip of the film's findings says among which films their figures hold."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from cdss.records.assessment import Finding
from tests.ui.views.test_film_view import pane, ramp
from ui.views.film_view import FilmView


def test_findings_say_among_which_films_they_hold_and_no_findings_say_nothing(qtbot: QtBot) -> None:
    view = FilmView()
    qtbot.addWidget(view)
    shown = replace(pane(ramp()), findings=(Finding("pneumonia", 0.96),))
    view.set_pane(shown)
    assert "of which half showed pneumonia" in view.foot.toolTip() and "96 %" in view.foot.toolTip()
    view.set_pane(replace(shown, findings=()))
    assert "half" not in view.foot.toolTip()
