"""Deleting what is kept of a patient: asked once, and then not one byte of it is left in the data folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.audit.inputs import FOLDER as INPUTS
from cdss.audit.inputs import Inputs, keep_inputs, packed
from cdss.audit.log import FOLDER as AUDIT
from cdss.audit.opening import codec_of
from cdss.audit.verify import entries, verify
from cdss.core.data_key import open_key
from cdss.core.hashing import sha256_bytes
from cdss.database.records import FILE_NAME
from cdss.database.session_file import open_session
from cdss.session.entry.deletion import PatientDeleted
from tests.ui.test_app import folder
from tests.ui.test_kept_session import settled
from ui.app import App
from ui.panels.confirm_panel import ConfirmPanel

Window = Callable[..., App]
NAME = "Honggildong"


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Path, Path]:
    return folder(tmp_path, NAME, f"{NAME}, 900101-1234567."), folder(tmp_path, "ben", "Twisted ankle.")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def window(qtbot: QtBot, data: Path) -> Iterator[Window]:
    made: list[App] = []

    def open_window(*cases: Path, keep: bool = True, waiting: bool = True) -> App:
        app = App(None, kept=(lambda: data / FILE_NAME) if keep else None)
        made.append(app)
        qtbot.addWidget(app.window)
        app.window.resize(1600, 1000)
        app.window.show()
        app.start(cases)
        ready = settled if keep else lambda app: all(e.case for e in app.store.state.entries) and app.turns.idle
        if waiting:
            qtbot.waitUntil(lambda: ready(app), timeout=20_000)
        return app

    yield open_window
    for app in made:
        app.close()


def work_on(app: App, case: Path, qtbot: QtBot) -> None:
    """A decision, an edited note, and half a word in the editor."""
    app.user.override(str(case), 2, f"{NAME} looks grey")
    app.user.edit_note(f"{NAME}, 900101-1234567, worse.")
    app.window.evidence.note.edit_button.click()
    qtbot.keyClicks(app.window.evidence.note.text, " Gre")
    qtbot.waitUntil(lambda: settled(app) and not app.drafts.waiting, timeout=10_000)


def bytes_of(folder: Path) -> bytes:
    return b"".join(p.read_bytes() + p.name.encode() for p in sorted(folder.rglob("*")) if p.is_file())


def cells_of(data: Path, case: Path) -> str:
    """The pseudonym under which the patient's rows stand."""
    return open_key(data).seal("session").pseudonym(str(case))


def confirmed(app: App) -> ConfirmPanel:
    app.window._actions["delete_patient"].trigger()
    panel = app.window.findChildren(ConfirmPanel)[-1]
    panel.confirm.click()
    return panel


