"""Fit the film guard: variants and faults of training films beside strange pictures drawn by rule.

Patients of the split ``train`` make the network, those of ``tune`` its thresholds, those of ``test`` are left to the report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from torch import Tensor, nn

from cdss.guards.borders import cut_borders
from cdss.guards.film import SCORED, SIZE, FilmGuard, centred, thumbnail
from cdss.nets.film_input import Gray
from cdss.training.cohort_films import film_rows, load_grays
from cdss.training.film_strangers import stranger
from cdss.training.film_variants import SIDE, cropped, good_variant, inverted, moved, turned

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class GuardRecipe:
    """Sizes of one fit. ``variants``: good variants of each tuning film on which the thresholds are set."""

    samples: int = 14_000
    epochs: int = 16
    batch: int = 128
    rate: float = 4e-3
    decay: float = 2e-2
    variants: int = 10
    seed: int = 20


RECIPE = GuardRecipe()

CHANNELS = (12, 24, 48)
UNITS = 48

STRANGERS_SHARE, CROPPED_SHARE, TURNED_SHARE, INVERTED_SHARE = 0.27, 0.3, 0.3, 0.2
"""How much of what the network sees is strange, and how much of the rest has each fault."""

PASSING, MARGIN = 0.99, 0.25
"""Each threshold lets this share of the variants of tuning films pass (they are harder than films as they come), and lies at
least so much above the score of every tuning film as it came."""


def fit_film_guard(data: Path, recipe: GuardRecipe = RECIPE) -> FilmGuard:
    """The guard fitted on the whole films of ``data``; the same guard for the same recipe, data and machine."""
    films = {split: _films(data, split) for split in ("train", "tune")}
    rng = np.random.default_rng(recipe.seed)
    drawn = [sample(films["train"][i % len(films["train"])], rng) for i in range(recipe.samples)]
    net = _trained(np.stack([x for x, _ in drawn]), np.stack([y for _, y in drawn]), recipe)
    guard = _exported(net, np.zeros(len(SCORED), np.float32))
    return replace(guard, thresholds=thresholds_of(guard, films["tune"], recipe))


def thresholds_of(guard: FilmGuard, films: Floats, recipe: GuardRecipe = RECIPE) -> Floats:
    """Thresholds [4] that films [n, side, side] and their good variants pass; none lies below even odds."""
    rng = np.random.default_rng(recipe.seed + 1)
    varied = [thumbnail(good_variant(film, rng)) for film in films for _ in range(recipe.variants)]
    usual = np.quantile([guard.scores(thumb) for thumb in varied], PASSING, axis=0)
    highest = np.max([guard.scores(thumbnail(film)) for film in films], axis=0) + MARGIN
    return np.asarray(np.maximum(np.maximum(usual, highest), 0), dtype=np.float32)


def _films(data: Path, split: str) -> Floats:
    rows = [row for row in film_rows(data) if row.split == split]
    return load_grays(data, rows, SIDE, cut_borders).astype(np.float32) / np.float32(255)


def sample(film: Gray, rng: Generator) -> tuple[Floats, Floats]:
    """One thumbnail [32, 32] and its targets [4] in the order of ``SCORED``; NaN where the question makes no sense.

    Which way up a strange picture or a part of a film lies is not asked.
    """
    if rng.random() < STRANGERS_SHARE:
        return thumbnail(stranger(film, rng)), np.array([1, np.nan, np.nan, np.nan], np.float32)
    part, lies, negative = rng.random(3) < (CROPPED_SHARE, TURNED_SHARE, INVERTED_SHARE)
    x = cropped(moved(film, rng, 8, (0.95, 1.05)), rng) if part else good_variant(film, rng)
    x = turned(x, rng) if lies else x
    x = inverted(x) if negative else x
    return thumbnail(x), np.array([0, np.nan if part else lies, negative, part], np.float32)


def _network() -> nn.Sequential:
    inputs = (1, *CHANNELS[:-1])
    convolutions = [
        layer for a, b in zip(inputs, CHANNELS, strict=True) for layer in (nn.Conv2d(a, b, 3, 2, 1), nn.ReLU())
    ]
    features = CHANNELS[-1] * (SIZE // 2 ** len(CHANNELS)) ** 2
    head = (nn.Linear(features, UNITS), nn.ReLU(), nn.Dropout(0.2), nn.Linear(UNITS, len(SCORED)))
    return nn.Sequential(*convolutions, nn.Flatten(), nn.Dropout(0.3), *head)


def _trained(thumbs: Floats, targets: Floats, recipe: GuardRecipe) -> nn.Sequential:
    x, y = torch.from_numpy(centred(thumbs))[:, None], torch.from_numpy(targets)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(recipe.seed)
        net = _network()
        steps = recipe.epochs * -(-len(x) // recipe.batch)
        optimizer = torch.optim.AdamW(net.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps)
        for _ in range(recipe.epochs):
            order = torch.randperm(len(x))
            for start in range(0, len(x), recipe.batch):
                rows = order[start : start + recipe.batch]
                optimizer.zero_grad()
                _loss(net(x[rows]), y[rows]).backward()  # type: ignore[no-untyped-call]
                optimizer.step()
                schedule.step()
    return net.eval()


def _loss(scores: Tensor, targets: Tensor) -> Tensor:
    """Mean cross entropy over the questions that were asked."""
    asked = ~targets.isnan()
    return nn.functional.binary_cross_entropy_with_logits(scores[asked], targets[asked])


def _exported(net: nn.Sequential, thresholds: Floats) -> FilmGuard:
    kernels = [layer for layer in net if isinstance(layer, nn.Conv2d)]
    hidden, output = [layer for layer in net if isinstance(layer, nn.Linear)]
    return FilmGuard(
        tuple(_array(layer.weight) for layer in kernels),
        tuple(_array(layer.bias) for layer in kernels),
        _array(hidden.weight),
        _array(hidden.bias),
        _array(output.weight),
        _array(output.bias),
        thresholds,
    )


def _array(weights: Tensor | None) -> Floats:
    assert weights is not None
    return np.array(weights.detach().cpu().numpy(), dtype=np.float32)
