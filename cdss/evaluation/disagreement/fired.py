"""One check over many visits: on how many it fires, and how often the level is wrong where it does and where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import mean_score, share
from cdss.evaluation.subgroups import FEWEST, difference
from cdss.scoring.triage_levels import URGENT_LEVEL

Flags = NDArray[np.bool_]
Levels = NDArray[np.int64]

FIRES = "fires"
FIRES_RIGHT, FIRES_WRONG = "fires where the level is right", "fires where the level is wrong"
WRONG_FIRED, WRONG_SILENT = "level wrong where it fires", "level wrong where it could and does not"
MORE_WRONG = "difference of the two"


@dataclass(frozen=True, slots=True, eq=False)
class Fired:
    """A check (``part``, in words) over the visits ``where``: arrays [n].

    ``fired``: where it fires; ``able``: where the model's answer is one that it can speak of. ``given``: the model's level 1-5;
    ``actual``: the nurse's, 0 where it is not known.
    """

    part: str
    where: str
    fired: Flags
    able: Flags
    given: Levels
    actual: Levels

    @property
    def wrong(self) -> Flags:
        """Where model and nurse are on two sides of level 2; means nothing where the nurse's level is not known."""
        return np.asarray((self.given <= URGENT_LEVEL) != (self.actual <= URGENT_LEVEL))


def fired_figures(check: Fired) -> Iterator[Measured]:
    """Shares of the visits on which it fires, of the visits whose level is wrong, and the difference that the check makes.

    The difference is left out where fewer than ``FEWEST`` visits of known level are on one side.
    """
    known = check.actual > 0
    wrong, right = known & check.wrong, known & ~check.wrong
    loud, silent = (check.wrong[known & check.able & side] for side in (check.fired, ~check.fired))
    for name, found in (
        (FIRES, check.fired),
        (FIRES_RIGHT, check.fired[right]),
        (FIRES_WRONG, check.fired[wrong]),
        (WRONG_FIRED, loud),
        (WRONG_SILENT, silent),
    ):
        yield Measured(check.part, name, share(found), check.where)
    if min(len(loud), len(silent)) >= FEWEST:
        first, second = loud.astype(np.float64), silent.astype(np.float64)
        figure = difference(mean_score, (first, first), (second, second), seeds=(1, 2))
        yield Measured(check.part, MORE_WRONG, figure, check.where)
