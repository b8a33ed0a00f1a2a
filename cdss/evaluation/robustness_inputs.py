"""Inputs that are there only in part: ECGs without some of their leads, notes cut short. The encoders are run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.evaluation.composite_scores import Composites, fused_scores
from cdss.evaluation.measured import Measured
from cdss.evaluation.paired import Draws, auroc_draws, macro_draws
from cdss.evaluation.visits import NOTE_VITALS
from cdss.nets.ecg import EcgNet
from cdss.nets.triage import TriageModel
from cdss.training.cohort_ecg import EcgSet
from cdss.training.fit_ecg import infer as infer_ecg
from cdss.training.fusion_data import FusionData
from cdss.training.note_vectors import LONGEST, NoteVectors, encode, joined

Signals = NDArray[np.float32]

CLASSES, LEVEL = "ECG classes (macro)", "level<=2"
FOLDS = "folds 9 + 10"
WORDS = (1, 2, 4, 8, 16)
NOTE_SAMPLE = 600
"""Test visits, drawn at random, whose notes are cut and encoded again."""

SEED = 20
NOTE_ALONE = (False, False, False, True)


def lead_figures(net: EcgNet, ecgs: EcgSet) -> Iterator[Measured]:
    """Macro AUROC of the ECG classes with 0 to 11 leads blank, chosen at random for each recording, and without each lead."""
    keep = ecgs.split != "train"
    signals, labels = ecgs.signals[keep], ecgs.labels[keep].astype(np.float64)
    ranks = np.random.default_rng(SEED).random((len(signals), len(ECG_LEADS))).argsort(axis=1)
    curve = [_ecg_macro(net, blanked(signals, ranks < k), labels) for k in range(len(ECG_LEADS))]
    for k, draws in enumerate(curve):
        yield Measured(f"{k} of 12 leads blank", f"AUROC {CLASSES}", draws.figure(), FOLDS)
    drops = [before - after for before, after in pairwise(curve)]
    worst = max(range(len(drops)), key=lambda k: drops[k].value)
    part, where = "gap by one more blank lead at its largest", f"{FOLDS}: {worst} to {worst + 1} blank"
    yield Measured(part, f"loss of AUROC {CLASSES}", drops[worst].figure(), where)
    costs = {lead: curve[0] - _ecg_macro(net, _without(signals, i), labels) for i, lead in enumerate(ECG_LEADS)}
    for lead, cost in costs.items():
        yield Measured(f"without lead {lead}", f"loss of AUROC {CLASSES}", cost.figure(), FOLDS)
    dearest = max(costs, key=lambda lead: costs[lead].value)
    part, where = "gap without the lead that costs most", f"{FOLDS}: {dearest}"
    yield Measured(part, f"loss of AUROC {CLASSES}", costs[dearest].figure(), where)


def blanked(signals: Signals, hidden: NDArray[np.bool_]) -> Signals:
    """Copies of ``signals`` [n, 12, samples] with the ``hidden`` [n, 12] leads zero, as the reader gives an absent lead."""
    return np.where(hidden[:, :, None], np.float32(0), signals)


def _without(signals: Signals, lead: int) -> Signals:
    hidden = np.zeros(signals.shape[:2], bool)
    hidden[:, lead] = True
    return blanked(signals, hidden)


def _ecg_macro(net: EcgNet, signals: Signals, labels: NDArray[np.float64]) -> Draws:
    scores = infer_ecg(net, signals).mean(dim=1).double().numpy()
    return macro_draws(labels, scores)


def note_figures(model: TriageModel, data: FusionData, visits: Composites) -> Iterator[Measured]:
    """AUROC of level <= 2 when only the first words of the note are read, by note alone and with vitals."""
    drawn = np.random.default_rng(SEED).permutation(len(visits))[:NOTE_SAMPLE]
    sample = visits.at(np.sort(drawn))
    where = f"2020, {len(sample)} visits with note and vitals"
    cut = {k: with_texts(model, data, sample, first_words(data, sample, k)) for k in WORDS}
    for name, pattern in (("note alone", NOTE_ALONE), ("note and vitals", NOTE_VITALS)):
        shown = np.tile(np.array(pattern), (len(sample), 1))
        whole = auroc_draws(sample.labels[:, 0], fused_scores(model, data, sample, shown)[:, 0])
        yield Measured(f"{name}, whole note", f"AUROC {LEVEL}", whole.figure(), where)
        for k, shortened in cut.items():
            scores = fused_scores(model, shortened, sample, shown)[:, 0]
            found = auroc_draws(sample.labels[:, 0], scores)
            yield Measured(f"{name}, first {k} words", f"AUROC {LEVEL}", found.figure(), where)
            yield Measured(f"{name}, first {k} words", f"loss of AUROC {LEVEL}", (whole - found).figure(), where)


def first_words(data: FusionData, visits: Composites, count: int) -> list[str]:
    """The first ``count`` words of each visit's note."""
    return [" ".join(joined(data.visits.phrases[row]).split()[:count]) for row in visits.rows]


def with_texts(model: TriageModel, data: FusionData, visits: Composites, texts: Sequence[str]) -> FusionData:
    """The same data where the notes of ``visits`` are ``texts``, encoded anew; no other visit has a note there."""
    distinct = sorted(set(texts))
    place = {text: i for i, text in enumerate(distinct)}
    states, lengths = encode(model.minilm, model.tokenizer, distinct)
    tokens = (states.float() - model.note_mean) @ model.note_basis
    tokens[torch.arange(LONGEST)[None] >= lengths[:, None]] = 0
    pooled = tokens.sum(dim=1) / lengths[:, None]
    text = np.full(len(data.text), -1)
    text[visits.rows] = [place[t] for t in texts]
    notes = NoteVectors(place, tokens.half(), lengths, pooled, model.note_mean, model.note_basis)
    return replace(data, notes=notes, text=text)
