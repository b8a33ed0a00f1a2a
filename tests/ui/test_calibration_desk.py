"""The wizard of the local recalibration in the window: real files, a real bundle; only the networks' answers are scripted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdss.bundle.load import open_bundle
from cdss.bundle.local import activate, chosen
from cdss.core.errors import EngineError
from cdss.core.paths import model_dir
from cdss.engine.messages import Assessed, Heartbeat, Ready, Refused, Reply, WorkerFailed
from cdss.engine.process import WorkerClient
from cdss.records.assessment import ModelIdentity
from cdss.records.case import Case
from cdss.session.actions import LanguageChosen
from cdss.session.store import Store
from tests.cdss.cli.test_local_calibration import Site
from ui.app import Mailbox, calibrated_dir, make_client
from ui.calibration_desk import CalibrationDesk
from ui.controllers.calibration import WorkerAssess
from ui.language import set_language
from ui.panels.calibration_panel import CalibrationPanel

MODEL = ModelIdentity("scripted", "0", "00" * 32)


class HospitalEngine:
    """Answers each case at the next poll, after what never concerns it. ``held``: answers nothing."""

    def __init__(self, site: Site, held: bool = False) -> None:
        self.site, self.held = site, held
        self.folders: list[Path] = []
        self.started = self.stopped = self.asked = 0
        self._replies: list[Reply] = []

    def start(self) -> None:
        self.started += 1

    def submit(self, case: Case, explain: bool = True, target: str = "risk") -> int:
        assert not explain
        self.asked += 1
        answer = Assessed(self.asked, self.site.assess(case))
        self._replies += [Ready(MODEL, "cpu", 1), Heartbeat(1.0), Assessed(self.asked - 1, answer.assessment), answer]
        return self.asked

    def poll(self) -> tuple[Reply, ...]:
        if self.held:
            return ()
        replies, self._replies = tuple(self._replies), []
        return replies

    def use(self, bundle_dir: Path) -> None:
        raise AssertionError("the wizard's own engine is never given another bundle")

    def stop(self) -> None:
        self.stopped += 1


class Bench:
    """A desk with what it did: ``used`` are the bundles that the window's engine went on with."""

    def __init__(self, parent: QWidget, site: Site, home: Path, held: bool = False) -> None:
        self.store, self.engine, self.used, self.home = Store(), HospitalEngine(site, held), [], home
        self.mailbox = Mailbox(self.store, QObject(parent))
        self.desk = CalibrationDesk(
            self.store, parent, self.mailbox.called.emit, self._client, self.used.append, model_dir, lambda: home
        )

    def _client(self, folder: Path) -> HospitalEngine:
        self.engine.folders.append(folder)
        return self.engine

    def tried(self, site: Site, qtbot: QtBot) -> CalibrationPanel:
        panel = self.desk.open()
        panel.cases.setText(str(site.cases))
        panel.outcomes.setText(str(site.table))
        panel.begin.click()
        qtbot.waitUntil(lambda: not panel.cancel.isVisibleTo(panel), timeout=30_000)
        return panel


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path, 400)


