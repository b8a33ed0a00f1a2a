"""LIME beside the first method: the rank correlation by hand, the check where they disagree, what is never compared."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.attribution import Attribution, Method
from cdss.records.case import Case, Note
from cdss.records.explanation import Contribution, Explanation, NoteTokens, NoteUnit, VitalsShap
from cdss.records.question import Occlude, SecondOpinion
from cdss.records.second_opinion import Compared, Opinion, Surrogate
from cdss.session.explanation.second_opinion import asking_opinion, compared_note, compared_vitals, opinion_issues
from cdss.session.exports import pane_table
from cdss.session.place import Pane
from cdss.session.resolve import resolve
from cdss.session.state import Entry, Intent, Pending, SessionState

PRESENT = {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}
MODEL = ModelIdentity("m", "1", "00" * 32)
ASSESSED = Assessment("a", MODEL, PRESENT, Acuity(3, (0.2,) * 5), Risk(6.0, (5.0, 7.0)), {}, (), {}, {}, {}, {}, (), {})
UNITS = (
    NoteUnit("squeezing", ((0, 9),), (0,), 0.05),
    NoteUnit("no fever", ((11, 19),), (1, 2), -0.02, denied=True),
    NoteUnit("cough", ((21, 26),), (3,), 0.01),
)
SHAP = tuple(Contribution(n, "1", e) for n, e in (("spo2", 0.09), ("sbp", 0.04), ("age", 0.01), ("heart_rate", -0.03)))
EXPLAINED = Explanation(
    note_tokens=NoteTokens("risk", "squeezing, no fever, cough", (), UNITS, base=0.2, value=0.24),
    vitals_shap=VitalsShap("risk", 0.3, 0.41, SHAP),
)


def lime(*effects: float) -> Surrogate:
    names = ("note/1/squeezing", "note/2/no fever", "note/4/cough")
    return Surrogate(Attribution(Method.LIME, "risk", dict(zip(names, effects, strict=True))), 0.9, 256)


def lime_of_vitals(*effects: float) -> Surrogate:
    names = ("vitals/heart_rate", "vitals/sbp", "vitals/spo2", "context/age")
    return Surrogate(Attribution(Method.LIME, "risk", dict(zip(names, effects, strict=True))), 0.8, 32)


def entry(opinion: Opinion | None, explanation: Explanation = EXPLAINED) -> Entry:
    answers = (opinion,) if opinion else ()
    case = Case("a", note=Note("built", "squeezing, no fever, cough"))
    return Entry("a", case, ASSESSED, explanation, explained=True, answers=answers)


def state(shown: Entry) -> SessionState:
    return SessionState((shown,), Intent(selected="a"))


def seen(shown: Entry) -> tuple[Entry, SessionState]:
    return shown, state(shown)


def test_units_are_matched_by_name_and_ranked_with_their_sign() -> None:
    found = compared_note(*seen(entry(Opinion("risk", note=lime(0.03, -0.04, -0.01)))))
    assert found is not None
    assert (found.method, found.count, found.fit) == (Method.INTEGRATED_GRADIENTS, 3, 0.9)
    assert found.rho == pytest.approx(1.0)
    assert not found.disagree


@pytest.mark.parametrize(
    ("opinion", "signs", "order_only"),
    [
        ((-0.03, 0.02, 0.06, 0.01), (False, False, False, False), False),
        ((-0.03, 0.02, 0.06, -0.01), (False, False, False, True), False),
        ((-0.05, -0.02, 0.06, -0.01), (False, True, False, True), True),
        ((0.001, 0.02, 0.06, 0.01), (False, False, True, False), True),
        ((-0.03, 0.0, 0.06, 0.01), (False, False, False, False), False),
    ],
)
def test_signs_of_the_strongest_are_compared_too(
    opinion: tuple[float, ...], signs: tuple[bool, ...], order_only: bool
) -> None:
    """SHAP: oxygen .09, pressure .04, heart rate -.03, age .01; LIME's come as heart rate, pressure, oxygen, age."""
    found = compared_vitals(*seen(entry(Opinion("risk", vitals=lime_of_vitals(*opinion)))))
    assert found is not None and not found.disagree
    assert found.other_sign == signs and found.order_only is order_only


def test_vital_signs_are_matched_by_name_whatever_their_order() -> None:
    found = compared_vitals(*seen(entry(Opinion("risk", vitals=lime_of_vitals(-0.01, 0.06, 0.05, 0.02)))))
    assert found is not None
    # SHAP ranks heart rate 1, age 2, pressure 3, oxygen 4; LIME the last two the other way round: 1 - 6 * 2 / (4 * 15)
    assert found.rho == pytest.approx(0.8) and found.method is Method.SHAP
    assert found.effects == {"heart_rate": -0.01, "sbp": 0.06, "spo2": 0.05, "age": 0.02}


