"""What the screen can say of the evidence before the model has answered: the note's concepts and the clinical scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cdss.records.assessment import Score
from cdss.records.case import Case
from cdss.scoring.news2 import news2, news2_applicable
from cdss.scoring.qsofa import qsofa
from cdss.scoring.shock_index import shock_index
from cdss.text.pipeline import read_note


@dataclass(frozen=True, slots=True)
class NoteReading:
    """``displayed``: complaint and note as one text, as attributed; ``negated_spans``: half-open character ranges of it.

    ``concepts``: (term, negated), each once, in order of appearance.
    """

    displayed: str
    negated_spans: tuple[tuple[int, int], ...]
    concepts: tuple[tuple[str, bool], ...]


@lru_cache(maxsize=64)
def note_reading(complaint: str, text: str) -> NoteReading:
    """Read complaint and note together; kept, because the screen is resolved anew at every change."""
    read = read_note(complaint, text)
    concepts = dict.fromkeys((concept.term, concept.negated) for concept in read.concepts)
    return NoteReading(read.displayed, tuple((s.start, s.end) for s in read.negated), tuple(concepts))


def read_ahead(case: Case) -> None:
    """Read the note where this is called, in another thread than the window's, so that the screen finds it read."""
    complaint, text = case.chief_complaint or "", case.note.text if case.note else ""
    if complaint or text:
        note_reading(complaint, text)


def scores_of(case: Case) -> tuple[tuple[str, Score], ...]:
    """The clinical scores of the latest vitals; no NEWS2 for a child, as the assessment has none either."""
    if case.vitals is None:
        return ()
    latest = case.vitals.latest
    adult = (("news2", news2(latest, case.spo2_scale)),) if news2_applicable(case.patient.age_years) else ()
    return (*adult, ("qsofa", qsofa(latest)), ("shock_index", shock_index(latest)))
