"""Calibrated answers of the fusion for composite test visits under any presence of modalities and of single vital signs.

A visit is scored by itself, so its answer depends on its own mask only. One table of all sixteen patterns therefore holds the
answers under every mask over visits: masks are looked up, not computed again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.core.kinds import CONDITIONS
from cdss.evaluation.logits import THINNED
from cdss.nets.fusion import FusionEnsemble, Inputs
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import OUTCOMES, PatternCalibration, calibrated, pattern_name
from cdss.training.fit_calibration import PATTERNS
from cdss.training.fusion_data import FusionData

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]

SCORED: tuple[str, ...] = ("level<=2", *OUTCOMES, *CONDITIONS)
"""Order of the last axis of scores and labels."""

FIRST_CONDITION = 1 + len(OUTCOMES)

WHERE = "2020 composite, visits with note and vitals, test donors"

BATCH = 128


@dataclass(frozen=True, slots=True, eq=False)
class Composites:
    """Composite visits: ``rows`` of the visit table, the donors given to them, and ``labels`` [n, 13] (NaN unknown)."""

    rows: NDArray[np.int64]
    films: NDArray[np.int64]
    ecgs: NDArray[np.int64]
    labels: Floats

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, places: NDArray[np.int64]) -> Composites:
        """The composite visits at these places."""
        return Composites(self.rows[places], self.films[places], self.ecgs[places], self.labels[places])


@dataclass(frozen=True, slots=True, eq=False)
class PatternTable:
    """``scores`` [16, n, 13]: calibrated answers of the same composite visits under each of ``PATTERNS``."""

    composites: Composites
    scores: Floats

    def of(self, present: tuple[bool, ...]) -> Floats:
        """Scores [n, 13] where every visit shows the same pattern."""
        return np.asarray(self.scores[PATTERNS.index(present)])

    def under(self, masks: Flags) -> Floats:
        """Scores [n, 13] where each visit shows its own row of ``masks`` [n, 4]."""
        place = masks.astype(np.int64) @ np.array([8, 4, 2, 1])  # PATTERNS counts in binary, the film first
        return np.asarray(self.scores[place, np.arange(len(masks))])


def composites(data: FusionData, split: str, seed: int = 20, thinned: int = THINNED) -> Composites:
    """Visits of ``split`` that can have all four modalities, with donors of the same split."""
    rows = data.rows(split)[::thinned]
    rows = rows[data.has_note[rows] & data.numbers.vitals_known[rows].any(axis=1)]
    films, ecgs = data.given(rows, split, np.random.default_rng(seed))
    return Composites(rows, films, ecgs, labels_of(data, rows))


def labels_of(data: FusionData, rows: NDArray[np.int64]) -> Floats:
    """Labels [n, 13] in the order of ``SCORED``; the level is NaN where the nurse gave none."""
    visits = data.visits
    level = np.where(visits.acuity[rows] < 0, np.nan, visits.acuity[rows] <= 1)
    return np.column_stack([level, visits.outcomes[rows], visits.conditions[rows]]).astype(np.float64)


def pattern_table(model: TriageModel, data: FusionData, visits: Composites) -> PatternTable:
    """All sixteen patterns on the same visits with the same donors."""
    shape = (len(visits), len(PATTERNS[0]))
    scores = [fused_scores(model, data, visits, np.broadcast_to(np.array(p), shape)) for p in PATTERNS]
    return PatternTable(visits, np.stack(scores))


def fused_scores(
    model: TriageModel, data: FusionData, visits: Composites, present: Flags, measured: Flags | None = None
) -> Floats:
    """Calibrated answers [n, 13] under ``present`` [n, 4]; ``measured`` [n, 7]: the vital signs that are not hidden.

    As in the product, a visit whose last vital sign is hidden has no vitals, and each visit is calibrated for the pattern
    that it shows.
    """
    order = np.argsort(data.notes.lengths.numpy()[data.text[visits.rows]], kind="stable")
    out = np.zeros((len(visits), len(SCORED)))
    for start in range(0, len(order), BATCH):
        part = order[start : start + BATCH]
        hidden = None if measured is None else measured[part]
        out[part] = _batch(model.fusion, model.calibration, _inputs(data, visits, part, present[part], hidden))
    return out


def _inputs(
    data: FusionData, visits: Composites, part: NDArray[np.int64], present: Flags, measured: Flags | None
) -> Inputs:
    whole_text = np.zeros(len(part), bool)
    x = data.inputs(visits.rows[part], visits.films[part], visits.ecgs[part], present, whole_text)
    if measured is not None:
        kept = torch.from_numpy(measured.astype(np.float32))
        known = x.vitals_known * kept
        shown = x.present.clone()
        shown[:, 2] &= known.bool().any(dim=1)
        x = replace(x, vitals=x.vitals * kept, vitals_known=known, present=shown)
    if not bool(x.present[:, 3].any()):
        x = replace(x, note=x.note[:, :1], note_known=x.note_known[:, :1])  # unseen word places only cost time
    return x


@torch.no_grad()
def _batch(net: FusionEnsemble, tables: Mapping[str, PatternCalibration], x: Inputs) -> Floats:
    logits = net(x)[0].double().numpy().mean(axis=0)
    present = x.present.numpy()
    out = np.zeros((len(logits), len(SCORED)))
    for pattern in np.unique(present, axis=0):
        rows = (present == pattern).all(axis=1)
        found = calibrated(logits[rows], tables[pattern_name(pattern.tolist())])
        out[rows] = np.column_stack([found.risk, found.binary])
    return out
