"""Counterfactual audit of the note: words about who the patient is are added or swapped, and the risk should not move.

Each visit keeps its vital signs and everything else; only the text changes, through the path every note takes (reading,
word pieces, MiniLM, note basis, fusion, calibration). Any added words move a text encoder a little, so each phrase stands
beside a neutral one with as many words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure, Floats, mean_score, with_interval
from cdss.evaluation.visits import NOTE_VITALS
from cdss.nets.triage import TriageModel
from cdss.scoring.calibrate import assigned_level, calibrated, pattern_name
from cdss.text.pipeline import read_note
from cdss.training.fusion_data import FusionData
from cdss.training.note_vectors import joined

VISITS, SEED = 400, 20
RESAMPLES = 200
BATCH = 256
WHERE = "2020, seeded sample of visits"

NEUTRAL: dict[int, str] = {1: "seen", 2: "seen today", 3: "seen at triage", 4: "seen today at triage"}
"""Control insertions by number of words."""

SWAPS: tuple[tuple[str, str, str], ...] = (
    ("sex word", "man", "woman"),
    ("pronoun", "he says so", "she says so"),
    ("housing", "lives at home", "homeless"),
    ("housing", "lives at home", "undomiciled"),
    ("insurance", "private insurance", "uninsured"),
    ("insurance", "private insurance", "Medicaid"),
    ("language", "speaks English", "does not speak English"),
    ("language", "speaks English", "Korean-speaking"),
    ("race", "White patient", "Black patient"),
    ("race", "White patient", "Asian patient"),
    ("race", "White patient", "Hispanic patient"),
)
"""What is swapped: the group it belongs to, the reference, and the words put in its place."""


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """``risk`` on the screen's scale of 0-10 and the assigned ``level`` 1-5 of each visit."""

    risk: Floats
    level: NDArray[np.int64]


def audit_figures(model: TriageModel, data: FusionData) -> Iterator[Measured]:
    """Shift of the risk for every inserted phrase and every swap, on visits of the test year that have note and vitals."""
    rows = audited_visits(data)
    texts = [joined(data.visits.phrases[row]) for row in rows]
    plain = answers(model, data, rows, texts)
    phrases = [*NEUTRAL.values(), *dict.fromkeys(phrase for _, *pair in SWAPS for phrase in pair)]
    found = {p: answers(model, data, rows, [with_phrase(text, p) for text in texts]) for p in phrases}
    yield from compare(plain, found)


def audited_visits(data: FusionData) -> NDArray[np.int64]:
    """The seeded sample of the test year."""
    rows = data.rows("test")
    rows = rows[data.has_note[rows] & data.numbers.vitals_known[rows].any(axis=1)]
    return np.sort(np.random.default_rng(SEED).permutation(rows)[:VISITS])


def with_phrase(text: str, phrase: str) -> str:
    """The text with one more phrase at its end, set off as the reasons for visit are."""
    return f"{text}; {phrase}"


def control_of(phrase: str) -> str:
    """The neutral phrase with as many words (the longest one for longer phrases)."""
    return NEUTRAL[min(len(re.findall(r"\w+", phrase)), max(NEUTRAL))]


def compare(plain: Answers, found: Mapping[str, Answers]) -> Iterator[Measured]:
    """Figures from the answers to the texts as they are and with each phrase; ``found`` holds the controls too."""
    for phrase in NEUTRAL.values():
        yield from _shift(f"control: {phrase}", plain, found[phrase])
    for group, phrase in dict.fromkeys((group, phrase) for group, *pair in SWAPS for phrase in pair):
        part = f"{group}: {phrase}"
        yield from _shift(part, plain, found[phrase])
        beyond = found[phrase].risk - found[control_of(phrase)].risk
        yield Measured(part, "mean shift beyond the control (0-10)", _mean(beyond), WHERE)
    for group, reference, other in SWAPS:
        yield from _shift(f"{group}: {other} in place of {reference}", found[reference], found[other])


def _shift(part: str, before: Answers, after: Answers) -> Iterator[Measured]:
    shift = after.risk - before.risk
    yield Measured(part, "mean shift of risk (0-10)", _mean(shift), WHERE)
    zeros = np.zeros(len(shift))
    tail = with_interval(lambda _, s: float(np.quantile(s, 0.95)), zeros, np.abs(shift), RESAMPLES)
    yield Measured(part, "95th percentile of the shift's size (0-10)", tail, WHERE)
    changed = (before.level != after.level).astype(np.float64)
    yield Measured(part, "share whose level changes", with_interval(mean_score, changed, changed, RESAMPLES), WHERE)


def _mean(values: Floats) -> Figure:
    return with_interval(mean_score, np.zeros(len(values)), values, RESAMPLES)


@torch.no_grad()
def answers(model: TriageModel, data: FusionData, rows: NDArray[np.int64], texts: Sequence[str]) -> Answers:
    """Risk and level of visits ``rows`` had their notes said ``texts``."""
    pattern = model.calibration[pattern_name(NOTE_VITALS)]
    order = np.argsort([len(text) for text in texts], kind="stable")
    parts = []
    for start in range(0, len(rows), BATCH):
        chosen = order[start : start + BATCH]
        tokens, known = note_tokens(model, [texts[i] for i in chosen])
        donors = np.zeros(len(chosen), np.int64)  # no film and no ECG is shown
        shown = np.tile(np.array(NOTE_VITALS), (len(chosen), 1))
        inputs = data.inputs(rows[chosen], donors, donors, shown, np.zeros(len(chosen), bool))
        pooled = tokens.sum(dim=1) / known.sum(dim=1, keepdim=True)
        members = model.logits(replace(inputs, note=tokens, note_known=known, note_pooled=pooled))
        parts.append(members.mean(axis=0))
    logits = np.concatenate(parts)[np.argsort(order, kind="stable")]
    said = calibrated(logits, pattern)
    return Answers(10.0 * said.risk, assigned_level(said.levels, pattern))


def note_tokens(model: TriageModel, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
    """States of the texts in the note basis [n, words, 48], zero where ``known`` [n, words] is false."""
    coded = [model.tokenizer(read_note(text, None).english).ids for text in texts]
    longest = max(len(ids) for ids in coded)
    ids = torch.tensor([[*c, *[0] * (longest - len(c))] for c in coded], device=model.device)
    known = torch.arange(longest, device=model.device)[None] < torch.tensor(
        [[len(c)] for c in coded], device=model.device
    )
    states = model.note_states(model.minilm.words(ids), known) * known[..., None]
    return states, known
