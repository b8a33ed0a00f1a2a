"""LIME's second opinion of the note and of the vital signs, and whether it ranks the inputs as the first method does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from cdss.records.attribution import Attribution, Method

AGREE = 0.5
"""Rank correlation under which two methods are said to disagree."""

FEWEST = 3
"""Fewest inputs whose ranks are compared: of two, chance alone agrees or disagrees wholly."""


STRONGEST = 5
"""Of how many of the strongest inputs the signs are compared."""

LEADING = 3
"""Strongest inputs that must all have the same sign with both methods, or the two agree in the order alone."""


@dataclass(frozen=True, slots=True)
class Surrogate:
    """LIME's linear model of the output in one kind of input, all else as it is in the patient.

    ``attribution``: effects by name, in probability: ``note/3/no chest pain`` (the unit that begins with the third word),
    ``vitals/spo2``, ``context/age``. ``fit``: weighted R squared, 0-1; ``samples``: drawn sets of inputs that it was fitted on.
    """

    attribution: Attribution
    fit: float
    samples: int


@dataclass(frozen=True, slots=True)
class Opinion:
    """Two models: of the note's units, and of the vital signs with age, arrival and history; None where those are missing."""

    target: str
    note: Surrogate | None = None
    vitals: Surrogate | None = None

    def attributions(self) -> tuple[Attribution, ...]:
        """Those of the models that there are."""
        return tuple(part.attribution for part in (self.note, self.vitals) if part is not None)


@dataclass(frozen=True, slots=True)
class Compared:
    """LIME beside another method on the same inputs.

    ``effects``: LIME's, by the name of the input. ``rho``: Spearman's rank correlation of the signed effects over ``count``
    inputs; None where there are fewer than ``FEWEST``, one method gives all inputs the same effect, or ``withheld``: the other
    method failed its test on other patients and its effects are hidden, so that LIME stands alone. ``other_sign``: of the
    ``STRONGEST`` inputs of the other method (or as many as there are with an effect), strongest first, whether LIME's effect
    has the other sign; empty where the ranks are not compared. ``failed``: the other method failed that test, and is shown all
    the same.
    """

    method: Method
    effects: Mapping[str, float]
    fit: float
    rho: float | None
    count: int
    withheld: bool = False
    other_sign: tuple[bool, ...] = ()
    failed: bool = False

    @property
    def order_only(self) -> bool:
        """Whether the ranks agree, but not the sign of each of the ``LEADING`` strongest inputs."""
        return self.rho is not None and not self.disagree and any(self.other_sign[:LEADING])

    @property
    def disagree(self) -> bool:
        """Whether the rank correlation, as it is shown to two decimals, is under ``AGREE``; not where it is not known."""
        return self.rho is not None and round(self.rho, 2) < AGREE
