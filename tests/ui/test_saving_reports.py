"""Saving the report by key: the file that the user names, of the patient on screen, while the window goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom import dcmread
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, Presence
from cdss.engine.messages import Assessed
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.session.actions import Answered, Submitted
from cdss.session.state import Pending
from tests.ui.whole_window import answer_file_dialog, two_patients
from ui.actions import ACTIONS, shortcuts
from ui.app import App


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    yield from two_patients(qtbot, tmp_path)


def save(app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, action: str, target: str) -> str:
    suggested = answer_file_dialog(monkeypatch, target)
    app.window._actions[action].trigger()
    qtbot.waitUntil(lambda: app.turns.idle, timeout=20000)
    return suggested[0]


def test_the_report_is_saved_as_pdf_under_the_patients_number_only(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert save(app, qtbot, monkeypatch, "save_report_pdf", str(tmp_path / "out")) == "anna-report.pdf"
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert app.store.state.remark.words("en") == "Saved as out.pdf."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["anna", "bert", "out.pdf"]


def test_the_page_is_of_the_patient_on_screen_in_the_language_of_the_screen(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app.user.step(1)
    app.user.next_language()
    save(app, qtbot, monkeypatch, "save_report_html", str(tmp_path / "out.html"))
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "Chest pain of bert." in page and "anna" not in page
    assert '<html lang="ko">' in page and "의료진의 결정" in page and "모델이 평가하지 않음" in page


def test_a_file_that_the_user_does_not_name_is_not_written(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    save(app, qtbot, monkeypatch, "save_report_pdf", "")
    assert not list(tmp_path.glob("*.pdf"))


def test_for_the_archive_a_patient_must_be_assessed_and_a_folder_named(
    app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda _parent, title, _start: asked.append(title) or "")
    app.window._actions["save_dicom"].trigger()
    assert asked == [] and "no assessed patient" in app.store.state.remark.words("en")
    entry = app.store.state.selected
    assert entry is not None and entry.case is not None
    there = {modality: ModalityStatus(Presence.PRESENT) for modality in MODALITIES}
    told = Assessment(
        entry.case.case_id, ModelIdentity("m", "1", "00" * 32), there, Acuity(2, (0.2,) * 5), Risk(7.0, (6.0, 8.0)), {}, (),
        {}, {}, {}, {}, (), {},
    )  # fmt: skip
    app.store.dispatch(Submitted(Pending(1, entry.key, explain=False)), Answered(Assessed(1, told)))
    app.window._actions["save_dicom"].trigger()
    assert asked == ["Folder for the DICOM files"]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "archive"))
    (tmp_path / "archive").mkdir()
    app.window._actions["save_dicom"].trigger()
    qtbot.waitUntil(lambda: "DICOM files in archive" in app.store.state.remark.words("en"), timeout=60000)
    names = sorted(path.name for path in (tmp_path / "archive").iterdir())
    assert [re.sub(r"\d{8}-\d{6}", "WHEN", name) for name in names] == ["anna-WHEN-pdf.dcm", "anna-WHEN-sr.dcm"]
    pages = dcmread(tmp_path / "archive" / names[0])
    assert pages.EncapsulatedDocument.startswith(b"%PDF") and pages.PatientID


def test_all_kinds_have_a_key_and_stand_in_the_menu_of_the_case() -> None:
    specs = {spec.name: spec for spec in ACTIONS}
    for name in ("save_report_pdf", "save_report_html", "save_dicom"):
        assert specs[name].menu == "case" and shortcuts()[name]
