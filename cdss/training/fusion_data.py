"""Everything the fusion head is trained and measured on, in memory: visits, note vectors, and evidence of the donors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from cdss.nets.fusion import Inputs
from cdss.nets.minilm import from_published
from cdss.nets.normalise import Numbers, Scales, fit_scales, normalised
from cdss.nets.note_input import NoteTokenizer
from cdss.text.pipeline import read_note
from cdss.training.augment_notes import rewritten
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.cohort_visits import Visits, load_visits
from cdss.training.composite import (
    ECG_ELSE,
    ECG_OF,
    FILM_ELSE,
    FILM_OF,
    Donors,
    age_band,
    draw,
    ecg_pools,
    film_pools,
)
from cdss.training.note_vectors import NoteVectors, joined, note_vectors

TRAIN_YEARS, TUNE_YEAR, TEST_YEAR = (2016, 2017, 2018), 2019, 2020

JOINED, PHRASES, TERSE = 0, 1, 2
"""How a visit's note is read: the joined text, its tokens with the mean of the phrases, or a rewriting."""

TERSE_SHARE = 0.75
"""Share of the training visits that have a rewriting, as terse English or Korean (``augment_notes.rewritten``)."""


@dataclass(frozen=True, slots=True, eq=False)
class FusionData:
    """Arrays with one row a visit, evidence with one row a donor; ``donors[split]`` = (film donors, ECG donors).

    ``text``, ``terse``: place of the joined text and of its terse rewriting in ``notes`` (-1: none).
    """

    visits: Visits
    numbers: Numbers
    scales: Scales
    notes: NoteVectors
    text: NDArray[np.int64]
    phrase_pooled: NDArray[np.float32]
    has_note: NDArray[np.bool_]
    image: Tensor
    ecg: Tensor
    donors: dict[str, tuple[Donors, Donors]]
    terse: NDArray[np.int64]

    def rows(self, split: str) -> NDArray[np.int64]:
        """Visits of the training, tuning or test years."""
        year = self.visits.year
        chosen = {"train": year <= max(TRAIN_YEARS), "tune": year == TUNE_YEAR, "test": year == TEST_YEAR}[split]
        return np.flatnonzero(chosen)

    def given(self, rows: NDArray[np.int64], split: str, rng: Generator) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """A film and an ECG donor for each of ``rows``, from the donors of the same split."""
        v = self.visits
        films, ecgs = self.donors[split]
        arguments = (v.conditions[rows], v.sex[rows], v.age[rows])
        return draw(*arguments, films, (FILM_OF, FILM_ELSE), rng), draw(*arguments, ecgs, (ECG_OF, ECG_ELSE), rng)

    def texts_read(self, rows: NDArray[np.int64], style: NDArray[np.integer | np.bool_]) -> NDArray[np.int64]:
        """Place in ``notes`` of the text that each visit is read as; the joined text where there is no terse one."""
        return np.where((style == TERSE) & (self.terse[rows] >= 0), self.terse[rows], self.text[rows])

    def pooled_note(self, rows: NDArray[np.int64], style: NDArray[np.integer | np.bool_]) -> NDArray[np.float32]:
        """Pooled note vectors: of the text that is read, or as the mean over the phrases."""
        whole = self.notes.pooled.numpy()[self.texts_read(rows, style)]
        return np.where((style == PHRASES)[:, None], self.phrase_pooled[rows], whole).astype(np.float32)

    def there(self, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """What each of ``rows`` has [n, 4]: a film and an ECG always, for donors are given to everybody."""
        given = np.ones(len(rows), bool)
        return np.column_stack([given, given, self.numbers.vitals_known[rows].any(axis=1), self.has_note[rows]])

    def inputs(
        self,
        rows: NDArray[np.int64],
        films: NDArray[np.int64],
        ecgs: NDArray[np.int64],
        present: NDArray[np.bool_],
        style: NDArray[np.integer | np.bool_],
    ) -> Inputs:
        """A batch of visits with the given donors, presence and reading; what a visit does not have is never shown."""
        n, text = self.numbers, self.texts_read(rows, style)
        longest = int(self.notes.lengths[text].max())
        known = torch.arange(longest)[None] < self.notes.lengths[text][:, None]
        return Inputs(
            torch.from_numpy(n.vitals[rows]),
            torch.from_numpy(n.vitals_known[rows]),
            torch.from_numpy(n.context[rows]),
            torch.from_numpy(n.context_known[rows]),
            self.notes.tokens[text, :longest].float(),
            known,
            torch.from_numpy(self.pooled_note(rows, style)),
            self.image[films],
            self.ecg[ecgs],
            torch.from_numpy(present & self.there(rows)),
        )


def load_fusion_data(data: Path, work: Path, minilm: Path) -> FusionData:
    """Everything for training: scales and note basis learned from the training years, evidence collected from ``work``."""
    image = load_file(work / "image-evidence.safetensors")["tokens"]
    ecg = load_file(work / "ecg-evidence.safetensors")["tokens"]
    return fusion_data_with(data, work, minilm, image, ecg)


def fusion_data_with(data: Path, work: Path, minilm: Path, image: Tensor, ecg: Tensor) -> FusionData:
    """The same with the given evidence of the donors; note vectors are made in ``work`` where they are not yet there."""
    visits = load_visits(data)
    train = visits.year <= max(TRAIN_YEARS)
    scales = fit_scales(visits.vitals[train], visits.age[train])
    net = from_published(load_file(minilm / "model.safetensors"))
    tokenizer = NoteTokenizer(minilm / "tokenizer.json")
    texts, counts = visit_texts(visits)
    terse = terse_texts(visits)
    texts += sorted(set(terse) - {"", *texts})
    counts = np.concatenate([counts, np.zeros(len(texts) - len(counts))])
    notes = note_vectors(work / "note-vectors.safetensors", net, tokenizer, texts, counts)
    return assemble(data, visits, scales, notes, image, ecg, terse)


def assemble(
    data: Path, v: Visits, scales: Scales, notes: NoteVectors, image: Tensor, ecg: Tensor, rewritten: Sequence[str] = ()
) -> FusionData:
    """Put visits, note vectors and donor evidence together; visits whose joined text was not encoded must not be used.

    ``rewritten``: the terse text of each visit, empty where there is none (``terse_texts``).
    """
    terse_places = [notes.texts.get(t, -1) if t else -1 for t in rewritten or [""] * len(v)]
    return FusionData(
        v,
        normalised(v.vitals, v.age, v.sex, v.ambulance, v.history, scales),
        scales,
        notes,
        np.array([notes.texts.get(joined(p), -1) for p in v.phrases]),
        _phrase_means(v, notes),
        np.array([bool(p) for p in v.phrases]),
        image,
        ecg,
        {split: (_film_donors(data, split), _ecg_donors(data, split)) for split in ("train", "tune", "test")},
        np.array(terse_places),
    )


def visit_texts(visits: Visits) -> tuple[list[str], NDArray[np.float64]]:
    """All joined texts and single phrases, and how often each is the joined text of a training visit."""
    texts = sorted({joined(p) for p in visits.phrases} | {q for p in visits.phrases for q in p})
    place = {text: i for i, text in enumerate(texts)}
    counts = np.zeros(len(texts))
    for phrases, year in zip(visits.phrases, visits.year, strict=True):
        counts[place[joined(phrases)]] += year <= max(TRAIN_YEARS)
    counts[place[""]] = 0
    return texts, counts


def terse_texts(visits: Visits) -> list[str]:
    """A rewriting, as the note pipeline reads it, for a share of the training visits; else empty."""
    return [
        _rewritten(row, phrases) if phrases and year <= max(TRAIN_YEARS) else ""
        for row, (phrases, year) in enumerate(zip(visits.phrases, visits.year, strict=True))
    ]


def _rewritten(row: int, phrases: tuple[str, ...]) -> str:
    rng = np.random.default_rng([29, row])
    return read_note(rewritten(phrases, rng), None).english if rng.random() < TERSE_SHARE else ""


def _phrase_means(visits: Visits, notes: NoteVectors) -> NDArray[np.float32]:
    pooled = notes.pooled.numpy()
    empty = np.zeros(pooled.shape[1], np.float32)
    means = [pooled[[notes.texts[q] for q in p]].mean(axis=0) if p else empty for p in visits.phrases]
    return np.stack(means).astype(np.float32)


def _film_donors(data: Path, split: str) -> Donors:
    rows = film_rows(data)
    labels = np.array([r.labels for r in rows], np.float32)
    sex = np.array([{"F": 1, "M": 0}.get(r.sex, -1) for r in rows])
    band = age_band(np.array([np.nan if r.age is None else r.age for r in rows], np.float32))
    return Donors(film_pools(labels, np.array([r.split == split for r in rows])), sex, band)


def _ecg_donors(data: Path, split: str) -> Donors:
    ecgs = load_ecgs(data)
    unknown = np.full(len(ecgs.ids), -1)  # sex and age are published for few of these recordings
    return Donors(ecg_pools(ecgs.labels, ecgs.split == split), unknown, unknown)
