"""The time cursor of the vital signs reaches the other panes: how old was the film at that moment, or was it not there yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.test_films_in_the_window import write
from ui.app import App
from ui.language import set_language

VITALS = "time,heart_rate,sbp\n2026-11-20T08:50:00,92,130\n2026-11-20T09:17:00,96,128\n2026-11-20T11:35:00,99,126\n"


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    case = tmp_path / "kim"
    case.mkdir()
    write(case / "a.dcm", ViewPosition="AP", AcquisitionDateTime="20261120090500")
    write(case / "b.dcm", ViewPosition="PA", AcquisitionDateTime="20240101080000")
    (case / "vitals.csv").write_text(VITALS, encoding="utf-8")
    (case / "note.txt").write_text("Cough for two days, fever.", encoding="utf-8")
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start((case,))
    qtbot.waitUntil(lambda: bool(made.store.state.selected and made.store.state.selected.case), timeout=20000)
    qtbot.waitUntil(lambda: made.turns.idle, timeout=20000)
    yield made
    made.close()


def tags(app: App) -> dict[str, str]:
    """The words that the other panes show of the cursor."""
    panes = {"film": app.window.evidence.film, "ecg": app.window.evidence.ecg, "note": app.window.evidence.note}
    return {name: view._moment.text() for name, view in panes.items() if view._moment.isVisible()}


def test_the_film_says_how_old_it_was_at_the_cursor(app: App) -> None:
    trends = app.window.evidence.vitals.trends
    assert trends is not None
    assert tags(app) == {}
    trends.set_cursor(1)
    assert tags(app) == {"film": "At 09:17 this was 12 min old"}  # the note's time is not known, and there is no ECG
    trends.set_cursor(2)
    assert tags(app) == {"film": "At 11:35 this was 2.5 h old"}
    trends.set_cursor(0)
    assert tags(app) == {"film": "At 08:50 not there yet: made 15 min later"}
    trends._leave()
    assert tags(app) == {}


def test_the_tag_lies_over_the_film_and_not_over_what_is_wrong_with_it(app: App) -> None:
    film, trends = app.window.evidence.film, app.window.evidence.vitals.trends
    assert trends is not None
    trends.set_cursor(1)
    tag, canvas = film._moment, film.canvas
    top = canvas.mapTo(film, canvas.rect().topLeft()).y()
    assert tag.y() >= top
    assert tag.geometry().right() <= film.width()


def test_another_film_of_the_patient_says_nothing_by_the_time_of_the_assessed_one(app: App, qtbot: QtBot) -> None:
    trends = app.window.evidence.vitals.trends
    assert trends is not None
    app.window.evidence.film.step_film(1)
    qtbot.waitUntil(lambda: app.turns.idle and not app.window.evidence.film.canvas.read_by_network, timeout=20000)
    trends.set_cursor(1)
    assert tags(app) == {}


def test_in_korean(app: App) -> None:
    set_language("ko")
    trends = app.window.evidence.vitals.trends
    assert trends is not None
    trends.set_cursor(1)
    assert tags(app)["film"] == "09:17 기준 12분 전 자료"
    trends.set_cursor(0)
    assert tags(app)["film"] == "08:50에는 아직 없음: 15분 뒤 자료"
