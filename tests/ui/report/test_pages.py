"""Pages: nothing is cut, nothing is parted that belongs together, every page says whose it is, and the ECG is to scale."""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from cdss.records.case import Note
from cdss.report.record import Bars, Facts, Heading, Paragraph, Report, Table
from cdss.session.state import Entry
from tests.ui.pdf_reader import characters_of
from ui.language import set_language
from ui.report.drawings import drawings_of
from ui.report.ink import BODY, MM, SMALL, TABLE, font, line_height, lines_of, width_of
from ui.report.pdf import Progress, draw_page, pages_of, pdf_steps
from ui.report.pieces import pieces_of
from ui.report.rows import column_widths, table_pieces
from ui.report.sheet import Piece, on_pages
from ui.theme import set_theme
from ui.theme.palettes import LIGHT

DOTS = 4
"""Dots to the millimetre of the pages drawn here."""


def picture(report: Report, number: int, dots: int = DOTS) -> QImage:
    """A page as an image, ``dots`` to the millimetre."""
    drawings = drawings_of(report)
    pages = pages_of(report, drawings)
    across = pages[number - 1].strip is not None
    image = QImage(dots * (297 if across else 210), dots * (210 if across else 297), QImage.Format.Format_RGB32)
    image.fill(QColor("#ffffff"))
    painter = QPainter(image)
    painter.scale(dots / 100.0, dots / 100.0)
    draw_page(painter, report, pages[number - 1], (number, len(pages)), drawings)
    painter.end()
    return image


def dark(image: QImage, box: tuple[float, float, float, float]) -> float:
    """Share of dark dots in a box of millimetres: left, top, right, bottom."""
    left, top, right, bottom = (round(DOTS * side) for side in box)
    cut = image.copy(left, top, right - left, bottom - top).convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(bytes(cut.constBits()), dtype=np.uint8).reshape(cut.height(), cut.bytesPerLine())
    return float((rows[:, : cut.width()] < 128).mean())


def piece(height: float, keep: bool = False, head: Piece | None = None) -> Piece:
    return Piece(height, lambda *_: None, keep, head)


def test_what_belongs_together_goes_on_to_the_next_page_together() -> None:
    pieces = [piece(60), piece(20, keep=True), piece(15, keep=True), piece(30)]
    pages = on_pages(pieces, 100.0, 100.0)
    assert [[placed.top for placed in page] for page in pages] == [[0.0], [0.0, 20.0, 35.0]]


def test_the_head_of_a_table_stands_again_on_every_page() -> None:
    head = piece(10, keep=True)
    pages = on_pages([head, *(piece(40, head=head) for _ in range(3))], 100.0, 100.0)
    assert [[placed.piece.height for placed in page] for page in pages] == [[10, 40, 40], [10, 40]]


def test_a_piece_higher_than_a_page_has_one_to_itself() -> None:
    pages = on_pages([piece(10), piece(500), piece(10)], 100.0, 100.0)
    assert [len(page) for page in pages] == [1, 1, 1]


@pytest.mark.parametrize(
    "text", ["Acute coronary syndrome " * 30, "급성 관상동맥증후군 " * 30, "a" * 400, "first\n\nthird"]
)
def test_lines_hold_all_of_a_text_within_the_width(qtbot: QtBot, text: str) -> None:
    lines = lines_of(text, font(BODY), 300.0)
    assert re.sub(r"\s", "", "".join(lines)) == re.sub(r"\s", "", text)
    assert all(width_of(line, font(BODY)) * 0.985 <= 300.0 for line in lines)


@pytest.mark.parametrize("width", range(60, 240, 15))
def test_a_figure_is_never_parted_from_its_unit(qtbot: QtBot, width: int) -> None:
    lines = lines_of(
        "Sepsis (<1 %), heart rate 104 /min, PR 178 ms, 6.7 / 10, 36.8 °C, 160 mmHg", font(BODY), float(width)
    )
    starts = ("%", "/min", "ms", "/ 10", "°C", "mmHg")
    assert not any(line.startswith(starts) for line in lines)


def test_columns_fill_the_page_and_no_word_of_a_head_is_broken(qtbot: QtBot) -> None:
    table = Table(("Condition", "Probability", "90 % interval"), (("Sepsis", "7 %", "1–23 %"),), figures=(1, 2))
    widths = column_widths(table, 684.0)
    assert sum(widths) == pytest.approx(684.0, abs=1.0)
    for head, width in zip(table.columns, widths, strict=True):
        assert len(lines_of(head, font(TABLE, bold=True), width - 10.0)) == 1


def test_a_table_that_is_too_wide_takes_from_its_widest_column_and_wraps(qtbot: QtBot) -> None:
    table = Table(("Input", "SHA-256"), (("Chest X-ray", "0123456789abcdef" * 12),))
    widths = column_widths(table, 400.0)
    assert sum(widths) == pytest.approx(400.0, abs=1.0)
    assert widths[0] > width_of("Chest X-ray", font(TABLE))
    assert list(table_pieces(table, 400.0))[1].height > 2 * line_height(TABLE)


def test_bars_stay_on_one_page_with_their_heading(qtbot: QtBot, make_report, entry: Entry) -> None:
    blocks = make_report(entry).blocks
    at = next(i for i, block in enumerate(blocks) if isinstance(block, Bars))
    pieces = list(pieces_of(blocks[at - 1 : at + 1], 684.0, {}))
    assert isinstance(blocks[at - 1], Heading)
    assert [one.keep for one in pieces] == [True] * (len(pieces) - 1) + [False]


