"""Explanations whose method failed its test on other patients are hidden until the user asks for them."""

from dataclasses import replace

import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.engine.messages import Ready
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.attribution import Method
from cdss.records.case import Case, Note
from cdss.records.explanation import EXPLANATION_PARTS, Explanation, NoteTokens, WordSpan
from cdss.records.reliability import MethodCheck, Reliability
from cdss.session.actions import Answered, FailedMethodsToggled
from cdss.session.exports import pane_table
from cdss.session.failed_methods import as_shown
from cdss.session.resolve import resolve
from cdss.session.state import Entry, Intent, Pane, SessionState

MODEL = ModelIdentity("cdss-triage", "9.9", "cd" * 32)
STATUS = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}
ASSESSED = Assessment(
    "demo-1", MODEL, STATUS, Acuity(2, (0.2,) * 5), Risk(9.0, (8.0, 9.5)), {}, (), {}, {}, {}, {}, (), {}
)
TOKENS = NoteTokens("risk", "chest pain", (WordSpan("chest", 0, 5, 0.3), WordSpan("pain", 6, 10, -0.1)))
TESTS = Reliability("risk", (MethodCheck("note_tokens", Method.INTEGRATED_GRADIENTS),), ("note_tokens",))


@pytest.fixture
def state():
    case = Case("demo-1", note=Note("n", "chest pain"))
    explanation = Explanation(note_tokens=TOKENS, reliability=TESTS)
    entry = Entry("a", case=case, assessment=ASSESSED, explanation=explanation, explained=True)
    opened = SessionState((entry,), Intent(selected="a"))
    return Answered(Ready(MODEL, "cpu", 2, ("note_tokens",))).apply(opened)


def test_a_failed_method_is_neither_drawn_nor_saved_and_its_pane_says_so(state):
    shown = resolve(state)
    assert shown.note.tokens is None and shown.decision.unit_words == ()
    assert [i.code for i in shown.note.issues] == ["explain_hidden_note"]
    assert pane_table(state, Pane.NOTE) is None


def test_at_the_users_request_it_is_drawn_and_saved_with_its_failure_beside_it(state):
    asked = FailedMethodsToggled().apply(state)
    shown = resolve(asked)
    assert shown.note.tokens == TOKENS
    assert [(i.code, i.modality) for i in shown.note.issues] == [("explain_failed", Modality.NOTE)]
    assert "note/1/chest" in pane_table(asked, Pane.NOTE)
    assert resolve(FailedMethodsToggled().apply(asked)) == resolve(state)


def test_what_is_known_of_the_patient_is_kept_and_methods_that_passed_are_not_touched(state):
    entry = state.entries[0]
    hidden = as_shown(entry, state)
    assert entry.explanation.note_tokens == TOKENS
    others = {name for name in EXPLANATION_PARTS if name != "note_tokens"}
    assert all(getattr(hidden.explanation, name) is getattr(entry.explanation, name) for name in others)
    passed = replace(state, engine=replace(state.engine, failed_methods=()))
    assert as_shown(entry, passed) is entry
    assert resolve(passed).note.tokens == TOKENS
