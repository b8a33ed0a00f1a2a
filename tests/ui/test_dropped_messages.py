"""What is wrong with dropped files is said at the foot until it was read; a slow folder does not freeze the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shift_window import LONG_MS, RuleEngine, done, folder, opened, read
from ui.app import App


@pytest.fixture
def app(qtbot: QtBot, tmp_path: Path) -> Iterator[App]:
    made = opened(qtbot, RuleEngine(), folder(tmp_path, "han-01"), folder(tmp_path, "lee-02"))
    yield made
    made.close()


def said(app: App) -> str:
    return app.window.status.message.toolTip()


def test_an_empty_file_is_called_empty_in_both_languages_until_it_is_put_away(
    qtbot: QtBot, app: App, tmp_path: Path
) -> None:
    (tmp_path / "film.dcm").touch()
    app.cases.drop([tmp_path / "film.dcm"])
    qtbot.waitUntil(lambda: said(app).startswith("film.dcm is empty (0 bytes)"), timeout=LONG_MS)
    app.user.next_language()
    assert "빈 파일" in said(app)
    assert app.window.status.dismiss.isVisible()
    app.window.status.dismiss.click()
    assert "film.dcm" not in said(app)
    assert app.window.status.dismiss.isHidden()


def test_the_key_puts_the_message_away(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4")
    app.cases.drop([tmp_path / "a.pdf"])
    qtbot.waitUntil(lambda: "a.pdf (PDF)" in said(app), timeout=LONG_MS)
    app.window._actions["dismiss_message"].trigger()
    assert "a.pdf" not in said(app)


def test_good_files_are_added_and_bad_ones_named(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    good, bad = tmp_path / "note.txt", tmp_path / "ecg.xml"
    good.write_text("Dyspnoea since noon.", encoding="utf-8")
    bad.touch()
    app.cases.drop([good, bad])
    qtbot.waitUntil(lambda: "ecg.xml is empty" in said(app), timeout=LONG_MS)
    entry = app.store.state.entries[0]
    assert entry.edits.drops == ((str(good),),)
    assert entry.case is not None and entry.case.note is not None and entry.case.note.text == "Dyspnoea since noon."


def test_a_broken_manifest_is_explained_in_the_language_of_the_screen(qtbot: QtBot, app: App, tmp_path: Path) -> None:
    app.user.next_language()
    (tmp_path / "cut.json").write_text('{"case_id": ', encoding="utf-8")
    app.cases.drop([tmp_path / "cut.json"])
    qtbot.waitUntil(lambda: len(app.store.state.entries) == 3 and read(app), timeout=LONG_MS)
    problem = app.store.state.entries[2].problem
    assert problem is not None and problem.words("ko") != problem.words("en")


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], Event]]:
    """Makes the listing of a folder wait, as that of a network may, until the event that it gives is set."""
    waits: dict[Path, Event] = {}
    listed = Path.iterdir

    def iterdir(self: Path) -> Iterator[Path]:
        if self in waits:
            assert waits[self].wait(LONG_MS / 1000)
        return listed(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)

    def begin(path: Path) -> Event:
        waits[path] = Event()
        return waits[path]

    yield begin
    for event in waits.values():
        event.set()


def test_a_slow_folder_leaves_the_window_free_while_it_is_listed(
    qtbot: QtBot, app: App, tmp_path: Path, slow: Callable[[Path], Event]
) -> None:
    ward = tmp_path / "ward"
    (folder(ward, "park-03") / "case.json").write_text('{"case_id": "park-03", "note": {"path": "note.txt"}}')
    listed = slow(ward)
    app.cases.drop([ward])
    app.user.step(1)
    app.user.search("lee")
    assert app.store.state.intent.selected == app.store.state.entries[1].key, "the window goes on meanwhile"
    assert len(app.store.state.entries) == 2
    listed.set()
    qtbot.waitUntil(lambda: len(app.store.state.entries) == 3 and done(app), timeout=LONG_MS)
    assert app.store.state.selected is not None and app.store.state.selected.key.endswith("park-03")


def test_files_go_to_the_patient_who_was_on_screen_when_they_were_dropped(
    qtbot: QtBot, app: App, tmp_path: Path, slow: Callable[[Path], Event]
) -> None:
    aside, note = tmp_path / "aside", tmp_path / "note.txt"
    aside.mkdir()
    note.write_text("Dyspnoea since noon.", encoding="utf-8")
    listed = slow(aside)
    first, second = (entry.key for entry in app.store.state.entries)
    app.cases.drop([note, aside])
    app.user.select(second)
    listed.set()
    qtbot.waitUntil(lambda: bool(app.store.state.entry(first).edits.drops), timeout=LONG_MS)
    assert app.store.state.entry(second).edits.drops == ()


def test_a_watched_folder_of_cases_is_listed_off_the_window_too(
    qtbot: QtBot, app: App, tmp_path: Path, slow: Callable[[Path], Event]
) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    watch = app.shift.watch
    watch.settle_ms, watch.poll_ms = 20, 40
    watch.controller.choose(inbox)
    qtbot.waitUntil(lambda: app.store.state.noted is not None, timeout=LONG_MS)
    ward = inbox / "ward"
    listed = slow(ward)
    (folder(ward, "choi-04") / "case.json").write_text('{"case_id": "choi-04", "note": {"path": "note.txt"}}')
    looks: list[bool] = []
    app.shift.watch.controller._paced = lambda waiting: looks.append(waiting)
    watch.controller.look()
    qtbot.waitUntil(lambda: bool(looks), timeout=LONG_MS)
    watch.controller.look()
    qtbot.waitUntil(lambda: len(looks) > 1, timeout=LONG_MS)
    app.user.search("han")
    assert len(app.store.state.entries) == 2
    listed.set()
    qtbot.waitUntil(lambda: len(app.store.state.entries) == 3 and done(app), timeout=LONG_MS)
