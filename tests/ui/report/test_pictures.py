"""The pictures of a report: the film, its map, what was measured, the trend with its gaps, and all of them as markup."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from pytestqt.qtbot import QtBot

from cdss.records.film import Film, Window
from cdss.records.film_marks import FilmMarks, Look, Measure, MeasureKind
from cdss.records.vitals import Vitals, VitalsRow
from cdss.report.evidence import printed_map
from cdss.report.record import Block, PaperStrip, Pictures
from cdss.session.entry.film_work import FilmWork
from cdss.session.panes import VitalsPane
from cdss.session.state import Entry
from ui.report.drawings import drawings_of, strip_box
from ui.report.embedded import html_steps
from ui.report.film_picture import LONGEST, film_image, key_image, map_image
from ui.report.sheet import Drawing
from ui.report.trend import trend_box, trend_drawing
from ui.theme.palettes import LIGHT

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def ramp(rows: int = 300, columns: int = 400, **more: object) -> Film:
    pixels = np.tile(np.linspace(0.0, 1000.0, columns, dtype=np.float32), (rows, 1))
    return Film("ramp.png", pixels, Window(500.0, 1000.0), **more)  # type: ignore[arg-type]


def gray(image: QImage, x: int, y: int) -> int:
    return QColor(image.pixel(x, y)).red()


def page(report) -> str:
    steps = html_steps(report, drawings_of(report))
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value.decode("utf-8")


def test_the_film_is_printed_through_its_own_window_never_larger_than_it_is(qtbot: QtBot) -> None:
    image = film_image(ramp())
    assert (image.width(), image.height()) == (400, 300)
    assert gray(image, 2, 150) < 5 and gray(image, 397, 150) > 250
    assert gray(film_image(ramp(inverted=True)), 2, 150) > 250


def test_a_large_film_is_made_smaller_and_keeps_its_shape(qtbot: QtBot) -> None:
    image = film_image(ramp(3000, 2000))
    assert max(image.width(), image.height()) == LONGEST
    assert image.width() / image.height() == pytest.approx(2 / 3, abs=0.01)


def test_what_was_measured_is_drawn_and_numbered(qtbot: QtBot) -> None:
    film = ramp(700, 700)
    line = Measure(MeasureKind.DISTANCE, ((100.0, 350.0), (600.0, 350.0)))
    plain, marked = film_image(film), film_image(film, (line,))
    assert gray(marked, 200, 350) == 255 and gray(plain, 200, 350) < 120
    assert gray(marked, 200, 100) == gray(plain, 200, 100)


def test_the_map_lies_over_the_film_with_its_colour_bar_below(qtbot: QtBot, make_report, entry: Entry) -> None:
    pane = make_report(entry).evidence.film
    shown = printed_map(pane, "en")
    assert shown is not None and shown.key == "pneumonia"
    image = map_image(pane.film, shown, "en")
    film = image.width() * pane.film.pixels.shape[0] // pane.film.pixels.shape[1]
    assert image.height() > film
    hot, cold = QColor(image.pixel(20, film - 20)), QColor(image.pixel(image.width() - 20, 20))
    assert hot.red() > hot.blue() + 40  # lower left: the patient's right
    assert abs(cold.red() - cold.blue()) < 3
    bar = [QColor(image.pixel(x, film + (image.height() - film) // 2)).name() for x in range(image.width())]
    assert len({colour for colour in bar if colour != "#ffffff"}) > 50


def test_a_key_image_is_the_part_that_was_looked_at(qtbot: QtBot) -> None:
    film = ramp(400, 400)
    whole = key_image(film, Look(1.0, 0.5, 0.5, 0, False, 0.0, 1.0, "LINEAR", True))
    right = key_image(film, Look(4.0, 0.9, 0.5, 0, False, 0.0, 1.0, "LINEAR", False))
    assert gray(whole, 10, 450) < 10 and gray(whole, 890, 450) > 245
    assert gray(right, 10, 450) > 150


def test_every_picture_that_is_asked_for_is_drawn(qtbot: QtBot, make_report, entry: Entry, bare: Entry) -> None:
    look = Look(2.0, 0.4, 0.6, 0, False, 0.0, 1.0, "LINEAR", False)
    work = FilmWork(((entry.case.films[0].source, FilmMarks(keys=(look,))),))
    report = make_report(replace(entry, film_work=work))
    assert set(drawings_of(report)) == set(report.picture_names()) == {"trend", "film", "film_map", "key_1", "ecg"}
    assert set(drawings_of(make_report(bare))) == {"trend"}


def drawn(drawing: Drawing) -> QImage:
    box = trend_box(drawing)
    image = QImage(round(box.width()), round(box.height()), QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    drawing.draw(painter, QRectF(image.rect()))
    painter.end()
    return image


def test_gaps_of_the_trend_are_gaps_and_bands_lie_behind(qtbot: QtBot, make_report, entry: Entry) -> None:
    rates = [70.0, 70.0, None, None, 70.0, 70.0]
    rows = tuple(VitalsRow(NOON + timedelta(minutes=10 * i), heart_rate=rate) for i, rate in enumerate(rates))
    pane = make_report(entry).evidence.vitals
    image = drawn(trend_drawing(VitalsPane(Vitals("v", rows), pane.scores, (), "")))
    colours = {QColor(image.pixel(x, y)).name() for x in range(150, 560) for y in range(0, 52)}
    assert {LIGHT.bands.fills[0], LIGHT.bands.fills[1]} <= colours

    def ink(x: int) -> bool:
        return any(QColor(image.pixel(x, y)).lightness() < 90 for y in range(4, 50))

    across = [ink(x) for x in range(140, 580)]
    middle = len(across) // 2
    assert not any(across[middle - 40 : middle + 40])
    assert any(across[:120]) and any(across[-120:])


def test_bands_of_saturation_are_those_of_the_patients_own_scale(qtbot: QtBot, make_report, entry: Entry) -> None:
    rows = tuple(VitalsRow(NOON + timedelta(minutes=10 * i), spo2=97.0, on_oxygen=True) for i in range(3))
    pane = replace(make_report(entry).evidence.vitals, vitals=Vitals("v", rows))
    first, second = (drawn(trend_drawing(replace(pane, spo2_scale=scale))) for scale in (1, 2))
    top = [QColor(image.pixel(300, 3)).name() for image in (first, second)]
    assert top == [LIGHT.bands.fills[0], LIGHT.bands.fills[3]]


def test_a_child_has_no_bands(qtbot: QtBot) -> None:
    rows = tuple(VitalsRow(NOON + timedelta(minutes=10 * i), heart_rate=120.0) for i in range(3))
    image = drawn(trend_drawing(VitalsPane(Vitals("v", rows), (), (), "")))
    colours = {QColor(image.pixel(x, y)).name() for x in range(150, 560) for y in range(0, 52)}
    assert not colours & set(LIGHT.bands.fills)


def test_pictures_are_in_the_page_itself(qtbot: QtBot, make_report, entry: Entry) -> None:
    text = page(make_report(entry))
    kinds = re.findall(r'src="data:image/(png|jpeg);base64,([A-Za-z0-9+/=]+)"', text)
    assert [kind for kind, _ in kinds] == ["png", "jpeg"]
    for kind, data in kinds:
        assert not QImage.fromData(b64decode(data), kind.upper()).isNull()
    assert "<?xml" not in text and "<!DOCTYPE svg" not in text


def named(text: str) -> list[tuple[str, str]]:
    """What each picture of a page is called by its markup, and in the caption under it."""
    found = re.findall(r"<figure[^>]*><(img|svg)\b([^>]*)>.*?<figcaption>(.*?)</figcaption>", text, re.DOTALL)
    for kind, attributes, _ in found:
        assert kind == "img" or 'role="img"' in attributes
    names = [re.search(r'(?:alt|aria-label)="([^"]*)"', attributes) for _, attributes, _ in found]
    return [
        (unescape(name[1] if name else ""), unescape(caption)) for name, (*_, caption) in zip(names, found, strict=True)
    ]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_picture_is_called_by_its_caption_for_those_who_do_not_see_it(
    qtbot: QtBot, make_report, entry: Entry, language: str
) -> None:
    report = make_report(entry, language)
    captions = [one.caption for block in report.blocks if isinstance(block, Pictures) for one in block.row]
    (strip,) = (block for block in report.blocks if isinstance(block, PaperStrip))
    expected = [*((one, one) for one in captions), (f"{strip.title}. {strip.caption}", strip.caption)]
    assert len(captions) == 3 and named(page(report)) == expected


def test_a_caption_never_becomes_markup(qtbot: QtBot, make_report, entry: Entry) -> None:
    evil = "a \"b\" onload='c' & <script>"

    def worse(block: Block) -> Block:
        match block:
            case Pictures():
                return Pictures(tuple(replace(one, caption=evil) for one in block.row))
            case PaperStrip():
                return replace(block, title=evil, caption=evil)
        return block

    report = make_report(entry)
    text = page(replace(report, blocks=tuple(worse(block) for block in report.blocks)))
    assert named(text) == [(evil, evil)] * 3 + [(f"{evil}. {evil}", evil)] and "<script" not in text
    drawings = re.findall(r"<svg\b[^>]*role=(?:(?!</svg>).)*</svg>", text, re.DOTALL)
    assert len(drawings) == 2 and all(QSvgRenderer(QByteArray(one.encode())).isValid() for one in drawings)


def test_the_strip_on_the_page_has_its_true_size(qtbot: QtBot, make_report, entry: Entry) -> None:
    text = page(make_report(entry))
    drawings = re.findall(r"<svg\b(?:(?!</svg>).)*</svg>", text, re.DOTALL)
    strip = next(one for one in drawings if 'width="275mm"' in one)
    assert 'height="165mm"' in strip[:200]
    assert QSvgRenderer(QByteArray(strip.encode())).isValid()
    assert strip_box().width() == pytest.approx(275.0 / 0.26)
    assert 'font-family="inherit"' in strip


def test_pages_of_patients_without_pictures_are_made_too(qtbot: QtBot, make_report, bare: Entry) -> None:
    text = page(make_report(replace(bare, case=replace(bare.case, vitals=None))))
    assert "data:image" not in text and text.endswith("</html>\n")
