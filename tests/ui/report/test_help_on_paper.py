"""Pages of the help on paper: two pages of A4 for the quick start in both languages, with pictures, whole and black on white."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.pdf_reader import characters_of
from tests.ui.test_switching_looks import opened
from ui.language import set_language
from ui.panels.help_pages import help_pages, open_help
from ui.panels.pages_panel import Page, PagesPanel, pictures_dir
from ui.report.ink import MM
from ui.report.page import document, draw_page, page_pdf
from ui.theme import set_theme
from ui.views.page_pictures import fit_pictures

DOTS = 4
"""Dots to the millimetre of the pages drawn here."""


def page(name: str) -> Page:
    return next(one for one in help_pages() if one.name == name)


def pages_in(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\n", pdf))


def pictures_of(text: QTextDocument) -> dict[str, tuple[float, float]]:
    """Width and height of each picture as it is laid out."""
    found, block = {}, text.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            shape = pieces.fragment().charFormat()
            if shape.isImageFormat():
                image = shape.toImageFormat()
                found[image.name()] = (image.width(), image.height())
            pieces += 1
        block = block.next()
    return found


def drawn(name: str, number: int) -> QImage:
    """A page of the help as it is printed, ``DOTS`` to the millimetre."""
    image = QImage(210 * DOTS, 297 * DOTS, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.scale(DOTS / MM, DOTS / MM)
    draw_page(painter, document(page(name).text(), pictures_dir()), number, "T")
    painter.end()
    return image


@pytest.mark.parametrize("spoken", ["en", "ko"])
def test_the_quick_start_is_two_pages_with_its_pictures(qapp: QApplication, spoken: str) -> None:
    set_language(spoken)
    quick = page("quick")
    written = page_pdf(quick.text(), quick.title, pictures_dir())
    assert pages_in(written) == 2
    assert written.count(b"/Subtype /Image") >= 3
    assert set(quick.title.replace(" ", "")) <= characters_of(written)
    laid_out = document(quick.text(), pictures_dir())
    shown = pictures_of(laid_out)
    assert set(shown) == {f"{spoken}-{what}.png" for what in ("window", "decision", "missing")}
    for name, (width, height) in shown.items():
        natural = QImage(str(pictures_dir() / name))
        assert 80 * MM <= width <= 180 * MM and 40 * MM <= height <= 95 * MM
        assert height / width == pytest.approx(natural.height() / natural.width(), rel=0.01)
    assert laid_out.pageCount() == 2
    assert "page:" not in laid_out.toMarkdown() and "{key" not in laid_out.toPlainText()


def test_pictures_are_of_moderate_size_and_of_both_languages() -> None:
    files = {path.name: path.stat().st_size for path in pictures_dir().iterdir()}
    assert set(files) == {
        f"{spoken}-{what}.png" for spoken in ("en", "ko") for what in ("window", "decision", "missing")
    }
    assert max(files.values()) < 300_000


def test_every_picture_of_a_page_is_there_and_none_is_unused() -> None:
    texts = [path.read_text(encoding="utf-8") for path in pictures_dir().parent.glob("*/*.md")]
    named = [name for text in texts for name in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)]
    assert sorted(named) == sorted(path.name for path in pictures_dir().iterdir())


@pytest.mark.parametrize("number", [0, 1])
def test_a_dark_screen_prints_black_on_white_with_the_foot_on_every_page(qapp: QApplication, number: int) -> None:
    set_theme(qapp, "dark")
    image = drawn("quick", number)
    corner, margin = image.pixelColor(3, 3), image.pixelColor(5 * DOTS, 150 * DOTS)
    assert corner == margin == QColor("white")
    text = [
        image.pixelColor(x, y).lightness() for y in range(12 * DOTS, 25 * DOTS) for x in range(15 * DOTS, 100 * DOTS)
    ]
    assert min(text) < 60
    foot = [
        image.pixelColor(x, y).lightness() for y in range(284 * DOTS, 290 * DOTS) for x in range(15 * DOTS, 195 * DOTS)
    ]
    assert min(foot) < 90


def test_nothing_is_printed_outside_the_margins(qapp: QApplication) -> None:
    for name in ("quick", "risks"):
        image = drawn(name, 0)
        for x in (*range(0, 14 * DOTS), *range(196 * DOTS, 210 * DOTS)):
            assert all(image.pixelColor(x, y) == QColor("white") for y in range(0, 297 * DOTS, 2)), (name, x / DOTS)


def test_a_picture_is_never_larger_than_it_is_nor_than_its_room(qapp: QApplication, tmp_path: Path) -> None:
    small = QImage(100, 50, QImage.Format.Format_RGB32)
    small.fill(QColor("red"))
    small.save(str(tmp_path / "small.png"))
    for room, expected in (
        ((400.0, 400.0), (100.0, 50.0)),
        ((60.0, 400.0), (60.0, 30.0)),
        ((400.0, 20.0), (40.0, 20.0)),
    ):
        text = document("![a](small.png) ![b](gone.png)", tmp_path)
        fit_pictures(text, lambda name: QImage(str(tmp_path / name)), *room)
        assert pictures_of(text)["small.png"] == pytest.approx(expected)


@pytest.fixture
def panel(qtbot: QtBot) -> PagesPanel:
    return open_help("quick", opened(qtbot))


def test_on_the_screen_pictures_end_within_the_page(panel: PagesPanel) -> None:
    room = panel.text.viewport().width()
    shown = pictures_of(panel.text.document())
    assert len(shown) == 3 and all(0 < width <= room for width, _ in shown.values())
    assert panel.text.horizontalScrollBar().maximum() == 0
    panel.resize(1500, 800)
    wider = pictures_of(panel.text.document())
    assert room < wider["en-window.png"][0] <= panel.text.viewport().width() < 1440


def test_pictures_on_the_screen_are_smooth(panel: PagesPanel) -> None:
    page = panel.text.document()
    for name, (width, height) in pictures_of(page).items():
        shown = page.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(name)).toImage()
        assert shown.size() == QSize(round(width), round(height))
        original = QImage(str(pictures_dir() / name))
        colours = len({shown.pixel(x, y) for x in range(0, shown.width(), 3) for y in range(0, shown.height(), 3)})
        assert colours > original.colorCount()  # between the few of the file lie those of its edges


def test_the_page_is_saved_where_it_was_asked_for_and_a_failure_is_said(panel: PagesPanel, tmp_path: Path) -> None:
    panel.save_paper(tmp_path / "quick.pdf")
    assert (tmp_path / "quick.pdf").read_bytes().startswith(b"%PDF") and panel.failed.text() == "Saved as quick.pdf"
    panel.save_paper(tmp_path / "nowhere" / "quick.pdf")
    assert panel.failed.text() == "quick.pdf could not be written there."
    panel.show_page("limits")
    panel.save_paper(tmp_path / "limits.pdf")
    assert pages_in((tmp_path / "limits.pdf").read_bytes()) == 1
