"""What it costs that a note is written in Korean, or in the terse English of triage, instead of the survey's code book.

Each visit's reasons are written anew (``cdss.training.korean_notes``, ``augment_notes``), read by the note pipeline as the
product reads any note, and encoded; vital signs and outcome stay as they are, so each loss is of the same visits. The Korean
is made of words that the lexicon knows: how often a nurse uses others, these figures do not say.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cdss.evaluation.composite_scores import Composites, Floats, fused_scores
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import share
from cdss.evaluation.paired import auroc_draws
from cdss.evaluation.robustness_inputs import NOTE_ALONE, with_texts
from cdss.evaluation.visits import NOTE_VITALS, TASKS
from cdss.nets.triage import TriageModel
from cdss.text.pipeline import read_note
from cdss.training.augment_notes import terse
from cdss.training.denials import denied_in_english
from cdss.training.fusion_data import FusionData
from cdss.training.korean_notes import korean
from cdss.training.note_vectors import joined

Phrases = tuple[str, ...]

PART = "Korean notes"

ORIGINAL, KOREAN = "as in the survey", "in Korean"

SAMPLE = 3000
"""Visits, drawn at random, whose notes are written anew."""

SEED = 20


def korean_figures(model: TriageModel, data: FusionData, visits: Composites, year: int) -> Iterator[Measured]:
    """AUROC of ``TASKS`` by note alone and with vitals in each way of writing, and what is lost against the survey's."""
    drawn = np.random.default_rng(SEED).permutation(len(visits))[:SAMPLE]
    sample = visits.at(np.sort(drawn))
    where = f"{year}, {len(sample)} visits with note and vitals"
    yield from _written(data, sample, where)
    scores: dict[str, dict[str, Floats]] = {}
    for way, texts in versions(data, sample).items():
        read = with_texts(model, data, sample, [read_note(text, None).english for text in texts])
        scores[way] = {name: fused_scores(model, read, sample, _shown(present, sample)) for name, present in SHOWN}
    for name, _ in SHOWN:
        yield from _losses({way: found[name] for way, found in scores.items()}, sample.labels, name, where)


SHOWN = (("note alone", NOTE_ALONE), ("note and vitals", NOTE_VITALS))


def versions(data: FusionData, visits: Composites) -> dict[str, list[str]]:
    """The visits' notes by way of writing, the survey's own first; each visit has its own seed."""
    reasons = [(data.visits.phrases[row], int(row)) for row in visits.rows]
    return {
        ORIGINAL: [joined(phrases) for phrases, _ in reasons],
        KOREAN: [korean(phrases, _generator(row)).text for phrases, row in reasons],
        f"{KOREAN}, with a denial": [korean(phrases, _generator(row), deny=True).text for phrases, row in reasons],
        "in terse English": [terse(phrases, _generator(row)) for phrases, row in reasons],
        f"{ORIGINAL}, with a denial": [_with_denial(phrases, _generator(row)) for phrases, row in reasons],
    }


def _with_denial(phrases: Phrases, rng: np.random.Generator) -> str:
    return f"{joined(phrases)}. {denied_in_english(phrases, rng)}"


def _generator(row: int) -> np.random.Generator:
    return np.random.default_rng([SEED, row])


def _shown(present: tuple[bool, ...], visits: Composites) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    return np.tile(np.array(present), (len(visits), 1))


def _written(data: FusionData, visits: Composites, where: str) -> Iterator[Measured]:
    """How much of the notes the lexicon could write."""
    notes = [korean(data.visits.phrases[row], _generator(int(row))) for row in visits.rows]
    phrases = [i < note.written for note in notes for i in range(note.phrases)]
    yield Measured(PART, "share of phrases written in Korean", share(phrases), where)
    whole = [note.written == note.phrases for note in notes]
    yield Measured(PART, "share of notes wholly in Korean", share(whole), where)


def _losses(scores: dict[str, Floats], labels: Floats, name: str, where: str) -> Iterator[Measured]:
    for column, task in enumerate(TASKS):
        found = {way: auroc_draws(labels[:, column], answers[:, column]) for way, answers in scores.items()}
        for way, draws in found.items():
            part = f"{PART}: {name}, {way}"
            yield Measured(part, f"AUROC {task}", draws.figure(), where)
            if way != ORIGINAL:
                yield Measured(part, f"loss of AUROC {task}", (found[ORIGINAL] - draws).figure(), where)
