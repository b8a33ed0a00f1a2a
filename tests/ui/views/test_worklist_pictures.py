"""Rows kept as pictures: never an old one, whatever changed; painted again only where something did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from cdss.core.kinds import Modality, Presence
from cdss.records.identity import Arrival
from cdss.session.panes import Ruling, WorklistRow
from tests.ui.views.test_worklist_rows import painted, row
from ui.language import set_language
from ui.terms import set_terms
from ui.theme import palette, set_theme
from ui.views.worklist_pictures import MOST, RowPictures
from ui.views.worklist_view import WorklistView

BOX = QRect(3, 5, 40, 20)


def ground() -> QImage:
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(palette().background))
    return image


def draw(pictures: RowPictures, image: QImage, key: str, shows: object, colour: str = "#ff0000") -> int:
    """How often the row was painted for one drawing of it."""
    painted_rows = []

    def paint(painter: QPainter) -> None:
        painted_rows.append(key)
        painter.fillRect(QRect(1, 1, BOX.width() - 2, BOX.height() - 2), QColor(colour))

    painter = QPainter(image)
    pictures.draw(painter, BOX, key, shows, paint)
    painter.end()
    return len(painted_rows)


def test_a_row_is_painted_once_and_stands_at_its_place_every_time(qapp: QApplication) -> None:
    pictures = RowPictures()
    for times in (1, 0, 0):
        image = ground()
        assert draw(pictures, image, "a", 1) == times
        assert image.pixelColor(4, 6).name() == image.pixelColor(41, 23).name() == "#ff0000"
        assert image.pixelColor(3, 5).name() == image.pixelColor(42, 24).name() == palette().background


@pytest.mark.parametrize(
    "change",
    [
        lambda app: set_theme(app, "light"),
        lambda app: set_language("ko"),
        lambda app: set_terms("esi", True),
    ],
    ids=["theme", "language", "degrees Fahrenheit"],
)
def test_it_is_painted_again_when_the_screen_speaks_or_looks_otherwise(
    qapp: QApplication, change: Callable[[QApplication], None]
) -> None:
    pictures = RowPictures()
    draw(pictures, ground(), "a", 1)
    change(qapp)
    assert draw(pictures, ground(), "a", 1) == 1


def test_it_is_painted_again_for_a_finer_screen(qapp: QApplication) -> None:
    pictures, fine = RowPictures(), QImage(120, 80, QImage.Format.Format_RGB32)
    fine.setDevicePixelRatio(2.0)
    draw(pictures, ground(), "a", 1)
    assert draw(pictures, fine, "a", 1) == 1
    assert fine.pixelColor(2 * 42 - 1, 2 * 24 - 1).name() == "#ff0000"


def test_the_one_longest_not_drawn_goes(qapp: QApplication) -> None:
    pictures, image = RowPictures(), ground()
    for number in range(MOST):
        draw(pictures, image, str(number), 1)
    draw(pictures, image, "0", 1)
    draw(pictures, image, "new", 1)
    assert [draw(pictures, image, key, 1) for key in ("0", "new", "2")] == [0, 0, 0]
    assert draw(pictures, image, "1", 1) == 1


NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
CHANGES: dict[str, Callable[[WorklistRow], WorklistRow]] = {
    "level": lambda r: replace(r, level=1),
    "risk": lambda r: replace(r, risk=9.4),
    "chosen": lambda r: replace(r, selected=True),
    "decided": lambda r: replace(r, ruling=Ruling(3, 2, "clinical_judgement")),
    "refused film": lambda r: replace(r, presence=((Modality.IMAGE, Presence.REJECTED), *r.presence[1:])),
    "nothing": lambda r: r,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_list_whose_row_changed_looks_like_a_new_list(shown_at, change: str) -> None:
    before = row("a")
    after = CHANGES[change](before)
    old, new = (shown_at(WorklistView(clock=lambda: NOW), 258, 300) for _ in range(2))
    old.set_rows((before,))
    earlier = painted(old)
    old.set_rows((after,))
    new.set_rows((after,))
    assert painted(old) == painted(new)
    assert (painted(old) == earlier) is (change == "nothing")


def test_the_minutes_go_on(shown_at) -> None:
    moment = [NOW]
    view = shown_at(WorklistView(clock=lambda: moment[0]), 258, 300)
    view.set_rows((row("a", arrival=Arrival(time=NOW - timedelta(minutes=5))),))
    earlier = painted(view)
    moment[0] = NOW + timedelta(minutes=7)
    assert painted(view) != earlier
