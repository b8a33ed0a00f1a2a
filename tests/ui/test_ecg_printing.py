"""The action that prints the ECG on screen: the file that the user names, under the name of the patient on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.whole_window import answer_file_dialog, two_patients
from ui.app import App
from ui.views import ecg_view
from ui.views.ecg_print import PrintWords


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    yield from two_patients(qtbot, tmp_path)


def print_into(app: App, monkeypatch: pytest.MonkeyPatch, target: Path) -> list[str]:
    suggested = answer_file_dialog(monkeypatch, str(target))
    app.window._actions["ecg_print"].trigger()
    return suggested


def test_the_ecg_on_screen_is_printed_where_the_user_says(
    app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    heads: list[PrintWords] = []
    original = ecg_view.print_ecg
    monkeypatch.setattr(ecg_view, "print_ecg", lambda *a: (heads.append(a[1]), original(*a))[1])
    assert print_into(app, monkeypatch, tmp_path / "out") == ["anna-ecg.pdf"]
    assert (tmp_path / "out.pdf").read_bytes().startswith(b"%PDF")
    assert heads[0].identity.startswith("anna")
    assert "Not a medical device" in heads[0].status
    assert "Saved as out.pdf" in app.store.state.remark.words("en")


def test_a_file_that_cannot_be_written_is_said(app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    print_into(app, monkeypatch, tmp_path / "none" / "out.pdf")
    assert app.store.state.remark.code == "export_picture_failed"


def test_a_patient_without_an_ecg_prints_none_of_the_one_before(
    app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    app.turns.finish()
    app.user.step(1)
    assert print_into(app, monkeypatch, tmp_path / "out.pdf") == []
    assert not (tmp_path / "out.pdf").exists()
    assert app.store.state.remark.words("en") == "There is no ECG on screen to print."
