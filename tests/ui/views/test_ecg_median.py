"""Marks of the waves, median beats, and another recording of the patient drawn over them, on real recordings."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage

from cdss.core.kinds import ECG_LEADS
from cdss.core.paths import resources_dir
from cdss.readers.case_folder import read_case
from cdss.records.ecg import Ecg
from cdss.session.actions import CaseRead, Opened
from cdss.session.panes import EcgPane
from cdss.session.resolve import resolve
from cdss.session.state import SessionState
from cdss.signals.waves import waves
from tests.ui.views.ecg_demo import demo
from ui.theme import palette
from ui.views.ecg_layout import MEDIAN, PaperScale, paper_layout
from ui.views.ecg_marks import strip_marks
from ui.views.ecg_view import EcgView

NOW, BEFORE = datetime(2026, 11, 20, 14, 30), datetime(2025, 3, 2, 9, 5)


def pane(recording: Ecg, *others: Ecg) -> EcgPane:
    return EcgPane(recording, (), (), (), None, (), "credit", awaited=False, others=others)


@pytest.fixture
def view(qtbot) -> EcgView:
    made = EcgView()
    qtbot.addWidget(made)
    made.resize(1100, 760)
    made.show()
    made.set_pane(pane(replace(demo("01-chest-pain"), recorded=NOW)))
    return made


def pixels(view: EcgView, colour: str) -> int:
    """How many are of about ``colour``: thin lines are drawn smooth."""
    image = view.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    seen = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)[:, :, 2::-1].astype(int)
    wanted = np.array(QColor(colour).getRgb()[:3])
    return int((np.abs(seen - wanted).max(axis=2) < 60).sum())


@pytest.mark.parametrize("speed", [12.5, 25.0, 50.0])
def test_median_beats_lie_on_large_lines_and_do_not_touch(speed: float) -> None:
    layout = paper_layout(MEDIAN, 0.93, PaperScale(speed, 10.0))
    assert sorted(s.lead for s in layout.segments) == sorted(ECG_LEADS)
    assert all((s.x_mm - layout.paper.margin_mm) % 5.0 == 0.0 for s in layout.segments)
    first = [s for s in layout.segments if s.row == 0]
    assert all(b.x_mm - (a.x_mm + a.width_mm) >= 5.0 for a, b in pairwise(first))


def test_one_key_shows_the_median_beats_with_their_intervals_and_brings_the_page_back(view: EcgView, qtbot) -> None:
    found = waves(demo("01-chest-pain"))
    qtbot.keyClick(view.canvas, Qt.Key.Key_D)
    sheet = view.canvas.sheet
    assert view.layout_button.text() == "Median ▾"
    assert np.array_equal(sheet.ecg.signal_mv, found.beat.signal_mv, equal_nan=True)
    intervals = " · ".join(f"{name} {ms:.0f}" for name, ms in found.interval_ms)
    assert intervals.startswith("PR 1") and view.canvas.printed().count(intervals) == 1
    assert f"median of {len(found.beats_s)} beats, not filtered" in view.canvas.printed()
    assert view.canvas.second_at(QPointF(200.0, 200.0)) is None
    qtbot.keyClick(view.canvas, Qt.Key.Key_D)
    assert view.canvas.sheet.layout.name == "3x4+II"
    assert intervals not in view.canvas.printed()


def test_one_key_marks_every_beat_that_the_median_was_made_of(view: EcgView, qtbot) -> None:
    found = waves(demo("01-chest-pain"))
    bare = pixels(view, palette().paper.caliper)
    qtbot.keyClick(view.canvas, Qt.Key.Key_W)
    marks = view.canvas.sheet.marks
    assert len(marks) == 4 * len(found.beats_s)
    assert [m.name for m in marks[:4]] == ["P", "QRS", "J", "T"]
    assert marks[5].second == pytest.approx(found.beats_s[1] + found.fiducials.qrs_on)
    assert pixels(view, palette().paper.caliper) > bare + 100
    qtbot.keyClick(view.canvas, Qt.Key.Key_W)
    assert view.canvas.sheet.marks == ()
    assert pixels(view, palette().paper.caliper) == bare


def test_the_first_whole_beat_of_each_column_is_named() -> None:
    found = waves(demo("01-chest-pain"))
    named = {m.second for m in strip_marks(found, (0.0, 2.5)) if m.named and m.name == "QRS"}
    first = min(b for b in found.beats_s if b >= 0.3)
    third = min(b for b in found.beats_s if b >= 2.8)
    assert named == {first + found.fiducials.qrs_on, third + found.fiducials.qrs_on}


def test_the_median_beat_is_marked_too_at_its_own_place(view: EcgView) -> None:
    found = waves(demo("01-chest-pain"))
    view.tools.fiducials.setChecked(True)
    view.desk.toggle_median()
    places = {m.name: m.second for m in view.canvas.sheet.marks}
    assert places == {
        "P": found.r_s + found.fiducials.p_on,
        "QRS": found.r_s + found.fiducials.qrs_on,
        "J": found.r_s + found.fiducials.qrs_off,
        "T": found.r_s + found.fiducials.t_end,
    }


def test_a_wave_that_was_not_found_is_said_and_not_drawn(view: EcgView) -> None:
    view.set_pane(pane(demo("03-atrial-fibrillation")))
    view.tools.fiducials.setChecked(True)
    assert {m.name for m in view.canvas.sheet.marks} == {"QRS", "J", "T"}
    assert "not found: P" in view.canvas.printed()
    view.desk.toggle_median()
    assert " · PR – · " in view.canvas.printed()


def test_without_a_median_beat_the_page_stays_and_says_why(view: EcgView) -> None:
    view.desk.toggle_median()
    view.set_pane(pane(Ecg("flat", np.zeros((12, 5000), np.float32), 500.0)))
    assert view.canvas.sheet.layout.name == "3x4+II"
    assert "no median beat: too few beats of one shape" in view.canvas.printed()


def test_another_recording_is_drawn_dashed_over_the_median_beats_with_both_dates(view: EcgView, qtbot) -> None:
    prior = replace(demo("12-chest-wall-pain"), recorded=BEFORE)
    view.set_pane(pane(replace(demo("01-chest-pain"), recorded=NOW), prior))
    qtbot.keyClick(view.canvas, Qt.Key.Key_O)
    sheet = view.canvas.sheet
    assert sheet.layout.name == MEDIAN
    assert np.array_equal(sheet.other.signal_mv, waves(prior).beat.signal_mv, equal_nan=True)
    assert waves(prior).r_s == waves(demo("01-chest-pain")).r_s  # both R peaks stand at one place
    assert "solid: 2026-11-20 14:30 · dashed: 2025-03-02 09:05" in view.canvas.printed()
    assert view.tools.compare.isChecked()
    drawn = pixels(view, palette().accent)
    qtbot.keyClick(view.canvas, Qt.Key.Key_O)
    assert sheet.other is None
    assert not view.tools.compare.isChecked()
    assert drawn > pixels(view, palette().accent) + 20


def test_a_recording_without_a_date_is_named_by_its_file(view: EcgView) -> None:
    view.set_pane(pane(demo("01-chest-pain"), demo("12-chest-wall-pain")))
    view.desk.next_compared()
    assert "solid: 00483_hr.hea, no date · dashed: 00241_hr.hea, no date" in view.canvas.printed()


def test_with_one_recording_there_is_nothing_to_compare(view: EcgView, qtbot) -> None:
    assert not view.tools.compare.isEnabled()
    qtbot.keyClick(view.canvas, Qt.Key.Key_O)
    assert view.canvas.sheet.layout.name == "3x4+II"


def test_the_next_patient_is_compared_with_nobody(view: EcgView) -> None:
    view.set_pane(pane(demo("01-chest-pain"), demo("12-chest-wall-pain")))
    view.desk.next_compared()
    view.set_pane(pane(demo("02-pneumonia-low-oxygen"), demo("05-copd-exacerbation")))
    assert view.canvas.sheet.other is None
    assert "dashed" not in view.canvas.printed()


def test_the_second_recording_of_a_case_folder_comes_with_the_pane(view: EcgView, tmp_path: Path) -> None:
    folder = tmp_path / "case"
    shutil.copytree(resources_dir() / "demo" / "01-chest-pain", folder)
    for file in (resources_dir() / "demo" / "12-chest-wall-pain" / "ecg").iterdir():
        shutil.copy(file, folder / "ecg" / file.name)
    manifest = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    manifest["ecg"].append({"path": "ecg/00241_hr.hea"})
    (folder / "case.json").write_text(json.dumps(manifest), encoding="utf-8")
    state = CaseRead("/d/a", read_case(folder)).apply(Opened(("/d/a",), select=True).apply(SessionState()))
    shown = resolve(state).ecg
    assert isinstance(shown, EcgPane)
    view.set_pane(shown)
    view.tools.compare.trigger()
    assert np.array_equal(shown.ecg.signal_mv, demo("01-chest-pain").signal_mv)
    other = waves(demo("12-chest-wall-pain"))
    assert np.array_equal(view.canvas.sheet.other.signal_mv, other.beat.signal_mv, equal_nan=True)
