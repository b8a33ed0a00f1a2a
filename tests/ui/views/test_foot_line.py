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
    items = FootItem("HR", "77/min"), FootItem("QRS", "92 ms")
    assert line(qtbot, 500, *items).shown() == items


def test_only_whole_figures_are_shown_and_all_are_in_the_tool_tip(qtbot):
    widget = line(qtbot, 130, FootItem("HR", "77/min"), FootItem("QRS", "92 ms"), FootItem("Axis", "+12°"))
    assert 1 <= len(widget.shown()) < 3
    assert widget.toolTip() == "HR 77/min · QRS 92 ms · Axis +12°"
    assert max(painted_columns(widget)) < 130


def test_a_single_item_that_is_too_long_is_cut_short_instead_of_counted(qtbot):
    long = FootItem("Not measured: consciousness, oxygen, pain, temperature")
    widget = line(qtbot, 180, long)
    assert widget.shown() == ()
    columns = painted_columns(widget)
    assert len(columns) > 60  # words, not "+1"
    assert max(columns) < 180 - 8
    assert widget.accessibleName() == long.words


def test_the_least_is_left_out_and_what_must_be_seen_last_wherever_it_stands(qtbot):
    head, grave = FootItem("ECG alone:"), FootItem("Conduction disturbance", "88 %", "up")
    aside, weak = FootItem("(all evidence: ACS 33 %)", rank=1), FootItem("Hypertrophy", "12 %", rank=2)
    widget = line(qtbot, 600, head, aside, weak, grave)
    seen = []
    for width in range(600, 150, -1):
        widget.resize(width, widget.height())
        if widget.shown() not in seen:
            seen.append(widget.shown())
    assert seen == [(head, aside, weak, grave), (head, aside, grave), (head, grave), (head,)]


def is_warm(widget):
    """Whether anything is drawn in the colour of a raised value; the edges of letters are blended, so not in it alone."""
    image = widget.grab().toImage()
    found = (image.pixelColor(x, y) for x in range(image.width()) for y in range(4, image.height() - 2))
    return any(colour.red() - colour.blue() > 60 for colour in found)


def test_the_count_has_a_colour_of_its_own_where_something_grave_is_left_out(qtbot):
    head = FootItem("HR", "77/min")
    grave, plain = (line(qtbot, 135, head, FootItem("QT/QTcB", "340/460 ms", token)) for token in ("up", "text"))
    assert grave.shown() == plain.shown() == (head,)
    assert is_warm(grave)
    assert not is_warm(plain)


@pytest.mark.parametrize(
    ("probability", "words"), [(0.004, "<1 %"), (0.01, "1 %"), (0.555, "56 %"), (0.99, "99 %"), (0.995, ">99 %")]
)
def test_certainty_is_never_claimed(probability, words):
    assert percent(probability) == words
