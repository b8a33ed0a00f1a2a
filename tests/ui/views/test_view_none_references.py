"""Painting must not lose references to None: PySide6 6.12.0 does on Python 3.11, and dies after some dozens of frames."""

from __future__ import annotations

import sys

import numpy as np

from cdss.records.film import Film, Window
from cdss.session.panes import FilmPane
from ui.views.film_view import FilmView


def test_a_thousand_frames_keep_the_references_to_none(qtbot) -> None:
    view = FilmView()
    qtbot.addWidget(view)
    view.resize(300, 260)
    film = Film("built", np.zeros((16, 16), dtype=np.float32), Window(0.5, 1.0))
    view.set_pane(FilmPane(film, (), None, (), ""))
    view.show()
    view.grab()
    before = sys.getrefcount(None)
    for _ in range(1000):
        view.canvas.update()
        view.canvas.grab()
    lost = before - sys.getrefcount(None)
    assert lost < 200, f"{lost} references to None lost in 1,000 frames"
