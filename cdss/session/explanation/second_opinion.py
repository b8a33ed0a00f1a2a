"""LIME's second opinion beside the explanation on the screen: their rank correlation, and the check where they disagree.

Where that explanation is hidden, because its method failed its test on other patients, LIME stands alone: it is compared
with nothing, so no check can say that the two disagree. Where it is shown all the same, that LIME agrees confirms nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.explain.agreement import rank_correlation
from cdss.records.attribution import Method
from cdss.records.explanation import Contribution, Explanation, NoteTokens
from cdss.records.question import SecondOpinion
from cdss.records.second_opinion import FEWEST, STRONGEST, Compared, Opinion, Surrogate
from cdss.session.decision.wording import correlation
from cdss.session.explanation.failed_methods import failed, hidden
from cdss.session.state import Entry, SessionState


def opinion_of(entry: Entry) -> Opinion | None:
    """The answer to the question for a second opinion; None where it was not asked, or is on its way."""
    return next((answer for answer in entry.answers if isinstance(answer, Opinion)), None)


def asking_opinion(entry: Entry, state: SessionState) -> bool:
    """Whether a second opinion of this patient, of the output that is explained now, is on its way."""
    return any(p.key == entry.key and p.question == SecondOpinion(state.intent.target) for p in state.pending)


def compared_note(entry: Entry, state: SessionState) -> Compared | None:
    """LIME and Integrated Gradients of the note's units; None where one is not there, or they explain different outputs."""
    opinion, tokens = opinion_of(entry), _explained(entry).note_tokens
    if opinion is None or opinion.note is None or tokens is None or tokens.target != opinion.target:
        return None
    first = {tokens.unit_name(i): unit.effect for i, unit in enumerate(tokens.units)}
    found = compared(Method.INTEGRATED_GRADIENTS, first, opinion.note, "note_tokens" in hidden(entry, state))
    return found and replace(found, failed="note_tokens" in failed(entry, state))


def compared_vitals(entry: Entry, state: SessionState) -> Compared | None:
    """LIME and SHAP of the vital signs, age, arrival and history, by their names without path; None as above."""
    opinion, shap = opinion_of(entry), _explained(entry).vitals_shap
    if opinion is None or opinion.vitals is None or shap is None or shap.target != opinion.target:
        return None
    first, away = shap.attribution().effects, "vitals_shap" in hidden(entry, state)
    found = compared(Method.SHAP, first, opinion.vitals, away)
    effects = {} if found is None else {name.rpartition("/")[2]: effect for name, effect in found.effects.items()}
    return found and replace(found, effects=effects, failed="vitals_shap" in failed(entry, state))


def compared(method: Method, first: Mapping[str, float], second: Surrogate, withheld: bool = False) -> Compared | None:
    """``first``: effects of ``method`` by name. None where they do not speak of the same inputs: of another text, say."""
    effects = second.attribution.effects
    if set(first) != set(effects):
        return None
    rho = rank_correlation([first[name] for name in effects], list(effects.values()))
    known = len(effects) >= FEWEST and not math.isnan(rho) and not withheld
    strongest = sorted((name for name in effects if first[name]), key=lambda name: -abs(first[name]))[:STRONGEST]
    signs = tuple(first[name] * effects[name] < 0.0 for name in strongest) if known else ()
    return Compared(method, effects, second.fit, rho if known else None, len(effects), withheld, signs)


def lime_words(entry: Entry, found: Compared | None) -> NoteTokens | None:
    """The note's units with LIME's effects, for LIME that stands alone (probability; they promise no sum); else None."""
    tokens = _explained(entry).note_tokens
    if tokens is None or found is None or not found.withheld:
        return None
    units = tuple(replace(u, effect=found.effects[tokens.unit_name(i)]) for i, u in enumerate(tokens.units))
    return NoteTokens(tokens.target, tokens.displayed, (), units)


def lime_vitals(entry: Entry, found: Compared | None) -> tuple[Contribution, ...]:
    """The patient's values with LIME's effects, for LIME that stands alone, strongest first; else none."""
    shap = _explained(entry).vitals_shap
    if shap is None or found is None or not found.withheld:
        return ()
    parts = (replace(part, effect=found.effects[part.name]) for part in shap.contributions)
    return tuple(sorted(parts, key=lambda part: -abs(part.effect)))


def opinion_issues(entry: Entry, state: SessionState) -> tuple[Issue, ...]:
    """A warning for each of both, note and vital signs, where the two methods disagree and both are shown."""
    asked = ((Modality.NOTE, compared_note(entry, state)), (Modality.VITALS, compared_vitals(entry, state)))
    return tuple(_disagreement(modality, found) for modality, found in asked if found is not None and found.disagree)


def _explained(entry: Entry) -> Explanation:
    return entry.explanation or Explanation()


def _disagreement(modality: Modality, found: Compared) -> Issue:
    assert found.rho is not None
    code = f"opinion_disagrees_{modality.value}"
    return issue(code, Severity.WARNING, modality, rho=correlation(found.rho), count=found.count)
