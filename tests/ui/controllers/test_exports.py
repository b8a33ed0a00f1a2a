"""Saving what a pane shows, into real folders: what is written, and what is said of it."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import MagicMock

import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.explanation import Explanation, ModalityShapley
from cdss.session.exports import pane_table
from cdss.session.place import Pane
from cdss.session.state import Entry, Intent, SessionState
from cdss.session.store import Store
from ui.controllers.exports import ExportController
from ui.main_window import MainWindow

MODEL = ModelIdentity("m", "1", "00" * 32)
SHAPLEY = ModalityShapley("risk", 0.2, 0.9, {Modality.NOTE: 0.7}, {})


@pytest.fixture
def store() -> Store:
    present = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}
    known = Assessment(
        "흉통-1", MODEL, present, Acuity(2, (0.2,) * 5), Risk(9.0, (8.0, 9.5)), {}, (), {}, {}, {}, {}, (), {}
    )
    entry = Entry("/d/a", case=Case("흉통-1"), assessment=known, explanation=Explanation(modality_shapley=SHAPLEY))
    return Store(SessionState((entry,), Intent(selected="/d/a")))


@pytest.fixture
def window() -> MagicMock:
    made = MagicMock(spec=MainWindow)
    made.save_picture.return_value = True
    return made


@pytest.fixture
def exports(store: Store, window: MagicMock) -> ExportController:
    return ExportController(store, window.save_picture)


def said(store: Store, language: str = "en") -> str:
    assert store.state.remark is not None
    return store.state.remark.words(language)


def test_a_table_is_written_as_a_spreadsheet_reads_it(store: Store, exports: ExportController, tmp_path: Path) -> None:
    file = tmp_path / "흉통 1.csv"
    exports.table(Pane.DECISION, file)
    assert file.read_bytes().startswith(b"\xef\xbb\xbfcase_id,")
    assert file.read_text(encoding="utf-8") == pane_table(store.state, Pane.DECISION)
    assert "흉통-1" in file.read_text(encoding="utf-8-sig")
    assert said(store) == "Saved as 흉통 1.csv."


def test_a_table_takes_the_place_of_an_older_one(exports: ExportController, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("old\n" * 1000, encoding="utf-8")
    exports.table(Pane.DECISION, file)
    assert "old" not in file.read_text(encoding="utf-8")


def test_a_pane_without_an_explanation_writes_nothing_and_says_so(
    store: Store, exports: ExportController, tmp_path: Path
) -> None:
    exports.table(Pane.FILM, tmp_path / "film.csv")
    assert list(tmp_path.iterdir()) == []
    assert said(store) == "There is no explanation in this pane to save yet."


@pytest.mark.parametrize(
    ("place", "reason"), [("nowhere/a.csv", "No such file or directory"), ("a-file/a.csv", "Not a directory")]
)
def test_a_folder_that_cannot_be_written_to_is_said_with_the_reason(
    store: Store, exports: ExportController, tmp_path: Path, place: str, reason: str
) -> None:
    (tmp_path / "a-file").touch()
    exports.table(Pane.DECISION, tmp_path / place)
    assert said(store) == f"a.csv could not be saved: {reason}. Choose another folder."
    assert "저장할 수 없습니다" in said(store, "ko")


def test_a_folder_in_place_of_the_file_is_said(store: Store, exports: ExportController, tmp_path: Path) -> None:
    exports.table(Pane.DECISION, tmp_path)
    assert said(store) == f"{tmp_path.name} could not be saved: Is a directory. Choose another folder."


def test_the_picture_of_the_pane_asked_for_is_taken(
    store: Store, exports: ExportController, window: MagicMock, tmp_path: Path
) -> None:
    exports.picture(Pane.ECG, tmp_path / "ecg.png")
    window.save_picture.assert_called_once_with(Pane.ECG, tmp_path / "ecg.png")
    assert said(store) == "Saved as ecg.png."


def test_a_picture_that_cannot_be_written_is_said(
    store: Store, exports: ExportController, window: MagicMock, tmp_path: Path
) -> None:
    window.save_picture.return_value = False
    exports.picture(Pane.ECG, tmp_path / "ecg.png")
    assert said(store) == "ecg.png could not be saved. Choose another folder."
    assert said(store, "ko") != said(store)