@pytest.fixture
def bench(parent: QWidget, site: Site, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(parent, site, tmp_path / "calibrated")
    yield made
    made.desk.stop()


def test_before_and_after_are_shown_and_nothing_is_changed_yet(bench: Bench, site: Site, qtbot: QtBot) -> None:
    panel = bench.tried(site, qtbot)
    assert bench.engine.folders == [model_dir()] and (bench.engine.started, bench.engine.stopped) == (1, 1)
    assert panel.table.rowCount() == 1 and panel.table.item(0, 0).text() == "Admission"
    cells = [panel.table.item(0, column).text() for column in range(6)]
    assert cells[1].startswith("400 (") and " → " in cells[2] and cells[3].count("→") == 3
    assert "n = " in cells[4] and "n = " in cells[5]
    assert "400 patients. Outputs that would change: 1." in panel.message.text()
    assert "before: " in panel.figure.accessibleDescription() and panel.apply.isVisibleTo(panel)
    assert bench.used == [] and not bench.home.exists()
    panel.reject()


def test_what_speaks_against_applying_stands_first_below_the_table_and_blocks_nothing(
    bench: Bench, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "worse").mkdir()
    bench.engine.site = worse = Site(tmp_path / "worse", 400, seed=4)
    panel = bench.tried(worse, qtbot)
    first, second = panel.sentences.doubts.text(), panel.sentences.details.text()
    assert first == "! Admission: net benefit is lower after at 50 %: 0.035 → 0.028. Think twice before applying."
    assert second.startswith("Admission: ") and "of 400 patients had it" in second
    assert panel.table.item(0, 3).text().split("\n")[2] == "0.035 → 0.028"
    assert panel.apply.isVisibleTo(panel) and panel.apply.isEnabled()
    set_language("ko")
    qtbot.waitUntil(lambda: "순이득이 더 낮습니다(50 %: 0.035 → 0.028)" in panel.sentences.doubts.text(), timeout=2000)
    panel.reject()


def test_where_nothing_is_worse_nothing_is_said_against_it(bench: Bench, site: Site, qtbot: QtBot) -> None:
    panel = bench.tried(site, qtbot)
    assert panel.sentences.doubts.text() == "" and "of 400 patients had it" in panel.sentences.details.text()
    panel.reject()


def test_applied_only_when_asked_and_the_way_back_is_there(bench: Bench, site: Site, qtbot: QtBot) -> None:
    panel = bench.tried(site, qtbot)
    panel.apply.click()
    qtbot.waitUntil(lambda: "Applied" in panel.message.text(), timeout=30_000)
    (folder,) = bench.used
    assert chosen(model_dir(), bench.home).folder == folder and open_bundle(folder).identity.name.endswith("-site")
    assert not panel.apply.isVisibleTo(panel) and panel.revert.isVisibleTo(panel)
    panel.revert.click()
    assert bench.used == [folder, model_dir()] and chosen(model_dir(), bench.home).folder == model_dir()
    assert "shipped calibration is in use again" in panel.message.text() and not panel.revert.isVisibleTo(panel)
    panel.reject()


def test_once_it_is_applied_the_figures_of_the_trial_are_gone(bench: Bench, site: Site, qtbot: QtBot) -> None:
    panel = bench.tried(site, qtbot)
    assert panel.sentences.isVisibleTo(panel) and panel.sentences.details.text()
    panel.apply.click()
    qtbot.waitUntil(lambda: "Applied" in panel.message.text(), timeout=30_000)
    assert not panel.sentences.isVisibleTo(panel) and panel.sentences.details.text() == ""
    panel.reject()


def test_a_list_that_is_not_there_is_refused_in_the_language_of_the_screen(
    bench: Bench, site: Site, qtbot: QtBot
) -> None:
    bench.store.dispatch(LanguageChosen("ko"))
    panel = bench.desk.open()
    panel.cases.setText("/nowhere/cases.jsonl")
    panel.outcomes.setText(str(site.table))
    panel.begin.click()
    qtbot.waitUntil(lambda: not panel.cancel.isVisibleTo(panel), timeout=30_000)
    assert "읽을 수 없습니다(파일이나 폴더가 없음)" in panel.message.text()
    panel.reject()


def test_what_was_applied_is_used_though_the_wizard_was_closed_meanwhile(
    bench: Bench, site: Site, qtbot: QtBot
) -> None:
    panel = bench.tried(site, qtbot)
    panel.apply.click()
    panel.reject()
    qtbot.waitUntil(lambda: bool(bench.used), timeout=30_000)
    assert bench.used == [chosen(model_dir(), bench.home).folder] != [model_dir()]


def test_too_few_are_refused_with_how_many_are_lacking(bench: Bench, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "small").mkdir()
    small = Site(tmp_path / "small", 30)
    panel = bench.tried(small, qtbot)
    assert "Nothing can be recalibrated on these 30 patients" in panel.message.text()
    assert "more patients with it" in panel.sentences.details.text() and not panel.apply.isVisibleTo(panel)
    set_language("ko")
    qtbot.waitUntil(lambda: "재보정할 수 없습니다" in panel.message.text(), timeout=2000)
    assert "더 필요합니다" in panel.sentences.details.text()
    panel.reject()


def test_a_stop_changes_nothing_and_the_engine_is_ended(
    parent: QWidget, site: Site, tmp_path: Path, qtbot: QtBot
) -> None:
    bench = Bench(parent, site, tmp_path / "calibrated", held=True)
    panel = bench.desk.open()
    panel.cases.setText(str(site.cases))
    panel.outcomes.setText(str(site.table))
    panel.begin.click()
    qtbot.waitUntil(lambda: bench.engine.asked == 1)
    assert panel.progress.isVisibleTo(panel) and not panel.begin.isEnabled()
    panel.cancel.click()
    qtbot.waitUntil(lambda: "Stopped" in panel.message.text(), timeout=10_000)
    assert bench.engine.stopped == 1 and bench.used == [] and panel.begin.isEnabled()
    panel.reject()
    bench.desk.stop()


def test_closing_the_wizard_stops_it(parent: QWidget, site: Site, tmp_path: Path, qtbot: QtBot) -> None:
    bench = Bench(parent, site, tmp_path / "calibrated", held=True)
    panel = bench.desk.open()
    panel.cases.setText(str(site.cases))
    panel.outcomes.setText(str(site.table))
    panel.begin.click()
    qtbot.waitUntil(lambda: bench.engine.asked == 1)
    panel.leave.click()
    qtbot.waitUntil(lambda: bench.engine.stopped == 1, timeout=10_000)
    bench.desk.stop()


def test_files_that_cannot_be_used_are_refused_in_words(bench: Bench, site: Site, qtbot: QtBot) -> None:
    site.table.write_text("case_id,admitted\np1,maybe\n", encoding="utf-8")
    panel = bench.tried(site, qtbot)
    assert "maybe" in panel.message.text() and not panel.table.isVisibleTo(panel)
    assert bench.engine.stopped == 1
    panel.outcomes.setText(str(site.table.parent / "gone.csv"))
    panel.begin.click()
    qtbot.waitUntil(lambda: "gone.csv" in panel.message.text(), timeout=10_000)
    panel.reject()


def test_it_begins_only_with_both_files(bench: Bench, site: Site) -> None:
    panel = bench.desk.open()
    assert not panel.begin.isEnabled() and not panel.revert.isVisibleTo(panel)
    panel.cases.setText(str(site.cases))
    assert not panel.begin.isEnabled()
    panel.outcomes.setText(str(site.table))
    assert panel.begin.isEnabled()
    panel.reject()


def test_a_calibration_of_another_model_is_said_in_the_status_line_until_it_is_settled(bench: Bench) -> None:
    bench.desk.start()
    assert bench.store.state.calibration is None
    bench.home.mkdir()
    own = bench.home / "site-1"
    own.mkdir()
    (own / "SHA256SUMS").write_text("x", encoding="utf-8")
    activate(bench.home, own, own)
    bench.desk.start()
    problem = bench.store.state.calibration
    assert problem is not None and "shipped calibration is used" in problem.words("en")
    panel = bench.desk.open()
    assert not panel.revert.isVisibleTo(panel)
    panel.reject()


def test_a_refused_case_and_an_engine_that_gave_up_are_errors_in_words(site: Site) -> None:
    class Refusing(HospitalEngine):
        def poll(self) -> tuple[Reply, ...]:
            return (Refused(1, "engine_assess_failed", "not this one"), WorkerFailed("gone", False, ""))

    with pytest.raises(EngineError, match="not this one"):
        WorkerAssess(Refusing(site), lambda: False, lambda _: None)(Case("p0"))

    class Gone(HospitalEngine):
        def poll(self) -> tuple[Reply, ...]:
            return (WorkerFailed("it is gone", False, ""),)

    with pytest.raises(EngineError, match="it is gone"):
        WorkerAssess(Gone(site), lambda: False, lambda _: None)(Case("p0"))


def test_the_next_window_starts_with_the_sites_own_calibration_while_it_fits() -> None:
    def used() -> Path:
        client, absent = make_client("cpu")
        assert isinstance(client, WorkerClient) and absent is None
        return client._bundle_dir

    home = calibrated_dir()
    own = home / "site-1"
    own.mkdir(parents=True)
    (own / "SHA256SUMS").write_text("of this site", encoding="utf-8")
    assert used() == model_dir()
    activate(home, own, model_dir())
    assert used() == model_dir()  # it was made from one that nobody had signed
    (own / "SIGNATURE.json").write_bytes((model_dir() / "SIGNATURE.json").read_bytes())
    assert used() == own
    (own / "SHA256SUMS").write_text("changed since", encoding="utf-8")
    assert used() == model_dir()
