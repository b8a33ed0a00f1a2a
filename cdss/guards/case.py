"""All guards on one case: what they found, and the case as the model may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cdss.core.kinds import MODALITIES, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.guards import ecg as ecg_guards
from cdss.guards import film as film_guards
from cdss.guards import note as note_guards
from cdss.guards.contradictions import contradictions
from cdss.guards.ecg import ecg_guard
from cdss.guards.film import FilmGuard, film_guard
from cdss.guards.note import note_verdict
from cdss.guards.vitals import vitals_guard
from cdss.nets.recent import Recent, remembered
from cdss.records.case import Case

REJECTING: frozenset[str] = film_guards.REJECTING | ecg_guards.REJECTING | note_guards.REJECTING
"""Codes of any guard that keep a modality from the model."""


@dataclass(frozen=True, slots=True, eq=False)
class Guarded:
    """``case`` without what was rejected, its reading issues followed by those of the guards; ``rejected`` in order."""

    case: Case
    rejected: tuple[Modality, ...]

    @property
    def reasons(self) -> tuple[Issue, ...]:
        """Why each modality was rejected."""
        return tuple(i for i in self.case.issues if i.code in REJECTING and i.modality in self.rejected)


def guarded_case(case: Case, films: FilmGuard | None = None, recent: Recent | None = None) -> Guarded:
    """Run the guards of every modality that ``case`` has and take out what they reject; values are never changed.

    Of several films or recordings the first is judged, as it is the one assessed and shown. ``films``: the bundle's guard of
    films; without it films are not judged. ``recent``: memory of verdicts on films and recordings, of this guard of films.
    """
    found = [*_film(case, films, recent), *_ecg(case, recent), *_vitals(case), *_note(case), *contradictions(case)]
    rejected = tuple(m for m in MODALITIES if any(i.modality is m and i.code in REJECTING for i in found))
    note = None if any(i.code == "note_text_left_out" for i in found) else case.note
    kept = replace(case, issues=(*case.issues, *found), note=note)
    return Guarded(_without(kept, rejected), rejected)


def _film(case: Case, films: FilmGuard | None, recent: Recent | None) -> tuple[Issue, ...]:
    if not case.films or films is None:
        return ()
    return remembered(recent, "film verdict", case.films[0], lambda: film_guard(case.films[0], films))


def _ecg(case: Case, recent: Recent | None) -> tuple[Issue, ...]:
    if not case.ecgs:
        return ()
    return remembered(recent, "ecg verdict", case.ecgs[0], lambda: ecg_guard(case.ecgs[0]))


def _vitals(case: Case) -> tuple[Issue, ...]:
    return vitals_guard(case.vitals.latest, case.patient.age_years) if case.vitals else ()


def _note(case: Case) -> tuple[Issue, ...]:
    """The note and the complaint are judged apart: a sound complaint stays where the note's text is refused."""
    verdicts = [note_verdict(text) for text in _texts(case)]
    refused = [code for code in verdicts if code is not None]
    if not refused or verdicts[-1] is None:
        return ()
    if len(refused) < len(verdicts):
        return (issue("note_text_left_out", Severity.WARNING, Modality.NOTE),)
    return (issue(refused[-1], Severity.WARNING, Modality.NOTE),)


def _texts(case: Case) -> tuple[str, ...]:
    """Chief complaint, then the note, as far as there are any."""
    return tuple(t for t in (case.chief_complaint, case.note.text if case.note else None) if t and t.strip())


def _without(case: Case, rejected: Sequence[Modality]) -> Case:
    if Modality.IMAGE in rejected:
        case = replace(case, films=())
    if Modality.ECG in rejected:
        case = replace(case, ecgs=())
    if Modality.NOTE in rejected:
        case = replace(case, note=None, chief_complaint=None)
    return case
