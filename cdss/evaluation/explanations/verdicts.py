"""What becomes of the figures: each method passes, or it does not; the bundle carries that, and the card prints it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cdss.evaluation.explanations.named import PARTS
from cdss.records.reliability import Verdict

SECTION = "explanations"
"""Key of the report's section."""


def verdicts(floors: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Part of an explanation to its test, as ``cdss.bundle.schema.ExplanationTest`` reads it.

    ``floors``: the rows of ``cdss.evaluation.floors.judged``.

    A method passes where every figure that has a limit reaches it, and fails where one does not. A figure that could not be
    computed makes neither; where no figure could, nothing was measured.
    """
    by_title: dict[str, list[Mapping[str, Any]]] = {}
    for row in floors:
        if row["section"] == SECTION:
            by_title.setdefault(row["part"], []).append(row)
    return {
        PARTS[title]: {"status": _status(rows).value, "figures": [_figure(row) for row in rows]}
        for title, rows in by_title.items()
    }


def _status(rows: Sequence[Mapping[str, Any]]) -> Verdict:
    reached = [row["reached"] for row in rows if row["value"] is not None]
    if not reached:
        return Verdict.NOT_MEASURED
    return Verdict.PASSED if all(reached) else Verdict.FAILED


def _figure(row: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: row[key] for key in ("name", "value", "n", "at_most")}
    return {**kept, "limit": row["floor"]}
