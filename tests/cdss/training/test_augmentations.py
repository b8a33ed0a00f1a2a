"""What training does to films and ECGs is what happens to real ones: never a flip, never nothing left to read."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from PIL import Image

from cdss.training.augment_films import _moved, augmented, evened
from cdss.training.fit_ecg import augmented as augmented_ecg
from cdss.training.fit_ecg import class_weights, masked_loss

SIZE = 96


def phantom():
    """A grey chest with its bright heart low on the right side of the picture, on black."""
    gray = np.zeros((SIZE, SIZE), np.uint8)
    gray[8:88, 8:88] = 70
    gray[20:70, 14:40] = 40
    gray[20:70, 56:82] = 40
    gray[50:80, 48:78] = 220
    return gray


def heart(gray):
    """Centre (row, column) of the brightest twentieth, as shares of the side."""
    rows, columns = np.nonzero(gray >= np.quantile(gray, 0.95))
    return rows.mean() / len(gray), columns.mean() / len(gray)


@pytest.mark.parametrize("seed", range(25))
def test_a_moved_film_keeps_its_sides(seed):
    row, column = heart(np.asarray(_moved(Image.fromarray(phantom()), np.random.default_rng(seed))))
    assert row > 0.55 and column > 0.55


def test_a_moved_film_is_turned_by_little_and_stays_in_the_frame():
    places = [heart(np.asarray(_moved(Image.fromarray(phantom()), np.random.default_rng(seed)))) for seed in range(60)]
    row, column = heart(phantom())
    assert np.abs(np.array(places) - (row, column)).max() < 0.12
    assert np.array(places).std(axis=0).min() > 0.01  # and is moved at all


def test_variants_are_float_films_in_range_with_their_sides_on_average():
    rng = np.random.default_rng(0)
    variants = np.stack([augmented(phantom(), rng) for _ in range(40)])
    assert variants.shape == (40, SIZE, SIZE) and variants.dtype == np.float32
    assert variants.min() >= 0 and variants.max() <= 1
    row, column = heart(variants.mean(axis=0))
    assert row > 0.55 and column > 0.55
    assert np.abs(variants[0] - variants[1]).mean() > 0.02


def test_an_augmented_film_keeps_the_order_of_its_grey_values_mostly():
    before = phantom().astype(np.float32) / 255
    gaps = []
    for seed in range(10):
        after = augmented(phantom(), np.random.default_rng(seed))
        gaps.append(np.corrcoef(before.ravel(), after.ravel())[0, 1])
    assert np.median(gaps) > 0.6


def test_the_same_generator_gives_the_same_film():
    one, two = (augmented(phantom(), np.random.default_rng(8)) for _ in range(2))
    assert (one == two).all()


def test_the_evened_film_looks_the_same_however_it_was_exposed():
    """Its grey values are ranks, so a darker print of the same film gives the same picture."""
    rng, dark = np.random.default_rng, (phantom().astype(float) * 0.8).astype(np.uint8)
    apart = {
        vary: np.median([np.abs(vary(phantom(), rng(s)) - vary(dark, rng(s))).mean() for s in range(12)])
        for vary in (augmented, evened)
    }
    assert apart[evened] < 0.02 < apart[augmented]


def test_the_evened_film_is_in_range_keeps_its_sides_and_its_black():
    rng = np.random.default_rng(0)
    variants = np.stack([evened(phantom(), rng) for _ in range(40)])
    assert variants.dtype == np.float32 and variants.min() >= 0 and variants.max() <= 1
    row, column = heart(np.median(variants, axis=0))
    assert row > 0.55 and column > 0.55
    assert np.median(variants[:, :3, :3]) == 0


# ECG ---------------------------------------------------------------------------------------------------------------------


def recording():
    time = np.arange(1000) / 100
    return np.stack([np.sin(2 * np.pi * 1.2 * time + lead) for lead in range(12)]).astype(np.float32)


def test_leads_are_dropped_but_never_all_of_them():
    batch = np.repeat(recording()[None], 400, axis=0)
    out = augmented_ecg(batch, np.random.default_rng(0))
    left = (np.abs(out).max(axis=2) > 0).sum(axis=1)
    assert out.shape == batch.shape and out.dtype == np.float32 and np.isfinite(out).all()
    assert left.min() >= 1
    assert (left == 12).mean() > 0.3 and (left < 8).mean() > 0.1


def test_one_lead_alone_is_enough_to_survive():
    rows = np.ones((300, 1, 1000), np.float32)  # one lead, so that all are often dropped at once
    out = augmented_ecg(rows, np.random.default_rng(3))
    assert np.abs(out).max(axis=(1, 2)).min() > 0.2


def test_a_wave_keeps_its_sign_its_size_and_its_rate():
    """An ECG turned over would be a different diagnosis."""
    batch = np.zeros((200, 12, 1000), np.float32)
    batch[:, :, 100:900:100] = 6.0
    out = augmented_ecg(batch, np.random.default_rng(1))
    peaks = out.max(axis=2)[np.abs(out).max(axis=2) > 0]
    assert peaks.min() > 4.0 and peaks.max() < 9.0
    assert out.min() > -3.0
    beats = (out[0] > 3.5).sum(axis=1)
    assert set(beats[beats > 0]) == {8}


def test_the_shift_is_the_same_in_all_leads():
    batch = np.zeros((20, 12, 1000), np.float32)
    batch[:, :, 500] = 30.0
    out = augmented_ecg(batch, np.random.default_rng(5))
    for one in out:
        places = {int(lead.argmax()) for lead in one if lead.any()}
        assert len(places) == 1
    assert len({int(one.max(axis=0).argmax()) for one in out}) > 10


def test_the_original_batch_is_left_alone():
    batch = np.repeat(recording()[None], 4, axis=0)
    kept = batch.copy()
    augmented_ecg(batch, np.random.default_rng(0))
    assert (batch == kept).all()


def test_weights_of_classes_count_known_labels_only():
    labels = np.full((100, 3), np.nan, np.float32)
    labels[:, 0] = [1] * 20 + [0] * 80
    labels[:50, 1] = [1] * 25 + [0] * 25
    labels[:10, 2] = 0
    assert class_weights(labels).tolist() == pytest.approx([2.0, 1.0, 10**0.5])


def test_unknown_labels_neither_add_to_the_loss_nor_to_the_gradient():
    labels = torch.tensor([[1.0, float("nan")], [0.0, 1.0]])
    logits = torch.tensor([[0.0, 50.0], [0.0, 0.0]], requires_grad=True)
    loss = masked_loss(logits, labels, torch.tensor([2.0, 1.0]))
    log2 = float(np.log(2))
    assert loss.item() == pytest.approx((2 * log2 + log2 + log2) / 3)
    loss.backward()
    assert logits.grad[0, 1] == 0 and (logits.grad[1] != 0).all()
