"""New vital signs in a real window: the patient comes to the top with the reason, is acknowledged, and all of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.database.records import FILE_NAME
from cdss.records.vitals import VitalsRow
from cdss.session.worklist.change_words import reason_words
from tests.ui.shift_window import LONG_MS, Window, done, folder, table, windows
from ui.app import App
from ui.panels.settings_panel import SettingsPanel
from ui.views.budget_view import BudgetView


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    yield from windows(qtbot, tmp_path / "data" / FILE_NAME)


@pytest.fixture
def three(tmp_path: Path) -> list[Path]:
    return [folder(tmp_path, name) for name in ("anna", "ben", "cho")]


def ids(app: App) -> list[str]:
    return [row.case_id for row in app.window.worklist.list.model().rows]


def worsen(app: App, case: Path, spo2: int, qtbot: QtBot) -> None:
    """Newer vital signs are dropped onto the patient."""
    app.user.select(str(case))
    app.cases.drop([table(case.parent, spo2)])
    qtbot.waitUntil(
        lambda: done(app) and app.store.state.entry(str(case)).case.vitals.latest.spo2 == spo2, timeout=LONG_MS
    )


def test_newer_vital_signs_bring_the_patient_up_with_the_reason(
    window: Window, three: list[Path], qtbot: QtBot
) -> None:
    app = window(*three)
    worsen(app, three[2], 88, qtbot)
    qtbot.waitUntil(lambda: ids(app) == ["cho", "anna", "ben"], timeout=LONG_MS)
    row = app.window.worklist.list.model().rows[0]
    assert (row.change.before, row.change.after) == (3, 2)
    spoken = app.window.worklist.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "level 3 → 2: SpO₂ 97 → 88 %" in spoken
    alerts = app.window.worklist.alerts
    assert alerts.count.text() == "Level changes, last hour: 1" and "1 to be seen" in alerts.unseen.accessibleName()


def test_the_key_leads_to_the_patient_and_then_says_that_it_was_seen(
    window: Window, three: list[Path], qtbot: QtBot
) -> None:
    app = window(*three)
    worsen(app, three[2], 84, qtbot)
    app.user.select(str(three[0]))
    key = app.window._actions["acknowledge_change"]
    key.trigger()
    assert app.store.state.intent.selected == str(three[2])
    assert app.store.state.selected.shift_work.standing is not None, "gone to, not seen yet"
    key.trigger()
    assert app.store.state.selected.shift_work.standing is None
    assert app.window.worklist.alerts.unseen.isHidden()
    key.trigger()
    assert app.store.state.intent.selected == str(three[2]), "nobody else is left"


def test_a_click_on_what_is_unseen_goes_from_one_to_the_next_and_marks_nobody(
    window: Window, three: list[Path], qtbot: QtBot
) -> None:
    app = window(*three)
    worsen(app, three[1], 84, qtbot)
    worsen(app, three[2], 88, qtbot)
    app.user.select(str(three[0]))
    there = []
    for _ in range(3):
        qtbot.mouseClick(app.window.worklist.alerts.unseen, Qt.MouseButton.LeftButton)
        there.append(app.store.state.selected.case.case_id)
    assert there == ["ben", "cho", "ben"]
    assert sum(e.shift_work.standing is not None for e in app.store.state.entries) == 2


def test_vital_signs_entered_at_the_bedside_bring_the_patient_up_once_and_not_again_in_the_next_window(
    window: Window, three: list[Path], qtbot: QtBot
) -> None:
    app = window(*three)
    row = VitalsRow(datetime.now(UTC), heart_rate=120.0, spo2=83.0)
    app.entry_desk.charting.enter(str(three[1]), row, 1, "kim")
    qtbot.waitUntil(lambda: ids(app)[0] == "ben", timeout=LONG_MS)
    change = app.store.state.entry(str(three[1])).shift_work.standing
    assert (change.before, change.after) == (3, 1)
    assert reason_words(change, "en") == "SpO₂ 97 → 83 %, HR 88 → 120 /min"
    app.user.seen(str(three[1]))
    app.window.close()
    second = window()
    assert [e.level for e in second.store.state.entries] == [3, 1, 3]
    assert all(e.shift_work.standing is None for e in second.store.state.entries)


def test_the_status_line_counts_them_too_where_the_worklist_is_out_of_sight(
    window: Window, three: list[Path], qtbot: QtBot
) -> None:
    app = window(*three)
    mark = app.window.status.unseen
    assert mark.isHidden()
    worsen(app, three[2], 84, qtbot)
    app.user.search("anna")
    app.window.resize(900, 640)
    qtbot.waitUntil(lambda: not app.window.worklist.isVisible(), timeout=LONG_MS)
    assert mark.isVisible() and mark.text() == "▲ 1" and mark.accessibleName() == "Changed levels to be seen: 1"
    app.user.search("")
    app.user.select(str(three[0]))
    qtbot.mouseClick(mark, Qt.MouseButton.LeftButton)
    assert app.store.state.intent.selected == str(three[2])
    app.user.seen(str(three[2]))
    assert mark.isHidden()


def test_changes_that_nobody_saw_and_those_that_were_seen_outlive_the_window(
    window: Window, three: list[Path], qtbot: QtBot
) -> None:
    first = window(*three)
    worsen(first, three[1], 88, qtbot)
    worsen(first, three[2], 84, qtbot)
    first.user.seen(str(three[1]))
    first.window.close()
    second = window()
    qtbot.waitUntil(lambda: ids(second)[0] == "cho", timeout=LONG_MS)
    standing = [e.key for e in second.store.state.entries if e.shift_work.standing]
    assert standing == [str(three[2])]
    assert second.window.worklist.alerts.count.text() == "Level changes, last hour: 2"


def test_vital_signs_that_changed_while_the_window_was_closed_are_brought_up(
    window: Window, three: list[Path], qtbot: QtBot
) -> None:
    window(*three).window.close()
    (three[1] / "vitals.csv").write_text("heart_rate,sbp,spo2\n88,130,80\n", encoding="utf-8")
    second = window()
    qtbot.waitUntil(lambda: ids(second)[0] == "ben", timeout=LONG_MS)
    change = second.store.state.entry(str(three[1])).shift_work.standing
    assert (change.before, change.after, change.earlier.spo2) == (3, 1, 97.0)


def test_the_cap_is_set_beside_what_it_holds_back(window: Window, three: list[Path], qtbot: QtBot) -> None:
    app = window(*three)
    app.user.set_setting("alert_cap", 1)
    worsen(app, three[0], 88, qtbot)
    worsen(app, three[1], 88, qtbot)
    assert app.window.worklist.alerts.count.text() == "Level changes, last hour: 1 · cap 1 · 1 held"
    qtbot.mouseClick(app.window.worklist.alerts.count, Qt.MouseButton.LeftButton)

    (panel,) = app.window.findChildren(SettingsPanel)
    (budget,) = panel.findChildren(BudgetView)
    assert budget.isVisible() and budget.held_back[0].text() == "ben: level 3 → 2: SpO₂ 97 → 88 %"
    worsen(app, three[2], 88, qtbot)
    assert [b.text().split(":")[0] for b in budget.held_back] == ["ben", "cho"], "it goes on while it is open"
    app.user.select(str(three[0]))
    qtbot.mouseClick(budget.held_back[0], Qt.MouseButton.LeftButton)
    assert app.store.state.intent.selected == str(three[1])
    app.user.acknowledge()
    assert [b.text().split(":")[0] for b in budget.held_back] == ["cho"], "seen, though it was never brought up"
    panel.reject()
