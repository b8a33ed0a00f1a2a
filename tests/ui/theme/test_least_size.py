"""Nothing on the screen is written smaller than 12 pixels: painted fonts come from one place, others from style sheets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdss.core.paths import resources_dir
from ui.theme import LEAST_PIXELS
from ui.views.painting import font_of

UI = Path(__file__).parents[3] / "ui"
MAKERS = {"theme/current.py", "views/painting.py"}
"""Where a font is given its size."""
PRINT = {"views/ecg_print.py", "report/ink.py"}
"""Sizes on a page are not those of the screen."""


@pytest.mark.parametrize(("asked", "given"), [(8, 12), (10.5, 12), (12, 12), (13, 13)])
def test_a_painted_font_is_never_smaller(qtbot: QtBot, asked: float, given: int) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert LEAST_PIXELS == 12 and font_of(widget, asked).pixelSize() == given


def test_no_other_place_gives_a_font_its_size() -> None:
    setting = re.compile(r"setPixelSize|setPointSize|QFont\([^)]*\d")
    found = {path.relative_to(UI).as_posix() for path in UI.rglob("*.py") if setting.search(path.read_text("utf-8"))}
    assert found == MAKERS
    sized = {
        path.relative_to(UI).as_posix(): [int(n) for n in re.findall(r"base_font\((\d+)\)", path.read_text("utf-8"))]
        for path in UI.rglob("*.py")
    }
    assert not {
        name: sizes for name, sizes in sized.items() if name not in PRINT and min(sizes, default=12) < LEAST_PIXELS
    }


def test_no_style_sheet_writes_smaller() -> None:
    sizes = [
        int(number)
        for sheet in (resources_dir() / "themes").glob("*.qss")
        for number in re.findall(r"font-size:\s*(\d+)px", sheet.read_text("utf-8"))
    ]
    assert len(sizes) > 40 and min(sizes) >= LEAST_PIXELS
