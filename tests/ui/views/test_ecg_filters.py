"""Filters of the drawing: named on the trace with what they cost, and only the drawing is filtered."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from cdss.signals.bands import DIAGNOSTIC, MONITOR
from cdss.signals.display import for_display
from tests.ui.views.ecg_demo import demo, pane, shown
from ui.language import set_language
from ui.views.ecg_paper import printed_height, wrapped
from ui.views.ecg_view import EcgView
from ui.views.painting import font_of


@pytest.fixture
def view(qtbot) -> EcgView:
    return shown(qtbot, "01-chest-pain")


def test_as_recorded_says_no_more(view: EcgView) -> None:
    assert view.canvas.words.filters == "as recorded"
    assert not view.tools.filter_button.isChecked()


def test_keys_go_through_the_bands_and_the_mains_and_each_is_named(view: EcgView, qtbot) -> None:
    said, buttons = [], []
    for key in (Qt.Key.Key_B, Qt.Key.Key_B, Qt.Key.Key_H, Qt.Key.Key_H, Qt.Key.Key_B, Qt.Key.Key_H):
        qtbot.keyClick(view.canvas, key)
        said.append(view.canvas.words.filters)
        button = view.tools.filter_button
        buttons.append((button.isChecked(), button.accessibleDescription()))
    bent = "drawn through 0.5–40 Hz · ! 0.5 Hz bends ST, 40 Hz lowers R"
    original = "the model reads the original"
    assert said == [
        f"drawn through 0.05–150 Hz · {original}",
        f"{bent} · {original}",
        f"{bent} · without 50 Hz · {original}",
        f"{bent} · without 60 Hz · {original}",
        f"without 60 Hz · {original}",
        "as recorded",
    ]
    assert buttons == [
        (True, "0.05–150 Hz"),
        (True, "0.5–40 Hz"),
        (True, "0.5–40 Hz ≠ 50 Hz"),
        (True, "0.5–40 Hz ≠ 60 Hz"),
        (True, "≠ 60 Hz"),
        (False, ""),
    ]
    assert view.canvas.words.filters in view.canvas.printed()


def test_the_drawing_is_filtered_and_the_recording_is_not(view: EcgView) -> None:
    recording = view._pane.ecg
    kept = recording.signal_mv.copy()
    view.tools.bands.entries[MONITOR].trigger()
    drawn = view.canvas.sheet.ecg
    assert np.array_equal(drawn.signal_mv, for_display(recording, MONITOR, None).signal_mv)
    assert np.array_equal(recording.signal_mv, kept)
    assert view._pane.ecg is recording
    view.tools.bands.entries[None].trigger()
    assert view.canvas.sheet.ecg is recording


def test_a_filter_is_computed_once_and_not_at_every_frame(view: EcgView) -> None:
    view.desk.choose_filter(DIAGNOSTIC, 60.0)
    first = view.canvas.sheet.ecg
    view.canvas.grab()
    view.canvas.pan_by(20.0, 0.0)
    view.canvas.grab()
    view.desk.choose_layout("12x1")
    assert view.canvas.sheet.ecg is first


def test_zoom_and_place_stay_when_the_filter_changes(view: EcgView) -> None:
    view.canvas.zoom_by(2.0)
    geometry = view.canvas.geometry_mm
    before = (geometry.x, geometry.y, geometry.scale)
    view.desk.choose_filter(MONITOR, None)
    assert (geometry.x, geometry.y, geometry.scale) == before


def test_the_next_patient_is_drawn_through_the_same_filter_and_it_is_still_named(view: EcgView) -> None:
    view.desk.choose_filter(MONITOR, None)
    other = demo("03-atrial-fibrillation")
    view.set_pane(pane(other))
    assert np.array_equal(view.canvas.sheet.ecg.signal_mv, for_display(other, MONITOR, None).signal_mv)
    assert "0.5 Hz bends ST" in view.canvas.printed()


def test_the_filter_of_the_device_is_named_beside_that_of_the_drawing(view: EcgView) -> None:
    view.set_pane(pane(replace(demo("01-chest-pain"), filter_text="0.15–100 Hz")))
    assert view.canvas.words.filters == "0.15–100 Hz"
    view.desk.choose_filter(DIAGNOSTIC, None)
    assert view.canvas.words.filters.startswith("0.15–100 Hz · drawn through 0.05–150 Hz · ")


@pytest.mark.parametrize("width", [420, 560, 1100])
def test_what_is_printed_never_lies_on_the_last_trace(view: EcgView, width: int) -> None:
    view.desk.choose_filter(MONITOR, 60.0)
    view.resize(width, 460)
    view.canvas.grab()
    canvas = view.canvas
    lines = wrapped(canvas.printed(), QFontMetrics(font_of(canvas, 12)), canvas.width() - 16.0)
    bottom = canvas.geometry_mm.y + canvas.geometry_mm.height_mm * canvas.geometry_mm.scale
    assert bottom <= canvas.height() - printed_height(len(lines)) + 1.0
    assert len(lines) > 1 or width == 1100


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("width", [372, 421, 463, 533])
def test_on_a_small_screen_the_menu_holds_what_has_no_room(qtbot, language: str, width: int) -> None:
    set_language(language)
    frame = QWidget()
    qtbot.addWidget(frame)
    view = EcgView(frame)
    view.set_pane(pane(demo("01-chest-pain")))
    view.desk.choose_filter(MONITOR, 60.0)
    frame.show()
    for size in (900, width):
        view.resize(size, 440)
        view.header.row.activate()
        assert view.header.row.minimumSize().width() <= size
        assert view.tools.filter_button.isVisible() == (size >= 533 or (language, size) == ("ko", 463))
        assert view.calipers_button.isVisible() == (size >= 421)
    view.tools.measuring.trigger()
    assert view.calipers_button.isChecked() and view.canvas.calipers.on
    assert view.tools.filter_menu.menuAction() in view.tools.more_menu.actions()
