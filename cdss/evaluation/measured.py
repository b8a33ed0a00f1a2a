"""One line of the report, and how it is written."""

from __future__ import annotations

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
    """The figure as the JSON report has it, rounded to four digits."""
    f = m.figure
    return {
        "part": m.part,
        "name": m.name,
        "value": round(f.value, 4),
        "ci": [round(f.low, 4), round(f.high, 4)],
        "n": f.n,
        "positives": f.positives,
        "split": m.split,
    }
