"""The explained output with inputs deleted: note units, vital signs, film cells, pieces of the ECG.

Deleting means what the method compares with: a cell of the average film, the flat line, the median of the training visits.
Words are left out of the note's states, so the language model need not run again; what a word did to its neighbours stays.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.engine.coalitions import every_value
from cdss.engine.explained.film import average_film
from cdss.engine.explained.rows import Every, Floats, target_values
from cdss.engine.explained.subject import Subject
from cdss.nets.ecg import NETWORK_RATE
from cdss.nets.image import GRID
from cdss.nets.recent import content_digest
from cdss.nets.triage import CaseInputs
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.explanation import EcgAttribution, NoteTokens
from cdss.records.film_map import FilmMap

Flags = NDArray[np.bool_]

ECG_PIECE = 20
"""Samples of one piece of one lead at the network's rate: 0.2 s, about a wave."""


def without_units(subject: Subject, pieces: Sequence[Sequence[int]], deleted: Flags) -> Floats:
    """Without note units; ``pieces``: word pieces of each unit; ``deleted`` [m, units]."""

    def every(deleted: Flags) -> Floats:
        base = _repeated(subject, len(deleted))
        known = base.note_known.clone()
        for row, units in zip(known, deleted, strict=True):
            row[[piece for unit in np.flatnonzero(units).tolist() for piece in pieces[unit]]] = False
        kept = known[..., None].to(base.note.dtype)
        pooled = (base.note * kept).sum(dim=1) / kept.sum(dim=1).clamp(min=1.0)
        return every_value(subject.model, replace(base, note_known=known, note_pooled=pooled))

    return _values(subject, "without units", tuple(map(tuple, pieces)), deleted, every)


def pieces_of(subject: Subject, tokens: NoteTokens) -> list[list[int]]:
    """Word pieces of each of ``tokens.units``."""
    from cdss.explain.note_units import words_of

    note = subject.encoded.note
    assert note is not None
    words = words_of(note.text, note.ids.offsets)
    return [[piece for i in unit.words for piece in words[i].pieces] for unit in tokens.units]


def without_vitals(subject: Subject, names: Sequence[str], deleted: Flags, unmeasured: bool) -> Floats:
    """With vital signs ``names`` at the median of the training visits (0 on the network's scale), or not measured."""

    def every(deleted: Flags) -> Floats:
        base = _repeated(subject, len(deleted))
        kept = np.ones((len(deleted), len(VITAL_NAMES)), np.float32)
        kept[:, [VITAL_NAMES.index(name) for name in names]] = ~deleted
        flags = torch.from_numpy(kept).to(subject.model.device)
        course = torch.cat([flags[:, :-1], flags.new_ones(len(flags), 1)], dim=1)
        known = base.vitals_known * flags if unmeasured else base.vitals_known
        changed = replace(base, vitals=base.vitals * flags, vitals_known=known, series=base.series * course)
        return every_value(subject.model, changed)

    return _values(subject, "without vital signs", (tuple(names), unmeasured), deleted, every)


def without_cells(subject: Subject, deleted: Flags) -> Floats:
    """With cells of the film, ``deleted`` [m, 49] row-major, as in the average film."""

    def every(deleted: Flags) -> Floats:
        base = _repeated(subject, len(deleted))
        gone = torch.from_numpy(deleted).to(subject.model.device)[..., None]
        changed = replace(base, image=torch.where(gone, average_film(subject.model), base.image))
        return every_value(subject.model, changed)

    return _values(subject, "without cells", (), deleted, every)


def cells_of(shown: FilmMap) -> Floats:
    """The map on the network's grid, [49] row-major: means over each cell of what is laid over the film."""
    top, bottom, left, right = shown.box or (0, shown.values.shape[0], 0, shown.values.shape[1])
    inside = torch.from_numpy(np.ascontiguousarray(shown.values[top:bottom, left:right]))
    cells = torch.nn.functional.adaptive_avg_pool2d(inside[None, None], GRID)
    return np.asarray(cells.flatten().double().numpy())


def without_ecg_pieces(subject: Subject, deleted: Flags) -> Floats:
    """With pieces of the leads flat, ``deleted`` [m, 12 * pieces] lead by lead; the ECG network runs again."""
    signal = subject.encoded.ecg_signal
    assert signal is not None
    leads, samples = signal.shape[1:]

    def every(deleted: Flags) -> Floats:
        grid = torch.from_numpy(deleted.reshape(len(deleted), leads, -1)).to(subject.model.device)
        gone = grid.repeat_interleave(ECG_PIECE, dim=2)[..., :samples]
        with torch.no_grad():
            tokens = subject.model.ecg(torch.where(gone, torch.zeros_like(signal), signal)).tokens
        return every_value(subject.model, replace(_repeated(subject, len(deleted)), ecg=tokens))

    return _values(subject, "without pieces of the ECG", (), deleted, every)


def pieces_of_ecg(subject: Subject, shown: EcgAttribution) -> Floats:
    """Mean of what is shaded in each piece, [12 * pieces] lead by lead, over what the network read."""
    signal = subject.encoded.ecg_signal
    assert signal is not None
    leads, samples = signal.shape[1:]
    places = np.minimum((np.arange(samples) * shown.rate_hz / NETWORK_RATE).astype(int), shown.values.shape[1] - 1)
    read = shown.values[:, places].astype(np.float64)
    return np.asarray(read.reshape(leads, -1, ECG_PIECE).mean(axis=2).ravel())


def _repeated(subject: Subject, rows: int) -> CaseInputs:
    inputs = subject.encoded.inputs
    return inputs.masked(inputs.present.expand(rows, -1))


def _values(subject: Subject, kind: str, key: tuple[Hashable, ...], deleted: Flags, every: Every) -> Floats:
    return target_values(subject, kind, (content_digest(subject.encoded.inputs), *key), deleted, every)
