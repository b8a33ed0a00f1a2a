"""The visits that explanations compare a patient with: few, real, and together like all visits of the training years."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file

from cdss.nets.background import BACKGROUND, Background
from cdss.nets.normalise import fit_scales, normalised
from cdss.training.cohort_visits import SEED, Visits, load_visits

Floats = NDArray[np.float64]

YEARS = (2016, 2018)
"""First and last training year: later visits calibrate and test the model."""

VISITS = 64
"""Visits stored. How many are used is up to ``cdss.engine.explained.vitals``."""

POOL = 4000
"""Visits drawn at random, of which the stored ones are chosen."""

HISTORY_SHARE = 0.5
"""Weight of one chronic condition beside one standard deviation of a vital sign."""


def write_background(bundle_dir: Path, data_dir: Path) -> Background:
    """Choose the visits from the survey below ``data_dir`` and write them to ``background.safetensors``; always the same ones.

    Only numbers are stored: vital signs, age, arrival by ambulance and chronic conditions in the units of the records.
    ``SHA256SUMS`` is the caller's to write anew (``cdss.bundle.load.write_sums``). ``ValueError`` where fewer than ``VISITS``
    training visits have all of them.
    """
    chosen = choose(complete_visits(load_visits(data_dir)), VISITS)
    tables = {
        "vitals": chosen.vitals,
        "age": chosen.age[:, None],
        "ambulance": chosen.ambulance[:, None],
        "history": chosen.history,
    }
    save_file({name: np.ascontiguousarray(table) for name, table in tables.items()}, bundle_dir / BACKGROUND)
    return chosen


def complete_visits(visits: Visits) -> Background:
    """Training visits of which every vital sign, age, arrival and history are known.

    With a gap in the background an effect would mix what a value says with what it says that it was measured at all.
    """
    numbers = np.column_stack([visits.vitals, visits.age, visits.ambulance, visits.history])
    keep = ~np.isnan(numbers).any(axis=1) & (visits.year >= YEARS[0]) & (visits.year <= YEARS[1])
    return Background(visits.vitals[keep], visits.age[keep], visits.ambulance[keep], visits.history[keep])


def choose(visits: Background, count: int) -> Background:
    """``count`` visits by kernel herding (Chen, Welling & Smola, UAI 2010): the first ones are always the best few.

    Each next visit is the one that brings the chosen ones closest to all of them in the mean of a Gaussian kernel, whose
    width is the median distance; so a few stand for all better than a random draw. ``ValueError`` where there are too few.
    """
    if len(visits.age) < count:
        raise ValueError(f"{len(visits.age)} complete training visits, but {count} are needed")
    drawn = np.random.default_rng(SEED).permutation(len(visits.age))[:POOL]
    points = _points(visits)[drawn]
    picked = drawn[herded(points, count)]
    return Background(visits.vitals[picked], visits.age[picked], visits.ambulance[picked], visits.history[picked])


def herded(points: Floats, count: int) -> NDArray[np.int64]:
    """Indices of ``count`` of ``points`` [n, d], in the order of kernel herding."""
    norms = (points**2).sum(axis=1)
    squared = np.maximum(norms[:, None] + norms[None] - 2 * points @ points.T, 0.0)
    kernel = np.exp(-squared / np.median(squared))
    like_all, like_chosen = kernel.mean(axis=1), np.zeros(len(points))
    picked: list[int] = []
    for size in range(count):
        gain = like_all - like_chosen / (size + 1)
        gain[picked] = -np.inf
        picked.append(int(gain.argmax()))
        like_chosen += kernel[picked[-1]]
    return np.array(picked, np.int64)


def _points(visits: Background) -> Floats:
    """Visits on the model's scale, chronic conditions at ``HISTORY_SHARE``; sex is no part of the background."""
    scales = fit_scales(visits.vitals, visits.age)
    no_sex = np.full(len(visits.age), np.nan, np.float32)
    found = normalised(visits.vitals, visits.age, no_sex, visits.ambulance, visits.history, scales)
    context = found.context.astype(np.float64)
    context[:, 3:] *= HISTORY_SHARE
    return np.column_stack([found.vitals, context])
