"""Updates in the window: real files with real signatures; only the networks' answers are scripted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PySide6.QtCore import QMimeData, QObject, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from cdss.bundle.installed import base_folder, home_of, named
from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.local import activate
from cdss.bundle.model_file import pack
from cdss.bundle.program_file import sign_program, signature_path
from cdss.bundle.trust import Key, Trust, keep, shipped_keys
from cdss.cli.sign_bundle import sign_bundle
from cdss.core.paths import model_dir
from cdss.core.pin import pin_hash
from cdss.engine.messages import Assessed, Reply, WorkerFailed
from cdss.records.audit_event import AuditKind
from cdss.records.case import Case
from cdss.session.audit_events import events_between
from cdss.session.lock_actions import Locked, PinSet
from cdss.session.store import Store
from tests.cdss.answers import ANSWER
from ui.app import App, Mailbox, bundle_in_use
from ui.language import set_language
from ui.panels.update_panel import UpdatePanel
from ui.update_desk import UpdateDesk

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NORTH = Key("North", PRIVATE.public_key().public_bytes_raw().hex(), "2026-11-22")


class TrialEngine:
    """Answers at the next poll, or fails as a worker does whose networks do not fit."""

    def __init__(self, works: bool = True) -> None:
        self.works, self.folders, self.cases, self.stopped = works, list[Path](), list[Case](), 0
        self._replies: list[Reply] = []

    def start(self) -> None:
        assert (self.folders[-1] / "SHA256SUMS").is_file(), "what is tried out lies there whole"

    def submit(self, case: Case, explain: bool = True, target: str = "risk") -> int:
        self.cases.append(case)
        self._replies = [Assessed(1, ANSWER) if self.works else WorkerFailed("no such layer", restarting=False)]
        return 1

    def poll(self) -> tuple[Reply, ...]:
        replies, self._replies = tuple(self._replies), []
        return replies

    def use(self, bundle_dir: Path) -> None:
        raise AssertionError("the engine of a trial is never given another model")

    def stop(self) -> None:
        self.stopped += 1


class Bench:
    """A desk with what it did."""

    def __init__(self, parent: QWidget, calibrated: Path) -> None:
        self.store, self.engine, self.used = Store(), TrialEngine(), list[Path]()
        self.calibrated = calibrated
        self.mailbox = Mailbox(self.store, QObject(parent))
        self.desk = UpdateDesk(
            self.store, parent, self.mailbox.called.emit, self._client, self.used.append, lambda: calibrated
        )

    def _client(self, folder: Path) -> TrialEngine:
        self.engine.folders.append(folder)
        return self.engine

    def looked(self, qtbot: QtBot, file: Path) -> UpdatePanel:
        panel = self.desk.open()
        qtbot.addWidget(panel)
        self.desk.look(panel, file)
        assert panel.progress.isVisibleTo(panel) and file.name in panel.message.text()
        idle(qtbot, panel)
        return panel


def idle(qtbot: QtBot, panel: UpdatePanel) -> None:
    qtbot.waitUntil(lambda: not panel.progress.isVisibleTo(panel), timeout=30_000)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The model that ships as 0.5.0 with a stub of its weights, signed by a hospital that is trusted here."""
    keep(Trust((*shipped_keys(), NORTH)))
    return packed(tmp_path, "0.5.0")


def packed(tmp_path: Path, version: str) -> Path:
    folder = tmp_path / f"made-{version}"
    shutil.copytree(model_dir(), folder, ignore=shutil.ignore_patterns("*.safetensors", "SIGNATURE.json"))
    (folder / "image.safetensors").write_bytes(b"stub")
    path = folder / "metadata.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**told, "version": version}), encoding="utf-8")
    write_sums(folder)
    sign_bundle(folder, PRIVATE, "2026-11-22")
    target = tmp_path / f"cdss-triage-{version}.model"
    pack(open_bundle(folder), target)
    return target


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = Bench(parent, tmp_path / "calibrated")
    yield made
    made.desk.stop()


def test_a_file_is_shown_installed_tried_out_used_at_once_and_taken_back(
    bench: Bench, file: Path, qtbot: QtBot
) -> None:
    panel = bench.looked(qtbot, file)
    shown = panel.message.text()
    assert "cdss-triage 0.5.0, signed by North on 2026-11-22" in shown and "In use now: cdss-triage 0.4.0" in shown
    assert panel.now.text() == "Model in use: cdss-triage 0.4.0" and not panel.back.isVisibleTo(panel)
    assert not home_of().exists(), "nothing is written before it is asked for"
    before = bench.store.state
    panel.install.click()
    idle(qtbot, panel)
    assert bench.used == [base_folder()] and named(base_folder()).version == "0.5.0"
    assert [case.case_id for case in bench.engine.cases] == ["demo-01"] and bench.engine.stopped == 1
    assert bench.engine.folders[0].parent == home_of() and not bench.engine.folders[0].exists()
    assert panel.now.text() == "Model in use: cdss-triage 0.5.0" and not panel.install.isVisibleTo(panel)
    assert panel.back.text() == "Back to cdss-triage 0.4.0" and panel.back.isVisibleTo(panel)
    (event,) = [e for e in events_between(before, bench.store.state) if e.kind is AuditKind.MODEL_INSTALLED]
    assert event.details["signed_with"] == NORTH.fingerprint and event.details["former_model_version"] == "0.4.0"
    before = bench.store.state
    panel.back.click()
    idle(qtbot, panel)
    assert bench.used[1:] == [model_dir()] and panel.now.text() == "Model in use: cdss-triage 0.4.0"
    assert AuditKind.MODEL_RETURNED in [e.kind for e in events_between(before, bench.store.state)]
    assert bench.store.state.remark is not None and "in use again" in bench.store.state.remark.words("en")


