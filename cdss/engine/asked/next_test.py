"""Which test would narrow the interval of the risk most: each is tried with results that patients like this one had.

A missing film or ECG is taken from the donors of the nearest reference visits. Donors were given to visits by published
sensitivities (``cdss.training.composite``), so what is expected of a test is what those sensitivities and the model say.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.core.errors import EngineError
from cdss.core.kinds import MODALITIES, Modality
from cdss.engine.explained.neighbours import COMPARED, embedding_of
from cdss.engine.explained.subject import Subject
from cdss.explain.neighbours import nearest
from cdss.explain.next_test import Judged, judged, ranked, value_of_test
from cdss.nets.normalise import normal_score
from cdss.nets.reference import Reference
from cdss.nets.triage import CaseInputs
from cdss.nets.vitals_input import VITAL_NAMES, vital_values
from cdss.readers.vitals_values import PLAUSIBLE
from cdss.records.question import NextTests
from cdss.records.vitals import Vitals
from cdss.scoring.calibrate import pattern_name

SAMPLES = 64
"""Results tried of each test; the standard error of a share of .5 is then .06."""

LATER = timedelta(minutes=15)
"""When vital signs are repeated."""

SEED = 31

Places = NDArray[np.int64]


def next_test(subject: Subject) -> NextTests:
    """A film and an ECG where missing, and vital signs, repeated or for the first time; ``EngineError`` where none can be tried.

    None can where the bundle has no reference visits, or the case neither note nor vital signs to find similar ones by.
    """
    reference = subject.model.reference
    if reference is None:
        raise EngineError.of("next_test_no_reference")
    if COMPARED.isdisjoint(subject.encoded.present):
        raise EngineError.of("next_test_nothing_to_compare")
    rows = nearest(reference.embedding @ embedding_of(subject), SAMPLES, reference.drawn)
    tried = {Modality.VITALS.value: _vitals(subject, reference, rows)}
    if Modality.IMAGE not in subject.encoded.present:
        tried[Modality.IMAGE.value] = _film(subject, reference, rows)
    if Modality.ECG not in subject.encoded.present:
        tried[Modality.ECG.value] = _ecg(subject, reference, rows)
    now = _judge(subject, subject.encoded.inputs)
    return ranked(value_of_test(test, now, _judge(subject, inputs)) for test, inputs in tried.items())


def _judge(subject: Subject, inputs: CaseInputs) -> Judged:
    """All rows of ``inputs`` have the same modalities."""
    pattern = subject.model.calibration[pattern_name(inputs.present[0].tolist())]
    return judged(subject.model.logits(inputs), pattern)


def _with(subject: Subject, modality: Modality, count: int) -> CaseInputs:
    """The case ``count`` times, ``modality`` there."""
    inputs = subject.encoded.inputs
    repeated = inputs.masked(inputs.present.expand(count, -1))
    present = repeated.present.clone()
    present[:, MODALITIES.index(modality)] = True
    return replace(repeated, present=present)


def _film(subject: Subject, reference: Reference, rows: Places) -> CaseInputs:
    inputs = _with(subject, Modality.IMAGE, len(rows))
    return replace(inputs, image=torch.from_numpy(reference.film[reference.film_of[rows]]).to(inputs.image.device))


def _ecg(subject: Subject, reference: Reference, rows: Places) -> CaseInputs:
    inputs = _with(subject, Modality.ECG, len(rows))
    return replace(inputs, ecg=torch.from_numpy(reference.ecg[reference.ecg_of[rows]]).to(inputs.ecg.device))


def _vitals(subject: Subject, reference: Reference, rows: Places) -> CaseInputs:
    """What was measured, measured again; where nothing was, what the similar visits had."""
    vitals = subject.case.vitals
    if vitals is None or Modality.VITALS not in subject.encoded.present:
        return _measured_first(subject, reference, rows)
    return _measured_again(subject, reference, vitals, len(rows))


def _measured_first(subject: Subject, reference: Reference, rows: Places) -> CaseInputs:
    rows = rows[~np.isnan(reference.vitals[rows]).all(axis=1)]
    inputs = _with(subject, Modality.VITALS, len(rows))
    scores = reference.vitals[rows]
    known = torch.from_numpy((~np.isnan(scores)).astype(np.float32)).to(inputs.vitals.device)
    return replace(inputs, vitals=torch.from_numpy(np.nan_to_num(scores)).to(inputs.vitals.device), vitals_known=known)


def _measured_again(subject: Subject, reference: Reference, vitals: Vitals, count: int) -> CaseInputs:
    inputs = _with(subject, Modality.VITALS, count)
    sets = repeated(vital_values(vitals.latest), reference.repeat_sd, count)
    charts = [_later(vitals, one) for one in sets]
    scales, device = subject.model.scales.vitals, inputs.vitals.device
    scores = np.stack([normal_score(sets[:, i], scales[i]) for i in range(len(VITAL_NAMES))], axis=1)
    series = np.stack([subject.model.series.by_vital(chart) for chart in charts])
    return replace(
        inputs,
        vitals=torch.from_numpy(np.nan_to_num(scores)).to(device),
        series=torch.from_numpy(series).float().to(device),
    )


def repeated(latest: NDArray[np.float32], spread: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """``count`` further measurements [count, 7] around ``latest`` [7]; NaN stays NaN, each vital sign varies on its own.

    Values stay plausible, and the diastolic below the systolic pressure.
    """
    noise = np.random.default_rng(SEED).standard_normal((count, len(latest))).astype(np.float32)
    low, high = np.array([PLAUSIBLE[name] for name in VITAL_NAMES], np.float32).T
    found = np.clip(latest + spread * noise, low, high)
    systolic, diastolic = VITAL_NAMES.index("sbp"), VITAL_NAMES.index("dbp")
    found[:, diastolic] = np.fmin(found[:, diastolic], found[:, systolic] - 1) + 0 * found[:, diastolic]
    return np.asarray(found, np.float32)


def _later(vitals: Vitals, values: NDArray[np.float32]) -> Vitals:
    """The chart with a further set of measurements."""
    latest = vitals.latest
    time = latest.time + LATER if latest.time is not None else None
    numbers: dict[str, Any] = {
        name: None if np.isnan(v) else float(v) for name, v in zip(VITAL_NAMES, values, strict=True)
    }
    return replace(vitals, rows=(*vitals.rows, replace(latest, time=time, **numbers)))
