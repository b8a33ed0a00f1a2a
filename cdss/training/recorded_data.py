"""A hospital's own cohort as ``FusionData``: its notes, films and ECGs as the encoders of an existing bundle read them.

Film and ECG are those of the visit itself, so nothing is composite. What the encoders read is kept in the work folder in
parts, so that reading goes on where it stopped.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from cdss.core.kinds import ECG_FINDINGS, IMAGE_FINDINGS, Severity, View
from cdss.core.result import Issue, issue
from cdss.nets.ecg import TOKENS
from cdss.nets.ecg_input import ecg_input
from cdss.nets.film_input import film_input
from cdss.nets.image import GRID, film_tensor
from cdss.nets.normalise import normalised
from cdss.nets.triage import TriageModel
from cdss.readers.case_parts import CaseParts, add_ecg, add_film
from cdss.training.cohort_cells import FIRST_ROW
from cdss.training.cohort_table import SPLITS, Cohort
from cdss.training.composite import Donors
from cdss.training.fusion_data import FusionData
from cdss.training.note_vectors import joined, note_vectors
from cdss.training.progress import Progress

PART = 512
"""Recordings a part file."""

BATCH = 16
"""Recordings an encoder pass."""


@dataclass(frozen=True, slots=True, eq=False)
class RecordedData(FusionData):
    """Visits with films and ECGs of their own. ``split`` [n]; ``own`` [n, 2]: place of film and ECG evidence, -1 none."""

    split: NDArray[np.str_]
    own: NDArray[np.int64]

    def rows(self, split: str) -> NDArray[np.int64]:
        """Visits of the split of their patient."""
        return np.flatnonzero(self.split == split)

    def given(self, rows: NDArray[np.int64], split: str, rng: Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The visits' own film and ECG; a place that is never shown where they have none."""
        film, ecg = np.maximum(self.own[rows], 0).T
        return film, ecg

    def there(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """As of ``FusionData``; film and ECG only where the visit has its own."""
        return np.column_stack([self.own[rows] >= 0, FusionData.there(self, rows)[:, 2:]])


def recorded_data(cohort: Cohort, model: TriageModel, work: Path) -> RecordedData:
    """Encode what ``work`` does not yet hold, and put the cohort together. Unreadable files are named on stderr."""
    v = cohort.visits
    texts = sorted({"", *(joined(p) for p in v.phrases)})
    basis = (model.note_mean.cpu(), model.note_basis.cpu())
    notes = note_vectors(work / "note-vectors.safetensors", model.minilm.cpu(), model.tokenizer, texts, basis)
    film, film_of = _evidence(cohort, _film_column(model), work)
    ecg, ecg_of = _evidence(cohort, _ecg_column(model), work)
    own = np.column_stack([film_of, ecg_of])
    place = np.array([notes.texts[joined(p)] for p in v.phrases])
    donors = {s: (_own(own[cohort.split == s, 0]), _own(own[cohort.split == s, 1])) for s in SPLITS}
    return RecordedData(
        visits=v,
        numbers=normalised(v.vitals, v.age, v.sex, v.ambulance, v.history, model.scales),
        scales=model.scales,
        notes=notes,
        text=place,
        phrase_pooled=notes.pooled.numpy()[place],
        has_note=np.array([bool(p) for p in v.phrases]),
        image=film,
        ecg=ecg,
        donors=donors,
        terse=np.full(len(v), -1),
        split=cohort.split,
        own=own,
    )


def _own(places: NDArray[np.int64]) -> Donors:
    """The evidence of one split's own recordings, of which the fusion head learns centre and scale."""
    nobody = np.full(int(places.max(initial=-1)) + 1, -1)
    return Donors({"own": places[places >= 0]}, nobody, nobody)


@dataclass(frozen=True, slots=True)
class _Column:
    """How the files of one column are read and encoded; ``shape`` of one recording's tokens."""

    name: str
    shape: tuple[int, int]
    read: Callable[[Cohort, int], tuple[NDArray[np.float32] | None, tuple[Issue, ...]]]
    encode: Callable[[NDArray[np.float32]], Tensor]


def _film_column(model: TriageModel) -> _Column:
    def encode(grays: NDArray[np.float32]) -> Tensor:
        x = film_tensor(torch.from_numpy(grays)).to(model.device, memory_format=torch.channels_last)
        tokens: Tensor = model.film(x).tokens
        return tokens

    return _Column("film", (GRID * GRID, len(IMAGE_FINDINGS)), _read_film, encode)


def _ecg_column(model: TriageModel) -> _Column:
    def encode(signals: NDArray[np.float32]) -> Tensor:
        tokens: Tensor = model.ecg(torch.from_numpy(signals).to(model.device)).tokens
        return tokens

    return _Column("ecg", (TOKENS, len(ECG_FINDINGS)), _read_ecg, encode)


def _read_film(cohort: Cohort, row: int) -> tuple[NDArray[np.float32] | None, tuple[Issue, ...]]:
    parts, path = CaseParts(), cohort.films[row]
    assert path is not None
    add_film(parts, cohort.folder, path, path.name, cohort.views[row] or None)
    if parts.films and parts.films[0].view is View.LATERAL:
        return None, (issue("cohort_film_lateral", Severity.WARNING, None),)
    return (film_input(parts.films[0]) if parts.films else None), tuple(parts.issues)


def _read_ecg(cohort: Cohort, row: int) -> tuple[NDArray[np.float32] | None, tuple[Issue, ...]]:
    parts, path = CaseParts(), cohort.ecgs[row]
    assert path is not None
    add_ecg(parts, cohort.folder, path, path.name)
    return (ecg_input(parts.ecgs[0]) if parts.ecgs else None), tuple(parts.issues)


def _evidence(cohort: Cohort, column: _Column, work: Path) -> tuple[Tensor, NDArray[np.int64]]:
    """Tokens of every recording of ``column`` that can be read, and each visit's place among them (-1: none)."""
    paths = cohort.films if column.name == "film" else cohort.ecgs
    recorded = [row for row, path in enumerate(paths) if path is not None]
    progress = Progress(f"{column.name} evidence", len(recorded))
    tokens, rows = [torch.zeros(0, *column.shape)], [torch.zeros(0, dtype=torch.int64)]
    for start in range(0, len(recorded), PART):
        path = work / f"cohort-{column.name}-{start // PART:05d}.safetensors"
        chosen = recorded[start : start + PART]
        if not path.exists():
            save_file(_encoded(cohort, column, chosen, progress), path)
        stored = load_file(path)
        tokens.append(stored["tokens"])
        rows.append(stored["rows"])
    place = np.full(len(paths), -1, np.int64)
    order = torch.cat(rows).numpy()
    place[order] = np.arange(len(order))
    found = torch.cat(tokens)
    return (found if len(found) else torch.zeros(1, *column.shape)), place


@torch.no_grad()
def _encoded(cohort: Cohort, column: _Column, rows: Sequence[int], progress: Progress) -> dict[str, Tensor]:
    """One part: tokens of the recordings of ``rows`` that can be read, and their rows."""
    tokens, kept = [torch.zeros(0, *column.shape)], []
    for start in range(0, len(rows), BATCH):
        read = []
        for row in rows[start : start + BATCH]:
            value, issues = column.read(cohort, row)
            progress.step()
            if value is None:
                _say(row, column.name, issues)
            else:
                read.append(value)
                kept.append(row)
        if read:
            tokens.append(column.encode(np.stack(read)).float().cpu())
    return {"tokens": torch.cat(tokens).contiguous(), "rows": torch.tensor(kept, dtype=torch.int64)}


def _say(row: int, column: str, issues: Sequence[Issue]) -> None:
    """A recording that counts as absent, with the reason, on stderr."""
    reason = " ".join(found.text() for found in issues)
    left_out = issue(
        "cohort_recording_left_out", Severity.WARNING, None, row=row + FIRST_ROW, column=column, reason=reason
    )
    print(left_out.text(), file=sys.stderr, flush=True)