def test_a_changed_file_is_refused_in_words_and_cannot_be_installed(bench: Bench, file: Path, qtbot: QtBot) -> None:
    content = file.read_bytes()
    file.write_bytes(content.replace(b"stub", b"stab"))
    panel = bench.looked(qtbot, file)
    assert "image.safetensors in cdss-triage-0.5.0.model is not as it was signed" in panel.message.text()
    assert not panel.install.isVisibleTo(panel) and panel.message.objectName() == "headlineDoubt"
    set_language("ko")
    bench.desk.look(panel, file)
    idle(qtbot, panel)
    assert "서명된 내용과 다릅니다" in panel.message.text()
    set_language("en")
    assert bench.used == [] and not home_of().exists()


def test_an_older_model_is_refused_in_the_window(bench: Bench, file: Path, qtbot: QtBot, tmp_path: Path) -> None:
    panel = bench.looked(qtbot, packed(tmp_path, "0.3.0"))
    assert "not newer than 0.4.0" in panel.message.text() and not panel.install.isVisibleTo(panel)


def test_a_model_that_fails_its_trial_is_not_used(bench: Bench, file: Path, qtbot: QtBot) -> None:
    bench.engine.works = False
    panel = bench.looked(qtbot, file)
    panel.install.click()
    idle(qtbot, panel)
    assert "could not assess the demonstration patient" in panel.message.text()
    assert "no such layer" in panel.message.text()
    assert bench.used == [] and base_folder() == model_dir() and bench.store.state.model_switch is None


def test_the_calibration_of_the_former_model_is_set_aside_and_that_is_said(
    bench: Bench, file: Path, qtbot: QtBot
) -> None:
    shutil.copytree(model_dir(), bench.calibrated / "north")
    activate(bench.calibrated, bench.calibrated / "north", model_dir())
    panel = bench.looked(qtbot, file)
    panel.install.click()
    idle(qtbot, panel)
    assert bench.used == [base_folder()], "not the calibrated one"
    assert "set aside: calibrate again" in panel.message.text()
    problem = bench.store.state.calibration
    assert problem is not None and problem.code == "calibration_stale"
    panel.back.click()
    idle(qtbot, panel)
    assert bench.used[1:] == [bench.calibrated / "north"] and bench.store.state.calibration is None


def test_what_was_installed_is_used_although_the_dialog_was_closed_meanwhile(
    bench: Bench, file: Path, qtbot: QtBot
) -> None:
    panel = bench.looked(qtbot, file)
    panel.install.click()
    panel.reject()
    qtbot.waitUntil(lambda: bool(bench.used), timeout=30_000)
    assert bench.used == [base_folder()] and bench.store.state.model_switch is not None


def test_what_is_wrong_with_the_choice_is_said_at_the_start(bench: Bench) -> None:
    bench.desk.start()
    assert bench.store.state.remark is None
    home_of().mkdir(parents=True)
    (home_of() / "active.json").write_text("{}", encoding="utf-8")
    bench.desk.start()
    remark = bench.store.state.remark
    assert remark is not None and str(home_of()) in remark.words("en") and "포함된 모델" in remark.words("ko")


