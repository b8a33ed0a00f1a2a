"""The benchmark's timings that have a floor, in the units of the floors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure

SECTION = "timing"
PART = "Time"
WHERE = "first demonstration patient, processor"

SUMS: Mapping[str, tuple[tuple[str, ...], float]] = {
    "risk of four modalities, warm (s)": (("assess",), 1e-3),
    "risk with all explanations, warm (s)": (("assess", "explain"), 1e-3),
    "note and vitals in batches (cases a second)": (("note and vitals, in batches",), 1.0),
    "worker ready after start (s)": (("worker ready after start",), 1.0),
    "worker memory after the patient (GB)": (("worker memory after the patient",), 1e-3),
}
"""Figure to the medians of the benchmark that make it, added up, and the factor from their unit (ms, MB) to its own."""


def time_figures(benchmark: Sequence[Mapping[str, Any]], cores: int) -> Iterator[Measured]:
    """Medians over a few runs, which have no interval; ``n`` is the number of runs. What was not timed is left out."""
    timed = {t["name"]: t for t in benchmark}
    for name, (parts, factor) in SUMS.items():
        if all(part in timed for part in parts):
            value = factor * sum(timed[part]["value"] for part in parts)
            runs = min(timed[part]["n"] for part in parts)
            yield Measured(PART, name, Figure(value, float("nan"), float("nan"), runs, 0), f"{WHERE}: {cores} cores")
