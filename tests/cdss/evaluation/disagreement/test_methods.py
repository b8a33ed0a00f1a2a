"""Two explanations of one patient compared as on the screen, and whom a comparison counts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import RISK, Modality, Severity
from cdss.core.result import issue
from cdss.evaluation.disagreement.methods import (
    FILM,
    MIXED,
    NOTE,
    PULSES,
    VITALS,
    Compared,
    compared,
    method_checks,
    opinions,
    pulse_figures,
)
from cdss.records.attribution import Attribution, Method
from cdss.records.case import Case
from cdss.records.explanation import Contribution, Explanation, VitalsShap
from cdss.records.question import Occlude, SecondOpinion
from cdss.records.second_opinion import Opinion, Surrogate
from cdss.session.explanation.second_opinion import compared_note, compared_vitals
from cdss.session.state import Entry, SessionState

SHAP = VitalsShap(
    RISK, 0.3, 0.4, tuple(Contribution(n, "1", e) for n, e in (("spo2", 0.3), ("sbp", 0.2), ("age", 0.1)))
)


def lime(*effects):
    names = ("vitals/spo2", "vitals/sbp", "context/age")
    return Surrogate(Attribution(Method.LIME, RISK, dict(zip(names, effects, strict=True))), 0.9, 32)


@pytest.mark.parametrize(
    ("effects", "said"), [((3.0, 2.0, 1.0), False), ((1.0, 2.0, 3.0), True), ((1.0, 1.0, 1.0), None)]
)
def test_the_screens_own_comparison_decides(effects, said):
    found = opinions(Case("a"), Explanation(vitals_shap=SHAP), Opinion(RISK, vitals=lime(*effects)))
    assert found == (None, said)


def test_only_patients_on_whom_both_methods_say_something_are_counted(answer):
    given = [replace(answer, acuity=replace(answer.acuity, level=level)) for level in (1, 2, 3)]
    found = [
        Compared(True, None, None, given[0]),
        Compared(None, False, None, given[1]),
        Compared(False, True, None, given[2]),
    ]
    checks = {one.part: one for one in method_checks(found, np.array([5, 4, 3]))}
    assert checks[NOTE].fired.tolist() == [True, False] and checks[NOTE].given.tolist() == [1, 3]
    assert checks[NOTE].actual.tolist() == [5, 3] and checks[NOTE].able.all()
    assert checks[VITALS].fired.tolist() == [False, True] and checks[VITALS].actual.tolist() == [4, 3]
    assert len(checks[FILM].fired) == 0


def test_the_pulse_tells_of_a_stranger_by_little_or_by_much(answer):
    codes = ("check_pulse_differs", "check_pulse_mixed", "check_child")
    params = {"pulse": "80", "rate": "140", "age": "9"}
    answers = [replace(answer, checks=(issue(c, Severity.WARNING, Modality.ECG, **params),)) for c in codes]
    found = {m.part: (m.figure.positives, m.figure.n) for m in pulse_figures(answers)}
    assert found == {PULSES: (2, 3), MIXED: (1, 3)}


def test_one_patient_is_compared_as_the_program_does(engine, patient, answer):
    found = compared(engine, patient, occlusion=True)
    assert found.assessment.acuity.level == answer.acuity.level
    assert found.film is (engine.answer(patient, Occlude(RISK)).agreement < 0.5)
    *_, explanation = engine.explain(patient, RISK)
    opinion = engine.answer(patient, SecondOpinion(RISK))
    entry = Entry("a", patient, explanation=explanation, answers=(opinion,))
    both = compared_note(entry, SessionState()), compared_vitals(entry, SessionState())
    assert (found.note, found.vitals) == tuple(one.rho < 0.495 for one in both)
    assert compared(engine, replace(patient, films=()), occlusion=True).film is None
