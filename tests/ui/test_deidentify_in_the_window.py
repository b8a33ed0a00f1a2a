"""A copy without identity from the window: everything is seen before it leaves, and a picture only leaves once it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.readers.case_folder import read_case
from tests.cdss.deidentify.planted import KOREAN, found_in, write_case
from ui.app import App
from ui.panels.deidentify_panel import DeidentifyPanel


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    made = App(None)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start((write_case(tmp_path / "in", "dicom"),))
    qtbot.waitUntil(lambda: all(e.case for e in made.store.state.entries) and made.turns.idle, timeout=20_000)
    yield made
    made.close()


@pytest.fixture
def panel(app: App, qtbot: QtBot) -> DeidentifyPanel:
    app.window._actions["export_without_identity"].trigger()
    made = app.window.findChildren(DeidentifyPanel)[-1]
    assert not made.save.isEnabled() and made.caution.text() == "The copy is being prepared…"
    qtbot.waitUntil(made.save.isEnabled, timeout=20_000)
    return made


def look_at(panel: DeidentifyPanel, name: str, qtbot: QtBot) -> None:
    row = next(r for r in range(panel.list.count()) if name in panel.list.item(r).text())
    panel.list.setCurrentRow(row)
    qtbot.waitUntil(lambda: panel.stack.currentWidget() is not panel.picture or not panel.picture.pixmap().isNull())


def test_the_text_is_shown_before_and_after_with_what_must_be_known(panel: DeidentifyPanel) -> None:
    shown = panel.text.toPlainText()
    assert shown.startswith("Before") and f"{KOREAN}님" in shown and "[NAME]님, [ID]" in shown
    assert "not perfect" in panel.caution.text()
    assert "attributes of file headers are removed" in panel.about.text()
    assert [panel.list.item(r).text().split()[0] for r in range(panel.list.count())] == [
        "film-1.dcm",
        "vitals.csv",
        "note.txt",
        "case.json",
    ]


def test_a_picture_can_be_ticked_only_once_it_was_looked_at_and_then_leaves(
    app: App, panel: DeidentifyPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    assert panel.ticked == [] and not panel.list.item(0).flags() & Qt.ItemFlag.ItemIsUserCheckable
    look_at(panel, "film-1", qtbot)
    assert panel.ticked == [] and "burned into it stays" in panel.caution.text()
    qtbot.keyClick(panel.list, Qt.Key.Key_Space)
    assert panel.ticked == ["film-1.dcm"]
    look_at(panel, "case.json", qtbot)
    assert '"path": "film-1.dcm"' in panel.text.toPlainText()
    export = panel._export
    assert export is not None
    app.copies.save(panel, export, tmp_path / "out", tuple(panel.ticked))
    qtbot.waitUntil(lambda: app.store.state.remark is not None, timeout=10_000)
    remark = app.store.state.remark
    assert remark is not None and remark.code == "deidentify_written" and str(tmp_path / "out") in remark.words("ko")
    assert not any(other.isVisible() for other in app.window.findChildren(DeidentifyPanel))
    assert found_in(tmp_path / "out") == {} and len(read_case(tmp_path / "out").films) == 1


def test_shifted_dates_are_prepared_anew_and_what_cannot_be_written_is_said_in_the_panel(
    app: App, panel: DeidentifyPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    panel.shift.click()
    assert not panel.save.isEnabled()
    qtbot.waitUntil(panel.save.isEnabled, timeout=20_000)
    assert "shifted back" in panel.about.text()
    look_at(panel, "vitals", qtbot)
    assert panel.text.toPlainText().startswith("time,heart_rate") and "2026-11-20" not in panel.text.toPlainText()
    export = panel._export
    assert export is not None
    app.copies.save(panel, export, tmp_path / "in", ())
    qtbot.waitUntil(lambda: "is not empty" in panel.caution.text(), timeout=10_000)
    assert panel.isVisible() and panel.save.isEnabled()
    panel.close_button.click()


def test_without_a_patient_it_is_said(app: App) -> None:
    app.user.close()
    assert app.copies.open() is None
    remark = app.store.state.remark
    assert remark is not None and remark.code == "deidentify_nobody"
