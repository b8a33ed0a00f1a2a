"""The foot line shows whole figures, counts the rest, and never hides a single long entry behind a number."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from cdss.core.figures import percent
from ui.theme import palette
from ui.views.foot_line import FootItem, FootLine


def line(qtbot, width, *items):
    widget = FootLine()
    qtbot.addWidget(widget)
    widget.set_items(items)
    widget.resize(width, widget.height())
    widget.show()
    return widget


def painted_columns(widget):
    """Columns below the rule that hold anything but the ground."""
    image = widget.grab().toImage()
    ground = QColor(palette().surface).rgb()
    rows = range(4, image.height() - 2)
    return [x for x in range(image.width()) if any(image.pixelColor(x, y).rgb() != ground for y in rows)]


def test_all_items_are_shown_where_there_is_room(qtbot):
    assert line(qtbot, 500, FootItem("HR", "77/min"), FootItem("QRS", "92 ms")).shown() == 2


def test_only_whole_figures_are_shown_and_all_are_in_the_tool_tip(qtbot):
    widget = line(qtbot, 130, FootItem("HR", "77/min"), FootItem("QRS", "92 ms"), FootItem("Axis", "+12°"))
    assert 1 <= widget.shown() < 3
    assert widget.toolTip() == "HR 77/min · QRS 92 ms · Axis +12°"
    assert max(painted_columns(widget)) < 130


def test_a_single_item_that_is_too_long_is_cut_short_instead_of_counted(qtbot):
    long = FootItem("Not measured: consciousness, oxygen, pain, temperature")
    widget = line(qtbot, 180, long)
    assert widget.shown() == 0
    columns = painted_columns(widget)
    assert len(columns) > 60  # words, not "+1"
    assert max(columns) < 180 - 8
    assert widget.accessibleName() == long.words


@pytest.mark.parametrize(
    ("probability", "words"), [(0.004, "<1 %"), (0.01, "1 %"), (0.555, "56 %"), (0.99, "99 %"), (0.995, ">99 %")]
)
def test_certainty_is_never_claimed(probability, words):
    assert percent(probability) == words
