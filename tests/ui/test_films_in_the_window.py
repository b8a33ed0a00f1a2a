"""Several real DICOM films of one patient in the whole window, by its own keys, without an engine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.core.kinds import View
from cdss.session.actions import Selected
from ui.app import App
from ui.panels.tags_panel import HIDDEN, TagsPanel
from ui.views.film_view import FilmView


def write(path: Path, **attributes: object) -> None:
    film, meta = Dataset(), FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = (
        DigitalXRayImageStorageForPresentation,
        generate_uid(),
    )
    film.file_meta, film.SOPClassUID, film.SOPInstanceUID = (
        meta,
        meta.MediaStorageSOPClassUID,
        meta.MediaStorageSOPInstanceUID,
    )
    film.Modality, film.PhotometricInterpretation, film.SamplesPerPixel = "DX", "MONOCHROME2", 1
    film.Rows, film.Columns, film.PixelRepresentation = 96, 120, 0
    film.BitsAllocated, film.BitsStored, film.HighBit = 16, 12, 11
    film.PatientID, film.PatientName = "P-7741", "Kim^Minjun"
    film.PixelData = np.linspace(0, 4095, 96 * 120).round().astype("<u2").tobytes()
    for name, value in attributes.items():
        setattr(film, name, value)
    film.save_as(path, enforce_file_format=True)


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    case = tmp_path / "kim"
    case.mkdir()
    write(case / "a.dcm", ViewPosition="LL", AcquisitionDateTime="20261120090000")
    write(case / "b.dcm", ViewPosition="AP", AcquisitionDateTime="20261120090500", ImagerPixelSpacing=[0.2, 0.1])
    write(case / "c.dcm", ViewPosition="PA", AcquisitionDateTime="20240101080000")
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start((case,))
    qtbot.waitUntil(lambda: bool(made.store.state.selected and made.store.state.selected.case), timeout=20000)
    qtbot.waitUntil(lambda: made.turns.idle, timeout=20000)
    made.window.activateWindow()
    made.window.evidence.film.canvas.setFocus()
    yield made
    made.close()
    sys.excepthook = sys.__excepthook__


def view(app: App) -> FilmView:
    return app.window.evidence.film


def press(app: App, qtbot: QtBot, key: Qt.Key) -> None:
    qtbot.keyClick(view(app).canvas, key)
    app.turns.finish()


def source(app: App) -> str:
    levels = view(app).canvas.levels
    assert levels is not None
    return levels.film.source


def test_films_are_walked_by_key_and_the_frontal_one_is_first(app: App, qtbot: QtBot) -> None:
    assert source(app) == "b.dcm"
    assert "1 of 3 · the assessment reads this film" in view(app).canvas.corners[0]
    press(app, qtbot, Qt.Key.Key_PageDown)
    assert source(app) == "c.dcm"
    press(app, qtbot, Qt.Key.Key_PageDown)
    assert source(app) == "a.dcm" and "3 of 3 · not assessed" in view(app).canvas.corners[0]
    press(app, qtbot, Qt.Key.Key_PageUp)
    assert source(app) == "c.dcm"


def test_what_is_marked_and_turned_by_key_comes_back_with_its_film(app: App, qtbot: QtBot) -> None:
    for key in (Qt.Key.Key_T, Qt.Key.Key_BracketRight, Qt.Key.Key_K):
        press(app, qtbot, key)
    press(app, qtbot, Qt.Key.Key_PageDown)
    assert view(app).tools.marks.measures == () and view(app).canvas.turns == 0
    press(app, qtbot, Qt.Key.Key_PageUp)
    assert len(view(app).tools.marks.measures) == 1
    press(app, qtbot, Qt.Key.Key_N)
    assert view(app).canvas.turns == 1 and "★ key image 1 of 1" in view(app).canvas.corners[1]


def test_marks_are_there_again_in_the_next_window(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    kept = tmp_path / "data" / "session.db"
    case = tmp_path / "kim"
    for measures in (0, 1):
        window = App(None, kept=lambda: kept)
        qtbot.addWidget(window.window)
        window.window.show()
        window.start((case,))
        qtbot.waitUntil(lambda w=window: bool(w.store.state.selected and w.store.state.selected.case), timeout=20000)
        qtbot.waitUntil(lambda w=window: w.turns.idle, timeout=20000)
        assert len(view(window).tools.marks.measures) == measures
        if not measures:
            view(window).canvas.setFocus()
            press(window, qtbot, Qt.Key.Key_T)
        window.close()


def test_an_edited_note_takes_no_mark_away(app: App, qtbot: QtBot) -> None:
    press(app, qtbot, Qt.Key.Key_T)
    app.user.edit_note("Now short of breath.")
    app.turns.finish()
    assert len(view(app).tools.marks.measures) == 1


def test_the_earlier_frontal_film_is_compared_with(app: App, qtbot: QtBot) -> None:
    press(app, qtbot, Qt.Key.Key_P)
    film = view(app).pair.film
    assert film is not None and film.source == "c.dcm" and film.view is View.PA
    assert view(app).pair.prior.warning == "EARLIER FILM"


def test_z_held_is_the_lens_and_not_the_action_of_the_same_key(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(view(app).canvas.hasFocus)
    qtbot.keyPress(view(app).canvas, Qt.Key.Key_Z)
    assert view(app).canvas.mouse.magnifying
    qtbot.keyRelease(view(app).canvas, Qt.Key.Key_Z)
    assert not view(app).canvas.mouse.magnifying


def test_tags_of_the_film_on_screen_open_by_key_without_the_patient(app: App, qtbot: QtBot) -> None:
    press(app, qtbot, Qt.Key.Key_H)
    panel = app.window.findChild(TagsPanel)
    assert panel is not None
    items = [panel.table.item(row, 3).text() for row in range(panel.table.rowCount())]
    assert HIDDEN in items and "Kim^Minjun" not in items and "P-7741" not in items
    assert "0.2 \\ 0.1" in items
    panel.reject()


def test_another_patient_has_none_of_it(app: App, qtbot: QtBot, tmp_path: Path) -> None:
    press(app, qtbot, Qt.Key.Key_T)
    other = tmp_path / "lee"
    other.mkdir()
    write(other / "b.dcm", ViewPosition="PA", PatientID="P-2", PatientName="Lee")
    app.cases.drop([other])
    key = str(other.resolve())
    qtbot.waitUntil(lambda: bool((e := app.store.state.entry(key)) and e.case), timeout=20000)
    app.store.dispatch(Selected(key))
    app.turns.finish()
    assert view(app).tools.marks.measures == ()
