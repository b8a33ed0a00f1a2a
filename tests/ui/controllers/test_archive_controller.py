"""Files for the image archive: made of what is on screen, and every outcome in words."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.records.assessment import Acuity, Assessment, ModelIdentity, Risk
from cdss.records.attribution import Method
from cdss.records.explanation import Explanation, ImageCam
from cdss.records.film import Film, Window
from cdss.records.film_map import FilmMap
from cdss.session.panes import Ruling
from cdss.session.settings import Settings
from cdss.session.state import EngineStatus, Entry, Intent, SessionState
from cdss.session.store import Store
from tests.ui.controllers.doubles import Inline
from ui.controllers.archive import ArchiveController

AT = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
PDF = b"%PDF-1.4 pages"


@pytest.fixture
def entry(tmp_path: Path) -> Entry:
    folder = Path(shutil.copytree(demo_dir() / "07-no-film-stroke", tmp_path / "demo"))
    case = read_case(folder)
    told = Assessment(
        case.case_id, ModelIdentity("tiny", "0", "00"), {}, Acuity(3, (0.1, 0.3, 0.3, 0.2, 0.1)), Risk(4.0, (3.0, 5.0)),
        {}, (), {}, {}, {}, {}, (), {}, composite=True,
    )  # fmt: skip
    return Entry(str(folder), case=case, assessment=told, ruling=Ruling(1, 3, "grey"))


def session(entry: Entry, **settings: object) -> SessionState:
    intent = Intent(selected=entry.key, settings=replace(Settings(), **settings))
    return SessionState((entry,), intent, EngineStatus())


class Desk:
    """A store with a controller whose calls into the window's thread are done when asked."""

    def __init__(self, state: SessionState) -> None:
        self.store = Store(state)
        self.calls: list[Callable[[], None]] = []
        self.controller = ArchiveController(self.store, Inline(), self.calls.append, lambda work: work(), lambda: AT)

    def file(self, path: Path) -> str:
        self.controller.file(path, PDF, self.store.state)
        for call in self.calls:
            call()
        return self.said()

    def said(self, language: str = "en") -> str:
        return self.store.state.remark.words(language) if self.store.state.remark else ""


def test_what_is_on_screen_is_written_with_the_clinicians_level_and_the_pages(entry: Entry, tmp_path: Path) -> None:
    desk = Desk(session(entry))
    assert desk.controller.ready()
    assert desk.file(tmp_path / "case.dcm") == f"Saved as 2 DICOM files in {tmp_path.name}."
    assert sorted(p.name for p in tmp_path.glob("*.dcm")) == ["case-pdf.dcm", "case-sr.dcm"]
    assert dcmread(tmp_path / "case-pdf.dcm").EncapsulatedDocument.startswith(PDF)
    report = dcmread(tmp_path / "case-sr.dcm")
    said = " ".join(item.TextValue for item in report.ContentSequence if item.ValueType == "TEXT")
    assert "Triage level 1 set by the clinician. grey" in said and "Composite patient" in said


def test_a_patient_who_is_not_assessed_is_not_written_and_that_is_said(entry: Entry, tmp_path: Path) -> None:
    desk = Desk(session(replace(entry, assessment=None)))
    assert not desk.controller.ready()
    assert "no assessed patient" in desk.said()
    assert "평가된 환자가 없습니다" in desk.said("ko")
    assert "no assessed patient" in desk.file(tmp_path / "case.dcm") and not list(tmp_path.glob("*.dcm"))


def test_what_the_clinician_may_not_see_yet_is_not_written_either(entry: Entry, tmp_path: Path) -> None:
    desk = Desk(session(replace(entry, ruling=None), own_level_first=True))
    assert not desk.controller.ready()
    desk.file(tmp_path / "case.dcm")
    assert not list(tmp_path.glob("*.dcm"))


@pytest.mark.parametrize(("asked_for", "maps"), [(False, 0), (True, 1)])
def test_a_map_that_is_hidden_on_screen_is_not_written_either(
    entry: Entry, tmp_path: Path, asked_for: bool, maps: int
) -> None:
    film = Film("film.png", np.tile(np.linspace(0, 255, 90, dtype=np.float32), (80, 1)), Window(128.0, 256.0))
    fused = FilmMap(Method.GRAD_CAM, "risk", np.ones((4, 4), np.float32), effect=0.2)
    told = Explanation(image_cam=ImageCam({}, {}, fused))
    state = session(replace(entry, case=replace(entry.case, films=(film,)), explanation=told))
    engine = replace(state.engine, failed_methods=("image_cam",))
    desk = Desk(replace(state, engine=engine, intent=replace(state.intent, failed_methods=asked_for)))
    desk.file(tmp_path / "case.dcm")
    assert len(list(tmp_path.glob("*-map-*.dcm"))) == maps


def test_a_folder_that_is_gone_is_said_and_the_session_goes_on(entry: Entry, tmp_path: Path) -> None:
    desk = Desk(session(entry))
    words = desk.file(tmp_path / "gone" / "case.dcm")
    assert words.startswith("The DICOM files could not be written (No such file") and words.endswith(
        "Choose another folder."
    )


def test_it_is_written_in_a_process_that_ends_with_it(entry: Entry, tmp_path: Path) -> None:
    calls: list[Callable[[], None]] = []
    store = Store(session(entry))
    ArchiveController(store, Inline(), calls.append).file(tmp_path / "case.dcm", PDF, session(entry))
    assert sorted(p.name for p in tmp_path.glob("*.dcm")) == ["case-pdf.dcm", "case-sr.dcm"] and len(calls) == 1
    assert not active_children()