def test_every_page_has_its_patient_its_number_and_the_status(qtbot: QtBot, make_report, entry: Entry) -> None:
    report = make_report(entry)
    for number in (1, 2):
        page = picture(report, number)
        assert dark(page, (16, 9, 120, 21)) > 0.02  # title and patient
        assert dark(page, (16, 284.5, 120, 290)) > 0.02  # status
        assert dark(page, (175, 284.5, 194, 290)) > 0.02  # number
        for margin in ((0, 0, 15, 297), (195, 0, 210, 297), (0, 0, 210, 8.5), (0, 291, 210, 297)):
            assert dark(page, margin) == 0.0, (number, margin)


@pytest.mark.parametrize("theme", ["dark", "light", "high_contrast"])
def test_paper_is_white_and_the_level_in_its_light_colour_in_every_theme(
    qapp, qtbot: QtBot, make_report, entry: Entry, theme: str
) -> None:
    set_theme(qapp, theme)
    page = picture(make_report(entry), 1)
    assert page.pixelColor(4, 4).name() == "#ffffff"
    colours = {page.pixelColor(DOTS * 17, y).name() for y in range(DOTS * 25, DOTS * 70)}
    assert LIGHT.levels[1][0] in colours


def test_the_ecg_page_lies_across_and_a_large_square_is_five_millimetres(
    qtbot: QtBot, make_report, entry: Entry
) -> None:
    report = make_report(entry)
    pages = pages_of(report, drawings_of(report))
    assert pages[-1].strip is not None and all(page.strip is None for page in pages[:-1])
    page = picture(report, len(pages), dots=10)
    row = 10 * 62  # through the grid, between the traces of the first and of the second row
    ground = np.array([QColor(page.pixel(x, row)).green() for x in range(10 * 11, 10 * 281)])
    lines = np.flatnonzero(ground < 200)
    steps = np.diff(lines)
    assert set(steps[steps > 2]) == {50}
    assert dark(picture(report, len(pages)), (11.0, 24, 16.5, 60)) > 0.0


def test_the_pdf_has_the_pages_in_a4_and_reports_each(qtbot: QtBot, make_report, entry: Entry) -> None:
    report = make_report(entry)
    steps, told = pdf_steps(report, drawings_of(report)), []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            content = end.value
            break
    assert told == [(n, len(told)) for n in range(1, len(told) + 1)]
    assert content.startswith(b"%PDF") and content.rstrip().endswith(b"%%EOF")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    sizes = [tuple(round(float(side)) for side in box) for box in boxes]
    assert sizes == [(595, 842)] * (len(told) - 1) + [(842, 595)]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_interval_is_found_in_the_pdf_as_it_is_written(
    qtbot: QtBot, make_report, entry: Entry, language: str
) -> None:
    report = make_report(entry, language)
    read = characters_of(_whole(pdf_steps(report, drawings_of(report))))
    assert {"–", "·", "%", " "} <= read and not {"\N{FIGURE DASH}", "\t"} & read


def _whole(steps: Generator[Progress, None, bytes]) -> bytes:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return bytes(end.value)


def test_a_report_that_is_given_up_half_way_leaves_nothing_open(qtbot: QtBot, make_report, entry: Entry) -> None:
    report = make_report(entry)
    steps = pdf_steps(report, drawings_of(report))
    assert next(steps)[0] == 1
    steps.close()


def test_a_note_of_many_pages_and_a_long_name_lose_no_line(qtbot: QtBot, make_report, bare: Entry) -> None:
    text = "\n".join(f"line {n}" for n in range(300))
    long = replace(bare, case=replace(bare.case, note=Note("note.txt", text)))
    report = make_report(long, identity="a very long name of a case " * 12)
    pages = pages_of(report, {})
    room = (297.0 - 9.0 - 13.0) * MM
    assert len(pages) >= 4
    for page in pages:
        assert all(one.top + one.piece.height <= room for one in page.placed)


def test_words_of_a_report_in_korean_are_drawn(qtbot: QtBot, make_report, entry: Entry) -> None:
    set_language("ko")
    try:
        page = picture(make_report(entry, "ko"), 1)
    finally:
        set_language("en")
    assert dark(page, (16, 60, 194, 280)) > 0.02


def test_small_print_is_never_smaller_than_eight_points() -> None:
    assert SMALL * 0.26 / 25.4 * 72 >= 8.0
    assert min(SMALL, TABLE, BODY) == SMALL


def test_a_line_that_leads_to_a_table_stays_with_it(qtbot: QtBot) -> None:
    table = Table(("a", "b"), (("1", "2"),))
    leads, other = (next(iter(pieces_of((Paragraph("Words:"), block), 684.0, {}))) for block in (table, Paragraph("x")))
    assert leads.keep and not other.keep


def test_few_facts_are_not_parted(qtbot: QtBot) -> None:
    few = list(pieces_of((Facts((("a", "1"), ("b", "2"), ("c", "3"))),), 684.0, {}))
    many = list(pieces_of((Facts(tuple((f"{n}", "x") for n in range(9))),), 684.0, {}))
    assert [one.keep for one in few] == [True, True, False]
    assert not any(one.keep for one in many)
    assert len(list(pieces_of((Paragraph("x"), Heading("y")), 684.0, {}))) == 2
