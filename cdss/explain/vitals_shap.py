"""SHAP values by the ``shap`` library: what each value of this patient adds, compared with a background.

Interventional SHAP (Lundberg & Lee, NeurIPS 2017; Janzing et al., AISTATS 2020): a value that is left out is replaced by that
of a background visit, all else stays the patient's own, and the result is the mean over the visits.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float64]

Evaluate = Callable[[Table], Table]
"""From rows [n, players] that mix the patient's own values and those of visits to the output [n], or to several [n, outputs]."""

MOST_ROWS = 600
"""Rows of the network up to which every coalition is evaluated; beyond it two orders a visit are drawn."""

TOLERANCE = 1e-6
"""Largest gap between base + effects and the value, in probability."""


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """``base`` + sum of ``effects`` [players] = ``value``. ``errors`` [players]: their standard errors, None where exact.

    Of several outputs every field has them as its last axis.
    """

    effects: Table
    base: Table
    value: Table
    errors: Table | None

    def of_output(self, place: int) -> Shares:
        """Those of one of several outputs."""
        errors = None if self.errors is None else self.errors[..., place]
        return Shares(self.effects[..., place], self.base[..., place], self.value[..., place], errors)


def shares(own: Table, visits: Table, evaluate: Evaluate, most_rows: int = MOST_ROWS) -> Shares:
    """What each of the patient's values ``own`` [players] adds to the mean output of ``visits`` [k, players].

    Exact where all 2^players coalitions of all visits come to no more than ``most_rows`` rows. Otherwise the players join in
    one drawn order and in its reverse for each visit, which is exact for effects of one and of two players together and still
    adds up exactly. Several outputs are explained at once in little more time than one. ``ArithmeticError`` where base and
    effects do not add up to the value within ``TOLERANCE``.
    """
    outputs = Outputs(evaluate)
    value = outputs(own[None])[0]
    if len(own) == 1:  # the library's explainers need two players
        base = outputs(visits).mean(axis=0)
        found = Shares(np.array([value - base]), base, value, None)
    elif 2 ** len(own) * len(visits) <= most_rows:
        found = _exact(own, visits, outputs, value)
    else:
        found = _drawn(own, visits, outputs, value)
    if not (abs(found.base + found.effects.sum(axis=0) - value) <= TOLERANCE).all():
        raise ArithmeticError("SHAP values do not add up to the explained output")
    return found


class Outputs:
    """Evaluates each different row once."""

    def __init__(self, evaluate: Evaluate) -> None:
        self._evaluate = evaluate
        self._known: dict[bytes, Table] = {}

    def __call__(self, rows: Table) -> Table:
        """Outputs [n, ...] of rows [n, players]."""
        rows = np.ascontiguousarray(rows, np.float64)
        keys = [row.tobytes() for row in rows]
        new = {key: place for place, key in enumerate(keys) if key not in self._known}
        if new:
            values = self._evaluate(rows[list(new.values())])
            self._known |= dict(zip(new, values, strict=True))
        return np.array([self._known[key] for key in keys])


def _exact(own: Table, visits: Table, outputs: Outputs, value: Table) -> Shares:
    shap = _library()
    found = shap.explainers.Exact(outputs, _masker(visits))(own[None], silent=True)
    return Shares(np.asarray(found.values[0], np.float64), np.asarray(found.base_values[0]), value, None)


def _drawn(own: Table, visits: Table, outputs: Outputs, value: Table) -> Shares:
    """Mean over the visits of one antithetic pair of orders each.

    The library's error of a pair is half the difference of its two orders: no less than the standard error of their mean
    unless the two err in the same direction. Errors of the visits are independent.
    """
    outputs(_rows_needed(own, visits))
    pairs = [_pair(own, visit, outputs, seed) for seed, visit in enumerate(visits)]
    effects = [pair.values[0] for pair in pairs]
    bases = [pair.base_values[0] for pair in pairs]
    errors = [pair.error_std[0] for pair in pairs]
    error = np.sqrt((np.array(errors, np.float64) ** 2).sum(axis=0)) / len(visits)
    return Shares(np.mean(effects, axis=0), np.mean(bases, axis=0), value, error)


def _rows_needed(own: Table, visits: Table) -> Table:
    """Every row that the pairs of orders ask for: it does not depend on the outputs, and together they take less time."""
    asked: list[Table] = []

    def remember(rows: Table) -> Table:
        asked.append(rows)
        return np.zeros(len(rows))

    for seed, visit in enumerate(visits):
        _pair(own, visit, remember, seed)
    return np.concatenate(asked)


def _pair(own: Table, visit: Table, outputs: Evaluate, seed: int) -> Any:  # noqa: ANN401 - a class of the library
    """The library's explanation by one drawn order of the players and its reverse."""
    explainer = _library().explainers.Permutation(outputs, _masker(visit[None]), seed=seed)
    return explainer(own[None], max_evals=2 * len(own) + 1, error_bounds=True, silent=True)


def _masker(visits: Table) -> Callable[[NDArray[np.bool_], Table], Table]:
    return lambda kept, own: np.where(kept, own, visits)


def _library() -> ModuleType:
    """The library, its small loops run as written: compiling them took the first patient 8 s, running them takes 10 ms more."""
    from tqdm import tqdm

    os.environ.setdefault("NUMBA_DISABLE_JIT", "1")  # read when numba is imported
    tqdm.set_lock(RLock())  # its own default is a lock between processes, which the worker would leave behind
    return import_module("shap")
