"""LIME's second opinion beside the explanation on the screen: their rank correlation, and the check where they disagree."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.explain.agreement import rank_correlation
from cdss.records.attribution import Method
from cdss.records.explanation import Explanation
from cdss.records.question import SecondOpinion
from cdss.records.second_opinion import FEWEST, Compared, Opinion, Surrogate
from cdss.session.state import Entry, SessionState
from cdss.session.wording import correlation


def opinion_of(entry: Entry) -> Opinion | None:
    """The answer to the question for a second opinion; None where it was not asked, or is on its way."""
    return next((answer for answer in entry.answers if isinstance(answer, Opinion)), None)


def asking_opinion(entry: Entry, state: SessionState) -> bool:
    """Whether a second opinion of this patient, of the output that is explained now, is on its way."""
    return any(p.key == entry.key and p.question == SecondOpinion(state.intent.target) for p in state.pending)


def compared_note(entry: Entry) -> Compared | None:
    """LIME and Integrated Gradients of the note's units; None where one is not there, or they explain different outputs."""
    opinion, tokens = opinion_of(entry), (entry.explanation or Explanation()).note_tokens
    if opinion is None or opinion.note is None or tokens is None or tokens.target != opinion.target:
        return None
    first = {tokens.unit_name(i): unit.effect for i, unit in enumerate(tokens.units)}
    return compared(Method.INTEGRATED_GRADIENTS, first, opinion.note)


def compared_vitals(entry: Entry) -> Compared | None:
    """LIME and SHAP of the vital signs, age, arrival and history, by their names without path; None as above."""
    opinion, shap = opinion_of(entry), (entry.explanation or Explanation()).vitals_shap
    if opinion is None or opinion.vitals is None or shap is None or shap.target != opinion.target:
        return None
    found = compared(Method.SHAP, shap.attribution().effects, opinion.vitals)
    return found and replace(found, effects={name.rpartition("/")[2]: effect for name, effect in found.effects.items()})


def compared(method: Method, first: Mapping[str, float], second: Surrogate) -> Compared | None:
    """``first``: effects of ``method`` by name. None where they do not speak of the same inputs: of another text, say."""
    effects = second.attribution.effects
    if set(first) != set(effects):
        return None
    rho = rank_correlation([first[name] for name in effects], list(effects.values()))
    known = len(effects) >= FEWEST and not math.isnan(rho)
    return Compared(method, effects, second.fit, rho if known else None, len(effects))


def opinion_issues(entry: Entry) -> tuple[Issue, ...]:
    """A warning for each of both, note and vital signs, where the two methods disagree."""
    asked = ((Modality.NOTE, compared_note(entry)), (Modality.VITALS, compared_vitals(entry)))
    return tuple(_disagreement(modality, found) for modality, found in asked if found is not None and found.disagree)


def _disagreement(modality: Modality, found: Compared) -> Issue:
    assert found.rho is not None
    code = f"opinion_disagrees_{modality.value}"
    return issue(code, Severity.WARNING, modality, rho=correlation(found.rho), count=found.count)
