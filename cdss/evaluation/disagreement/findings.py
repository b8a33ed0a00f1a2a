"""The check of one test's strong finding against what all evidence says of its illness, on composite visits.

Donors fit the diagnosis of the visit at published sensitivities, so how often film and diagnosis part is that of the tables in
``cdss.training.composite``; what the check makes of it is measured here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, MODALITIES, Modality
from cdss.engine.findings import finding_probabilities
from cdss.evaluation.composite_scores import WHERE, composites
from cdss.evaluation.disagreement.fired import Fired, Flags
from cdss.evaluation.logits import PatternAnswers, pattern_answers
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import share
from cdss.nets.triage import TriageModel
from cdss.records.assessment import Condition, Finding
from cdss.scoring.calibrate import OUTCOMES, assigned_level
from cdss.scoring.same_illness import SAME_ILLNESS, disagreements
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.fusion_data import FusionData

ALL = (True,) * len(MODALITIES)

WORDS: Mapping[Modality, str] = {Modality.IMAGE: "film", Modality.ECG: "ECG"}

TABLES: Mapping[Modality, str] = {Modality.IMAGE: "film_findings", Modality.ECG: "ecg_findings"}
"""Keys of the calibration of single findings."""

LABELLED, HAS_ILLNESS = "the recording is labelled with it where it fires", "the visit has the illness where it fires"
"""Where not the one, the test alone was wrong; where not the other, all evidence was right to hold the illness for unlikely."""

CODES: Mapping[Modality, Sequence[str]] = {Modality.IMAGE: IMAGE_FINDINGS, Modality.ECG: ECG_FINDINGS}


def finding_checks(
    model: TriageModel, data: FusionData, calibration: Mapping[str, Any], folder: Path
) -> Iterator[tuple[Fired, tuple[Measured, ...]]]:
    """For each finding that the program holds against a condition: the check, and how often label and diagnosis bear it out.

    ``calibration`` of the bundle. Also of findings of the film that are not shown: which these are follows from the figures.
    """
    drawn, answers = composites(data, "test"), pattern_answers(model, data, ALL)
    given = assigned_level(answers.found.levels, answers.pattern)
    donors = {Modality.IMAGE: (data.image, drawn.films), Modality.ECG: (data.ecg, drawn.ecgs)}
    labels = {Modality.IMAGE: _film_labels(folder), Modality.ECG: load_ecgs(folder).labels}
    for (modality, code), illness in SAME_ILLNESS.items():
        evidence, rows = donors[modality]
        told = _findings(evidence, CODES[modality], calibration[TABLES[modality]])
        fired = contradicted(modality, [[f for f in told[row] if f.code == code] for row in rows], answers)
        part = f"{WORDS[modality]} sure of {code}, {illness} unlikely"
        labelled = labels[modality][rows[fired], CODES[modality].index(code)]
        diagnosed = data.visits.conditions[drawn.rows[fired], CONDITIONS.index(illness)] == 1
        yield (
            Fired(part, WHERE, fired, np.ones(len(fired), bool), given, data.visits.acuity[drawn.rows] + 1),
            (
                Measured(part, LABELLED, share(labelled[~np.isnan(labelled)] == 1), WHERE),
                Measured(part, HAS_ILLNESS, share(diagnosed), WHERE),
            ),
        )


def contradicted(modality: Modality, findings: Sequence[Sequence[Finding]], answers: PatternAnswers) -> Flags:
    """Visits [n] on which the findings of one test disagree with the answer from all evidence."""
    chances = answers.found.binary[:, len(OUTCOMES) :]
    return np.array(
        [
            bool(disagreements({modality: found}, [_condition(*each) for each in zip(CONDITIONS, row, strict=True)]))
            for found, row in zip(findings, chances, strict=True)
        ],
        bool,
    )


def _film_labels(folder: Path) -> NDArray[np.float32]:
    return np.array([row.labels for row in film_rows(folder)], np.float32)


def _condition(code: str, chance: float) -> Condition:
    return Condition(code, float(chance), (float(chance), float(chance)), False)


def _findings(tokens: Tensor, codes: Sequence[str], table: Mapping[str, Any]) -> dict[int, tuple[Finding, ...]]:
    """Calibrated findings of every donor; ``tokens`` [donors, places, codes], whose mean is the logit."""
    logits = tokens.float().mean(dim=1)
    return {row: finding_probabilities(codes, one, table) for row, one in enumerate(logits)}
