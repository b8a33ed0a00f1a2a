"""The controller of the audit: a real log and real files, no window; work is done and calls are made when the test says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cdss.audit.digest import answer_digest, case_digest
from cdss.audit.entry import Entry
from cdss.audit.inputs import changed_files, kept_inputs
from cdss.audit.log import AuditLog, Writer
from cdss.audit.verify import entries, verify
from cdss.cli.replay import case_again
from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.records.assessment import Acuity, Assessment, ModelIdentity, Risk
from cdss.session.actions import CaseRead, LanguageChosen, Opened, Ruled
from cdss.session.editing import NoteEdited
from cdss.session.entry.charting import SignedAs, VitalsCharted
from cdss.session.panes import Ruling
from cdss.session.state import EnginePhase, EngineStatus, SessionState
from cdss.session.store import Store
from cdss.session.worklist.shift_actions import MinutePassed
from tests.ui.controllers.doubles import Held
from ui.controllers.audit import AuditController

START = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
MODEL = ModelIdentity("tiny", "1", "ab" * 32)
ANSWER = Assessment("anna", MODEL, {}, Acuity(2, (0.2,) * 5), Risk(5.0, (4.0, 6.0)), {}, (), {}, {}, {}, {}, (), {})


class Answered:
    """The patient ``key`` as if the engine had answered."""

    def __init__(self, key: str) -> None:
        self.key = key

    def apply(self, state: SessionState) -> SessionState:
        entry = state.entry(self.key)
        assert entry is not None
        return state.with_entry(replace(entry, assessment=ANSWER))


class Bench:
    """A store, its controller, a log on the disk, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.executor, self.seconds = folder, Held(), 0
        ready = EngineStatus(EnginePhase.READY, "cpu", 2, MODEL)
        self.store = Store(SessionState(engine=ready))
        self.controller = AuditController(
            self.store, self.open, self.executor, lambda call: call(), self.clock, lambda: float(self.seconds)
        )

    def open(self) -> AuditLog:
        return AuditLog(self.folder, Writer("desk-3", "kim"))

    def clock(self) -> datetime:
        self.seconds += 1
        return START + timedelta(seconds=self.seconds)

    def entries(self) -> list[Entry]:
        return list(entries(self.folder))

    def kinds(self) -> list[str]:
        return [entry.kind for entry in self.entries()]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_dir() / "10-ankle-sprain", tmp_path / "Kim Minsu"))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "audit")
    made.controller.start()
    made.executor.go()
    yield made


def test_what_happens_is_entered_in_order_and_nothing_in_the_thread_of_the_window(bench: Bench, case: Path) -> None:
    key = str(case)
    bench.store.dispatch(SignedAs("KB"))
    bench.store.dispatch(Opened((key,)), CaseRead(key, read_case(case)))
    bench.store.dispatch(Ruled(key, Ruling(2, None, "reason_looks_worse")))
    bench.controller.stop()
    assert bench.kinds() == ["log_begun", "program_started"] and not bench.controller.idle
    bench.executor.go()
    assert bench.controller.idle
    assert bench.kinds() == ["log_begun", "program_started", "patient_shown", "decided", "program_stopped"]
    decided = bench.entries()[3]
    assert decided.who == {"workstation": "desk-3", "user": "kim", "initials": "KB"}
    assert decided.patient == bench.entries()[2].patient is not None
    assert verify(bench.folder).fault is None


def test_an_entry_has_the_time_at_which_it_happened_not_at_which_it_was_written(bench: Bench) -> None:
    bench.store.dispatch(LanguageChosen("ko"))
    happened = START + timedelta(seconds=bench.seconds)
    bench.seconds += 500
    bench.executor.go()
    assert bench.entries()[-1].time == happened


