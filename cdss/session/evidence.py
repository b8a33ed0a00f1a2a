"""What the screen can say of the evidence before the model has answered: the note's concepts and the clinical scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cdss.records.assessment import Score
from cdss.records.case import Case
from cdss.records.concept_correction import ConceptCorrection, as_read
from cdss.scoring.news2 import news2, news2_applicable
from cdss.scoring.qsofa import qsofa
from cdss.scoring.shock_index import shock_index
from cdss.session.entry.note_panes import Abbreviation, ConceptChip
from cdss.text.pipeline import read_note


@dataclass(frozen=True, slots=True)
class NoteReading:
    """``displayed``: complaint and note as one text, as attributed; ``negated_spans``: half-open character ranges of it.

    ``concepts``: (term, negated), each once, in order of appearance, as corrected. ``chips``: those of the text itself, with how
    the clinician said they are meant. ``behind``: what these corrections put behind the text that the model reads.
    """

    displayed: str
    negated_spans: tuple[tuple[int, int], ...]
    concepts: tuple[tuple[str, bool], ...]
    chips: tuple[ConceptChip, ...] = ()
    behind: tuple[str, ...] = ()
    abbreviations: tuple[Abbreviation, ...] = ()


@lru_cache(maxsize=64)
def note_reading(complaint: str, text: str, corrections: tuple[ConceptCorrection, ...] = ()) -> NoteReading:
    """Read complaint and note together; kept, because the screen is resolved anew at every change."""
    read = read_note(complaint, text, corrections)
    concepts = dict.fromkeys((concept.term, concept.negated) for concept in read.concepts)
    said = {correction.place: correction for correction in corrections}
    places = dict.fromkeys((concept.term, concept.negated) for concept in read.written)
    return NoteReading(
        read.displayed,
        tuple((s.start, s.end) for s in read.negated),
        tuple(concepts),
        tuple(_chip(*place, said.get(place)) for place in places),
        read.corrected,
        tuple(Abbreviation(a.short, a.long, a.start, a.end) for a in read.abbreviations),
    )


def _chip(term: str, denied: bool, correction: ConceptCorrection | None) -> ConceptChip:
    if correction is None:
        return ConceptChip(term, denied, as_read(denied))
    return ConceptChip(term, denied, correction.meant, correction.signed)


def read_ahead(case: Case) -> None:
    """Read the note where this is called, in another thread than the window's, so that the screen finds it read."""
    complaint, text = case.chief_complaint or "", case.note.text if case.note else ""
    if complaint or text:
        note_reading(complaint, text, case.concept_corrections)


def scores_of(case: Case) -> tuple[tuple[str, Score], ...]:
    """The clinical scores of the latest vitals; no NEWS2 for a child, as the assessment has none either."""
    if case.vitals is None:
        return ()
    latest = case.vitals.latest
    adult = (("news2", news2(latest, case.spo2_scale)),) if news2_applicable(case.patient.age_years) else ()
    return (*adult, ("qsofa", qsofa(latest)), ("shock_index", shock_index(latest)))


def events_of(case: Case) -> tuple[tuple[str, datetime], ...]:
    """When the patient came, and when film, ECG and note are from; a declared composite's film and ECG are of other days."""
    film = case.films[0].acquired if case.films and not case.composite else None
    ecg = case.ecgs[0].recorded if case.ecgs and not case.composite else None
    note = case.note.written if case.note else None
    known = (("arrival", case.arrival.time), ("image", film), ("ecg", ecg), ("note", note))
    return tuple((code, time) for code, time in known if time is not None)
