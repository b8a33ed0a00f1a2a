"""Sixty patients opened at once: progress, cancel by key and click, and the patient on screen before all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QFileDialog, QListView
from pytestqt.qtbot import QtBot

from tests.ui.shift_window import LONG_MS, RuleEngine, done, folder, opened, read
from ui.app import App

Window = Callable[..., App]


@pytest.fixture
def engine() -> RuleEngine:
    return RuleEngine()


@pytest.fixture
def window(qtbot: QtBot, engine: RuleEngine) -> Iterator[Window]:
    made: list[App] = []

    def open_window(*cases: Path) -> App:
        made.append(opened(qtbot, engine, *cases))
        return made[-1]

    yield open_window
    for app in made:
        app.close()


@pytest.fixture
def many(tmp_path: Path) -> list[Path]:
    return [folder(tmp_path / "many", f"p{i:02}") for i in range(12)]


def words(app: App) -> str:
    return app.window.worklist.batch.words.text()


def test_progress_is_shown_and_goes_when_all_are_assessed(
    window: Window, engine: RuleEngine, many: list[Path], qtbot: QtBot
) -> None:
    engine.held = True
    app = window(*many)
    batch = app.window.worklist.batch
    assert batch.isVisible() and words(app) == "0 of 12 assessed"
    assert (batch.bar.maximum(), batch.bar.value(), batch.bar.accessibleName()) == (12, 0, "0 of 12 assessed")
    assert batch.cancel.isVisible() and not batch.assess.isVisible()
    engine.held = False
    qtbot.waitUntil(lambda: done(app), timeout=LONG_MS)
    qtbot.waitUntil(lambda: not batch.isVisible(), timeout=LONG_MS)
    assert {e.level for e in app.store.state.entries} == {3}


def test_the_key_cancels_the_others_they_say_so_and_a_click_asks_again(
    window: Window, engine: RuleEngine, many: list[Path], qtbot: QtBot
) -> None:
    engine.held = True
    app = window(*many)
    app.window._actions["cancel_batch"].trigger()
    engine.held = False
    qtbot.waitUntil(lambda: done(app), timeout=LONG_MS)
    batch = app.window.worklist.batch
    assert [e.assessment is None for e in app.store.state.entries] == [False] + [True] * 11
    assert words(app) == "11 not assessed: cancelled" and not batch.cancel.isVisible()
    rows = app.window.worklist.list.model()
    assert "assessment cancelled" in rows.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    qtbot.mouseClick(batch.assess, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: all(e.assessment for e in app.store.state.entries), timeout=LONG_MS)
    qtbot.waitUntil(lambda: not batch.isVisible(), timeout=LONG_MS)


def test_whoever_is_chosen_is_assessed_before_the_rest_of_the_batch(
    window: Window, engine: RuleEngine, many: list[Path], qtbot: QtBot
) -> None:
    engine.held = True
    app = window(*many)
    app.user.select(str(many[9]))
    qtbot.waitUntil(lambda: ("p09", True) in engine.asked, timeout=LONG_MS)
    assert [case for case, _ in engine.asked] == ["p00", "p09"]


def test_whoever_is_chosen_is_read_before_the_rest(
    window: Window, many: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    app = window(folder(tmp_path, "first"))
    order: list[str] = []
    real = app.cases._read

    def slow(path: Path) -> object:
        if not order:
            chosen.append(True)
            while not go:
                pass
        order.append(path.name)
        return real(path)

    chosen: list[bool] = []
    go: list[bool] = []
    app.cases._read = slow  # type: ignore[assignment]
    app.cases.open(many)
    qtbot.waitUntil(lambda: bool(chosen), timeout=LONG_MS)
    app.user.select(str(many[7]))
    go.append(True)
    qtbot.waitUntil(lambda: read(app), timeout=LONG_MS)
    assert order[:3] == ["p00", "p07", "p01"] and len(order) == 12


def test_a_folder_of_cases_is_opened_whole(window: Window, tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "ward"
    for name in ("a", "b", "c"):
        (folder(home, name) / "case.json").write_text(
            f'{{"case_id": "{name}", "vitals": {{"path": "vitals.csv"}}}}', encoding="utf-8"
        )
    app = window(folder(tmp_path, "first"))
    app.cases.drop([home])
    qtbot.waitUntil(lambda: len(app.store.state.entries) == 4 and done(app), timeout=LONG_MS)
    assert [e.case.case_id for e in app.store.state.entries] == ["first", "a", "b", "c"]


def test_several_folders_are_chosen_in_one_dialog(
    window: Window, many: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    app = window(folder(tmp_path, "first"))
    dialog = app.shift.ask_cases()
    dialog.setDirectory(str(tmp_path / "many"))
    (view,) = dialog.findChildren(QListView, "listView")
    model = view.model()
    qtbot.waitUntil(lambda: model.rowCount(view.rootIndex()) == 12, timeout=LONG_MS)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    shown = [model.index(place, 0, view.rootIndex()) for place in range(12)]
    for index in (index for index in shown if index.data() in ("p02", "p05")):
        view.selectionModel().select(index, flags)
    dialog.accept()
    qtbot.waitUntil(lambda: len(app.store.state.entries) == 3 and done(app), timeout=LONG_MS)
    assert sorted(e.case.case_id for e in app.store.state.entries) == ["first", "p02", "p05"]


def test_files_are_added_and_manifests_opened_by_one_dialog(
    window: Window, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = window(folder(tmp_path, "first"))
    later = tmp_path / "later.csv"
    later.write_text("heart_rate,sbp\n131,88\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(later)], ""))
    app.window._actions["open_files"].trigger()
    qtbot.waitUntil(lambda: app.store.state.selected.case.vitals.latest.heart_rate == 131, timeout=LONG_MS)
