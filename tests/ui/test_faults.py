"""What a ward's computer does to a program: each fault is real, is said in words, and leaves session and audit whole.

====================================  ==================================================================================
Fault                                 Where it is brought about
====================================  ==================================================================================
disk full, in the middle of a shift   here: a small file system filled to the last byte, and a limit on the size of files
disk full, saving a report            ``tests/ui/controllers/test_report_controller.py``
audit folder read-only                here; unusable from the start: here
session folder read-only              ``tests/cdss/database/test_session_file.py``
file vanishing while it is read       here; before a restart: ``tests/ui/test_kept_session.py``
file vanishing before it is hashed    ``tests/cdss/audit/test_inputs.py``
worker killed                         ``tests/cdss/engine/test_worker_process.py``, ``tests/ui/test_soak.py``
window killed                         ``tests/ui/test_killed_sessions.py``; in the middle of an entry: here
two windows on one store              ``tests/ui/test_kept_session.py``, ``tests/ui/test_audit_in_the_window.py``
four programs on one log              ``tests/cdss/audit/test_log.py``
clock set back                        here; between entries: ``tests/cdss/audit/test_log.py``
====================================  ==================================================================================
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdss.audit.entry import Entry
from cdss.audit.opening import codec_of, open_log
from cdss.audit.verify import entries, verify
from cdss.core.errors import CaseError
from cdss.core.kinds import Modality
from cdss.database.records import FILE_NAME
from cdss.database.session_file import open_session
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.session.actions import CaseRead, Opened, Ruled
from cdss.session.editing import Closed
from cdss.session.panes import Ruling
from cdss.session.store import Store
from tests.ui.controllers.doubles import Inline
from tests.ui.whole_window import LONGEST_MS, Window, settled, windows, written_case
from ui.app import App
from ui.controllers.audit import AuditController
from ui.controllers.persistence import PersistenceController

ROOT = Path(__file__).parents[2]
Fault = Callable[[Path], AbstractContextManager[None]]
NOBODY = 65534
"""A user of every Unix who owns nothing."""


@contextmanager
def files_cannot_grow(home: Path) -> Iterator[None]:
    """No file may be written beyond its first kilobyte: the system refuses as it does where a quota is used up."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def no_byte_left(home: Path) -> Iterator[None]:
    """The file system that ``home`` lies on is filled to its last byte."""
    if not os.path.ismount(home):
        pytest.skip("a small file system can only be made by the superuser")
    filler = home / "filler"
    with filler.open("wb", buffering=0) as stream:
        try:
            while True:
                stream.write(b"x" * 512)
        except OSError:
            pass
    try:
        yield
    finally:
        filler.unlink()


@contextmanager
def audit_read_only(home: Path) -> Iterator[None]:
    """Nothing new may be written into the folder of the audit, nor its files changed."""
    folder = home / "audit"
    if os.name != "posix":
        pytest.skip("a folder is made read-only by its mode, which Windows has not")
    modes = {path: path.stat().st_mode for path in (folder, *folder.iterdir())}
    for path in modes:
        path.chmod(0o500 if path.is_dir() else 0o400)
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)
        for path, mode in modes.items():
            path.chmod(mode)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """The folder of the user's data, where it can be on a file system of its own of 2 MiB."""
    folder = tmp_path / "data"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    mounted = (
        sys.platform == "linux" and os.geteuid() == 0 and subprocess.run(mount, capture_output=True).returncode == 0
    )
    yield folder
    if mounted:
        subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.fixture
def window(qtbot: QtBot, home: Path) -> Iterator[Window]:
    yield from windows(qtbot, home / FILE_NAME)


def written(home: Path) -> list[Entry]:
    folder = home / "audit"
    codec = codec_of(folder)
    found = verify(folder, codec)
    assert found.fault is None, found.fault.text()
    return list(entries(folder, codec))


def done(app: App) -> bool:
    return settled(app) and app.audit.controller.idle


