"""LIME for inputs that are there or not: a linear model of the output around one patient.

Ribeiro, Singh and Guestrin, "Why should I trust you?", KDD 2016: inputs are left out at random, the output is computed for
what is left, and a ridge regression that weighs each sample by its nearness to the whole is fitted. Its coefficients are the
effects; its weighted R squared tells how far the output is linear in the inputs there. Sampling, kernel and its width are those
of the authors' own program for texts (``lime`` 0.2, ``lime_text.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

WIDTH = 0.25
"""Width of the kernel, in cosine distance."""

PENALTY = 0.01
"""Of the ridge: it shrinks the effects of a linear output by 1 % with 32 samples of ten inputs, the authors' 1.0 by a third."""

SEED = 2016


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """``effects`` [inputs] of what is there, in the unit of the output; ``fit``: weighted R squared over the samples, 0-1."""

    effects: Floats
    fit: float


def samples(inputs: int, count: int, seed: int = SEED) -> Flags:
    """``count`` rows [count, inputs], True = kept: the whole first, then with 1 to all inputs left out, each number as likely.

    The same rows for the same arguments. ``ValueError`` without inputs or rows.
    """
    if inputs < 1 or count < 1:
        raise ValueError(f"{count} samples of {inputs} inputs")
    rng = np.random.default_rng(seed)
    order = rng.random((count, inputs)).argsort(axis=1).argsort(axis=1)
    left_out = rng.integers(1, inputs + 1, count)
    left_out[0] = 0
    return np.asarray(order >= left_out[:, None])


def nearness(kept: Flags) -> Floats:
    """Weight of each row of ``kept`` [n, inputs]: exp(-(d / width)^2 / 2) of its cosine distance d to the whole.

    The cosine of k inputs of n with the whole is sqrt(k / n); the program takes the root of the paper's exp(-(d / width)^2).
    """
    distance = 1.0 - np.sqrt(kept.mean(axis=1))
    return np.asarray(np.exp(-0.5 * (distance / WIDTH) ** 2))


def linear_model(kept: Flags, outputs: Floats, penalty: float = PENALTY) -> Linear:
    """The ridge regression of ``outputs`` [n] on ``kept`` [n, inputs], each row weighed by its nearness.

    An output that is the same for all rows is fitted by no effects at all: fit 1.
    """
    from sklearn.linear_model import Ridge

    weights, rows = nearness(kept), kept.astype(np.float64)
    if np.ptp(outputs) == 0.0:
        return Linear(np.zeros(kept.shape[1]), 1.0)
    found = Ridge(alpha=penalty).fit(rows, outputs, sample_weight=weights)
    return Linear(np.asarray(found.coef_, np.float64), float(found.score(rows, outputs, sample_weight=weights)))
