"""What is done in a pane is done to the patient whom it shows, or to nobody: never to the one who came on screen meanwhile."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdss.core.paths import demo_dir
from cdss.records.concept_correction import Meant
from cdss.records.film_marks import FilmMarks, Measure, MeasureKind
from cdss.session.setting_actions import SettingChanged
from tests.ui.shift_window import LONG_MS, RuleEngine, done, folder, opened
from ui.app import App
from ui.panels.sign_panel import SignPanel

NOTE = "Fever since noon."


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    made = opened(qtbot, RuleEngine(), folder(tmp_path, "han-01", note=NOTE), folder(tmp_path, "lee-02", note=NOTE))
    qtbot.waitUntil(lambda: done(made), timeout=LONG_MS)
    yield made
    made.close()


def keys(app: App) -> tuple[str, str]:
    first, second = (entry.key for entry in app.store.state.entries)
    return first, second


def test_a_button_held_down_while_the_patient_changes_lets_go(qtbot: QtBot, app: App) -> None:
    _, second = keys(app)
    button = app.window.decision.accept
    middle = QPoint(button.width() // 2, button.height() // 2)
    qtbot.mousePress(button, Qt.MouseButton.LeftButton, pos=middle)
    assert button.isDown()
    app.user.select(second)
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton, pos=middle)
    assert [entry.ruling for entry in app.store.state.entries] == [None, None]
    app.turns.finish()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton, pos=middle)
    assert [entry.ruling is not None for entry in app.store.state.entries] == [False, True]


def test_a_button_held_down_by_a_key_while_the_patient_changes_lets_go(qtbot: QtBot, app: App) -> None:
    _, second = keys(app)
    button = app.window.decision.accept
    button.setFocus()
    qtbot.keyPress(button, Qt.Key.Key_Space)
    assert button.isDown()
    app.user.select(second)
    assert not button.isDown()
    qtbot.keyRelease(button, Qt.Key.Key_Space)
    assert [entry.ruling for entry in app.store.state.entries] == [None, None]


def test_a_note_that_is_signed_after_the_patient_changed_is_the_first_ones(qtbot: QtBot, app: App) -> None:
    first, second = keys(app)
    app.store.dispatch(SettingChanged("initials_required", True))
    app.window.evidence.note.note_edited.emit("Fever and rash.")
    panel = app.window.findChild(SignPanel)
    assert panel is not None
    app.user.select(second)
    panel.signed.emit("KSY")
    panel.accept()
    assert app.store.state.entry(first).edits.note == "Fever and rash."
    assert app.store.state.entry(second).edits.note is None


def test_a_note_that_nobody_signed_is_not_put_into_another_patients_editor(qtbot: QtBot, app: App) -> None:
    _, second = keys(app)
    app.store.dispatch(SettingChanged("initials_required", True))
    app.window.evidence.note.note_edited.emit("Fever and rash.")
    panel = app.window.findChild(SignPanel)
    app.user.select(second)
    qtbot.waitUntil(lambda: app.turns.idle, timeout=LONG_MS)
    panel.reject()
    assert not app.window.evidence.note.editing
    assert app.store.state.entry(second).edits.draft is None


def test_panes_whose_turn_has_not_come_speak_of_the_patient_they_still_hold(app: App) -> None:
    first, second = keys(app)
    note = app.window.evidence.note
    assert note.patient == first
    app.user.select(second)
    assert note.patient == first, "the next patient's note has not had its turn"
    note.concept_corrected.emit("fever", False, Meant.DENIED)
    note.drafted.emit("half a word")
    app.drafts.flush()
    there, here = app.store.state.entry(first), app.store.state.entry(second)
    assert [c.term for c in there.note_work.corrections] == ["fever"]
    assert there.edits.draft == "half a word"
    assert here.note_work.corrections == () and here.edits.draft is None


def test_an_open_edit_does_not_go_on_in_the_same_words_of_another_patient(qtbot: QtBot, app: App) -> None:
    first, second = keys(app)
    note = app.window.evidence.note
    note.edit_button.click()
    note.text.setPlainText("Fever since noon. Rash.")
    app.user.select(second)
    qtbot.waitUntil(lambda: app.turns.idle and note.patient == second, timeout=LONG_MS)
    assert not note.editing
    assert app.store.state.entry(second).edits.draft is None
    assert app.store.state.entry(first).edits.draft == "Fever since noon. Rash."


def test_marks_on_a_film_stay_with_its_patient_also_where_both_films_have_one_name(
    qtbot: QtBot, tmp_path: Path
) -> None:
    film_file = next((demo_dir() / "01-chest-pain" / "image").glob("*.jpg"))
    homes = [folder(tmp_path, name) for name in ("han-01", "lee-02")]
    for home in homes:
        shutil.copy(film_file, home / "film.jpg")
    app = opened(qtbot, RuleEngine(), *homes)
    first, second = keys(app)
    film = app.window.evidence.film
    app.user.select(second)
    assert film.patient == first
    marks = FilmMarks(measures=(Measure(MeasureKind.DISTANCE, ((1.0, 1.0), (9.0, 9.0))),))
    film.marked.emit("film.jpg", marks)
    assert app.store.state.entry(first).film_work.marks_of("film.jpg") == marks
    assert app.store.state.entry(second).film_work.marks == ()
    app.close()


def test_a_report_bears_no_other_name_where_the_patient_changes_while_its_file_is_named(
    app: App, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, second = keys(app)
    target = tmp_path / "out.html"

    def named(*_: object) -> tuple[str, str]:
        app.user.select(second)
        return str(target), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", named)
    app.report_desk.ask_file(".html")
    app.turns.finish()
    assert not target.exists()
    assert app.store.state.remark is not None and app.store.state.remark.code == "report_other_patient"


def test_a_pane_of_nobody_does_nothing(app: App) -> None:
    for do in (app.user.accept, app.user.withdraw):
        do("")
    app.user.give_own(1, "")
    app.user.edit_note("x", "")
    app.films.step(1, "")
    assert all(e.ruling is None and e.own.level is None and e.edits.note is None for e in app.store.state.entries)
    assert app.store.state.remark is None
