"""A QTc of 500 ms and more is marked in the line under the ECG, by each formula for itself, and stands while there is room."""

import pytest

from ui.language import set_language
from ui.views.ecg_figures import measurement_items
from ui.views.foot_line import FootLine

MEASURED = (
    ("heart_rate", 104.0),
    ("pr_ms", 178.0),
    ("qrs_ms", 108.0),
    ("qt_ms", 380.0),
    ("qtc_ms", 500.0),
    ("qtcf_ms", 456.0),
    ("axis_deg", -78.0),
    ("sokolow_lyon_mv", 2.1),
    ("cornell_mv", 1.3),
)


def measured(**other):
    return measurement_items(tuple({**dict(MEASURED), **other}.items()))


@pytest.fixture(autouse=True)
def english_again():
    yield
    set_language("en")


def test_a_long_qtc_has_colour_threshold_and_word_in_both_languages(qapp):
    marked = [(item.words, item.token) for item in measured() if item.token != "text"]
    assert marked == [("QT/QTcB 380/500 ms long (≥ 500)", "up")]
    set_language("ko")
    assert "QT/QTcB 380/500 ms 연장 (≥ 500)" in [item.words for item in measured()]


def test_each_formula_is_marked_for_itself_by_the_figure_that_is_shown(qapp):
    words = {item.label: (item.value, item.token) for item in measured(qtc_ms=499.4, qtcf_ms=499.6)}
    assert words["QT/QTcB"] == ("380/499 ms", "text")
    assert words["QTcF"] == ("500 ms long (≥ 500)", "up")


def test_what_was_not_measured_is_a_dash_and_not_marked(qapp):
    words = {item.label: (item.value, item.token) for item in measured(qt_ms=None, qtc_ms=None, qtcf_ms=None)}
    assert words["QT/QTcB"] == ("–/– ms", "text")
    assert words["QTcF"] == ("–", "muted")


def test_a_long_qtc_is_left_out_last(qtbot):
    line = FootLine()
    qtbot.addWidget(line)
    line.set_items(measured(qtcf_ms=512.0))
    line.resize(447, 21)
    shown = [item.label for item in line.shown()]
    assert len(shown) < 8 and {"QT/QTcB", "QTcF"} <= set(shown)
