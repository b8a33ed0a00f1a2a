"""One line of the report, and how it is written."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cdss.evaluation.metrics import Figure


@dataclass(frozen=True, slots=True)
class Measured:
    """A named figure of one part, with the cases it was measured on (``split``)."""

    part: str
    name: str
    figure: Figure
    split: str


def line(m: Measured) -> dict[str, object]:
    """The figure as the JSON report has it; a number that could not be computed is None."""
    f = m.figure
    return {
        "part": m.part,
        "name": m.name,
        "value": rounded(f.value),
        "ci": [rounded(f.low), rounded(f.high)],
        "n": f.n,
        "positives": f.positives,
        "split": m.split,
    }


def rounded(value: float) -> float | None:
    """Four digits; None where the value is not finite, as JSON has no such numbers."""
    return round(float(value), 4) if math.isfinite(value) else None