@pytest.mark.parametrize(
    ("fault", "codes"),
    [
        (files_cannot_grow, {"session_not_saved", "audit_unwritable"}),
        (no_byte_left, {"session_not_saved", "audit_unwritable"}),
        (audit_read_only, {"audit_unwritable"}),
    ],
    ids=["files cannot grow", "no byte left", "audit read-only"],
)
def test_what_is_decided_while_the_disk_refuses_is_said_to_be_unsaved_and_is_there_once_it_does_not(
    fault: Fault, codes: set[str], window: Window, home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    case = written_case(tmp_path, "anna", "Crushing chest pain.")
    app = window(case)
    app.user.override(str(case), 3, "reason_usual_state")
    qtbot.waitUntil(lambda: done(app), timeout=LONGEST_MS)
    with fault(home):
        app.user.override(str(case), 1, "reason_looks_worse")
        app.user.edit_note("Crushing chest pain, now grey. " * 400)
        app.user.override(str(case), 2, "reason_severe_pain")
        qtbot.waitUntil(lambda: done(app), timeout=LONGEST_MS)
        problems = [p for p in (app.store.state.unsaved, app.store.state.unaudited) if p is not None]
        assert {problem.code for problem in problems} == codes
        shown = app.window.status.message.toolTip()
        for problem in problems:
            assert problem.words("en") in shown and problem.words("ko")
        entry = app.store.state.selected
        assert entry is not None and entry.ruling is not None and entry.ruling.level == 2, "the work goes on"
    app.user.next_order()
    qtbot.waitUntil(lambda: done(app) and app.store.state.unsaved is None, timeout=LONGEST_MS)
    app.user.override(str(case), 1, "reason_mechanism")
    qtbot.waitUntil(lambda: done(app) and app.store.state.unaudited is None, timeout=LONGEST_MS)
    app.close()

    levels = [entry.details["level"] for entry in written(home) if entry.kind == "decided"]
    assert levels == [3, 1, 2, 1], "each decision once, in its order"
    again = window()
    back = again.store.state.entry(str(case))
    assert back is not None and back.ruling is not None and back.case is not None and back.case.note is not None
    assert (back.ruling.level, back.ruling.reason) == (1, "reason_mechanism")
    assert back.case.note.text.startswith("Crushing chest pain, now grey.")


def test_a_folder_that_can_never_be_written_is_said_from_the_start_and_the_patient_is_shown(
    tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "in the way").write_text("a file where the folder should be")
    case = written_case(tmp_path, "anna", "Crushing chest pain.")
    opened = windows(qtbot, tmp_path / "in the way" / "data" / FILE_NAME)
    app = next(opened)(case)
    qtbot.waitUntil(lambda: done(app), timeout=LONGEST_MS)
    state = app.store.state
    assert state.unsaved is not None and state.unsaved.code == "session_not_saved"
    assert state.unaudited is not None and app.audit.controller.waiting >= 1
    assert state.unaudited.words("en") in app.window.status.message.toolTip()
    assert state.selected is not None and state.selected.case is not None
    opened.close()


def test_files_that_vanish_while_they_are_read_leave_the_rest_and_never_half_of_them(tmp_path: Path) -> None:
    case = written_case(tmp_path, "anna", "Crushing chest pain. " * 50)
    note = (case / "note.txt").read_bytes()
    ended = threading.Event()

    def come_and_go() -> None:
        while not ended.is_set():
            (case / "note.txt").unlink()
            (case / "new").write_bytes(note)
            (case / "new").rename(case / "note.txt")

    ghost = threading.Thread(target=come_and_go)
    ghost.start()
    told: set[str] = set()
    try:
        for _ in range(3000):
            told.add(_outcome(case, note.decode()))
            if {"whole", "said"} <= told:
                break
    finally:
        ended.set()
        ghost.join()
    assert {"whole", "said"} <= told
    assert _outcome(case, note.decode()) == "whole"


def _outcome(folder: Path, note: str) -> str:
    """What reading a case came to: ``whole``; ``said`` where the note is missing with a sentence; ``unseen`` without one."""
    try:
        case = read_case(folder)
    except CaseError as error:
        assert str(error)
        return "said"
    assert case.vitals is not None and case.vitals.rows[0].heart_rate == 110, "the rest stands"
    if case.note is None:
        said = [i for i in case.issues if i.modality is Modality.NOTE or "note.txt" in i.text("en")]
        return "said" if said else "unseen"
    assert case.note.text.strip() in (note.strip(), f"{note.strip()}\n\n{note.strip()}")
    return "whole"


def test_a_program_killed_in_the_middle_of_an_entry_leaves_a_log_that_goes_on(tmp_path: Path) -> None:
    folder = tmp_path / "audit"
    code = (
        "import sys, time\nfrom datetime import UTC, datetime\nfrom pathlib import Path\n"
        "from cdss.audit.log import AuditLog, Writer\nfrom cdss.records.audit_event import AuditEvent, AuditKind, Stamped\n"
        "log = AuditLog(Path(sys.argv[1]), Writer('desk', 'kim'))\n"
        "while True:\n"
        "    made = log.append(Stamped(AuditEvent(AuditKind.LOCKED), datetime.now(UTC), time.monotonic()))\n"
        "    print(made.n, flush=True)\n"
    )
    told = 0
    for wanted in (7, 23, 31):
        with subprocess.Popen(
            [sys.executable, "-c", code, str(folder)], cwd=ROOT, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            while told < wanted:
                told = int(process.stdout.readline())
            process.send_signal(signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
            told = max([told, *(int(line) for line in process.stdout if line.endswith("\n"))])
        found = verify(folder)
        assert found.fault is None and found.entries >= told, "what counted as written is there"


class _Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class _Shift:
    """A session and its audit on the disk, without a window, by a clock that can be set."""

    def __init__(self, home: Path, clock: _Clock, up: list[float]) -> None:
        self.store, post = Store(), (lambda call: call())
        self.persistence = PersistenceController(
            self.store, partial(open_session, home / FILE_NAME, clock()), Inline(), post, ("dark",), clock=clock
        )
        self.persistence.start(lambda _: None)
        self.audit = AuditController(
            self.store, lambda: open_log(home / "audit", clock()), Inline(), post, clock, lambda: up[0]
        )
        self.audit.start()

    def close(self) -> None:
        self.audit.stop()
        self.persistence.close()


def test_a_clock_set_back_by_three_hours_takes_nobody_off_and_is_said_by_the_audit(tmp_path: Path) -> None:
    clock, up = _Clock(), [1000.0]
    shift = _Shift(tmp_path, clock, up)
    shift.store.dispatch(Opened(("/d/anna", "/d/ben"), at=clock()), CaseRead("/d/anna", Case("anna")))
    shift.store.dispatch(Ruled("/d/anna", Ruling(1, 2, "reason_looks_worse", clock())))
    shift.store.dispatch(Closed("/d/ben", clock()))
    clock.now -= timedelta(hours=3)
    up[0] += 60
    shift.store.dispatch(Ruled("/d/anna", Ruling(2, 2, "", clock())))
    shift.close()

    again = _Shift(tmp_path, clock, up)
    state = again.store.state
    assert [entry.key for entry in state.entries] == ["/d/anna"] and [entry.key for entry in state.closed] == ["/d/ben"]
    assert state.entries[0].ruling is not None and state.entries[0].ruling.level == 2
    assert state.unsaved is None and state.unaudited is None
    again.close()
    back = [entry for entry in written(tmp_path) if entry.back_s]
    assert [entry.kind for entry in back] == ["decided"] and back[0].back_s == 3 * 3600 + 60
    remarks = verify(tmp_path / "audit", codec_of(tmp_path / "audit")).remarks
    assert [remark.code for remark in remarks] == ["audit_clock_back"]