def test_a_model_that_is_dropped_on_the_window_opens_the_dialog_and_a_film_does_not(
    bench: Bench, file: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not bench.desk.take([tmp_path / "film.dcm"]) and not bench.desk.take([tmp_path / "gone.model"])
    assert bench.desk.take([tmp_path / "film.dcm", file])
    (panel,) = bench.desk.parent().findChildren(UpdatePanel)
    idle(qtbot, panel)
    assert panel.install.isVisibleTo(panel)
    panel.reject()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A newer program for Debian, signed by a hospital that is trusted here, on a computer with Linux."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    keep(Trust((*shipped_keys(), NORTH)))
    return signed_package(tmp_path / "triagelens_99.0_amd64.deb", "99.0")


def signed_package(path: Path, version: str) -> Path:
    path.write_bytes(b"!<arch>\n" + bytes(range(256)) * 40)
    signature_path(path).write_bytes(sign_program(path, version, "2026-11-22", PRIVATE))
    return path


def test_a_package_of_the_program_is_checked_and_who_installs_it_is_said(
    bench: Bench, package: Path, qtbot: QtBot
) -> None:
    panel = bench.looked(qtbot, package)
    assert panel.message.text().split("\n") == [
        "triagelens_99.0_amd64.deb is TriageLens 99.0, signed by North on 2026-11-22, and as it was signed.",
        f'Close the window. As administrator of this computer, install it with: sudo apt install "{package}"',
        "The window installs no program by itself: nothing was changed.",
    ]
    assert panel.message.objectName() == "" and panel.message.accessibleName() == panel.message.text()
    assert not panel.install.isVisibleTo(panel) and panel.choose.isEnabled()
    panel.install.click()
    assert bench.used == [] and bench.engine.folders == [] and not home_of().exists()
    set_language("ko")
    bench.desk.look(panel, package)
    idle(qtbot, panel)
    assert f'관리자 권한으로 다음을 실행해 설치하세요: sudo apt install "{package}"' in panel.message.text()
    assert "이 창에서는 프로그램을 설치하지 않습니다" in panel.message.text()


def test_a_model_that_was_looked_at_is_not_installed_once_a_program_is_shown(
    bench: Bench, file: Path, package: Path, qtbot: QtBot
) -> None:
    panel = bench.looked(qtbot, file)
    assert panel.install.isVisibleTo(panel)
    bench.desk.look(panel, package)
    idle(qtbot, panel)
    panel.install_requested.emit()
    assert not panel.progress.isVisibleTo(panel) and bench.engine.folders == []


def test_a_package_for_another_system_names_that_system(bench: Bench, package: Path, qtbot: QtBot) -> None:
    panel = bench.looked(qtbot, signed_package(package.with_name("TriageLens-99.0-x64-setup.exe"), "99.0"))
    assert "It is for Windows, not for this computer." in panel.message.text()
    bench.desk.look(panel, signed_package(package.with_name("TriageLens-99.0-arm64.dmg"), "99.0"))
    idle(qtbot, panel)
    assert "It is for macOS, not for this computer." in panel.message.text()


def test_a_package_that_is_unsigned_changed_of_an_unknown_key_or_older_is_refused_in_words(
    bench: Bench, package: Path, qtbot: QtBot
) -> None:
    whole = package.read_bytes()
    package.write_bytes(whole[:-1] + b"x")
    panel = bench.looked(qtbot, package)
    assert "is not the file that was signed" in panel.message.text()
    assert panel.message.objectName() == "headlineDoubt" and "sudo" not in panel.message.text()
    package.write_bytes(whole)
    keep(Trust(shipped_keys()))
    assert "not trusted here. Do not install it." in bench.looked(qtbot, package).message.text()
    keep(Trust((*shipped_keys(), NORTH)))
    signed_package(package, "0.1")
    assert "is version 0.1, which is not newer than" in bench.looked(qtbot, package).message.text()
    signature_path(package).unlink()
    panel = bench.looked(qtbot, package)
    assert f"Nobody signed {package.name}: there is no {package.name}.sig beside it." in panel.message.text()
    assert not panel.install.isVisibleTo(panel)


@pytest.mark.parametrize("dropped", ["package", "signature", "both"])
def test_a_package_or_its_signature_dropped_on_the_window_opens_the_dialog(
    bench: Bench, package: Path, qtbot: QtBot, dropped: str
) -> None:
    beside = signature_path(package)
    assert bench.desk.take({"package": [package], "signature": [beside], "both": [beside, package]}[dropped])
    (panel,) = bench.desk.parent().findChildren(UpdatePanel)
    idle(qtbot, panel)
    assert f"{package.name} is TriageLens 99.0" in panel.message.text()
    panel.reject()


def test_every_kind_of_package_can_be_chosen_and_dropped(bench: Bench, tmp_path: Path) -> None:
    panel = bench.desk.open()
    assert panel._kinds == "Model or program (*.model *.deb *.flatpak *.appimage *.msi *.exe *.pkg *.dmg)"
    assert not bench.desk.take([tmp_path / "gone.deb", tmp_path / "gone.deb.sig", tmp_path / "vitals.csv"])
    panel.reject()


def test_nothing_is_taken_behind_the_lock(bench: Bench, file: Path) -> None:
    bench.store.dispatch(PinSet(pin_hash("2468")), Locked())
    assert bench.store.state.locked and not bench.desk.take([file])
    assert bench.desk.parent().findChildren(UpdatePanel) == []


def test_the_window_takes_the_drop_and_has_an_action_for_it(file: Path, qtbot: QtBot) -> None:
    app = App(None)
    qtbot.addWidget(app.window)
    try:
        assert app.window._actions["install_update"].shortcut().toString() == "Ctrl+Alt+U"
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(file))])
        buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        app.window.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
        (panel,) = app.window.findChildren(UpdatePanel)
        idle(qtbot, panel)
        assert "cdss-triage 0.5.0" in panel.message.text() and app.store.state.entries == ()
        panel.reject()
        assert bundle_in_use() == model_dir()
    finally:
        app.close()
