"""An ST shift in one group of leads of a normal recording, in every beat, with limb leads that still fit one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.engine.coalitions import value_tensor
from cdss.engine.explained.ecg import explain_ecg
from cdss.engine.explained.subject import Subject
from cdss.evaluation.explanations.patients import SEED, composite, ecg_of, hosts, unseen_ecgs
from cdss.evaluation.explanations.planted import Hit, Judge, Judgement, Plant, leads
from cdss.explain.ecg_waves import EcgWaves, ecg_waves
from cdss.nets.ecg import NETWORK_RATE
from cdss.records.ecg import Ecg
from cdss.records.explanation import ECG_WAVES, EcgAttribution, EcgPart, Explanation
from cdss.training.cohort_visits import Visits

GROUPS: tuple[Mapping[str, float], ...] = (
    {"V2": 1.0, "V3": 1.0, "V4": 1.0},
    {"V5": 1.0, "V6": 1.0},
    {"II": 1.0, "III": 1.0, "aVF": 1.0, "aVR": -0.5, "aVL": -0.5},
)
"""Shift of each lead relative to the group's; of the inferior group I stays, so aVR and aVL follow from II and III."""

SHIFTS_MV: tuple[float, ...] = (0.3, -0.2)
"""Elevation and depression: clearly past 0.1-0.25 mV and 0.05 mV (Fourth Universal Definition of MI, 2018)."""

LEAST_AGE = 50
"""Years of the patients: the younger hardly ever have an infarction, whatever the ECG shows, and the model knows it."""

EDGE_S = 0.04
"""Length of the soft edges of the shift: J point and T wave keep no step."""


def ecg_plants(visits: Visits, folder: Path) -> Iterator[Plant]:
    """Both shifts in each group of every normal unseen recording, each given to a visit of 2020 for chest pain."""
    names = unseen_ecgs(folder, normal=True)
    rng = np.random.default_rng(SEED)
    rows = hosts(
        visits, len(names), rng, lambda row: "Chest pain" in visits.phrases[row] and visits.age[row] >= LEAST_AGE
    )
    for row, name in zip(rows, names, strict=False):
        ecg = ecg_of(folder, name)
        plain = composite(visits, row, None, ecg)
        for group, shift in product(GROUPS, SHIFTS_MV):
            shifted = with_shift(ecg, group, shift)
            if shifted is not None:
                yield Plant(plain, replace(plain, ecgs=(shifted,)), judge_in(frozenset(group)))


def with_shift(ecg: Ecg, group: Mapping[str, float], shift_mv: float) -> Ecg | None:
    """ST of every beat of the leads in ``group`` moved by ``shift_mv``; None where no ST segment was found."""
    waves = ecg_waves(ecg)
    if waves is None or "ST" not in waves.found:
        return None
    samples = ecg.signal_mv.shape[1]
    places = np.minimum((np.arange(samples) * NETWORK_RATE / ecg.rate_hz).astype(int), len(waves.labels) - 1)
    inside = (waves.labels[places] == ECG_WAVES.index("ST")) & (np.arange(samples) / ecg.rate_hz < 10.0)
    edge = np.hanning(round(EDGE_S * ecg.rate_hz) + 2)
    soft = np.convolve(inside.astype(np.float64), edge / edge.sum(), mode="same")
    signal = ecg.signal_mv.copy()
    for lead, part in group.items():
        signal[ECG_LEADS.index(lead)] += np.asarray(shift_mv * part * soft, np.float32)
    return replace(ecg, signal_mv=signal)


def judge_in(group: frozenset[str]) -> Judge:
    """Whether the strongest lead and wave, of all 60, is ST of one of the leads in ``group``."""

    def judge(subject: Subject, way: float) -> Judgement:
        part = explain_ecg(subject, Explanation())
        assert part is not None
        labels = ecg_waves(subject.case.ecgs[0])
        at_plant = [_planted(one, group) for one in part.parts]
        turns = labels is not None and leads(without_parts(subject, part, labels), at_plant, way)
        return Judgement((pointing(part, group, way),), turns)

    return judge


def pointing(part: EcgAttribution, group: frozenset[str], way: float) -> Hit:
    """The hit of the bar that goes furthest in the output's ``way``."""
    strongest = max(part.parts, key=lambda one: way * one.effect)
    return Hit(_planted(strongest, group), float(np.mean([_planted(one, group) for one in part.parts])))


def without_parts(subject: Subject, part: EcgAttribution, waves: EcgWaves) -> NDArray[np.float64]:
    """The output with the whole recording, and with each of ``part.parts`` flat in every beat [1 + parts]."""
    signal = subject.encoded.ecg_signal
    assert signal is not None
    gone = np.zeros((1 + len(part.parts), *signal.shape[1:]), bool)
    for row, one in zip(gone[1:], part.parts, strict=True):
        row[ECG_LEADS.index(one.lead)] = waves.labels == ECG_WAVES.index(one.wave)
    with torch.no_grad():
        tokens = subject.model.ecg(torch.where(torch.from_numpy(gone), 0.0, signal)).tokens
        repeated = subject.encoded.inputs.masked(subject.encoded.inputs.present.expand(len(gone), -1))
        found = value_tensor(subject.model, replace(repeated, ecg=tokens), subject.target)
    return np.asarray(found.double().numpy())


def _planted(one: EcgPart, group: frozenset[str]) -> bool:
    return one.wave == "ST" and one.lead in group
