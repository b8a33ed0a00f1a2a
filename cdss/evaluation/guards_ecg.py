"""What the guards of recording, note and vital signs find, and how often they are wrong about sound ones."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import share
from cdss.guards.left_electrodes import THRESHOLD as LEFT_THRESHOLD
from cdss.guards.left_electrodes import left_scores
from cdss.guards.limb_leads import THRESHOLDS, exchange_scores, limb_correlations
from cdss.guards.note import note_verdict
from cdss.guards.vitals import vitals_guard
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.vitals import VitalsRow
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_visits import Visits
from cdss.training.fit_limb_leads import ROWS, left_features_of
from cdss.training.fusion_data import TEST_YEAR

PART = "Guards"

EXCHANGED: dict[str, tuple[tuple[int, ...], tuple[float, ...]]] = {
    "arms exchanged": ((0, 2, 1), (-1.0, 1.0, 1.0)),
    "right arm and left leg exchanged": ((2, 1, 0), (-1.0, -1.0, -1.0)),
    "three electrodes rotated clockwise": ((1, 2, 0), (-1.0, -1.0, 1.0)),
    "three electrodes rotated anticlockwise": ((2, 0, 1), (1.0, -1.0, -1.0)),
}
"""Which of I, II, III the machine prints as I, II, III, and with which sign: exchanges that are rejected."""

LEFT_EXCHANGED: tuple[tuple[int, ...], tuple[float, ...]] = (1, 0, 2), (1.0, 1.0, -1.0)
"""The same of left arm and left leg, an exchange that is doubted and still read."""


def ecg_guard_figures(data: Path) -> Iterator[Measured]:
    """Specificity and sensitivity by kind of exchange on recordings the table was not fitted on.

    PTB-XL fold 10 is wholly unseen; the thresholds were chosen on folds 1-9, so the wider figure has them in it.
    """
    ecgs = load_ecgs(data)
    held = ecgs.split != "train"
    signals, fold_10 = ecgs.signals[held], ecgs.split[held] == "test"
    correlations = limb_correlations(signals[:, ROWS].astype(np.float64))
    left = left_scores(left_features_of(signals))
    for split, keep in (("fold 10", fold_10), ("folds 9 + 10", np.ones_like(fold_10))):
        usual = correlations[keep]
        yield _share("ECG as recorded passes (specificity)", ~_flagged(usual), split)
        for name, (rows, signs) in EXCHANGED.items():
            yield _share(f"ECG with {name} is rejected (sensitivity)", _flagged(_exchanged(usual, rows, signs)), split)
        yield from _left_figures(left[keep], usual, split)


def _left_figures(scores: NDArray[np.float64], usual: NDArray[np.float64], split: str) -> Iterator[Measured]:
    """How often left arm and left leg are doubted, rightly and wrongly; the exchange turns every score round."""
    found = _doubted(-scores, _exchanged(usual, *LEFT_EXCHANGED))
    yield _share("ECG as recorded is not doubted (specificity)", ~_doubted(scores, usual), split)
    yield _share("ECG with left arm and left leg exchanged is doubted (sensitivity)", found, split)


def note_vitals_guard_figures(visits: Visits, data: Path) -> Iterator[Measured]:
    """False alarms: phrases and joined reasons of the test year, long visit notes, and the vital signs of the test year."""
    test = np.flatnonzero(visits.year == TEST_YEAR)
    phrases = sorted({p for i in test for p in visits.phrases[i]})
    joined = sorted({"; ".join(visits.phrases[i]) for i in test if visits.phrases[i]})
    for name, texts, split in (
        ("reason for visit rejected as a note", phrases, f"{TEST_YEAR}, distinct phrases"),
        ("reasons of a visit rejected as a note", joined, f"{TEST_YEAR}, distinct visits"),
        ("visit note rejected", _visit_notes(data), "ACI-Bench"),
    ):
        yield _share(name, np.array([note_verdict(text) is not None for text in texts]), split)
    alarms = [{one.code for one in vitals_guard(_row(visits.vitals[i]), _age(visits.age[i]))} for i in test]
    split = f"{TEST_YEAR}, all visits"
    yield _share("vital signs called implausible together", np.array([bool(found) for found in alarms]), split)
    for code in sorted(set().union(*alarms)):
        yield _share(code.replace("_", " "), np.array([code in found for found in alarms]), split)


def _exchanged(usual: NDArray[np.float64], rows: Sequence[int], signs: Sequence[float]) -> NDArray[np.float64]:
    return np.asarray(usual[:, list(rows)] * np.asarray(signs)[None, :, None])


def _flagged(correlations: NDArray[np.float64]) -> NDArray[np.bool_]:
    scores = exchange_scores(correlations)
    return np.asarray(np.any([scores[kind] > THRESHOLDS[kind] for kind in scores], axis=0))


def _doubted(scores: NDArray[np.float64], correlations: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Recordings doubted for left arm and left leg: a rejected one is not, nor one without a score."""
    return (scores > LEFT_THRESHOLD) & ~_flagged(correlations)


def _share(name: str, found: NDArray[np.bool_], split: str) -> Measured:
    """The share of true values, with Wilson's interval; positives are the true ones."""
    return Measured(PART, name, share(found), split)


def _visit_notes(data: Path) -> Sequence[str]:
    csv.field_size_limit(sys.maxsize)
    notes: list[str] = []
    for path in sorted((data / "aci_bench").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as rows:
            notes += [row["note"] for row in csv.DictReader(rows)]
    return notes


def _row(values: NDArray[np.float32]) -> VitalsRow:
    known = {name: float(v) for name, v in zip(VITAL_NAMES, values, strict=True) if not np.isnan(v)}
    if known.get("dbp", 0.0) >= known.get("sbp", np.inf):  # refused where a table is read
        known = {name: v for name, v in known.items() if name not in ("sbp", "dbp")}
    return VitalsRow(**known)  # type: ignore[arg-type]


def _age(years: np.float32) -> float | None:
    return None if np.isnan(years) else float(years)
