"""Comparators of single subsets: which columns they read, what they learn, how they fill in and join."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.evaluation.metrics import auroc
from cdss.training.subset_models import (
    CONTEXT,
    FeatureTable,
    Scaling,
    Stack,
    fit_scaling,
    fit_subset_net,
    knn_filled,
    net_logits,
    raw_blocks,
)

BLOCK = np.array([CONTEXT, 0, 0, 1, 2, 3])


def table(values):
    return FeatureTable(np.asarray(values, np.float32), BLOCK)


@pytest.fixture
def small():
    return table(np.arange(1, 13).reshape(2, 6))


def test_a_subset_reads_its_own_columns_and_the_context(small):
    assert small.columns((True, False, False, True)).tolist() == [0, 1, 2, 5]
    assert small.only((False, True, False, False)).tolist() == [[1, 4], [7, 10]]
    assert small.only((False,) * 4).tolist() == [[1], [7]]


def test_zero_filling_puts_zeros_in_place_of_what_is_absent(small):
    assert small.zero_filled((True, False, True, False)).tolist() == [[1, 2, 3, 0, 5, 0], [7, 8, 9, 0, 11, 0]]
    assert (small.zero_filled((True,) * 4) == small.values).all()


def test_visits_become_one_vector_with_a_block_a_modality(tiny_fusion):
    rows = tiny_fusion.rows("train")
    films, ecgs = tiny_fusion.given(rows, "train", np.random.default_rng(0))
    raw = raw_blocks(tiny_fusion, rows, films, ecgs)
    assert [part.shape[1] for part in raw] == [42, 8, 6, 14, 48]
    assert raw[1][5] == pytest.approx(tiny_fusion.image[films[5]].mean(dim=0).numpy())
    found = fit_scaling(raw).table(raw)
    assert np.bincount(found.block + 1).tolist() == [42, 8, 6, 14, 48]
    changing = found.values.std(axis=0) > 0
    assert found.values.mean(axis=0) == pytest.approx(np.zeros(118), abs=1e-4)
    assert found.values.std(axis=0)[changing] == pytest.approx(np.ones(int(changing.sum())), abs=1e-3)
    assert 0 < changing.sum() < 118 and np.isfinite(found.values).all()


def test_scaling_is_that_of_the_training_visits():
    scaling = Scaling(np.array([1, 10], np.float32), np.array([2, 5], np.float32))
    found = scaling.table([np.array([[3.0]], np.float32), np.array([[0.0]], np.float32)])
    assert found.values.tolist() == [[1.0, -2.0]]
    assert found.block.tolist() == [CONTEXT, 0]


def problem(n, seed):
    """Two labels: one is the sign of the first column, one a product that no line can tell."""
    rng = np.random.default_rng(seed)
    x = rng.normal(0, 1, (n, 4)).astype(np.float32)
    return x, np.column_stack([x[:, 0] > 0, x[:, 1] * x[:, 2] > 0]).astype(np.float64)


def test_the_net_learns_lines_and_products():
    x, y = problem(4000, 0)
    fresh, wanted = problem(1000, 1)
    logits = net_logits(fit_subset_net(x, y), fresh)
    assert auroc(wanted[:, 0], logits[:, 0]) > 0.98
    assert auroc(wanted[:, 1], logits[:, 1]) > 0.9
    noise = net_logits(fit_subset_net(x[:, 3:], y), fresh[:, 3:])
    assert auroc(wanted[:, 0], noise[:, 0]) == pytest.approx(0.5, abs=0.06)


def test_unknown_labels_teach_nothing_and_the_seed_decides():
    x, y = problem(2000, 0)
    misled = y.copy()
    misled[::2, 0] = np.nan
    wrong = y.copy()
    wrong[::2, 0] = 1 - wrong[::2, 0]
    fresh, wanted = problem(1000, 1)
    unknown = net_logits(fit_subset_net(x, misled), fresh)
    assert auroc(wanted[:, 0], unknown[:, 0]) > 0.95
    assert auroc(wanted[:, 0], net_logits(fit_subset_net(x, wrong), fresh)[:, 0]) < 0.9
    assert (net_logits(fit_subset_net(x, misled), fresh) == unknown).all()
    assert (net_logits(fit_subset_net(x, misled, seed=1), fresh) != unknown).any()


def test_fewer_visits_than_a_batch_can_be_learned_from():
    x, y = problem(60, 0)
    logits = net_logits(fit_subset_net(x, y, epochs=60), x)
    assert auroc(y[:, 0], logits[:, 0]) > 0.95


def test_a_stack_believes_the_part_that_knows():
    rng = np.random.default_rng(0)
    labels = (rng.random((800, 1)) < 0.3).astype(np.float64)
    knows, guesses = labels * 2 + rng.normal(0, 1, (800, 1)), rng.normal(0, 3, (800, 1))
    half = slice(0, 400), slice(400, 800)
    stack = Stack([knows[half[0]], guesses[half[0]]], labels[half[0]])
    joint = stack([knows[half[1]], guesses[half[1]]])[:, 0]
    wanted = labels[half[1], 0]
    mean = (knows + guesses)[half[1], 0]
    assert auroc(wanted, joint) == pytest.approx(auroc(wanted, knows[half[1], 0]), abs=0.01)
    assert auroc(wanted, joint) > auroc(wanted, mean) + 0.1


def test_a_stack_takes_the_mean_where_too_few_have_the_condition_and_leaves_out_unknown_labels():
    rng = np.random.default_rng(0)
    parts = [rng.normal(0, 1, (50, 2)) for _ in range(2)]
    labels = np.zeros((50, 2))
    labels[:4, 0] = 1
    labels[:, 1] = parts[0][:, 1] > 0
    labels[::2, 1] = np.nan
    joint = Stack(parts, labels)(parts)
    assert joint[:, 0] == pytest.approx((parts[0][:, 0] + parts[1][:, 0]) / 2)
    assert auroc((parts[0][:, 1] > 0).astype(float), joint[:, 1]) > 0.95


def test_neighbours_are_found_by_what_is_there_and_fill_what_is_not(monkeypatch):
    reference = table([[0, 0, 0, 5, 1, 7], [0, 0, 0, 6, 3, 9], [9, 9, 9, -5, -1, -7]])
    asked = table([[0, 0, 0, 50, 50, 50], [8, 8, 8, 50, 50, 50]])
    filled = knn_filled(asked, reference, (True, False, False, False), neighbours=1)
    assert filled[1].tolist() == [8, 8, 8, -5, -1, -7]
    two = knn_filled(asked, reference, (True, False, False, False), neighbours=2)
    assert two[0].tolist() == [0, 0, 0, 5.5, 2, 8]
    by_vitals = knn_filled(table([[0, 0, 0, 0, 2.9, 0]]), reference, (False, False, True, False), neighbours=1)
    assert by_vitals[0] == pytest.approx([0, 0, 0, 6, 2.9, 9])
    monkeypatch.setattr("cdss.training.subset_models.BATCH", 1)
    assert (knn_filled(asked, reference, (True, False, False, False), neighbours=2) == two).all()


def test_nothing_is_filled_where_nothing_is_missing():
    rng = np.random.default_rng(0)
    asked, reference = table(rng.normal(size=(5, 6))), table(rng.normal(size=(9, 6)))
    assert (knn_filled(asked, reference, (True,) * 4) == asked.values).all()
