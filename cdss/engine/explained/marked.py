"""What each method marks on a patient, and the explained output when marked inputs are deleted: what its tests go by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cdss.engine.explained.deleted import (
    cells_of,
    pieces_of,
    pieces_of_ecg,
    without_cells,
    without_ecg_pieces,
    without_units,
    without_vitals,
)
from cdss.engine.explained.rows import Floats
from cdss.engine.explained.subject import Subject
from cdss.explain.deletion import Without
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.explanation import EcgAttribution, ImageCam, NoteTokens, VitalsShap


@dataclass(frozen=True, slots=True)
class Marked:
    """``names`` and signed ``effects`` [n] of the inputs a method marks; ``without``: outputs with some of them deleted."""

    names: tuple[str, ...]
    effects: Floats
    without: Without


def marked_film(subject: Subject, part: ImageCam) -> Marked | None:
    """Cells of the film in the map of the explained output; None where that has no map."""
    if part.fused is None:
        return None
    effects = cells_of(part.fused)
    names = tuple(f"image/{i}" for i in range(len(effects)))
    return Marked(names, effects, lambda deleted: without_cells(subject, deleted))


def marked_ecg(subject: Subject, part: EcgAttribution) -> Marked:
    """Pieces of 0.2 s of each lead, as they are shaded."""
    effects = pieces_of_ecg(subject, part)
    names = tuple(f"ecg/{i}" for i in range(len(effects)))
    return Marked(names, effects, lambda deleted: without_ecg_pieces(subject, deleted))


def marked_note(subject: Subject, part: NoteTokens) -> Marked:
    """Words as displayed, and denials."""
    pieces, effects = pieces_of(subject, part), np.array([unit.effect for unit in part.units])
    names = tuple(f"note/{i}/{unit.text}" for i, unit in enumerate(part.units))
    return Marked(names, effects, lambda deleted: without_units(subject, pieces, deleted))


def marked_vitals(subject: Subject, part: VitalsShap) -> Marked:
    """Vital signs, in the order of ``VITAL_NAMES``; not age, arrival and history."""
    effects = {one.name: one.effect for one in part.contributions}
    names, unmeasured = [name for name in VITAL_NAMES if name in effects], part.visits == 0
    return Marked(
        tuple(f"vitals/{name}" for name in names),
        np.array([effects[name] for name in names]),
        lambda deleted: without_vitals(subject, names, deleted, unmeasured),
    )
