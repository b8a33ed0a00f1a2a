"""What the screen can say of the evidence before the model has answered: the note's concepts and the clinical scores."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.records.assessment import Score
from cdss.records.case import Case
from cdss.scoring.news2 import news2, news2_applicable
from cdss.scoring.qsofa import qsofa
from cdss.scoring.shock_index import shock_index


@dataclass(frozen=True, slots=True)
class NoteReading:
    """``negated_spans``: half-open character ranges of the note; ``concepts``: (term, negated) in order of appearance."""

    negated_spans: tuple[tuple[int, int], ...] = ()
    concepts: tuple[tuple[str, bool], ...] = ()


def note_reading(complaint: str, text: str) -> NoteReading:
    """Negation and concepts of a note."""
    return NoteReading()


def scores_of(case: Case) -> tuple[tuple[str, Score], ...]:
    """The clinical scores of the latest vitals; no NEWS2 for a child, as the assessment has none either."""
    if case.vitals is None:
        return ()
    latest = case.vitals.latest
    adult = (("news2", news2(latest)),) if news2_applicable(case.patient.age_years) else ()
    return (*adult, ("qsofa", qsofa(latest)), ("shock_index", shock_index(latest)))
