"""Saving a report: step by step, the report of the moment it was asked for, and every failure in words."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.report.record import Report, Table
from cdss.session.actions import LanguageChosen
from cdss.session.state import EngineStatus, Entry, Intent, SessionState
from cdss.session.store import Store
from ui.controllers.report import ReportController

AT = datetime(2026, 11, 21, 20, 5, tzinfo=UTC)
SENTENCE = "findings/film/which"


class Waiting:
    """Work in the order of its turns, done when asked."""

    def __init__(self) -> None:
        self.works: list[Callable[[], None]] = []

    def later(self, name: str, work: Callable[[], None]) -> None:
        assert name == "report"
        self.works.append(work)

    def step(self) -> None:
        self.works.pop(0)()

    def finish(self) -> None:
        while self.works:
            self.step()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_dir() / "01-chest-pain", tmp_path / "demo"))


@pytest.fixture
def store(folder: Path) -> Store:
    entry = Entry(str(folder), case=read_case(folder))
    return Store(SessionState((entry,), Intent(selected=entry.key), EngineStatus()))


@pytest.fixture
def turns() -> Waiting:
    return Waiting()


@pytest.fixture
def written() -> list[Report]:
    return []


@pytest.fixture
def controller(store: Store, turns: Waiting, written: list[Report], tmp_path: Path) -> ReportController:
    def writer(report: Report) -> Generator[tuple[int, int], None, bytes]:
        written.append(report)
        yield 1, 2
        yield 2, 2
        return report.identity.encode()

    return ReportController(store, {".pdf": writer}, lambda: tmp_path, turns.later, lambda: AT)


def said(store: Store, language: str = "en") -> str:
    return store.state.remark.words(language) if store.state.remark else ""


def test_it_is_written_step_by_step_and_says_how_far_it_is(
    controller: ReportController, store: Store, turns: Waiting, tmp_path: Path
) -> None:
    target = tmp_path / "out.pdf"
    controller.save(target, "demo-01 · M")
    told = [said(store)]
    while turns.works:
        assert not target.exists()
        turns.step()
        told.append(said(store))
    assert told == [
        "Writing out.pdf…", "Writing out.pdf…", "Writing out.pdf: 1 of 2…", "Writing out.pdf: 2 of 2…", "Saved as out.pdf.",
    ]  # fmt: skip
    assert target.read_text(encoding="utf-8") == "demo-01 · M"


def test_it_is_the_report_of_the_moment_it_was_asked_for(
    controller: ReportController, store: Store, turns: Waiting, written: list[Report], tmp_path: Path
) -> None:
    controller.save(tmp_path / "out.pdf", "demo-01")
    store.dispatch(LanguageChosen("ko"))
    turns.finish()
    assert (written[0].language, written[0].title) == ("en", "Triage report")


def test_a_report_asked_for_of_another_patient_is_not_written_under_their_name(
    controller: ReportController, store: Store, turns: Waiting, tmp_path: Path
) -> None:
    controller.save(tmp_path / "out.pdf", "lee-02", key="/d/another")
    turns.finish()
    assert not (tmp_path / "out.pdf").exists()
    assert said(store).startswith("Another patient came on screen meanwhile")
    assert "바뀌어" in said(store, "ko")
    controller.save(tmp_path / "out.pdf", "demo-01", key=store.state.intent.selected)
    turns.finish()
    assert (tmp_path / "out.pdf").exists()


def test_it_names_the_files_that_were_read(
    controller: ReportController, turns: Waiting, written: list[Report], tmp_path: Path
) -> None:
    controller.save(tmp_path / "out.pdf", "demo-01")
    turns.finish()
    inputs = [block for block in written[0].blocks if isinstance(block, Table)][-1]
    assert [row[1] for row in inputs.rows][-2:] == ["vitals.csv", "note.txt"]
    assert all(len(row[2]) == 64 for row in inputs.rows)


def test_an_edited_note_is_called_edited(
    controller: ReportController, store: Store, turns: Waiting, written: list[Report], tmp_path: Path
) -> None:
    entry = store.state.entries[0]
    edited = replace(entry, edits=replace(entry.edits, note="worse"))
    other = Store(replace(store.state, entries=(edited,)))
    controller._store = other
    controller.save(tmp_path / "out.pdf", "demo-01")
    turns.finish()
    assert [block for block in written[0].blocks if isinstance(block, Table)][-1].rows[-1][
        1
    ] == "as edited in the window"


def test_while_one_is_written_another_waits_for_the_user(
    controller: ReportController, store: Store, turns: Waiting, tmp_path: Path
) -> None:
    controller.save(tmp_path / "one.pdf", "demo-01")
    controller.save(tmp_path / "two.pdf", "demo-01")
    assert said(store).startswith("A report is being written")
    turns.finish()
    assert (tmp_path / "one.pdf").exists() and not (tmp_path / "two.pdf").exists()
    controller.save(tmp_path / "two.pdf", "demo-01")
    turns.finish()
    assert (tmp_path / "two.pdf").exists()


def test_a_folder_that_is_gone_is_said_in_words_and_the_next_report_can_be_saved(
    controller: ReportController, store: Store, turns: Waiting, tmp_path: Path
) -> None:
    controller.save(tmp_path / "nowhere" / "out.pdf", "demo-01")
    turns.finish()
    assert said(store) == (
        "The report could not be saved: No such file or directory. Choose another folder; what stood there before is as it was."
    )
    assert said(store, "ko").startswith("보고서를 저장할 수 없습니다")
    controller.save(tmp_path / "out.pdf", "demo-01")
    turns.finish()
    assert (tmp_path / "out.pdf").exists()


def test_a_fault_of_the_program_does_not_keep_the_next_report_from_being_saved(
    store: Store, turns: Waiting, tmp_path: Path
) -> None:
    def broken(report: Report) -> Generator[tuple[int, int], None, bytes]:
        yield 1, 2
        raise ValueError("picture")

    def fine(report: Report) -> Generator[tuple[int, int], None, bytes]:
        yield 1, 1
        return b"fine"

    controller = ReportController(store, {".pdf": broken, ".html": fine}, lambda: tmp_path, turns.later, lambda: AT)
    controller.save(tmp_path / "out.pdf", "demo-01")
    with pytest.raises(ValueError, match="picture"):
        turns.finish()
    controller.save(tmp_path / "out.html", "demo-01")
    turns.finish()
    assert (tmp_path / "out.html").read_bytes() == b"fine" and not (tmp_path / "out.pdf").exists()


def test_without_a_patient_there_is_nothing_to_save(turns: Waiting, tmp_path: Path) -> None:
    store = Store()
    ReportController(store, {}, lambda: tmp_path, turns.later).save(tmp_path / "out.pdf", "")
    assert said(store).startswith("There is no patient on screen") and turns.works == []


def test_sentences_are_rewritten_added_and_restored(controller: ReportController, store: Store) -> None:
    key = store.state.entries[0].key
    controller.reword(key, SENTENCE, "Chest film, AP.", "film=AP")
    controller.reword(key, "findings/own/1", "No free air.", "")
    edits = store.state.entries[0].report_work.edits
    assert [(e.key, e.text, e.basis, e.made) for e in edits] == [
        (SENTENCE, "Chest film, AP.", "film=AP", AT), ("findings/own/1", "No free air.", "", AT),
    ]  # fmt: skip
    controller.restore(key, SENTENCE)
    assert [e.key for e in store.state.entries[0].report_work.edits] == ["findings/own/1"]
    controller.toggle()
    assert store.state.intent.report
