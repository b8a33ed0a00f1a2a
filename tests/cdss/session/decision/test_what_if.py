"""The hypothetical case in the session: kept apart from the patient, gone with the patient, never stale."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.engine.messages import Ready, Refused, Told
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.question import Changed, Counterfactuals, SmallestChange, WhatIf
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import Answered, CaseRead, Imagined, Opened, Selected, Submitted, TargetChosen
from cdss.session.decision.what_if import askable
from cdss.session.resolve import resolve
from cdss.session.state import Pending, SessionState

MODEL = ModelIdentity("m", "1", "00" * 32)
VITALS = Vitals("v", (VitalsRow(heart_rate=90.0, sbp=120.0, dbp=70.0),))
FASTER = WhatIf({"heart_rate": 150.0})


def assessment(case_id: str, level: int = 2, risk: float = 7.0) -> Assessment:
    return Assessment(
        case_id, MODEL, {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}, Acuity(level, (0.2,) * 5),
        Risk(risk, (6.0, 8.0)), {}, (), {}, {}, {}, {}, (), {},
    )  # fmt: skip


def after(state: SessionState, *actions) -> SessionState:
    for action in actions:
        state = action.apply(state)
    return state


@pytest.fixture
def opened() -> SessionState:
    cases = (CaseRead(f"/d/{name}", Case(name, chief_complaint="pain", vitals=VITALS)) for name in "ab")
    return after(SessionState(), Opened(("/d/a", "/d/b")), *cases, Answered(Ready(MODEL, "cpu", 2)))


def asked(state: SessionState, question=FASTER, generation: int = 5) -> SessionState:
    pending = Pending(generation, "/d/a", explain=True, question=question)
    return after(state, Imagined(question), Submitted(pending))


def test_the_panel_is_closed_until_something_is_imagined(opened):
    assert resolve(opened).what_if is None
    pane = resolve(after(opened, Imagined(WhatIf()))).what_if
    assert pane.case_id == "a" and pane.latest.heart_rate == 90.0
    assert (pane.changed, pane.refused, pane.busy) == (None, (), False)
    assert resolve(after(opened, Imagined(WhatIf()), Imagined(None))).what_if is None


def test_the_answer_to_exactly_these_edits_is_shown(opened):
    waiting = asked(opened)
    assert resolve(waiting).what_if.busy
    answered = after(waiting, Answered(Told(5, Changed(FASTER, assessment("a", 1, 9.0)))))
    pane = resolve(answered).what_if
    assert pane.changed.acuity.level == 1 and not pane.busy
    moved_on = after(answered, Imagined(WhatIf({"heart_rate": 151.0})))
    assert resolve(moved_on).what_if.changed is None


def test_the_patient_is_never_changed_by_what_is_imagined(opened):
    answered = after(asked(opened), Answered(Told(5, Changed(FASTER, assessment("a", 1, 9.0)))))
    entry = answered.selected
    assert entry.case is opened.selected.case and entry.assessment is None and entry.level is None
    assert resolve(answered).banner == resolve(opened).banner and resolve(answered).worklist == resolve(opened).worklist


def test_another_patient_closes_the_panel_and_takes_no_answer_along(opened):
    answered = after(asked(opened), Answered(Told(5, Changed(FASTER, assessment("a", 1)))))
    other = after(answered, Selected("/d/b"))
    assert resolve(other).what_if is None and all(e.answers == () for e in other.entries)
    assert resolve(after(other, Selected("/d/a"))).what_if is None


def test_choosing_the_patient_on_screen_again_keeps_the_panel(opened):
    assert resolve(after(asked(opened), Selected("/d/a"))).what_if.question == FASTER


def test_an_answer_that_comes_after_another_patient_was_chosen_is_not_shown(opened):
    late = after(asked(opened), Selected("/d/b"), Answered(Told(5, Changed(FASTER, assessment("a", 1)))))
    assert resolve(late).what_if is None
    assert resolve(after(late, Imagined(FASTER))).what_if.changed is None


def test_new_files_of_the_patient_close_the_panel(opened):
    case = replace(opened.selected.case, chief_complaint="fever")
    assert resolve(after(asked(opened), CaseRead("/d/a", case))).what_if is None
    assert resolve(after(asked(opened), CaseRead("/d/b", Case("b")))).what_if is not None


def test_another_explained_output_keeps_what_was_answered(opened):
    answered = after(
        asked(opened),
        Answered(Told(5, Changed(FASTER, assessment("a", 1)))),
        Submitted(Pending(6, "/d/a", explain=True, question=SmallestChange())),
        Answered(Told(6, Counterfactuals((), 12))),
        TargetChosen("sepsis"),
    )
    pane = resolve(answered).what_if
    assert pane.changed is not None and pane.found.tried == 12


def test_what_cannot_be_is_refused_in_words_without_asking(opened):
    wrong = after(opened, Imagined(WhatIf({"spo2": 130.0})))
    (refusal,) = resolve(wrong).what_if.refused
    assert "40–100 %" in refusal.text() and not askable(wrong)


def test_only_edits_that_change_something_are_asked(opened):
    assert not askable(opened) and not askable(after(opened, Imagined(WhatIf())))
    assert askable(after(opened, Imagined(FASTER)))
    assert askable(after(opened, Imagined(WhatIf(off=frozenset({Modality.NOTE})))))


def test_what_the_engine_refuses_is_said_in_the_panel(opened):
    refused = after(asked(opened), Answered(Refused(5, "case_empty_no_such", "Nothing can be assessed.")))
    pane = resolve(refused).what_if
    assert pane.remark == "Nothing can be assessed." and not pane.busy and pane.changed is None


def test_without_a_patient_nothing_can_be_imagined():
    assert after(SessionState(), Imagined(FASTER)) == SessionState()
    unread = after(SessionState(), Opened(("/d/a",)))
    assert after(unread, Imagined(FASTER)) == unread


def test_a_search_under_way_is_told(opened):
    state = after(opened, Imagined(WhatIf()), Submitted(Pending(7, "/d/a", explain=True, question=SmallestChange())))
    assert resolve(state).what_if.searching and not resolve(state).what_if.busy
