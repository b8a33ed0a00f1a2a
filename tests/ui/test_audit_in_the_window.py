"""The audit of a real window on a real store, and its page in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cdss.audit.entry import Entry
from cdss.audit.export import verify_export
from cdss.audit.opening import codec_of
from cdss.audit.segments import segments
from cdss.audit.verify import entries, verify
from cdss.core.data_key import forget_key, guard_with_pin
from cdss.database.records import FILE_NAME
from ui.app import App
from ui.panels.audit_page import AuditPage
from ui.panels.settings_panel import SettingsPanel


@pytest.fixture
def case(tmp_path: Path) -> Path:
    made = tmp_path / "anna"
    made.mkdir()
    (made / "note.txt").write_text("Crushing chest pain.", encoding="utf-8")
    (made / "vitals.csv").write_text("heart_rate,sbp\n110,160\n", encoding="utf-8")
    return made


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def app(qtbot: QtBot, home: Path, case: Path) -> Iterator[App]:
    made = App(None, kept=lambda: home / FILE_NAME)
    qtbot.addWidget(made.window)
    made.window.resize(1440, 900)
    made.window.show()
    made.start((case,))
    qtbot.waitUntil(lambda: entered(made) and all(e.case for e in made.store.state.entries), timeout=20000)
    yield made
    made.close()


def entered(app: App) -> bool:
    kept = app.persistence is not None and (app.persistence.idle or app.store.state.unsaved is not None)
    return kept and app.audit.controller.idle and app.turns.idle


def written(home: Path) -> list[Entry]:
    folder = home / "audit"
    return list(entries(folder, codec_of(folder)))


def page(app: App, qtbot: QtBot) -> tuple[SettingsPanel, AuditPage]:
    app.window._actions["audit"].trigger()
    (panel,) = app.window.findChildren(SettingsPanel)
    (found,) = panel.findChildren(AuditPage)
    qtbot.waitUntil(lambda: found.table.rowCount() > 0, timeout=10000)
    return panel, found


def test_a_shift_is_entered_and_the_log_is_sound_when_the_window_is_closed(
    app: App, home: Path, case: Path, qtbot: QtBot
) -> None:
    app.user.override(str(case), 1, "looks like Kim Minsu did")
    app.user.edit_note("Crushing chest pain, now grey.")
    app.user.next_language()
    app.close()
    kinds = [entry.kind for entry in written(home)]
    assert kinds[:3] == ["log_begun", "program_started", "patient_shown"]
    assert kinds[3:] == ["decided", "note_edited", "setting_changed", "program_stopped"]
    folder = home / "audit"
    assert verify(folder, codec_of(folder)).fault is None
    told = str([(e.details, e.patient) for e in written(home)])
    assert "Minsu" not in told and "grey" not in told and "anna" not in told


def test_the_log_is_sealed_as_the_session_is(app: App, home: Path) -> None:
    app.close()
    for path in segments(home / "audit"):
        assert b"program_started" not in path.read_bytes()


def test_the_page_shows_the_last_entries_with_the_names_of_those_on_the_worklist(
    app: App, case: Path, qtbot: QtBot
) -> None:
    app.user.override(str(case), 2, "reason_looks_worse")
    qtbot.waitUntil(lambda: entered(app))
    panel, shown = page(app, qtbot)
    first = [shown.table.item(0, column).text() for column in range(5)]
    assert (first[0], first[2], first[3]) == ("4", "Decided: 2", "anna")
    assert panel.list.currentItem().text() == "Audit"
    panel.reject()


def test_the_check_says_in_words_that_the_log_is_sound_or_which_entry_is_not(
    app: App, home: Path, qtbot: QtBot
) -> None:
    panel, shown = page(app, qtbot)
    qtbot.keyClick(shown.check, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shown.check.isEnabled())
    assert "is sound: 3 entries" in shown.said.text() and not shown.said.isHidden()
    assert shown.said.property("role") == "noticeInfo", "nothing to be warned of"
    path = segments(home / "audit")[0]
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    shown.check.click()
    qtbot.waitUntil(lambda: shown.check.isEnabled())
    assert "Entry 2 of the audit log is missing" in shown.said.text()
    assert shown.said.property("role") == "notice"
    panel.reject()


def test_a_copy_is_written_where_the_user_says_and_can_be_checked_alone(
    app: App, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "copy.jsonl"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    panel, shown = page(app, qtbot)
    shown.export.click()
    qtbot.waitUntil(lambda: shown.export.isEnabled())
    assert "3 entries were written to copy.jsonl" in shown.said.text()
    assert verify_export(target).fault is None
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "nowhere" / "x.jsonl"), ""))
    shown.export.click()
    qtbot.waitUntil(lambda: shown.export.isEnabled())
    assert "cannot be written" in shown.said.text()
    panel.reject()


def test_the_page_is_there_in_korean(app: App, qtbot: QtBot) -> None:
    app.user.next_language()
    qtbot.waitUntil(lambda: entered(app))
    panel, shown = page(app, qtbot)
    assert shown.check.text() == "기록 검사"
    assert shown.table.item(0, 2).text() == "설정 변경: 언어"
    assert [shown.table.horizontalHeaderItem(i).text() for i in range(5)] == ["번호", "시각", "내용", "환자", "사용자"]
    panel.reject()


def test_a_window_that_keeps_nothing_says_that_it_has_no_audit(qtbot: QtBot) -> None:
    made = App(None)
    qtbot.addWidget(made.window)
    shown = made.audit.page()
    qtbot.addWidget(shown)
    assert isinstance(shown, AuditPage)
    assert "no audit" in shown.said.text() and not shown.check.isEnabled() and shown.table.isHidden()
    made.close()


def test_two_windows_on_one_store_write_one_chain(app: App, home: Path, case: Path, qtbot: QtBot) -> None:
    other = App(None, kept=lambda: home / FILE_NAME)
    qtbot.addWidget(other.window)
    other.start((case,))
    qtbot.waitUntil(lambda: entered(other) and other.store.state.unsaved is not None, timeout=20000)
    for window, level in ((app, 1), (other, 2), (app, 3)):
        window.user.override(str(case), level, "")
        qtbot.waitUntil(lambda window=window: entered(window))
    other.close()
    app.close()
    folder = home / "audit"
    assert verify(folder, codec_of(folder)).fault is None
    decided = [entry for entry in written(home) if entry.kind == "decided"]
    assert [entry.details["level"] for entry in decided] == [1, 2, 3]
    assert len({entry.run for entry in decided}) == 2
    assert len({entry.patient for entry in decided}) == 1, "one patient, whichever window they are in"


def test_wrong_pins_before_the_store_was_open_are_entered_once_it_is(
    app: App, home: Path, case: Path, qtbot: QtBot
) -> None:
    guard_with_pin(home, "4829")
    app.close()
    forget_key(home)
    second = App(None, kept=lambda: home / FILE_NAME)
    qtbot.addWidget(second.window)
    second.start(())
    qtbot.waitUntil(lambda: second.store.state.sealed, timeout=20000)
    for pin in ("1111", "2222", "4829"):
        tried = second.store.state.intent.settings.wrong_pins
        second.lock.try_pin(pin)
        qtbot.waitUntil(
            lambda tried=tried: not second.store.state.sealed or second.store.state.intent.settings.wrong_pins != tried,
            timeout=20000,
        )
    qtbot.waitUntil(lambda: entered(second), timeout=20000)
    told = [(entry.kind, entry.details) for entry in written(home)]
    second.close()
    assert ("unlock_failed", {"wrong_pins": "2"}) in told
    assert [kind for kind, _ in told].count("program_started") == 2
