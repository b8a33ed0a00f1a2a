"""The methods that are tested, each on the output that its modality speaks of most."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cdss.core.kinds import RISK
from cdss.engine.explained.ecg import explain_ecg
from cdss.engine.explained.film import explain_film
from cdss.engine.explained.marked import Marked, marked_ecg, marked_film, marked_note, marked_vitals
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.subject import Subject
from cdss.engine.explained.vitals import explain_vitals
from cdss.evaluation.explanations import named
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.records.case import Case
from cdss.records.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Tested:
    """One method: its part of the explanation, its name in the report, and the output on which it is tested.

    That output is the one that its modality speaks of most: chosen before anything was measured.
    """

    part: str
    title: str
    target: str
    mark: Callable[[Subject], Marked | None]


def subject_of(model: TriageModel, case: Case, target: str, recent: Recent | None = None) -> Subject:
    """``case`` encoded, with ``target`` to be explained."""
    return Subject(model, case, model.encode(case, recent), target)


def mark_film(subject: Subject) -> Marked | None:
    """``marked_film`` of a new explanation."""
    part = explain_film(subject, Explanation())
    return None if part is None else marked_film(subject, part)


def mark_ecg(subject: Subject) -> Marked | None:
    """``marked_ecg`` of a new explanation."""
    part = explain_ecg(subject, Explanation())
    return None if part is None else marked_ecg(subject, part)


def mark_note(subject: Subject) -> Marked | None:
    """``marked_note`` of a new explanation; None where the note has no words."""
    part = explain_note(subject, Explanation())
    return None if part is None or not part.units else marked_note(subject, part)


def mark_vitals(subject: Subject) -> Marked | None:
    """``marked_vitals`` of a new explanation."""
    part = explain_vitals(subject, Explanation())
    return None if part is None else marked_vitals(subject, part)


FILM = Tested("image_cam", named.FILM, "pneumonia", mark_film)
ECG = Tested("ecg_attribution", named.ECG, "acs", mark_ecg)
NOTE = Tested("note_tokens", named.NOTE, RISK, mark_note)
VITALS = Tested("vitals_shap", named.VITALS, RISK, mark_vitals)

METHODS: tuple[Tested, ...] = (FILM, ECG, NOTE, VITALS)


def in_turn(subject: Subject, target: str) -> Subject:
    """The same patient, with another output to explain."""
    return replace(subject, target=target)
