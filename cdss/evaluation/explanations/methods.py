"""The methods that are tested: what each marks on a patient, and the output when marked inputs are deleted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import RISK
from cdss.engine.explained.deleted import (
    cells_of,
    pieces_of,
    pieces_of_ecg,
    without_cells,
    without_ecg_pieces,
    without_units,
    without_vitals,
)
from cdss.engine.explained.ecg import explain_ecg
from cdss.engine.explained.film import explain_film
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.subject import Subject
from cdss.engine.explained.vitals import explain_vitals
from cdss.evaluation.explanations import named
from cdss.explain.deletion import Without
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.case import Case
from cdss.records.explanation import Explanation

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Marked:
    """``names`` and signed ``effects`` [n] of the inputs a method marks; ``without``: outputs with some of them deleted."""

    names: tuple[str, ...]
    effects: Floats
    without: Without


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
    """Cells of the film in the map of the explained output."""
    cam = explain_film(subject, Explanation())
    if cam is None or cam.fused is None:
        return None
    effects = cells_of(cam.fused)
    names = tuple(f"image/{i}" for i in range(len(effects)))
    return Marked(names, effects, lambda deleted: without_cells(subject, deleted))


def mark_ecg(subject: Subject) -> Marked | None:
    """Pieces of 0.2 s of each lead, as they are shaded."""
    part = explain_ecg(subject, Explanation())
    if part is None:
        return None
    effects = pieces_of_ecg(subject, part)
    names = tuple(f"ecg/{i}" for i in range(len(effects)))
    return Marked(names, effects, lambda deleted: without_ecg_pieces(subject, deleted))


def mark_note(subject: Subject) -> Marked | None:
    """Words as displayed, and denials."""
    part = explain_note(subject, Explanation())
    if part is None or not part.units:
        return None
    pieces, effects = pieces_of(subject, part), np.array([unit.effect for unit in part.units])
    names = tuple(f"note/{i}/{unit.text}" for i, unit in enumerate(part.units))
    return Marked(names, effects, lambda deleted: without_units(subject, pieces, deleted))


def mark_vitals(subject: Subject) -> Marked | None:
    """Vital signs, in the order of ``VITAL_NAMES``."""
    part = explain_vitals(subject, Explanation())
    if part is None:
        return None
    effects = {one.name: one.effect for one in part.contributions}
    names, unmeasured = [name for name in VITAL_NAMES if name in effects], part.visits == 0
    return Marked(
        tuple(f"vitals/{name}" for name in names),
        np.array([effects[name] for name in names]),
        lambda deleted: without_vitals(subject, names, deleted, unmeasured),
    )


FILM = Tested("image_cam", named.FILM, "pneumonia", mark_film)
ECG = Tested("ecg_attribution", named.ECG, "acs", mark_ecg)
NOTE = Tested("note_tokens", named.NOTE, RISK, mark_note)
VITALS = Tested("vitals_shap", named.VITALS, RISK, mark_vitals)

METHODS: tuple[Tested, ...] = (FILM, ECG, NOTE, VITALS)


def in_turn(subject: Subject, target: str) -> Subject:
    """The same patient, with another output to explain."""
    return replace(subject, target=target)
