"""Fitting the film guard on a handful of drawn films: what it learns from, and that it is the same each time."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.guards.film import SCORED, SIZE, thumbnail
from cdss.training.fit_film_guard import GuardRecipe, _exported, _films, _loss, _network, fit_film_guard, sample

SMALL = GuardRecipe(samples=200, epochs=4, batch=50, variants=2)


def chest(seed):
    """Two dark lungs in a grey trunk on black, a bright belly below: 128 x 128, a little different each time."""
    rng = np.random.default_rng(seed)
    gray = np.zeros((128, 128), np.uint8)
    gray[4:124, 6:122] = 120 + rng.integers(-10, 10)
    width = int(rng.integers(24, 32))
    gray[20:80, 20 : 20 + width] = gray[20:80, 108 - width : 108] = 40 + rng.integers(-10, 10)
    gray[92:120, 8:120] = 220
    return np.clip(gray + rng.normal(0, 4, gray.shape), 0, 255).astype(np.uint8)


@pytest.fixture
def folder(write_films, patients):
    """Twelve films, four of each split; ``test_film`` replaces those of the test patients."""

    def make(test_film=chest):
        rows = []
        for split in ("train", "tune", "test"):
            for i, patient in enumerate(patients[split][:4]):
                gray = test_film(i) if split == "test" else chest(i)
                rows.append((f"{split}{i}.jpg", "No Finding", patient, 50, "F", "PA", gray))
        return write_films(*rows)

    return make


def arrays(guard):
    flat = (guard.hidden, guard.hidden_bias, guard.output, guard.output_bias, guard.thresholds)
    return (*guard.kernels, *guard.biases, *flat)


def test_the_same_films_give_the_same_guard_whatever_the_test_patients_look_like(folder):
    torch.manual_seed(1)
    first = fit_film_guard(folder(), SMALL)
    torch.manual_seed(2)
    second = fit_film_guard(folder(lambda i: np.full((128, 128), 9 * i, np.uint8)), SMALL)
    assert all(np.array_equal(a, b) for a, b in zip(arrays(first), arrays(second), strict=True))


def test_fitting_leaves_the_random_numbers_of_others_alone(folder):
    torch.manual_seed(3)
    expected = torch.rand(1)
    torch.manual_seed(3)
    fit_film_guard(folder(), GuardRecipe(samples=20, epochs=1, batch=10, variants=1))
    assert torch.rand(1) == expected


def test_it_learns_from_few_films_which_way_is_up(folder):
    guard = fit_film_guard(folder(), GuardRecipe(samples=800, epochs=10, batch=40, variants=2))
    rotated = SCORED.index("film_rotated")
    films = [chest(seed).astype(np.float32) / 255 for seed in range(10, 20)]
    upright = [guard.scores(thumbnail(f))[rotated] for f in films]
    turned = [guard.scores(thumbnail(f[::-1].copy()))[rotated] for f in films]
    assert np.mean(np.array(turned) > guard.thresholds[rotated]) >= 0.8
    assert np.mean(np.array(upright) > guard.thresholds[rotated]) <= 0.2


def test_thresholds_pass_every_tuning_film_and_none_lies_below_even_odds(folder):
    guard = fit_film_guard(folder(), SMALL)
    films = _films(folder(), "tune")
    assert len(films) == 4
    assert all((guard.scores(thumbnail(film)) < guard.thresholds).all() for film in films)
    assert (guard.thresholds >= 0).all()


def test_what_was_trained_is_what_is_written():
    net = _network().eval()
    guard = _exported(net, np.zeros(4, np.float32))
    thumb = thumbnail(chest(1).astype(np.float32) / 255)
    with torch.no_grad():
        expected = net(torch.from_numpy((thumb - 0.5) * 3)[None, None])[0].numpy()
    assert guard.scores(thumb) == pytest.approx(expected, abs=1e-4)


def test_each_sample_asks_only_what_makes_sense():
    rng = np.random.default_rng(4)
    film = chest(0).astype(np.float32) / 255
    drawn = [sample(film, rng) for _ in range(400)]
    targets = np.stack([y for _, y in drawn])
    assert all(x.shape == (SIZE, SIZE) for x, _ in drawn)
    strange, part = targets[:, 0] == 1, targets[:, 3] == 1
    assert np.isnan(targets[strange, 1:]).all()
    assert np.isnan(targets[part, 1]).all()
    assert not np.isnan(targets[~strange & ~part]).any()
    shares = strange.mean(), np.nanmean(targets[:, 1]), np.nanmean(targets[:, 2]), np.nanmean(targets[:, 3])
    assert shares == pytest.approx((0.27, 0.3, 0.2, 0.3), abs=0.08)


def test_questions_not_asked_cost_nothing():
    scores = torch.tensor([[0.0, 50.0], [0.0, -50.0]])
    targets = torch.tensor([[1.0, float("nan")], [0.0, float("nan")]])
    assert float(_loss(scores, targets)) == pytest.approx(np.log(2), abs=1e-6)
