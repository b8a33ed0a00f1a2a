"""What a cap on alerts costs, as ``cdss alert-budget`` measured it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertCost:
    """Where ``arrivals`` patients come an hour and at most ``cap`` alerts an hour are brought up (0: all).

    ``raised``: alerts an hour, of worsening and of improvement; ``sensitivity`` with its 95 % interval ``low`` to ``high``
    (bootstrap over patients): share of those who got worse of whom at least one worsening was brought up in their watch;
    ``others``: the same share of those who were stable.
    """

    arrivals: int
    cap: int
    raised: float
    sensitivity: float
    low: float
    high: float
    others: float


@dataclass(frozen=True, slots=True)
class AlertCosts:
    """The table, and on whom it was measured: ``stays``, of whom so many got worse and were stable.

    ``died``, ``survived``: share of those whose level worsened at all.
    """

    model_version: str
    stays: int
    got_worse: int
    stable: int
    watch_hours: int
    died: float
    survived: float
    costs: tuple[AlertCost, ...]

    def of(self, arrivals: int) -> tuple[AlertCost, ...]:
        """The rows of one number of patients an hour."""
        return tuple(row for row in self.costs if row.arrivals == arrivals)

    @property
    def arrivals(self) -> tuple[int, ...]:
        """The numbers of patients an hour, ascending."""
        return tuple(sorted({row.arrivals for row in self.costs}))
