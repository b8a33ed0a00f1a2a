"""The picture of a map that is kept."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from cdss.records.attribution import Method
from cdss.records.explanation import ImageCam
from cdss.records.film import Film, Window
from cdss.records.film_map import FilmMap
from cdss.session.panes import FilmPane
from ui.views.film_view import FilmView


def shown(film: Film, peak: int) -> FilmPane:
    values = np.zeros((4, 4), np.float32)
    values[peak, peak] = 1.0
    fused = FilmMap(Method.GRAD_CAM, "pneumonia", values, sided=True, effect=0.1)
    return FilmPane(film, (), ImageCam({}, {}, fused, sided=True), (), "")


def test_the_same_map_keeps_its_picture_and_another_gets_its_own(qtbot: QtBot) -> None:
    view = FilmView()
    qtbot.addWidget(view)
    film = Film("built", np.full((64, 64), 100.0, np.float32), Window(127.5, 256.0))
    view.set_pane(shown(film, 1))
    first = view.canvas._heat
    assert first is not None
    view.set_pane(shown(film, 1))
    assert view.canvas._heat is first
    view.set_pane(shown(film, 2))
    assert view.canvas._heat is not first
    assert view.canvas._heat != first