def test_methods_that_disagree_are_a_check_that_names_both_and_the_figure() -> None:
    shown = entry(Opinion("risk", lime(-0.03, 0.04, 0.01), lime_of_vitals(0.06, 0.02, 0.05, -0.01)))
    note, vitals = opinion_issues(*seen(shown))
    assert note.text() == (
        "Two explanations disagree on the note's words: LIME and Integrated Gradients "
        "(rank correlation \N{MINUS SIGN}1.00, 3 words). Rely on neither."
    )
    assert (note.severity, note.modality) == (Severity.WARNING, Modality.NOTE)
    # ranks of SHAP and LIME: heart rate 1 and 4, age 2 and 1, pressure 3 and 2, oxygen 4 and 3: 1 - 6 * 12 / (4 * 15)
    assert "LIME and SHAP (rank correlation \N{MINUS SIGN}0.20, 4 inputs)" in vitals.text()
    assert "순위 상관 \N{MINUS SIGN}0.20" in vitals.text("ko")
    decision = resolve(state(shown)).decision
    assert decision is not None and decision.checks == (note, vitals)


def test_methods_that_agree_are_no_check() -> None:
    shown = entry(Opinion("risk", lime(0.03, -0.04, -0.01), lime_of_vitals(-0.01, 0.02, 0.05, 0.01)))
    assert opinion_issues(*seen(shown)) == () == opinion_issues(*seen(entry(None)))


@pytest.mark.parametrize(
    ("rho", "disagree"), [(0.494, True), (0.496, False), (0.5, False), (-1.0, True), (None, False)]
)
def test_the_verdict_is_that_of_the_shown_figure(rho: float | None, disagree: bool) -> None:
    assert Compared(Method.SHAP, {}, 0.9, rho, 9).disagree is disagree


def test_two_inputs_are_too_few_and_equal_effects_have_no_rank() -> None:
    two = replace(EXPLAINED, note_tokens=NoteTokens("risk", "squeezing, no fever", (), UNITS[:2]))
    few = Surrogate(Attribution(Method.LIME, "risk", {"note/1/squeezing": -1.0, "note/2/no fever": 1.0}), 0.9, 256)
    found = compared_note(*seen(entry(Opinion("risk", note=few), two)))
    assert found is not None and (found.rho, found.count, found.disagree) == (None, 2, False)
    flat = compared_note(*seen(entry(Opinion("risk", note=lime(0.0, 0.0, 0.0)))))
    assert flat is not None and (flat.rho, flat.count) == (None, 3)


def test_another_output_and_another_text_are_never_compared() -> None:
    answer = Opinion("risk", lime(0.03, -0.04, -0.01), lime_of_vitals(-0.01, 0.06, 0.05, 0.02))
    other = replace(answer, target="acs")
    assert compared_note(*seen(entry(other))) is None and compared_vitals(*seen(entry(other))) is None
    longer = replace(EXPLAINED, note_tokens=NoteTokens("risk", "", (), (*UNITS, NoteUnit("cold", (), (4,), 0.1))))
    assert compared_note(*seen(entry(answer, longer))) is None
    assert compared_note(*seen(entry(answer, Explanation()))) is None


def test_the_panes_carry_it_and_know_while_it_is_on_its_way() -> None:
    answer = Opinion("risk", lime(0.03, -0.04, -0.01), lime_of_vitals(-0.01, 0.06, 0.05, 0.02))
    view = resolve(state(entry(answer)))
    assert view.note.opinion.count == 3 and view.decision.opinion.count == 4
    assert not view.note.asking and not view.decision.asking
    waiting = replace(state(entry(None)), pending=(Pending(1, "a", True, question=SecondOpinion("risk")),))
    view = resolve(waiting)
    assert view.note.asking and view.decision.asking and view.note.opinion is None
    for question in (Occlude(), SecondOpinion("acs")):
        out = replace(waiting, pending=(Pending(1, "a", True, question=question),))
        assert not asking_opinion(out.entries[0], out)


def test_the_tables_have_it_beside_the_first_method() -> None:
    answer = Opinion("risk", lime(0.03, -0.04, -0.01), lime_of_vitals(-0.01, 0.06, 0.05, 0.02))

    def rows(pane: Pane, shown: Entry) -> dict[str, float]:
        text = pane_table(state(shown), pane) or ""
        table = csv.DictReader(io.StringIO(text.lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")))
        return {row["input"]: float(row["effect"]) for row in table if row["method"] == "lime"}

    assert rows(Pane.NOTE, entry(answer)) == {"note/1/squeezing": 0.03, "note/2/no fever": -0.04, "note/4/cough": -0.01}
    assert rows(Pane.DECISION, entry(answer)) == rows(Pane.VITALS, entry(answer))
    assert rows(Pane.VITALS, entry(answer))["context/age"] == 0.02
    assert rows(Pane.FILM, entry(answer)) == {} == rows(Pane.NOTE, entry(None))
