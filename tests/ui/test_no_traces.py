"""A shift in the window leaves nothing of its patients that can be read: data folder, audit, settings, temporary files."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdss.database.records import FILE_NAME
from tests.cdss.deidentify.planted import FAMILY, GIVEN, KOREAN, PHONE, RRN, found_in, write_case
from tests.ui.test_kept_session import settled
from ui.app import App

KINDS = ("dicom", "edf", "inline")


def test_what_is_entered_about_patients_is_read_nowhere_but_in_the_window(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    temporary, data = tmp_path / "temporary", tmp_path / "data"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    cases = [write_case(tmp_path / kind, kind) for kind in KINDS]
    app = App(None, kept=lambda: data / FILE_NAME)
    try:
        qtbot.addWidget(app.window)
        app.window.resize(1600, 1000)
        app.window.show()
        app.start(tuple(cases))
        qtbot.waitUntil(lambda: settled(app), timeout=30_000)
        assert len(app.store.state.entries) == len(KINDS)
        app.user.edit_note(f"{KOREAN} {RRN} {PHONE} worse.")
        app.user.override(str(cases[0]), 2, f"{GIVEN} {FAMILY} looks grey")
        app.window.evidence.note.edit_button.click()
        qtbot.keyClicks(app.window.evidence.note.text, f" {GIVEN} {FAMILY}")
        app.cases.open([tmp_path / f"{RRN} gone"], select=True)
        try:
            raise ValueError("a fault of the program")
        except ValueError as error:
            app.report(type(error), error, error.__traceback__)
        qtbot.waitUntil(lambda: settled(app) and not app.drafts.waiting, timeout=30_000)
        assert (data / FILE_NAME).exists() and found_in(data) == {}, "while it is open"
    finally:
        app.close()
    assert found_in(data) == {} and found_in(temporary) == {}
    assert any((data / "audit").iterdir()), "the audit was written, and is sealed too"
    home = Path.home()
    assert home != tmp_path and found_in(home) == {}
    console = capfd.readouterr()
    assert "a fault of the program" in console.err
    assert [w for w in (RRN, PHONE) if w in console.err + console.out] == []
