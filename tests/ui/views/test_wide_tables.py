"""Tables of many columns are divided below each other; nothing of them is lost, and no page can be scrolled to the side."""

from __future__ import annotations

import re

import pytest
from pytestqt.qtbot import QtBot

from cdss.core.paths import model_dir
from tests.ui.test_switching_looks import opened
from ui.panels.help_pages import open_about
from ui.views.wide_tables import MOST_COLUMNS, narrowed

WIDE = "| Part | a | b | c | d | e | f | n |\n|---|---|---|---|---|---|---|---|\n| x | 1 | 2 | 3 | 4 | 5 | 6 | 9 |"


def test_a_wide_table_becomes_several_each_with_its_first_column() -> None:
    assert narrowed(f"# T\n\n{WIDE}\n\nEnd.") == (
        "# T\n\n| Part | a | b | c | d | e |\n| --- | --- | --- | --- | --- | --- |\n| x | 1 | 2 | 3 | 4 | 5 |\n\n"
        "| Part | f | n |\n| --- | --- | --- |\n| x | 6 | 9 |\n\nEnd."
    )


@pytest.mark.parametrize(
    "text",
    ["| Action | Key |\n|---|---|\n| Fit | `Ctrl+\\|` |", "no table | at | all | in | a | line | of | text", ""],
)
def test_what_is_narrow_stays_as_it_is(text: str) -> None:
    assert narrowed(text) == text


def test_a_bar_within_a_cell_divides_nothing() -> None:
    assert "`Ctrl+\\|`" in narrowed(WIDE.replace("| 5 |", "| `Ctrl+\\|` |")).split("\n\n")[0]


def test_every_figure_of_the_model_card_is_still_there() -> None:
    card = (model_dir() / "MODEL_CARD.md").read_text(encoding="utf-8")
    divided = narrowed(card)
    assert max(line.count("|") - 1 for line in divided.splitlines() if line.startswith("| ")) <= MOST_COLUMNS
    for row in (line for line in card.splitlines() if line.startswith("| ")):
        first, *cells = (cell.strip() for cell in row.strip("| ").split(" | "))
        assert all(cell in divided for cell in (first, *cells)), row


def test_a_number_is_never_divided_between_two_lines(qtbot: QtBot) -> None:
    panel = open_about(model_dir(), None, opened(qtbot))
    panel.show_page("model")
    qtbot.waitUntil(lambda: panel.text.document().size().height() > 0)
    block, numbers = panel.text.document().begin(), 0
    while block.isValid():
        if re.fullmatch(r"[+-]?\d[\d.]*", block.text()):
            numbers += 1
            assert block.layout().lineCount() == 1, block.text()
        block = block.next()
    assert numbers > 100


@pytest.mark.parametrize("width", [1440, 700])
def test_no_page_about_the_program_can_be_scrolled_to_the_side(qtbot: QtBot, width: int) -> None:
    parent = opened(qtbot)
    panel = open_about(model_dir(), None, parent)
    panel.resize(min(width, panel.width()), panel.height())
    for page in ("program", "summary", "model", "libraries", "notices"):
        panel.show_page(page)
        qtbot.waitUntil(lambda: panel.text.document().size().height() > 0)
        assert panel.text.horizontalScrollBar().maximum() == 0, page
