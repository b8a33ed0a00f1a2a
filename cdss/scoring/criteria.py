"""Scores that count fulfilled criteria: what is shared by qSOFA and the ESI danger zone."""

from __future__ import annotations

from collections.abc import Mapping

from cdss.records.assessment import Score


def count_criteria(met: Mapping[str, bool | None], positive_from: int) -> Score:
    """One point for each criterion that is met; None marks an item that was not measured.

    ``band`` is ``positive`` from ``positive_from`` points on, ``negative`` where the missing items could not change that, and
    None while it is open.
    """
    parts = tuple((name, int(state)) for name, state in met.items() if state is not None)
    missing = tuple(name for name, state in met.items() if state is None)
    if not parts:
        return Score(value=None, complete=False, missing=missing)
    total = sum(points for _, points in parts)
    band = "positive" if total >= positive_from else None if total + len(missing) >= positive_from else "negative"
    return Score(float(total), complete=not missing, band=band, parts=parts, missing=missing)
