"""A folder is watched in a real window: cases that others put into it come by themselves once they are complete."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdss.database.records import FILE_NAME
from tests.ui.shift_window import LONG_MS, Window, done, folder, windows
from ui.app import App

FAST_MS = 30
"""Between two looks."""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    made = tmp_path / "inbox"
    folder(made, "old")
    return made


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    def quick(app: App) -> None:
        app.shift.watch.settle_ms = app.shift.watch.poll_ms = FAST_MS

    yield from windows(qtbot, tmp_path / "data" / FILE_NAME, quick)


@pytest.fixture
def watching(window: Window, inbox: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> App:
    app = window(folder(tmp_path, "first"))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(inbox))
    app.window._actions["watch_folder"].trigger()
    qtbot.waitUntil(lambda: bool(app.store.state.intent.settings.watched_names), timeout=LONG_MS)
    return app


def names(app: App) -> list[str]:
    return [e.case.case_id if e.case else Path(e.key).name for e in app.store.state.entries]


def came(app: App, *who: str) -> Callable[[], bool]:
    return lambda: names(app) == ["first", *who] and done(app)


def still(app: App, qtbot: QtBot, looks: int = 6) -> None:
    """Let the folder be looked at a few times more."""
    seen: list[int] = []
    real = app.shift.watch.controller._see
    app.shift.watch.controller._see = lambda path: (seen.append(1), real(path))[1]
    qtbot.waitUntil(lambda: len(seen) >= looks, timeout=LONG_MS)


def look_only_when_told(app: App, qtbot: QtBot) -> Callable[[], None]:
    """No look by the clock any more: a slow machine must not look twice between two writes. Returns one look, waited for."""
    watch = app.shift.watch
    watch.settle_ms = watch.poll_ms = 3_600_000
    qtbot.waitUntil(lambda: not watch.controller._looking, timeout=LONG_MS)
    watch._timer.stop()

    def look() -> None:
        watch.controller.look()
        qtbot.waitUntil(lambda: not watch.controller._looking, timeout=LONG_MS)

    return look


def test_by_itself_nothing_is_watched(window: Window, tmp_path: Path) -> None:
    app = window(folder(tmp_path, "first"))
    assert app.store.state.intent.settings.watched_folder == ""
    assert app.window.worklist.watch.isHidden() and not app.shift.watch._timer.isActive()


def test_what_is_there_is_left_alone_and_what_comes_is_opened_and_assessed(
    watching: App, inbox: Path, qtbot: QtBot
) -> None:
    watch = watching.window.worklist.watch
    assert watch.words.accessibleName() == "Watching inbox" and watch.isVisible()
    assert "1 there already were left alone" in watching.window.status.message.toolTip()
    folder(inbox, "anna", 88)
    qtbot.waitUntil(came(watching, "anna"), timeout=LONG_MS)
    assert watching.store.state.entries[1].level == 2
    assert watching.store.state.intent.selected == watching.store.state.entries[0].key, (
        "nobody is taken from the screen"
    )


def test_a_manifest_is_a_case_and_a_loose_file_is_named_once(watching: App, inbox: Path, qtbot: QtBot) -> None:
    said: list[str] = []
    watching.store.listen(lambda s: said.append(s.noted.code) if s.noted else None)
    (inbox / "ben.json").write_text('{"case_id": "ben", "note": {"text": "Pain."}}', encoding="utf-8")
    (inbox / "scan.pdf").write_text("%PDF", encoding="utf-8")
    qtbot.waitUntil(came(watching, "ben"), timeout=LONG_MS)
    qtbot.waitUntil(lambda: "watch_not_a_case" in said, timeout=LONG_MS)
    still(watching, qtbot)
    assert [code for i, code in enumerate(said) if code == "watch_not_a_case" and said[i - 1 : i] != [code]] == [
        "watch_not_a_case"
    ]
    assert (inbox / "scan.pdf").exists()


def test_a_case_that_is_still_being_written_waits(watching: App, inbox: Path, qtbot: QtBot) -> None:
    look = look_only_when_told(watching, qtbot)
    made = folder(inbox, "anna")
    growing = made / "note.txt"
    for i in range(6):
        growing.write_text("Pain." * (i + 1), encoding="utf-8")
        look()
    (made / "image.part").write_bytes(b"half")
    for _ in range(4):
        look()
    assert names(watching) == ["first"], "a name that copying programs use for what is not finished"
    (made / "image.part").unlink()
    look()
    assert names(watching) == ["first"], "it has just changed"
    look()
    qtbot.waitUntil(came(watching, "anna"), timeout=LONG_MS)
    assert watching.store.state.entries[1].case.note.text == "Pain." * 6


def test_a_case_that_cannot_be_read_stands_in_the_list_with_its_sentence(
    watching: App, inbox: Path, qtbot: QtBot
) -> None:
    broken = inbox / "broken"
    broken.mkdir()
    (broken / "case.json").write_text('{"case_id": "x", "colour": "red"}', encoding="utf-8")
    qtbot.waitUntil(
        lambda: len(names(watching)) == 2 and watching.store.state.entries[1].problem is not None, timeout=LONG_MS
    )
    assert "colour" in watching.store.state.entries[1].problem.words("en")
    (broken / "case.json").write_text('{"case_id": "x", "note": {"text": "Pain."}}', encoding="utf-8")
    qtbot.waitUntil(came(watching, "x"), timeout=LONG_MS)


def test_newer_vital_signs_in_a_watched_case_bring_the_patient_up(watching: App, inbox: Path, qtbot: QtBot) -> None:
    made = folder(inbox, "anna", 97)
    qtbot.waitUntil(came(watching, "anna"), timeout=LONG_MS)
    watching.user.override(str(made), 3, "looks well")
    (made / "vitals.csv").write_text("heart_rate,sbp,spo2\n120,95,84\n", encoding="utf-8")
    qtbot.waitUntil(lambda: watching.store.state.entry(str(made)).shift_work.standing is not None, timeout=LONG_MS)
    entry = watching.store.state.entry(str(made))
    assert (entry.shift_work.standing.before, entry.shift_work.standing.after) == (3, 1)
    assert entry.ruling.level == 3


def test_whom_the_clinician_took_off_does_not_come_back(watching: App, inbox: Path, qtbot: QtBot) -> None:
    made = folder(inbox, "anna")
    qtbot.waitUntil(came(watching, "anna"), timeout=LONG_MS)
    watching.user.select(str(made))
    watching.user.close()
    (made / "note.txt").write_text("More pain.", encoding="utf-8")
    still(watching, qtbot)
    assert names(watching) == ["first"]


def test_watching_goes_on_in_the_next_window_with_whom_came_meanwhile(
    watching: App, window: Window, inbox: Path, qtbot: QtBot
) -> None:
    folder(inbox, "anna")
    qtbot.waitUntil(came(watching, "anna"), timeout=LONG_MS)
    qtbot.waitUntil(lambda: done(watching), timeout=LONG_MS)
    watching.window.close()
    folder(inbox, "ben")
    second = window()
    qtbot.waitUntil(came(second, "anna", "ben"), timeout=LONG_MS)
    assert second.window.worklist.watch.words.accessibleName() == "Watching inbox"


def test_a_folder_that_is_gone_is_said_at_the_next_look_and_again_when_it_is_back(
    watching: App, inbox: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    look = look_only_when_told(watching, qtbot)
    shutil.move(inbox, tmp_path / "elsewhere")
    look()
    watch, foot = watching.window.worklist.watch, watching.window.status.message
    said = "inbox, the watched folder, cannot be reached"
    assert watch.words.accessibleName().startswith(f"! {said}") and "(Ctrl+O)" in watch.words.accessibleName()
    assert watch.words.isVisible() and said in foot.accessibleName() and foot.property("role") == "statusAttention"
    assert watching.store.state.intent.settings.watched_folder == str(inbox), "it is looked for on and on"
    folder(tmp_path / "elsewhere", "anna")
    shutil.move(tmp_path / "elsewhere", inbox)
    look()
    assert watch.words.accessibleName() == "Watching inbox"
    assert "is there again" in foot.accessibleName() and foot.property("role") == "statusInformation"
    assert str(inbox) in watching.shift.watch._system.directories()
    look()
    qtbot.waitUntil(came(watching, "anna"), timeout=LONG_MS)


def test_a_folder_that_is_gone_can_be_given_up_or_changed(
    watching: App, inbox: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    look = look_only_when_told(watching, qtbot)
    shutil.move(inbox, tmp_path / "elsewhere")
    look()
    watch = watching.window.worklist.watch
    assert watch.stop.accessibleName() == "Stop watching the folder"
    watching.shift.watch.controller.choose(tmp_path / "elsewhere")
    qtbot.waitUntil(lambda: watch.words.accessibleName() == "Watching elsewhere", timeout=LONG_MS)
    qtbot.mouseClick(watch.stop, Qt.MouseButton.LeftButton)
    assert watch.isHidden() and watching.store.state.intent.settings.watched_folder == ""


def test_the_user_stops_it_by_key(watching: App, inbox: Path, qtbot: QtBot) -> None:
    watching.window._actions["stop_watching"].trigger()
    assert watching.window.worklist.watch.isHidden() and not watching.shift.watch._timer.isActive()
    folder(inbox, "anna")
    watching.shift.watch.controller.look()
    assert names(watching) == ["first"]


def test_a_case_itself_is_not_watched(window: Window, inbox: Path, tmp_path: Path, qtbot: QtBot) -> None:
    app = window(folder(tmp_path, "first"))
    (inbox / "case.json").write_text("{}", encoding="utf-8")
    app.shift.watch.controller.choose(inbox)
    words = app.window.worklist.watch.words
    qtbot.waitUntil(lambda: words.accessibleName().startswith("! inbox is a case itself"), timeout=LONG_MS)
    assert app.store.state.intent.settings.watched_folder == ""


def test_another_folder_begins_anew(watching: App, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "other"
    folder(other, "there")
    watching.user.set_setting("watched_folder", str(other))
    qtbot.waitUntil(lambda: str(other) in watching.store.state.intent.settings.watched_names, timeout=LONG_MS)
    folder(other, "new")
    qtbot.waitUntil(came(watching, "new"), timeout=LONG_MS)
