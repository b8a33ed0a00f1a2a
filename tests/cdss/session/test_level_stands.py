"""A level that a clinician set stands, wherever it is shown or sorted, whatever a later assessment says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.core.kinds import MODALITIES, Presence
from cdss.core.sentences import LANGUAGES
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.vitals import VitalsRow
from cdss.session.actions import CaseRead, Opened, Ruled
from cdss.session.decision.handover import handover
from cdss.session.editing import NoteEdited, OrderChosen
from cdss.session.panes import Ruling
from cdss.session.resolve import report_text_of, resolve
from cdss.session.saved import Restored, saved_of
from cdss.session.state import SessionState
from cdss.session.worklist.ordering import ORDERS
from cdss.session.worklist.rows import worklist
from cdss.session.worklist.shift_work import LevelChange, ShiftWork

MODEL = ModelIdentity("m", "1", "00" * 32)
NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def assessment(case_id: str, level: int) -> Assessment:
    statuses = {m: ModalityStatus(Presence.MISSING) for m in MODALITIES}
    probabilities = tuple(1.0 if i == level else 0.0 for i in range(1, 6))
    risk = Risk(10.0 - 2 * level, (0.0, 9.9))
    return Assessment(
        case_id, MODEL, statuses, Acuity(level, probabilities), risk, {}, (), {}, {}, {}, {}, (), {}
    )  # type: ignore[arg-type]  # fmt: skip


def after(state: SessionState, *actions: object) -> SessionState:
    for action in actions:
        state = action.apply(state)  # type: ignore[attr-defined]
    return state


def with_model(state: SessionState, key: str, level: int) -> SessionState:
    entry = state.entry(key)
    assert entry is not None
    return state.with_entry(replace(entry, assessment=assessment(key[-1], level)))


@pytest.fixture
def overridden() -> SessionState:
    """``a`` set to 2 by the clinician over the model's 3; ``b`` is a 3 of the model."""
    state = after(SessionState(), Opened(("/d/b", "/d/a"), select=True))
    for key in ("/d/a", "/d/b"):
        state = with_model(after(state, CaseRead(key, Case(key[-1], chief_complaint="pain"))), key, 3)
    return after(state, Ruled("/d/a", Ruling(2, 3, "reason_looks_worse")))


@pytest.mark.parametrize("model", range(1, 6))
def test_the_set_level_is_the_one_in_worklist_and_banner(overridden: SessionState, model: int) -> None:
    state = with_model(overridden, "/d/a", model)
    view = resolve(replace(state, intent=replace(state.intent, selected="/d/a")))
    assert {row.key: row.level for row in view.worklist} == {"/d/a": 2, "/d/b": 3}
    assert view.banner and view.banner.ruling == Ruling(2, 3, "reason_looks_worse")
    assert view.decision and view.decision.ruling == Ruling(2, 3, "reason_looks_worse")
    assert view.decision.acuity and view.decision.acuity.level == model


@pytest.mark.parametrize("order", ORDERS)
def test_a_less_urgent_answer_moves_nobody_down(overridden: SessionState, order: str) -> None:
    before = resolve(after(overridden, OrderChosen(order))).worklist
    later = resolve(after(with_model(overridden, "/d/a", 5), OrderChosen(order))).worklist
    assert [row.key for row in later] == [row.key for row in before]
    if order == "level":
        assert [row.key for row in later] == ["/d/a", "/d/b"]


@pytest.mark.parametrize(("model", "warned"), [(1, True), (2, False), (3, False), (5, False)])
def test_only_a_more_urgent_answer_is_said_and_only_as_a_check(
    overridden: SessionState, model: int, warned: bool
) -> None:
    state = with_model(overridden, "/d/a", model)
    view = resolve(replace(state, intent=replace(state.intent, selected="/d/a")))
    checks = [c for c in view.decision.checks if c.code == "session_model_more_urgent"] if view.decision else []
    assert bool(checks) is warned
    assert all(
        "1" in check.text(language) and "2" in check.text(language) for check in checks for language in LANGUAGES
    )


def test_the_level_stands_while_the_patient_is_assessed_again(overridden: SessionState) -> None:
    state = after(overridden, NoteEdited("/d/a", "Feels better."))
    entry = state.entry("/d/a")
    assert entry and entry.assessment is None and entry.level == 2


def test_the_level_stands_after_a_restart_with_its_reason(overridden: SessionState) -> None:
    back = after(SessionState(), Restored(saved_of(overridden), ("dark",), NOW))
    entry = with_model(after(back, CaseRead("/d/a", Case("a", chief_complaint="pain"))), "/d/a", 5).entry("/d/a")
    assert entry and entry.level == 2 and entry.ruling == Ruling(2, 3, "reason_looks_worse")


def test_an_alert_of_a_less_urgent_model_brings_the_row_up_but_not_its_level_down(overridden: SessionState) -> None:
    entry = overridden.entry("/d/a")
    assert entry is not None
    change = LevelChange(NOW, 3, 5, VitalsRow(heart_rate=120.0), VitalsRow(heart_rate=80.0), False)
    state = with_model(overridden.with_entry(replace(entry, shift_work=ShiftWork(changes=(change,)))), "/d/a", 5)
    row = next(row for row in worklist(state) if row.key == "/d/a")
    assert row.change == change and (row.level, row.ruling) == (2, entry.ruling)


@pytest.mark.parametrize("model", range(1, 6))
def test_text_of_the_report_and_hand_over_say_the_set_level_first(overridden: SessionState, model: int) -> None:
    state = with_model(overridden, "/d/a", model)
    state = replace(state, intent=replace(state.intent, selected="/d/a"))
    assert state.selected is not None
    ruling = report_text_of(state.selected, state).sentence("impression/ruling")
    assert ruling is not None and "KTAS 2 Emergent: set by the clinician" in ruling.text
    text = handover(state, "a", NOW)
    assert text is not None
    assert text.index("KTAS 2 Emergent: set by the clinician") < text.index(
        f"Level suggested by the model: KTAS {model}"
    )
    assert "Re-triage every 15 min" in text
