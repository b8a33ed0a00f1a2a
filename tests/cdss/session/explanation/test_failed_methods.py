"""Explanations whose method failed its test on other patients are hidden until the user asks for them."""

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence
from cdss.engine.messages import Ready
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.attribution import Attribution, Method
from cdss.records.case import Case, Note
from cdss.records.ecg import Ecg
from cdss.records.explanation import (
    EXPLANATION_PARTS,
    Contribution,
    CrossAttention,
    EcgAttribution,
    Explanation,
    NoteTokens,
    NoteUnit,
    NoteUnits,
    VitalsShap,
    WordSpan,
)
from cdss.records.reliability import MethodCheck, Reliability
from cdss.records.routing import AttentionAgreement
from cdss.records.second_opinion import Opinion, Surrogate
from cdss.session.actions import Answered, FailedMethodsToggled
from cdss.session.explanation.failed_methods import hidden, shown
from cdss.session.exports import pane_table
from cdss.session.place import Pane
from cdss.session.resolve import resolve
from cdss.session.state import Entry, Intent, SessionState

MODEL = ModelIdentity("cdss-triage", "9.9", "cd" * 32)
STATUS = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}
ASSESSED = Assessment(
    "demo-1", MODEL, STATUS, Acuity(2, (0.2,) * 5), Risk(9.0, (8.0, 9.5)), {}, (), {}, {}, {}, {}, (), {}
)
WORDS = (WordSpan("chest", 0, 5, 0.3), WordSpan("pain", 6, 10, -0.1), WordSpan("now", 11, 14, 0.2))
UNITS = tuple(NoteUnit(word.text, ((word.start, word.end),), (i,), word.effect) for i, word in enumerate(WORDS))
TOKENS = NoteTokens("risk", "chest pain now", WORDS, UNITS, 0.1, 0.5)
TESTS = Reliability("risk", (MethodCheck("note_tokens", Method.INTEGRATED_GRADIENTS),), ("note_tokens",))
SHAP = VitalsShap(
    "risk",
    0.2,
    0.5,
    (Contribution("spo2", "91%", 0.3), Contribution("age", "44 y", 0.1), Contribution("sbp", "118", -0.1)),
)
LIME = Opinion(
    "risk",
    Surrogate(
        Attribution(Method.LIME, "risk", {"note/1/chest": -0.3, "note/2/pain": 0.1, "note/3/now": -0.2}), 0.9, 256
    ),
    Surrogate(
        Attribution(Method.LIME, "risk", {"vitals/spo2": 0.02, "context/age": -0.04, "vitals/sbp": 0.03}), 0.8, 32
    ),
)
AGREEMENT = AttentionAgreement("risk", 0.81, 9, 0.72, 7)


def told(failed, explanation, answers=()):
    """One patient on screen, of a model whose methods in ``failed`` failed their test."""
    case = Case(
        "demo-1", note=Note("n", "chest pain now"), ecgs=(Ecg("built", np.zeros((12, 5000), np.float32), 500.0),)
    )
    entry = Entry("a", case=case, assessment=ASSESSED, explanation=explanation, explained=True, answers=answers)
    return Answered(Ready(MODEL, "cpu", 2, failed)).apply(SessionState((entry,), Intent(selected="a")))


@pytest.fixture
def state():
    return told(("note_tokens",), Explanation(note_tokens=TOKENS, reliability=TESTS))


def test_a_failed_method_is_neither_drawn_nor_saved_and_its_pane_says_so(state):
    view = resolve(state)
    assert view.note.tokens is None and view.note.hidden
    assert [i.code for i in view.note.issues] == ["explain_hidden_note"]
    assert pane_table(state, Pane.NOTE) is None


def test_at_the_users_request_it_is_drawn_and_saved_with_its_failure_beside_it(state):
    asked = FailedMethodsToggled().apply(state)
    view = resolve(asked)
    assert view.note.tokens == TOKENS and not view.note.hidden
    assert [(i.code, i.modality) for i in view.note.issues] == [("explain_failed", Modality.NOTE)]
    assert "note/1/chest" in pane_table(asked, Pane.NOTE)
    assert resolve(FailedMethodsToggled().apply(asked)) == resolve(state)


def test_what_is_read_as_one_is_no_attribution_and_stays(state):
    view = resolve(state)
    assert view.decision.unit_words == ("chest", "pain", "now")
    assert view.note.units == ((0, 5, 0), (6, 10, 1), (11, 14, 2))


