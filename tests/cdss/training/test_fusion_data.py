"""Batches for the fusion head: the right rows, donors of the right split, and absent where nothing was recorded."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.core.kinds import CONDITIONS
from cdss.training.cohort_films import film_rows
from cdss.training.fit_fusion import pooled_features
from cdss.training.fusion_data import JOINED, TERSE, TEST_YEAR, TRAIN_YEARS, TUNE_YEAR, terse_texts


def batch(data, rows, present=(True, True, True, True), by_phrase=False, seed=0):
    films, ecgs = data.given(rows, "train", np.random.default_rng(seed))
    shown = np.tile(np.array(present), (len(rows), 1))
    return data.inputs(rows, films, ecgs, shown, np.full(len(rows), by_phrase)), films, ecgs


def test_years_are_split_and_none_is_in_two(tiny_fusion):
    rows = {split: tiny_fusion.rows(split) for split in ("train", "tune", "test")}
    years = {split: set(tiny_fusion.visits.year[r].tolist()) for split, r in rows.items()}
    assert years == {"train": set(TRAIN_YEARS), "tune": {TUNE_YEAR}, "test": {TEST_YEAR}}
    assert sorted(np.concatenate(list(rows.values()))) == list(range(len(tiny_fusion.visits)))


@pytest.mark.parametrize("split", ["train", "tune", "test"])
def test_donors_come_from_the_same_split(tiny_fusion, tiny_data, split):
    films, ecgs = tiny_fusion.given(tiny_fusion.rows(split), split, np.random.default_rng(0))
    assert {film_rows(tiny_data)[i].split for i in set(films.tolist())} == {split}
    first, last = {"train": (0, 36), "tune": (36, 48), "test": (48, 60)}[split]
    assert first <= ecgs.min() and ecgs.max() < last


def test_donors_go_with_the_diagnosis(tiny_fusion):
    rows = tiny_fusion.rows("train")
    films, ecgs = tiny_fusion.given(rows, "train", np.random.default_rng(0))
    has_mi = tiny_fusion.visits.conditions[rows, CONDITIONS.index("acs")] == 1
    has_pneumonia = tiny_fusion.visits.conditions[rows, CONDITIONS.index("pneumonia")] == 1
    assert np.mean(ecgs[has_mi] % 6 == 0) > 0.25 > np.mean(ecgs[~has_mi] % 6 == 0)
    assert np.mean(films[has_pneumonia] % 10 % 3 == 0) > 0.5 > np.mean(films[~has_pneumonia] % 10 % 3 == 0)


def test_a_batch_holds_the_rows_it_was_asked_for(tiny_fusion):
    rows = np.array([7, 3, 100])
    x, films, ecgs = batch(tiny_fusion, rows)
    assert torch.equal(x.vitals, torch.from_numpy(tiny_fusion.numbers.vitals[rows]))
    assert torch.equal(x.context, torch.from_numpy(tiny_fusion.numbers.context[rows]))
    assert torch.equal(x.image, tiny_fusion.image[films]) and torch.equal(x.ecg, tiny_fusion.ecg[ecgs])
    assert torch.equal(x.note_pooled, tiny_fusion.notes.pooled[tiny_fusion.text[rows]])


def test_words_are_as_many_as_the_text_has(tiny_fusion):
    rows = np.arange(40)
    x, _, _ = batch(tiny_fusion, rows)
    lengths = tiny_fusion.notes.lengths[tiny_fusion.text[rows]]
    assert torch.equal(x.note_known.sum(dim=1), lengths)
    assert x.note.shape == (40, int(lengths.max()), 48)
    assert not x.note[~x.note_known].any()


def test_a_visit_without_text_or_vitals_never_has_them(tiny_fusion):
    v = tiny_fusion.visits
    without = np.array([not p for p in v.phrases])
    assert without.any() and (tiny_fusion.has_note == ~without).all()
    known = tiny_fusion.numbers.vitals_known.copy()
    known[5] = 0
    tiny_fusion.numbers.vitals_known[:] = known
    rows = np.arange(len(v))
    x, _, _ = batch(tiny_fusion, rows)
    assert (x.present[:, 3].numpy() == ~without).all()
    assert (~x.present[:, 2]).nonzero().flatten().tolist() == [5]
    assert x.present[:, :2].all()


def test_what_is_hidden_stays_hidden_and_the_mask_asked_for_is_not_changed(tiny_fusion):
    rows = np.arange(8)
    shown = np.ones((8, 4), bool)
    films, ecgs = tiny_fusion.given(rows, "train", np.random.default_rng(0))
    tiny_fusion.inputs(rows, films, ecgs, shown, np.zeros(8, bool))
    assert shown.all()
    x, _, _ = batch(tiny_fusion, rows, (False, True, False, True))
    assert not x.present[:, [0, 2]].any()


def test_notes_by_phrase_are_the_mean_of_the_phrases(tiny_fusion):
    row = next(i for i, p in enumerate(tiny_fusion.visits.phrases) if len(p) == 2)
    rows = np.array([row])
    mean = (tiny_fusion.notes.pooled[4] + tiny_fusion.notes.pooled[5]) / 2
    assert batch(tiny_fusion, rows, by_phrase=True)[0].note_pooled[0].tolist() == pytest.approx(mean.tolist(), abs=1e-5)
    assert tiny_fusion.pooled_note(rows, np.array([False]))[0] == pytest.approx(tiny_fusion.notes.pooled[3].numpy())
    empty = next(i for i, p in enumerate(tiny_fusion.visits.phrases) if not p)
    assert not tiny_fusion.pooled_note(np.array([empty]), np.array([True])).any()


def test_the_table_for_boosting_has_gaps_where_nothing_is_known(tiny_fusion):
    rows = np.arange(60)
    table = pooled_features(tiny_fusion, rows)
    n = tiny_fusion.numbers
    assert table.shape == (60, 7 + 21 + 48)
    assert (np.isnan(table[:, :7]) == (n.vitals_known[rows] == 0)).all()
    assert (np.isnan(table[:, 7:28]) == (n.context_known[rows] == 0)).all()
    assert np.isfinite(table[:, 28:]).all()


def test_only_training_visits_are_rewritten_and_only_a_share_of_them(tiny_fusion):
    visits = tiny_fusion.visits
    texts = terse_texts(visits)
    rewritten = np.array([bool(t) for t in texts])
    training = np.array([y <= max(TRAIN_YEARS) for y in visits.year])
    assert not rewritten[~training].any()
    assert 0.55 < rewritten[training & tiny_fusion.has_note].mean() < 0.95
    assert texts == terse_texts(visits)


def test_a_terse_reading_changes_words_and_mean_where_there_is_one_and_nothing_else(tiny_fusion):
    rows = np.flatnonzero(tiny_fusion.has_note)[:6]
    other = int(tiny_fusion.text[rows[0]])
    terse = np.full(len(tiny_fusion.visits), -1)
    terse[rows[1]] = other
    data = replace(tiny_fusion, terse=terse)
    styles = np.full(len(rows), TERSE)
    assert data.texts_read(rows, styles).tolist() == [other if r == rows[1] else data.text[r] for r in rows]
    assert data.texts_read(rows, np.full(len(rows), JOINED)).tolist() == data.text[rows].tolist()
    pooled = data.pooled_note(rows, styles)
    assert pooled[1].tolist() == data.notes.pooled[other].tolist()
    assert pooled[2].tolist() == data.notes.pooled[int(data.text[rows[2]])].tolist()
