"""A shift in real windows, one after another on the same session file; the engine is absent, everything else is real."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.database.records import FILE_NAME
from tests.ui.whole_window import Window, settled, windows, written_case
from ui import opening
from ui.__main__ import parser
from ui.app import App


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Path, Path]:
    return written_case(tmp_path, "anna", "Crushing chest pain."), written_case(tmp_path, "ben", "Twisted ankle.")


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "data" / FILE_NAME


@pytest.fixture
def window(qtbot: QtBot, kept: Path) -> Iterator[Window]:
    yield from windows(qtbot, kept)


def saved(app: App) -> bool:
    return settled(app) and not app.drafts.waiting


def ids(app: App) -> list[str]:
    return [row.case_id for row in app.window.worklist.list.model().rows]


def test_the_next_window_goes_on_where_the_last_one_stopped(
    window: Window, cases: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    first = window(*cases)
    table = tmp_path / "later.csv"
    table.write_text("heart_rate,sbp\n131,88\n", encoding="utf-8")
    first.cases.drop([table])
    qtbot.waitUntil(lambda: first.store.state.selected.case.vitals.rows[-1].heart_rate == 131)
    first.user.override(str(cases[0]), 1, "looks grey")
    first.user.edit_note("Crushing chest pain, now grey.")
    first.user.select(str(cases[1]))
    first.user.next_language()
    first.user.next_theme()
    first.window.close()

    second = window()
    assert [e.key for e in second.store.state.entries] == [str(p) for p in cases]
    assert second.window.windowTitle() == "ben – TriageLens"
    assert second.window.worklist.search.accessibleName() == "환자 목록 검색"
    assert second.store.state.intent.theme == "light"
    anna = second.store.state.entry(str(cases[0]))
    assert anna.case.note.text == "Crushing chest pain, now grey."
    assert anna.case.vitals.rows[-1].heart_rate == 131
    assert (anna.ruling.level, anna.ruling.reason) == (1, "looks grey")
    assert anna.ruling.made is not None


def test_what_is_typed_and_not_saved_yet_is_in_the_editor_again(
    window: Window, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    first = window(*cases)
    note = first.window.evidence.note
    qtbot.mouseClick(note.edit_button, Qt.MouseButton.LeftButton)
    assert not first.drafts.waiting, "opening the editor is no edit"
    qtbot.keyClicks(note.text, " Grey.")
    qtbot.waitUntil(lambda: saved(first))
    assert first.store.state.selected.edits.draft == "Crushing chest pain. Grey."
    qtbot.keyClicks(note.text, " Cold")
    first.window.close()

    second = window()
    note = second.window.evidence.note
    assert note.editing and note.text.toPlainText() == "Crushing chest pain. Grey. Cold", (
        "the last words came with closing"
    )
    assert second.store.state.selected.case.note.text == "Crushing chest pain.", "not saved, not assessed"
    qtbot.keyClicks(note.text, ".")
    qtbot.keyClick(note.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: saved(second))
    assert second.store.state.selected.case.note.text == "Crushing chest pain. Grey. Cold."
    assert second.store.state.selected.edits.draft is None


def test_an_open_edit_waits_for_its_patient_and_is_never_anothers(
    window: Window, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    app = window(*cases)
    note = app.window.evidence.note
    note.edit_button.click()
    qtbot.keyClicks(note.text, " Grey.")
    app.window.worklist.list.setFocus()
    qtbot.keyClick(app.window.worklist.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: saved(app))
    assert not note.editing
    assert [e.edits.draft for e in app.store.state.entries] == ["Crushing chest pain. Grey.", None]
    qtbot.keyClick(app.window.worklist.list, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: saved(app))
    assert note.editing and note.text.toPlainText() == "Crushing chest pain. Grey."
    assert app.window.focusWidget() is app.window.worklist.list, "the keys still go through the worklist"
    qtbot.keyClick(note.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: saved(app))
    assert not note.editing and app.store.state.selected.edits.draft is None


def test_a_case_that_is_gone_stays_with_a_sentence_and_is_as_it_was_once_it_is_back(
    window: Window, cases: tuple[Path, Path], tmp_path: Path
) -> None:
    first = window(*cases)
    first.user.override(str(cases[0]), 1, "looks grey")
    first.user.edit_note("Now grey.")
    first.window.close()
    away = shutil.move(cases[0], tmp_path / "away")

    second = window()
    rows = second.window.worklist.list.model().rows
    (gone,) = [row for row in rows if row.problem]
    assert (gone.case_id, gone.level) == ("anna", 1)
    assert gone.problem.startswith("anna is no longer where it was opened from.")
    second.window.close()

    shutil.move(away, cases[0])
    third = window()
    assert third.store.state.entry(str(cases[0])).case.note.text == "Now grey."


def test_a_folder_put_back_is_read_when_it_is_opened_again(
    window: Window, cases: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    window(*cases).window.close()
    away = shutil.move(cases[0], tmp_path / "away")
    app = window()
    shutil.move(away, cases[0])
    app.cases.open([cases[0]], select=True)
    qtbot.waitUntil(lambda: app.store.state.selected.case is not None)
    assert app.store.state.selected.problem is None


def test_an_added_file_that_is_gone_is_named_and_nothing_else_is_lost(
    window: Window, cases: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    first = window(*cases)
    table = tmp_path / "later.csv"
    table.write_text("heart_rate,sbp\n131,88\n", encoding="utf-8")
    first.cases.drop([table])
    qtbot.waitUntil(lambda: bool(first.store.state.selected.edits.drops))
    first.window.close()
    table.unlink()
    entry = window().store.state.selected
    (said,) = [i for i in entry.case.issues if i.code == "session_added_file_gone"]
    assert "later.csv" in said.text("en") and "later.csv" in said.text("ko")
    assert entry.case.vitals.rows[-1].heart_rate == 110
    assert entry.edits.drops == ((str(table),),), "remembered: it may come back"


def test_a_patient_taken_off_stays_off_and_comes_back_as_they_were(
    window: Window, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    first = window(*cases)
    first.user.override(str(cases[0]), 1, "looks grey")
    first.window._actions["close_patient"].trigger()
    assert ids(first) == ["ben"] and first.window.windowTitle() == "ben – TriageLens"
    first.window.close()

    second = window()
    assert ids(second) == ["ben"]
    second.cases.open([cases[0]], select=True)
    qtbot.waitUntil(lambda: settled(second))
    assert (second.store.state.selected.key, second.store.state.selected.level) == (str(cases[0]), 1)


def test_a_second_window_says_that_it_saves_nothing(window: Window, cases: tuple[Path, Path], qtbot: QtBot) -> None:
    first = window(*cases)
    second = window(cases[1])
    assert ids(second) == ["ben"]
    second.user.select(str(cases[1]))
    assert "Another TriageLens window is open" in second.window.status.message.text()
    second.user.override(str(cases[1]), 1, "only here")
    second.window.close()
    first.user.override(str(cases[0]), 2, "kept")
    first.window.close()
    third = window()
    assert [e.ruling.reason if e.ruling else None for e in third.store.state.entries] == ["kept", None]


def test_the_look_of_the_command_line_wins_over_the_last_one(
    window: Window, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    first = window(*cases)
    first.user.next_language()
    first.window.close()
    app = window()
    assert app.store.state.intent.language == "ko"
    app.window.close()
    named = App(None)
    qtbot.addWidget(named.window)
    named.set_look("en", None)
    assert (named.store.state.intent.language, named.store.state.intent.theme) == ("en", "dark")
    named.close()


@pytest.mark.parametrize("arguments", [["--no-store"], ["--screenshot", "x.png"], ["--measure"]])
def test_pictures_measurements_and_those_who_want_it_keep_nothing(arguments: list[str]) -> None:
    assert opening.kept_in(parser().parse_args(arguments)) is None


def test_a_window_keeps_its_session_in_the_users_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    options = parser().parse_args([])
    where = opening.kept_in(options)
    assert where is not None and where() == opening.user_dir() / "session.db"
    monkeypatch.setenv("CDSS_NO_STORE", "1")
    assert opening.kept_in(options) is None


def test_the_order_of_the_worklist_is_chosen_by_key_and_kept(
    window: Window, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    first = window(*cases)
    assert first.window.worklist.order.text() == "by level"
    first.window._actions["sort_worklist"].trigger()
    qtbot.mouseClick(first.window.worklist.order, Qt.MouseButton.LeftButton)
    assert first.window.worklist.order.text() == "by missing"
    first.window.close()
    second = window()
    assert second.store.state.intent.order == "missing"
    assert second.window.worklist.order.text() == "by missing"
    second.user.next_order()
    assert second.window.worklist.order.text() == "by level"


def test_the_groups_of_the_worklist_are_chosen_by_key_and_kept(
    window: Window, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    first = window(*cases)
    first.window._actions["group_worklist"].trigger()
    assert first.window.worklist.grouping.text() == "level groups"
    headings = [item.words for item in first.window.worklist.list.model().items if not hasattr(item, "key")]
    assert headings == ["Not assessed · 2"]
    qtbot.mouseClick(first.window.worklist.grouping, Qt.MouseButton.LeftButton)
    first.window.close()
    second = window()
    assert second.store.state.intent.grouping == "wait"
    headings = [item.words for item in second.window.worklist.list.model().items if not hasattr(item, "key")]
    assert headings == ["Wait not known, or over 3 days · 2"]


def test_own_level_ticks_and_reason_outlive_the_window(window: Window, cases: tuple[Path, Path], qtbot: QtBot) -> None:
    first = window(*cases)
    first.user.set_setting("own_level_first", True)
    first.user.give_own(2)
    panel = first.decisions.open_actions()
    assert panel is not None
    panel.boxes["reassess_15"].click()
    panel.reject()
    key = first.store.state.intent.selected or ""
    first.user.override(key, 1, "reason_looks_worse")
    entry = first.store.state.selected
    assert entry is not None
    qtbot.waitUntil(lambda: saved(first))
    first.close()
    again = window(*cases).store.state
    back = again.selected
    assert again.intent.settings.own_level_first and back is not None
    assert (back.own, back.done, back.ruling) == (entry.own, entry.done, entry.ruling)
    assert back.own.level == 2 and back.own.made is not None and back.done.done[0][1] is not None
    assert back.ruling is not None and back.ruling.reason == "reason_looks_worse"


def test_files_added_by_mistake_are_taken_back_and_what_was_there_is_there_again(
    window: Window, cases: tuple[Path, Path], tmp_path: Path, qtbot: QtBot
) -> None:
    app = window(cases[0])
    wrong = tmp_path / "other.txt"
    wrong.write_text("Somebody else's story.", encoding="utf-8")
    app.cases.drop([wrong])
    qtbot.waitUntil(lambda: app.store.state.selected.case.note.text.startswith("Somebody"))
    told = [i.code for i in app.store.state.selected.case.issues]
    assert "part_replaced" in told
    app.window._actions["take_back_files"].trigger()
    qtbot.waitUntil(lambda: app.store.state.selected.case.note.text == "Crushing chest pain.", timeout=20000)
    assert app.store.state.remark.code == "files_taken_back"
    qtbot.waitUntil(lambda: settled(app))
    assert "part_replaced" not in [i.code for i in app.store.state.selected.case.issues]
    app.window._actions["take_back_files"].trigger()
    assert app.store.state.remark.code == "files_none_added"