def test_the_units_come_with_the_attention_before_any_attribution():
    """Words can be pointed at, and the rows of the attention are in the words of the note, from then on."""
    units = tuple(replace(unit, effect=0.0) for unit in TOKENS.units)
    routed = CrossAttention(
        ("now",), ("ecg_1",), np.ones((1, 1, 1), np.float32), (2,), note=NoteUnits(TOKENS.displayed, units)
    )
    view = resolve(told(("note_tokens",), Explanation(cross_attention=routed)))
    assert view.decision.unit_words == ("chest", "pain", "now")
    assert view.note.units == ((0, 5, 0), (6, 10, 1), (11, 14, 2))


def test_what_is_known_of_the_patient_is_kept_and_methods_that_passed_are_not_touched(state):
    entry = state.entries[0]
    seen = shown(entry, state)
    assert entry.explanation.note_tokens == TOKENS and hidden(entry, state) == {"note_tokens"}
    others = {name for name in EXPLANATION_PARTS if name != "note_tokens"}
    assert all(getattr(seen, name) is getattr(entry.explanation, name) for name in others)
    passed = replace(state, engine=replace(state.engine, failed_methods=()))
    assert shown(entry, passed) is entry.explanation and not hidden(entry, passed)
    assert resolve(passed).note.tokens == TOKENS and not resolve(passed).note.hidden


def test_a_part_that_has_not_come_yet_is_awaited_and_not_called_hidden():
    state = told(("note_tokens", "ecg_attribution", "vitals_shap"), Explanation())
    view = resolve(state)
    assert not view.note.hidden and not view.ecg.hidden and not view.decision.shap_failed
    come = EcgAttribution("risk", np.zeros((12, 5000), np.float32), 500.0)
    view = resolve(told(("ecg_attribution",), Explanation(ecg_attribution=come)))
    assert view.ecg.hidden and view.ecg.attribution is None


# attention -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failed", "sides", "words", "evidence"),
    [
        (("note_tokens",), ("words",), None, 0.72),
        (("vitals_shap",), ("evidence",), 0.81, None),
        (("note_tokens", "vitals_shap"), ("words", "evidence"), None, None),
        (("image_cam",), (), 0.81, 0.72),
    ],
    ids=["words", "evidence", "both", "no-film-here"],
)
def test_a_rank_correlation_with_hidden_attributions_is_not_told(failed, sides, words, evidence):
    state = told(failed, Explanation(note_tokens=TOKENS, vitals_shap=SHAP, attention_agreement=AGREEMENT))
    found = resolve(state).decision.agreement
    assert (found.failed, found.words, found.evidence) == (sides, words, evidence)
    assert found.routing_only is bool(sides)  # both correlations are above .6: only the failed method makes it so
    asked = resolve(FailedMethodsToggled().apply(state)).decision.agreement
    assert asked == replace(AGREEMENT, failed=sides) and asked.routing_only is bool(sides)


# LIME ------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked():
    explanation = Explanation(note_tokens=TOKENS, vitals_shap=SHAP, reliability=TESTS)
    return told(("note_tokens", "vitals_shap"), explanation, (LIME,))


def test_lime_stands_alone_while_the_methods_beside_it_are_hidden(asked):
    view = resolve(asked)
    assert [(unit.text, unit.effect) for unit in view.note.lime.units] == [
        ("chest", -0.3),
        ("pain", 0.1),
        ("now", -0.2),
    ]
    assert (view.note.lime.base, view.note.lime.value) == (None, None) and view.note.tokens is None
    assert view.decision.shap_failed and view.decision.vitals_shap is None
    assert view.decision.lime == (
        Contribution("age", "44 y", -0.04),
        Contribution("sbp", "118", 0.03),
        Contribution("spo2", "91%", 0.02),
    )


def test_hidden_attributions_are_neither_compared_with_lime_nor_a_check(asked):
    view = resolve(asked)
    for found in (view.note.opinion, view.decision.opinion):
        assert (found.withheld, found.rho, found.disagree) == (True, None, False)
    assert view.decision.checks == ()


def test_shown_at_request_they_are_compared_again(asked):
    view = resolve(FailedMethodsToggled().apply(asked))
    # ranks of the words by one method are the other's turned round; of the vital signs 3 2 1 against 2 1 3
    assert view.note.opinion.rho == pytest.approx(-1.0) and view.decision.opinion.rho == pytest.approx(-0.5)
    assert [check.code for check in view.decision.checks] == ["opinion_disagrees_note", "opinion_disagrees_vitals"]
    assert view.note.lime is None and view.decision.lime == () and view.decision.shap_failed


def test_what_stands_alone_is_saved_alone(asked):
    table = pane_table(asked, Pane.NOTE)
    assert "lime" in table and "integrated_gradients" not in table
