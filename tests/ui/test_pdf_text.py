"""What is written on paper is found in the PDF as it was written, in both languages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from cdss.core.paths import resources_dir
from tests.ui.pdf_reader import characters_of
from ui.pdf_text import searchable
from ui.theme import base_font

WORDS = (*sorted((resources_dir() / "i18n" / "sentences").glob("*.json")), resources_dir() / "i18n" / "ui_ko.ts")


def printed(lines: list[str]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    painter = QPainter(writer)
    painter.setFont(base_font())
    for number, line in enumerate(lines):
        painter.drawText(100, 100 + 20 * number, line)
    painter.end()
    return bytes(buffer.data().data())


@pytest.mark.parametrize(
    "line",
    [
        "V7–V9",
        "–",
        "Risk 6.7 / 10 (83–99 %)",
        "−0.02 … · ≥ 5 ≤ 6 → 7 × °C ± µ ‘a’ “b”",
        "위험도 6.7 (83–99 %), 의식 C",
        "金民長西食巳高馬",
    ],
)
def test_a_line_is_read_as_it_was_written(qapp: QApplication, line: str) -> None:
    assert characters_of(searchable(printed([line]))) == set(line)


def test_every_character_of_our_own_words_is_read_as_it_was_written(qapp: QApplication) -> None:
    words = {one for path in WORDS for one in path.read_text(encoding="utf-8") if one.isprintable()}
    assert {"–", "…", "·", "→", "한"} <= words
    used = sorted(words | set("−≥≤"))
    lines = ["".join(used[at : at + 60]) for at in range(0, len(used), 60)]
    assert characters_of(searchable(printed(lines))) == set(used)


def test_only_names_of_glyphs_change_and_nothing_is_moved(qapp: QApplication) -> None:
    before = printed(["V7–V9 金"])
    after = searchable(before)
    changed = [at for at, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    table = before.index(b"begincmap")
    assert changed and all(table < at < before.index(b"endcmap") for at in changed)


def test_a_row_in_the_order_of_unicode_keeps_its_characters(qapp: QApplication) -> None:
    row = b"begincmap\n<0001> <000C> <2F00>\n<000D> <000D> <2F00>\nendcmap <0001> <0001> <2012>"
    assert searchable(row) == row.replace(b"<000D> <2F00>", b"<000D> <4E00>")