def test_an_assessment_is_entered_with_hashes_and_can_be_read_again_from_what_was_kept(
    bench: Bench, case: Path
) -> None:
    key = str(case)
    bench.store.dispatch(Opened((key,)), CaseRead(key, read_case(case)))
    bench.store.dispatch(NoteEdited(key, "Ankle, now numb."), VitalsCharted(key, (), spo2_scale=2))
    bench.store.dispatch(Answered(key))
    bench.executor.go()
    entry = bench.entries()[-1]
    patient = bench.store.state.entry(key)
    assert entry.kind == "assessed" and patient is not None and patient.case is not None
    told = entry.details
    assert (told["device"], told["threads"], told["typed"], told["level"]) == ("cpu", 2, True, 2)
    assert told["case_sha256"] == case_digest(patient.case) and told["answer_sha256"] == answer_digest(ANSWER)
    inputs = kept_inputs(bench.folder, told["inputs_sha256"])
    assert changed_files(inputs) == ()
    assert case_digest(case_again(inputs)) == told["case_sha256"]
    assert "Minsu" not in str(entry) and "numb" not in str(entry)


def test_a_disk_that_refuses_is_said_and_what_happened_meanwhile_is_entered_later_in_order(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("in the way")
    bench = Bench(tmp_path / "audit")
    bench.controller.start()
    bench.store.dispatch(LanguageChosen("ko"))
    bench.executor.go()
    problem = bench.store.state.unaudited
    assert problem is not None and problem.code == "audit_unwritable" and bench.controller.waiting == 2
    assert not bench.store.state.audited
    for language in ("en", "ko"):
        assert str(tmp_path / "audit") in problem.words(language)
    (tmp_path / "audit").unlink()
    bench.store.dispatch(MinutePassed(START + timedelta(minutes=3)))
    bench.executor.go()
    assert bench.store.state.unaudited is None and bench.store.state.audited and bench.controller.waiting == 0
    assert bench.kinds() == ["log_begun", "program_started", "setting_changed"]


def test_an_entry_whose_anchor_cannot_be_written_is_said_and_entered_only_once(bench: Bench) -> None:
    (bench.folder / "anchor.json").unlink()
    (bench.folder / "anchor.json").mkdir()  # nothing can be put in its place
    bench.store.dispatch(LanguageChosen("ko"))
    bench.executor.go()
    assert bench.store.state.unaudited is not None and bench.controller.waiting == 0
    (bench.folder / "anchor.json").rmdir()
    bench.store.dispatch(LanguageChosen("en"))
    bench.executor.go()
    assert bench.store.state.unaudited is None
    assert bench.kinds().count("setting_changed") == 2


def test_within_a_minute_nothing_is_tried_again_by_itself(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("in the way")
    bench = Bench(tmp_path / "audit")
    bench.store.dispatch(MinutePassed(START))
    bench.controller.start()
    bench.executor.go()
    bench.store.dispatch(MinutePassed(START + timedelta(seconds=40)))
    assert bench.executor.work == []


def test_an_assessment_that_cannot_be_hashed_is_entered_all_the_same(
    bench: Bench, case: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(case)
    bench.store.dispatch(Opened((key,)), CaseRead(key, read_case(case)))

    def broken(*_: object) -> str:
        raise MemoryError

    monkeypatch.setattr("cdss.audit.assessed.case_digest", broken)
    bench.store.dispatch(Answered(key))
    bench.executor.go()
    entry = bench.entries()[-1]
    assert (entry.kind, entry.details) == ("assessed", {"unhashed": "MemoryError"})
    assert entry.patient == bench.entries()[-2].patient


def test_a_fault_of_the_program_is_said_in_words_too(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "audit")
    bench.open = lambda: 1 // 0  # type: ignore[assignment,method-assign,return-value]
    bench.controller = AuditController(bench.store, bench.open, bench.executor, lambda call: call(), bench.clock)
    bench.controller.start()
    bench.executor.go()
    problem = bench.store.state.unaudited
    assert (
        problem is not None
        and "ZeroDivisionError" in problem.words("en")
        and "ZeroDivisionError" in problem.words("ko")
    )


def test_a_window_that_never_began_enters_nothing_when_it_ends(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "audit")
    bench.controller.stop()
    bench.executor.go()
    assert not (tmp_path / "audit").exists()
