"""Several films of one patient: which it is, which one the assessment reads, and nothing of the one on the other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from cdss.core.kinds import View
from cdss.records.film import assessed_first
from cdss.session.entry.film_work import unread
from cdss.session.panes import FilmPane
from tests.ui.views.test_film_view import pane, ramp
from ui.theme.contrast import contrast_ratio
from ui.views import film_drawing
from ui.views.film_view import FilmView


@pytest.fixture
def view(shown_at) -> FilmView:
    return shown_at(FilmView(), 560, 520)


def both() -> tuple[FilmPane, FilmPane]:
    first, second = ramp(), replace(ramp(), source="second", view=View.LATERAL)
    read = replace(pane(first, cam=True), films=(first, second))
    return read, unread(replace(read, film=second))


def test_lateral_films_come_last_and_the_rest_keep_their_order() -> None:
    views = (View.LATERAL, View.UNKNOWN, View.LATERAL, View.AP, View.PA)
    films = [replace(ramp(), source=str(i), view=v) for i, v in enumerate(views)]
    assert [film.source for film in assessed_first(films)] == ["1", "3", "4", "0", "2"]


def test_one_film_has_no_number(view: FilmView) -> None:
    view.set_pane(replace(pane(ramp()), films=(ramp(),)))
    assert view.canvas.corners[0] == "PA · date not given"


def test_of_several_it_is_said_which_and_which_the_assessment_reads(view: FilmView) -> None:
    read, other = both()
    view.set_pane(read)
    assert view.canvas.corners[0].endswith("1 of 2 · the assessment reads this film")
    view.set_pane(other)
    assert view.canvas.corners[0] == "lateral · date not given\n2 of 2 · not assessed: the assessment reads film 1"
    assert view.foot.accessibleName() == "Not assessed: the assessment reads film 1"
    assert not view.heat_button.isEnabled()
    assert view.heat_button.toolTip() == "No map: the assessment reads film 1"


def test_what_the_network_looked_at_is_drawn_on_its_own_film_only(view: FilmView) -> None:
    read, other = both()
    view.set_pane(other)
    bare = view.canvas.grab().toImage()
    view.canvas.highlight(((3, 3, 5.0),))
    assert view.canvas.grab().toImage() == bare
    middle = QPointF(view.canvas.film_rect().center())
    assert view.canvas.share_at(middle) is None
    view.set_pane(read)
    assert view.canvas.share_at(middle) is not None


def test_keys_ask_for_the_next_and_the_previous_film(view: FilmView, qtbot) -> None:
    view.set_pane(both()[0])
    asked: list[int] = []
    view.film_stepped.connect(asked.append)
    qtbot.keyClick(view.canvas, Qt.Key.Key_PageDown)
    qtbot.keyClick(view.canvas, Qt.Key.Key_PageUp)
    assert asked == [1, -1]


@pytest.mark.parametrize("width", [180, 260, 560])
def test_in_a_narrow_pane_no_text_lies_on_another_and_none_is_cut(view: FilmView, monkeypatch, width: int) -> None:
    drawn: list[tuple[QRectF, str]] = []
    original = film_drawing.draw_plate

    def noting(painter: QPainter, box: QRectF, text: str, warns: bool = False) -> None:
        drawn.append((QRectF(box), text))
        original(painter, box, text, warns)

    monkeypatch.setattr(film_drawing, "draw_plate", noting)
    other = both()[1]
    view.set_pane(replace(other, film=replace(other.film, orientation=("L", "F"))))
    view.tools.turn(1)
    view.tools.toggle_key()
    surface = view.canvas
    surface.setFixedSize(width, 320)
    drawn.clear()
    surface.grab()
    said = " ".join(text for _, text in drawn)
    assert {text for _, text in drawn} >= set("LRHF")
    for text in (*surface.corners, surface.warning):
        assert text.replace("\n", " ") in said
    room = QRectF(surface.rect())
    for index, (box, text) in enumerate(drawn):
        assert room.contains(box), text
        assert not any(box.intersects(other) for other, _ in drawn[:index]), text


@pytest.mark.parametrize("ground", [0, 128, 255])
@pytest.mark.parametrize("warns", [False, True])
def test_texts_over_the_film_have_contrast_on_any_grey(ground: int, warns: bool) -> None:
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(ground, ground, ground))
    painter = QPainter(image)
    film_drawing.draw_plate(painter, QRectF(10, 5, 180, 30), "", warns)
    plate = image.pixelColor(100, 20).name()
    text = painter.pen().color().name()
    painter.end()
    assert contrast_ratio(text, plate) >= 4.5