def test_it_is_asked_once_with_what_goes_and_what_stays_and_enter_deletes_nothing(
    window: Window, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    app = window(*cases)
    app.window._actions["delete_patient"].trigger()
    panel = app.window.findChildren(ConfirmPanel)[-1]
    said = " ".join(label.text() for label in panel.lines)
    assert NAME in said and str(cases[0]) in said and "audit log" in said and "cannot be taken back" in said
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert not any(other.isVisible() for other in app.window.findChildren(ConfirmPanel))
    assert len(app.store.state.entries) == 2


def test_nothing_of_the_patient_is_left_in_the_folder_and_the_other_stays(
    window: Window, cases: tuple[Path, Path], data: Path, qtbot: QtBot
) -> None:
    app = window(*cases)
    work_on(app, cases[0], qtbot)
    there = cells_of(data, cases[0])
    assert there.encode() in bytes_of(data), "the rows are found by their pseudonym before"
    (data / "session-damaged-20260101-000000.db").write_bytes(b"SQLite format 3" + NAME.encode() * 99)
    qtbot.waitUntil(lambda: app.audit.controller.idle, timeout=10_000)
    codec = codec_of(data / AUDIT)
    for key in (str(cases[0]), "/d/b"):
        keep_inputs(data / AUDIT, packed(Inputs(key, note=NAME)), codec)
    shut = data / "session-aside-20260102-000000.db"
    shut.write_bytes(b"sealed")
    panel = confirmed(app)
    assert any("(1)" in label.text() for label in panel.lines)
    assert any(str(shut) in label.text() for label in panel.lines) and shut.exists(), "named, and left alone"
    qtbot.waitUntil(lambda: app.store.state.remark is not None and settled(app), timeout=10_000)
    assert app.store.state.remark.code == "deletion_done"
    assert [e.key for e in app.store.state.entries] == [str(cases[1])] and app.store.state.closed == ()
    everything = bytes_of(data)
    assert there.encode() not in everything and NAME.encode() not in everything
    (left,) = (data / AUDIT / INPUTS).iterdir()
    assert b'"key":"/d/b"' in codec.unseal(left.read_bytes())
    app.close()
    assert "patient_deleted" in [entry.kind for entry in entries(data / AUDIT, codec)]
    assert verify(data / AUDIT, codec).fault is None
    opened = open_session(data / FILE_NAME, app.deletion._clock())
    opened.file.close()
    assert [p.key for p in opened.saved.patients] == [str(cases[1])]
    assert (cases[0] / "note.txt").exists(), "the hospital's own files stay"


def test_opened_again_the_patient_is_a_new_one(window: Window, cases: tuple[Path, Path], qtbot: QtBot) -> None:
    app = window(*cases)
    work_on(app, cases[0], qtbot)
    confirmed(app)
    app.cases.open([cases[0]], select=True)
    qtbot.waitUntil(lambda: settled(app), timeout=10_000)
    entry = app.store.state.entry(str(cases[0]))
    assert entry is not None and entry.ruling is None and entry.edits.note is None and entry.edits.draft is None


def test_where_nothing_is_kept_that_is_said(window: Window, cases: tuple[Path, Path]) -> None:
    app = window(*cases, keep=False)
    confirmed(app)
    remark = app.store.state.remark
    assert remark is not None and remark.code == "deletion_unkept"
    assert [e.key for e in app.store.state.entries] == [str(cases[1])]


def keep_note(data: Path, case: Path) -> Path:
    """Inputs of an assessment of ``case``, as the audit keeps them; where they lie."""
    content = packed(Inputs(str(case), note=f"{NAME}, 900101-1234567"))
    keep_inputs(data / AUDIT, content, codec_of(data / AUDIT))
    return data / AUDIT / INPUTS / f"{sha256_bytes(content)}.json"


def test_a_window_closed_at_once_has_deleted_and_overwritten_all_the_same(
    window: Window, cases: tuple[Path, Path], data: Path, qtbot: QtBot
) -> None:
    app = window(*cases)
    work_on(app, cases[0], qtbot)
    there = cells_of(data, cases[0])
    qtbot.waitUntil(lambda: app.audit.controller.idle, timeout=10_000)
    inputs = keep_note(data, cases[0])
    confirmed(app)
    app.close()
    assert not inputs.exists() and there.encode() not in bytes_of(data)


def test_what_the_audit_kept_is_overwritten_before_its_name_goes(
    window: Window, cases: tuple[Path, Path], data: Path, qtbot: QtBot
) -> None:
    app = window(*cases)
    qtbot.waitUntil(lambda: app.audit.controller.idle, timeout=10_000)
    inputs = keep_note(data, cases[0])
    os.link(inputs, data / "the same blocks")
    confirmed(app)
    qtbot.waitUntil(lambda: app.store.state.remark is not None, timeout=10_000)
    assert app.store.state.remark.code == "deletion_done"
    assert not inputs.exists() and set((data / "the same blocks").read_bytes()) == {0}


def test_a_window_that_keeps_no_session_deletes_what_the_audit_keeps(
    window: Window, cases: tuple[Path, Path], data: Path, qtbot: QtBot
) -> None:
    window(cases[1])
    app = window(*cases, waiting=False)
    qtbot.waitUntil(lambda: app.store.state.unsaved is not None and app.turns.idle, timeout=20_000)
    qtbot.waitUntil(lambda: app.audit.controller.idle and app.store.state.selected is not None, timeout=20_000)
    inputs = keep_note(data, cases[0])
    app.user.select(str(cases[0]))
    confirmed(app)
    qtbot.waitUntil(lambda: app.store.state.remark is not None, timeout=10_000)
    assert app.store.state.remark.code == "deletion_unkept"
    assert not inputs.exists()


def test_where_the_audit_cannot_be_looked_into_the_session_is_overwritten_all_the_same(
    window: Window, cases: tuple[Path, Path], data: Path, qtbot: QtBot
) -> None:
    app = window(*cases)
    work_on(app, cases[0], qtbot)
    there = cells_of(data, cases[0])
    qtbot.waitUntil(lambda: app.audit.controller.idle, timeout=10_000)
    (data / AUDIT / INPUTS).mkdir(exist_ok=True)
    (data / AUDIT / INPUTS / "folder.json").mkdir()
    confirmed(app)
    qtbot.waitUntil(lambda: app.store.state.remark is not None, timeout=10_000)
    assert app.store.state.remark.code == "session_not_erased"
    assert there.encode() not in bytes_of(data)


def test_what_the_audit_kept_goes_first_so_that_a_kill_in_between_leaves_the_patient_to_be_deleted_again(
    window: Window, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    app = window(*cases)
    kept_then: list[list[str]] = []
    app.deletion._forget = lambda _: kept_then.append([p.key for p in app.persistence._file.saved.patients])
    confirmed(app)
    qtbot.waitUntil(lambda: app.store.state.remark is not None, timeout=10_000)
    assert kept_then == [[str(case) for case in cases]]
    assert [p.key for p in app.persistence._file.saved.patients] == [str(cases[1])]


def test_what_could_not_be_overwritten_is_said(
    window: Window, cases: tuple[Path, Path], data: Path, qtbot: QtBot
) -> None:
    app = window(*cases)
    (data / "session-damaged-1.db").mkdir()
    confirmed(app)
    qtbot.waitUntil(lambda: app.store.state.remark is not None, timeout=10_000)
    assert app.store.state.remark.code == "session_not_erased"
    assert len(app.store.state.entries) == 1


def test_without_a_patient_nothing_is_asked(window: Window, cases: tuple[Path, Path]) -> None:
    app = window(cases[1])
    app.store.dispatch(PatientDeleted(str(cases[1])))
    assert app.deletion.ask() is None
