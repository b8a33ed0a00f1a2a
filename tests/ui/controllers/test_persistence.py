"""The controller that keeps the session: real file, no window; calls are posted to a list and made by the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cdss.core.kinds import Severity
from cdss.core.result import issue
from cdss.database.records import SavedPatient, SavedSession
from cdss.database.session_file import NotKept, OpenedFile, open_session
from cdss.records.case import Case, Note
from cdss.session.actions import CaseRead, LanguageChosen, Opened, Ruled, Searched
from cdss.session.editing import NoteDrafted
from cdss.session.entry.deletion import PatientDeleted
from cdss.session.panes import Ruling
from cdss.session.saved import saved_of
from cdss.session.store import Store
from cdss.session.worklist.shift_actions import MinutePassed
from tests.ui.controllers.doubles import Held
from ui.controllers.persistence import PersistenceController

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)


class Full:
    """A disk that is full until it is not."""

    def __init__(self) -> None:
        self.full = False
        self.written: list[SavedSession] = []
        self.closed, self.erased = False, False

    def write(self, session: SavedSession) -> None:
        if self.full:
            raise NotKept(issue("session_not_saved", Severity.WARNING, reason="disk full"))
        self.written.append(session)

    def erase_deleted(self) -> None:
        self.erased = True

    def close(self) -> None:
        self.closed = True


class Bench:
    """A store, its controller, and what they wait for."""

    def __init__(self, open_file: Callable[[], Any]) -> None:
        self.store, self.executor = Store(), Held()
        self.told: list[bool] = []
        self.now = NOW
        self.controller = PersistenceController(
            self.store, open_file, self.executor, lambda call: call(), ("dark", "light"), lambda: self.now
        )
        self.controller.start(self.told.append)

    def read(self, key: str) -> None:
        self.store.dispatch(Opened((key,), at=NOW), CaseRead(key, Case(key, note=Note("note.txt", "Old."))))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "session.db"


@pytest.fixture
def bench(path: Path) -> Iterator[Bench]:
    made = Bench(lambda: open_session(path, NOW))
    made.executor.go()
    yield made
    made.controller.close()
    made.executor.go()


def on_disk(path: Path) -> SavedSession:
    """As another program finds it once this one has let go."""
    opened = open_session(path, NOW)
    opened.file.close()
    return opened.saved


def test_nothing_is_done_with_the_file_in_the_thread_of_the_window(path: Path) -> None:
    bench = Bench(lambda: open_session(path, NOW))
    assert not path.exists()
    bench.executor.go()
    assert path.exists() and bench.told == [False]
    bench.read("/d/a")
    assert not bench.controller.idle
    bench.controller.close()
    bench.executor.go()
    assert [p.key for p in on_disk(path).patients] == ["/d/a"], (
        "what was on its way is written before the file is closed"
    )


def test_each_action_is_one_write_in_order_where_the_disk_keeps_up() -> None:
    disk = Full()
    bench = Bench(lambda: OpenedFile(disk, SavedSession()))  # type: ignore[arg-type]
    bench.executor.go()
    bench.read("/d/a")
    bench.executor.go()
    bench.store.dispatch(NoteDrafted("/d/a", "Wor"))
    bench.executor.go()
    bench.store.dispatch(NoteDrafted("/d/a", "Worse"))
    bench.store.dispatch(Searched("anna"))
    assert not bench.controller.idle
    bench.executor.go()
    assert [s.patients[0].draft for s in disk.written if s.patients] == [None, "Wor", "Worse"], (
        "a search is not written"
    )
    assert bench.controller.idle


def test_a_disk_that_is_slower_than_the_user_types_gets_the_newest_and_none_in_between() -> None:
    disk = Full()
    bench = Bench(lambda: OpenedFile(disk, SavedSession()))  # type: ignore[arg-type]
    bench.executor.go()
    bench.read("/d/a")
    for length in range(1, 100):
        bench.store.dispatch(NoteDrafted("/d/a", "x" * length))
    bench.executor.work.pop(0)()
    assert [s.patients[0].draft for s in disk.written if s.patients] == ["x" * 99]
    bench.executor.go()
    assert disk.written[-1].patients[0].draft == "x" * 99 and bench.controller.idle


def test_of_many_writes_that_fail_none_counts_as_done_and_the_newest_is_made_up_for() -> None:
    disk = Full()
    bench = Bench(lambda: OpenedFile(disk, SavedSession()))  # type: ignore[arg-type]
    bench.executor.go()
    disk.full = True
    bench.read("/d/a")
    bench.store.dispatch(NoteDrafted("/d/a", "Wor"))
    bench.store.dispatch(NoteDrafted("/d/a", "Worse"))
    bench.executor.go()
    assert bench.store.state.unsaved is not None and not bench.controller.idle
    disk.full = False
    bench.store.dispatch(MinutePassed(NOW + timedelta(minutes=1)))
    bench.executor.go()
    assert [s.patients[0].draft for s in disk.written if s.patients] == ["Worse"], (
        "a minute later, though nobody did anything"
    )
    assert bench.store.state.unsaved is None and bench.controller.idle


def test_a_deletion_that_could_not_be_written_is_none() -> None:
    disk = Full()
    bench = Bench(lambda: OpenedFile(disk, SavedSession()))  # type: ignore[arg-type]
    bench.executor.go()
    bench.read("/d/a")
    bench.executor.go()
    disk.full = True
    bench.controller.erase(lambda: None, lambda: bench.store.dispatch(PatientDeleted("/d/a")))
    bench.executor.go()
    remark = bench.store.state.remark
    assert remark is not None and remark.code == "session_not_saved" and not disk.erased
    disk.full = False
    bench.controller.erase(lambda: None, lambda: None)
    bench.executor.go()
    remark = bench.store.state.remark
    assert remark is not None and remark.code == "deletion_done" and disk.erased and disk.written[-1].patients == ()


def test_the_next_window_finds_what_the_last_one_left(bench: Bench, path: Path) -> None:
    bench.read("/d/a")
    bench.store.dispatch(Ruled("/d/a", Ruling(2, None, "grey", NOW)), LanguageChosen("ko"))
    bench.controller.close()
    bench.executor.go()
    second = Bench(lambda: open_session(path, NOW))
    second.executor.go()
    assert second.told == [True]
    assert saved_of(second.store.state) == saved_of(bench.store.state)
    assert second.store.state.entries[0].ruling == Ruling(2, None, "grey")
    assert second.store.state.entries[0].ruling.made == NOW
    assert second.executor.work == [], "what was only restored is not written again"
    second.controller.close()
    second.executor.go()


def test_a_window_beside_another_says_so_and_works_without_saving(bench: Bench, path: Path) -> None:
    second = Bench(lambda: open_session(path, NOW))
    second.executor.go()
    assert second.told == [False]
    unsaved = second.store.state.unsaved
    assert unsaved is not None and unsaved.code == "session_in_use"
    second.read("/d/b")
    assert second.executor.work == []
    second.controller.close()
    bench.read("/d/a")
    bench.executor.go()
    assert bench.controller.idle and bench.store.state.unsaved is None


def test_a_write_that_fails_is_said_and_made_up_for_by_the_next() -> None:
    disk = Full()
    bench = Bench(lambda: OpenedFile(disk, SavedSession()))  # type: ignore[arg-type]
    bench.executor.go()
    disk.full = True
    bench.read("/d/a")
    bench.executor.go()
    unsaved = bench.store.state.unsaved
    assert unsaved is not None and "disk full" in unsaved.words("en") and "disk full" in unsaved.words("ko")
    assert not bench.controller.idle
    disk.full = False
    bench.store.dispatch(NoteDrafted("/d/a", "Worse"))
    bench.executor.go()
    assert bench.store.state.unsaved is None and bench.controller.idle
    assert disk.written[-1] == saved_of(bench.store.state)


def test_when_it_was_saved_last_follows_what_is_on_the_disk_and_nothing_else() -> None:
    disk = Full()
    bench = Bench(lambda: OpenedFile(disk, SavedSession()))  # type: ignore[arg-type]
    assert bench.store.state.saved is None
    bench.executor.go()
    first = bench.store.state.saved
    bench.now = NOW + timedelta(minutes=5)
    bench.read("/d/a")
    bench.store.dispatch(MinutePassed(bench.now))
    assert bench.store.state.saved == first, "not before it is on the disk"
    disk.full = True
    bench.executor.go()
    assert bench.store.state.saved == first and bench.store.state.unsaved is not None
    disk.full, bench.now = False, NOW + timedelta(minutes=6)
    bench.store.dispatch(MinutePassed(bench.now))
    bench.executor.go()
    assert bench.store.state.saved == bench.now.replace(second=0, microsecond=0)
    assert bench.store.state.unsaved is None and bench.controller.idle


def test_what_could_not_be_written_is_tried_once_more_at_the_end() -> None:
    disk = Full()
    bench = Bench(lambda: OpenedFile(disk, SavedSession()))  # type: ignore[arg-type]
    bench.executor.go()
    disk.full = True
    bench.read("/d/a")
    bench.executor.go()
    disk.full = False
    bench.controller.close()
    bench.executor.go()
    assert disk.closed and [p.key for p in disk.written[-1].patients] == ["/d/a"]


def test_a_fault_of_the_program_itself_is_said_too() -> None:
    bench = Bench(lambda: 1 // 0)
    bench.executor.go()
    unsaved = bench.store.state.unsaved
    assert unsaved is not None and "ZeroDivisionError" in unsaved.words("en")
    assert bench.told == [False]


def test_a_damaged_file_is_said_when_the_new_session_has_begun(path: Path) -> None:
    path.write_bytes(b"no database" * 300)
    bench = Bench(lambda: open_session(path, NOW))
    bench.executor.go()
    remark = bench.store.state.remark
    assert remark is not None and "session-damaged-20261121-184500.db" in remark.words("ko")
    assert bench.told == [False]
    bench.controller.close()
    bench.executor.go()


def test_a_worklist_that_was_emptied_is_a_session_too() -> None:
    bench = Bench(lambda: OpenedFile(Full(), SavedSession((SavedPatient("/d/a", closed=NOW),))))  # type: ignore[arg-type]
    bench.executor.go()
    assert bench.told == [True], "no demonstration patients for one who took the last patient off the list"


def test_all_that_must_be_said_of_the_opened_file_is_said_together() -> None:
    told = (
        issue("session_salvaged", Severity.WARNING, name="a.db"),
        issue("session_salvaged_touched", Severity.WARNING, patients="anna"),
    )
    bench = Bench(lambda: OpenedFile(Full(), SavedSession(), issues=told))  # type: ignore[arg-type]
    bench.executor.go()
    remark = bench.store.state.remark
    assert remark is not None
    assert remark.words("en").index("kept as a.db") < remark.words("en").index("of: anna.")
