"""Another output, and questions about one patient: what is asked, what is kept, what overtakes what."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdss.core.kinds import MODALITIES, RISK, Modality, Presence
from cdss.engine.jobs import Jobs
from cdss.engine.messages import AssessRequest, Explained, Ready, Refused, Told
from cdss.engine.requests import RequestBook
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.attribution import Attribution, Method
from cdss.records.case import Case
from cdss.records.explanation import Explanation, ModalityShapley
from cdss.records.question import Changed, NextTest, NextTests, Occlude, SecondOpinion, WhatIf
from cdss.records.second_opinion import Opinion, Surrogate
from cdss.session.actions import Answered, CaseRead, Opened, Selected, Submitted, TargetChosen
from cdss.session.editing import Closed
from cdss.session.schedule import next_request
from cdss.session.state import Pending, SessionState

MODEL = ModelIdentity("m", "1", "00" * 32)
PRESENT = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}
ASSESSED = Assessment("a", MODEL, PRESENT, Acuity(3, (0.2,) * 5), Risk(6.0, (5.0, 7.0)), {}, (), {}, {}, {}, {}, (), {})
WITHOUT_FILM = WhatIf(off=frozenset({Modality.IMAGE}))
CHANGED = Changed(WITHOUT_FILM, ASSESSED)
OPINION = Opinion("risk", vitals=Surrogate(Attribution(Method.LIME, "risk", {"vitals/spo2": 0.1}), 0.8, 32))


@pytest.fixture
def explained() -> SessionState:
    """One patient on screen, assessed and explained."""
    state = Opened(("a",)).apply(SessionState())
    state = CaseRead("a", Case("a")).apply(state)
    state = Answered(Ready(MODEL, "cpu", 1)).apply(state)
    entry = state.entries[0]
    explanation = Explanation(modality_shapley=ModalityShapley("risk", 0.1, 0.9, {}, {}))
    return state.with_entry(replace(entry, assessment=ASSESSED, explanation=explanation, explained=True))


def test_another_output_is_asked_for_and_the_old_one_stays_until_it_comes(explained):
    assert next_request(explained) is None
    state = TargetChosen("pneumonia").apply(explained)
    wanted = next_request(state)
    assert wanted == Pending(0, "a", explain=True, target="pneumonia")
    assert state.entries[0].explanation.modality_shapley.target == "risk"
    out = Submitted(replace(wanted, generation=7)).apply(state)
    assert next_request(out) is None
    new = Explanation(modality_shapley=ModalityShapley("pneumonia", 0.1, 0.2, {}, {}))
    done = Answered(Explained(7, new, final=True)).apply(out)
    assert done.entries[0].explanation is new and done.entries[0].explained and done.pending == ()


def test_choosing_again_overtakes_the_output_that_is_out(explained):
    state = Submitted(Pending(7, "a", True, "acs")).apply(TargetChosen("acs").apply(explained))
    state = TargetChosen("sepsis").apply(state)
    assert next_request(state) == Pending(0, "a", explain=True, target="sepsis")


def test_the_output_chosen_for_one_patient_is_not_asked_for_of_the_next(explained):
    two = CaseRead("b", Case("b")).apply(Opened(("b",)).apply(explained))
    two = two.with_entry(replace(two.entry("b"), assessment=ASSESSED, explanation=Explanation(), explained=True))
    state = Submitted(Pending(7, "a", True, "sepsis")).apply(TargetChosen("sepsis").apply(two))
    state = Submitted(Pending(8, "a", True, question=SecondOpinion("sepsis"))).apply(state)
    state = Submitted(Pending(9, "a", True, question=NextTest())).apply(state)
    assert state.entry("b").explained, "the others have their risk explained already"
    other = Selected("b").apply(state)
    assert other.intent.target == RISK and next_request(other) is None
    assert [p.generation for p in other.pending] == [9], "what holds of any output is still waited for"
    late = Answered(Explained(7, Explanation(), final=True)).apply(other)
    back = Selected("a").apply(late)
    assert next_request(back) == Pending(0, "a", explain=True, target=RISK)


def test_the_same_patient_chosen_again_keeps_the_output_and_a_closed_one_takes_it_along(explained):
    state = TargetChosen("sepsis").apply(CaseRead("b", Case("b")).apply(Opened(("b",)).apply(explained)))
    assert Selected("a").apply(state).intent.target == "sepsis"
    assert Opened(("b",)).apply(state).intent.target == "sepsis", "nobody else came on screen"
    assert Opened(("c",), select=True).apply(state).intent.target == RISK
    after_one = Closed("a").apply(state)
    assert (after_one.intent.selected, after_one.intent.target) == ("b", RISK)
    none = Closed("b").apply(TargetChosen("sepsis").apply(after_one))
    assert (none.intent.selected, none.intent.target) == (None, RISK)


def test_an_answer_is_kept_one_of_each_kind_until_the_case_or_what_it_speaks_of_changes(explained):
    def told(state, generation, question, answer):
        state = Submitted(Pending(generation, "a", True, question=question)).apply(state)
        return Answered(Told(generation, answer)).apply(state)

    state = told(explained, 1, WITHOUT_FILM, CHANGED)
    state = told(state, 2, SecondOpinion(), OPINION)
    newer = Changed(WITHOUT_FILM, replace(ASSESSED, acuity=Acuity(2, (0.2,) * 5)))
    state = told(state, 3, WITHOUT_FILM, newer)
    assert state.entries[0].answers == (OPINION, newer) and state.pending == ()
    assert TargetChosen("acs").apply(state).entries[0].answers == (newer,)  # an edited case has every output
    assert CaseRead("a", Case("a")).apply(state).entries[0].answers == ()


def test_a_question_overtakes_its_own_kind_only(explained):
    state = Submitted(Pending(1, "a", True, question=WhatIf())).apply(explained)
    state = Submitted(Pending(2, "a", True, question=NextTest())).apply(state)
    state = Submitted(Pending(3, "a", True, question=WITHOUT_FILM)).apply(state)
    assert [p.generation for p in state.pending] == [2, 3]
    late = Answered(Told(1, CHANGED)).apply(state)
    assert late.entries[0].answers == ()


def test_a_refused_question_is_said_and_the_patient_stays_assessed(explained):
    state = Submitted(Pending(1, "a", True, question=Occlude())).apply(explained)
    state = Answered(Refused(1, "engine_explain_failed", "It failed.")).apply(state)
    entry = state.entries[0]
    assert entry.problem is None and entry.assessment is not None
    assert state.remark is not None and state.pending == ()


def test_the_book_drops_the_older_question_of_a_kind_and_all_of_them_with_the_patient():
    book = RequestBook()
    first, _ = book.ask(Case("a"), WhatIf())
    other, _ = book.ask(Case("a"), NextTest())
    assert {r.generation for r in book.due()} == {first, other}
    second, dropped = book.ask(Case("a"), WITHOUT_FILM)
    assert dropped == (first,)
    assert book.accept(Told(first, CHANGED)) is None
    assert book.accept(Told(other, NextTests(()))) == Told(other, NextTests(()))
    _, dropped = book.add(Case("b"), explain=True)
    assert book.accept(Told(second, CHANGED)) is None and dropped == ()  # it had not been sent yet


def test_the_newest_question_is_answered_before_the_rest_of_the_worklist():
    jobs = Jobs()
    jobs.put(AssessRequest(1, Case("b"), explain=False))
    jobs.put(AssessRequest(2, Case("a"), question=NextTest()))
    assert jobs.take().generation == 2
