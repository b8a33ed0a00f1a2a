"""The long day in one window: real folders, a real worker process that is really killed; only its engine is a tiny one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import ui.soak
from cdss.engine.child import Patience
from cdss.engine.process import WorkerClient
from cdss.session.edits import Edits
from cdss.session.panes import Ruling
from cdss.session.state import Entry, SessionState
from tests.cdss.engine.tiny_engines import TinyEngine
from tests.ui.test_app import folder
from ui.__main__ import parser
from ui.app import App
from ui.pulse import WatchedStore
from ui.soak import Reading, Soak, faults_between, lost

EARLY = Reading(48, 400.0, 1100.0, 420, 1)
KEPT = Entry("/p", explained=True, ruling=Ruling(1, 2, "looks grey"), edits=Edits(draft="Unsaved words of patient 7."))


def test_a_day_and_a_killed_worker_leave_nothing_behind(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ui.soak, "CALM_S", 0.1)
    (home := tmp_path / "day").mkdir()
    cases = (folder(tmp_path, "anna", "Crushing chest pain."), folder(tmp_path, "ben", "Twisted ankle."))
    client = WorkerClient(tmp_path, factory=TinyEngine, patience=Patience(0.1, 1.5, 60.0, 60.0, 2.0))
    store = WatchedStore()
    app = App(client, store=store, kept=lambda: home / "session.db")
    qtbot.addWidget(app.window)
    app.window.show()
    soak = Soak(app, store, cases, 5, home, kills=1)
    soak.start()
    qtbot.waitUntil(lambda: app.window.isHidden(), timeout=120_000)
    app.close()
    assert soak.faults == [] and soak.code == 0
    assert [one.patients for one in soak.readings] == [4, 6]
    assert all(one.processes == 1 and one.worker_mb > 0 for one in soak.readings)
    folders = [path.name for path in home.iterdir() if path.is_dir()]
    assert folders == ["audit"], "every patient's folder is gone with them"
    assert (tmp_path / "log").read_text().count("assess patient-0006") >= 1, "the patient of the kill was assessed"
    assert "worker killed" in capsys.readouterr().out


def test_growth_widgets_and_processes_left_behind_are_faults() -> None:
    assert faults_between(EARLY, replace(EARLY, patients=300, window_mb=449.0, worker_mb=900.0, widgets=400)) == []
    late = Reading(300, 450.0, 1151.0, 422, 3)
    assert faults_between(EARLY, late) == [
        "the window grew by 50 MB", "the worker grew by 51 MB", "2 widgets were left behind", "2 processes were left behind",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (KEPT, []),
        (replace(KEPT, explained=False), ["they were not explained"]),
        (replace(KEPT, ruling=None), ["the clinician's decision is gone"]),
        (replace(KEPT, edits=Edits()), ["the unsaved note is gone"]),
    ],
)
def test_what_a_killed_worker_took_along_is_named(entry: Entry, words: list[str]) -> None:
    assert lost(SessionState((entry,)), "/p", 7) == words
    assert lost(SessionState(), "/p", 7) == ["the patient is gone"]


def test_a_soak_is_neither_a_picture_nor_a_measurement(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args(["--soak", "300"]).soak == 300
    with pytest.raises(SystemExit):
        parser().parse_args(["--soak", "300", "--measure"])
    assert "not allowed with" in capsys.readouterr().err
