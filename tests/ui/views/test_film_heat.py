"""The map between the network's cells, and the picture of it that is kept."""

from __future__ import annotations

import numpy as np
from pytestqt.qtbot import QtBot

from cdss.records.attribution import Method
from cdss.records.explanation import ImageCam
from cdss.records.film import Film, Window
from cdss.records.film_map import FilmMap
from cdss.session.panes import FilmPane
from ui.views.film_heat import upsampled
from ui.views.film_view import FilmView


def test_a_point_between_cells_has_their_values_in_proportion() -> None:
    found = upsampled(np.array([[0.0, 1.0], [0.5, -1.0]], np.float32), 8)
    across = np.array([0.0, 0.0, 0.125, 0.375, 0.625, 0.875, 1.0, 1.0])
    np.testing.assert_allclose(found[0], across, atol=1e-6)
    np.testing.assert_allclose(found[7], 0.5 - 1.5 * across, atol=1e-6)
    np.testing.assert_allclose(found[:, 0], 0.5 * across, atol=1e-6)


def test_rows_and_columns_may_differ_and_one_cell_is_the_same_everywhere() -> None:
    found = upsampled(np.array([[0.25, 0.75]], np.float32), 4)
    np.testing.assert_allclose(found, np.tile([0.25, 0.375, 0.625, 0.75], (4, 1)), atol=1e-6)


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
