"""The comparison of two methods of explanation on the same patient, and of the monitor's pulse with a stranger's recording."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cdss.core.errors import EngineError
from cdss.core.kinds import RISK
from cdss.engine.local import LocalEngine
from cdss.evaluation.disagreement.fired import FIRES, Fired, Levels
from cdss.evaluation.explanations.named import COMPOSITE
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import share
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.question import Occlude, Occlusion, SecondOpinion
from cdss.records.second_opinion import Opinion
from cdss.session.explanation.film_maps import AGREE
from cdss.session.explanation.second_opinion import compared_note, compared_vitals
from cdss.session.state import Entry, SessionState

NOTE = "note: LIME and Integrated Gradients under .5"
VITALS = "vital signs: LIME and SHAP under .5"
FILM = "film: occlusion and Grad-CAM under .5"

PULSES = "pulse differs from the ECG's rate, another patient's ECG"
MIXED = "pulse differs by 60 or more, another patient's ECG"

PULSE_CODES = {PULSES: ("check_pulse_differs", "check_pulse_mixed"), MIXED: ("check_pulse_mixed",)}


@dataclass(frozen=True, slots=True)
class Compared:
    """One patient: whether two methods disagree, None where they were not, or cannot be, compared; the model's level."""

    note: bool | None
    vitals: bool | None
    film: bool | None
    assessment: Assessment


def compared(engine: LocalEngine, case: Case, occlusion: bool) -> Compared:
    """The explanation of the risk, its second opinion and, with ``occlusion``, the film covered patch by patch.

    The comparison is the screen's own, there where nothing is hidden.
    """
    assessment = engine.assess(case)
    *_, explanation = engine.explain(case, RISK)
    opinion = engine.answer(case, SecondOpinion(RISK))
    assert isinstance(opinion, Opinion)
    note, vitals = opinions(case, explanation, opinion)
    return Compared(note, vitals, _film(engine, case) if occlusion else None, assessment)


def opinions(case: Case, explanation: Explanation, opinion: Opinion) -> tuple[bool | None, bool | None]:
    """Whether LIME disagrees with the method on the screen: of the note, and of the vital signs."""
    entry = Entry(case.case_id, case, explanation=explanation, answers=(opinion,))
    both = (compared_note(entry, SessionState()), compared_vitals(entry, SessionState()))
    note, vitals = (None if found is None or found.rho is None else found.disagree for found in both)
    return note, vitals


def _film(engine: LocalEngine, case: Case) -> bool | None:
    try:
        answer = engine.answer(case, Occlude(RISK))
    except EngineError:  # the guards set the film aside
        return None
    assert isinstance(answer, Occlusion)
    return None if np.isnan(answer.agreement) else bool(answer.agreement < AGREE)


def method_checks(found: Sequence[Compared], actual: Levels) -> Iterator[Fired]:
    """The three comparisons, each over the patients on whom both methods say something; ``actual`` as ``Fired`` has it."""
    given = np.array([one.assessment.acuity.level for one in found], np.int64)
    for part, answers in (
        (NOTE, [one.note for one in found]),
        (VITALS, [one.vitals for one in found]),
        (FILM, [one.film for one in found]),
    ):
        here = np.array([answer is not None for answer in answers], bool)
        fired = np.array([answer is True for answer in answers], bool)[here]
        yield Fired(part, COMPOSITE, fired, np.ones(len(fired), bool), given[here], actual[here])


def pulse_figures(answers: Sequence[Assessment]) -> Iterator[Measured]:
    """How often the pulse gives away that the recording is another patient's, as it is in every composite visit."""
    for part, codes in PULSE_CODES.items():
        fired = [any(one.code in codes for one in answer.checks) for answer in answers]
        yield Measured(part, FIRES, share(fired), COMPOSITE)
