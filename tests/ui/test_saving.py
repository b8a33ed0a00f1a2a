"""Saving from the window: the pane in use, the file that the user names, what is in it, and what is said of it."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.explanation import Explanation, ModalityShapley, NoteTokens, WordSpan
from cdss.session.actions import Ruled
from cdss.session.panes import Ruling
from cdss.session.place import Pane
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import SessionState
from ui.app import App

MODEL = ModelIdentity("scripted", "0", "00" * 32)
EXPLANATION = Explanation(
    modality_shapley=ModalityShapley("risk", 0.2, 0.9, {Modality.NOTE: 0.7}, {}),
    note_tokens=NoteTokens("risk", "Crushing chest pain.", (WordSpan("Crushing", 0, 8, 0.7),)),
)


@dataclass(frozen=True)
class Explained:
    """The patient on screen as if the engine had answered."""

    def apply(self, state: SessionState) -> SessionState:
        entry = state.selected
        assert entry is not None and entry.case is not None
        statuses = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}
        assessment = Assessment(
            "anna", MODEL, statuses, Acuity(2, (0.2,) * 5), Risk(9.0, (8.0, 9.5)), {}, (), {}, {}, {}, {}, (), {}
        )
        return state.with_entry(replace(entry, assessment=assessment, explanation=EXPLANATION, explained=True))


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    case = tmp_path / "anna"
    case.mkdir()
    (case / "note.txt").write_text("Crushing chest pain.", encoding="utf-8")
    (case / "vitals.csv").write_text("heart_rate,resp_rate,sbp,dbp,spo2\n110,22,160,95,93\n", encoding="utf-8")
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1440, 900)
    made.window.show()
    made.start((case,))
    qtbot.waitUntil(lambda: made.store.state.entries[0].case is not None)
    made.store.dispatch(Explained())
    yield made
    made.close()
    sys.excepthook = sys.__excepthook__


class Dialog:
    """Names ``path`` in place of the user, and remembers what it was asked with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, path: Path | None) -> None:
        self.suggested: list[tuple[Path, str]] = []
        self._path = path
        monkeypatch.setattr(QFileDialog, "getSaveFileName", self._named)

    def _named(self, parent: object, title: str, suggested: str, pattern: str) -> tuple[str, str]:
        assert title
        self.suggested.append((Path(suggested), pattern))
        return (str(self._path), pattern) if self._path else ("", "")


def trigger(app: App, action: str) -> None:
    app.window._actions[action].trigger()


def said(app: App) -> str:
    return app.window.status.message.toolTip()


def test_the_table_of_the_pane_in_use_is_saved_with_the_ending_it_needs(
    app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog = Dialog(monkeypatch, tmp_path / "words of anna")
    app.window.activateWindow()
    app.window.evidence.note.text.setFocus()
    assert app.window.pane_in_use() is Pane.NOTE
    trigger(app, "save_table")
    assert [(path.name, pattern) for path, pattern in dialog.suggested] == [("anna-note.csv", "*.csv")]
    with (tmp_path / "words of anna.csv").open(encoding="utf-8-sig", newline="") as file:
        inputs = {row["input"]: float(row["effect"]) for row in csv.DictReader(file)}
    assert inputs["note/1/Crushing"] == 0.7
    assert said(app) == "Saved as words of anna.csv."


def test_outside_the_evidence_it_is_the_decision_that_is_saved(
    app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    dialog = Dialog(monkeypatch, tmp_path / "a.CSV")
    app.window.worklist.search.setFocus()
    trigger(app, "save_table")
    assert dialog.suggested[0][0].name == "anna-decision.csv"
    assert "shapley" in (tmp_path / "a.CSV").read_text(encoding="utf-8"), "an ending in capitals is one"


def test_the_assessment_is_saved_for_another_system(app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dialog = Dialog(monkeypatch, tmp_path / "out")
    app.store.dispatch(Ruled(str(tmp_path / "anna"), Ruling(1, 2, "grey")))
    trigger(app, "save_fhir")
    assert [(path.name, pattern) for path, pattern in dialog.suggested] == [("anna-assessment.json", "*.json")]
    bundle = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    levels = [
        (entry["resource"]["status"], entry["resource"]["valueInteger"])
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Observation"
    ]
    assert levels == [("final", 1), ("preliminary", 2)]
    assert {one["what"]["display"] for one in bundle["entry"][-1]["resource"]["entity"]} == {"vitals", "note"}
    assert said(app) == "Saved as out.json."


def test_an_assessment_that_is_withheld_is_not_saved_either(
    app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Dialog(monkeypatch, tmp_path / "out.json")
    app.store.dispatch(SettingChanged("own_level_first", True))
    trigger(app, "save_fhir")
    assert said(app) == "There is no assessment of this patient to save yet."
    assert not (tmp_path / "out.json").exists()


def test_a_grown_pane_is_the_one_in_use(app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    dialog = Dialog(monkeypatch, tmp_path / "a.png")
    app.user.maximise(Pane.VITALS)
    trigger(app, "save_picture")
    assert dialog.suggested[0][0].name == "anna-vitals.png"


def test_who_names_no_file_gets_none(app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Dialog(monkeypatch, None)
    before = (said(app), sorted(tmp_path.iterdir()))
    trigger(app, "save_table")
    trigger(app, "save_picture")
    assert (said(app), sorted(tmp_path.iterdir())) == before


def test_a_folder_that_is_not_there_gives_a_sentence(app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Dialog(monkeypatch, tmp_path / "none" / "a")
    trigger(app, "save_table")
    assert said(app) == "a.csv could not be saved: No such file or directory. Choose another folder."
    trigger(app, "save_picture")
    assert said(app) == "a.png could not be saved. Choose another folder."


def test_a_pane_without_an_explanation_says_so(app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Dialog(monkeypatch, tmp_path / "v.csv")
    app.user.maximise(Pane.VITALS)
    trigger(app, "save_table")
    assert said(app) == "There is no explanation in this pane to save yet."
    assert not (tmp_path / "v.csv").exists()


@pytest.mark.parametrize("pane", list(Pane))
def test_a_picture_is_a_readable_png_of_the_pane_as_it_stands(app: App, tmp_path: Path, pane: Pane) -> None:
    app.exports.picture(pane, tmp_path / f"{pane}.png")
    shown = app.window.decision if pane is Pane.DECISION else app.window.evidence.place(pane)
    ratio = shown.devicePixelRatioF()
    with Image.open(tmp_path / f"{pane}.png") as picture:
        assert picture.format == "PNG"
        assert picture.size == (round(shown.width() * ratio), round(shown.height() * ratio))
        assert picture.width > 300 and picture.height > 200
        assert len(picture.convert("RGB").getcolors(1 << 24)) > 10, "an empty picture"
    assert said(app) == f"Saved as {pane}.png."
