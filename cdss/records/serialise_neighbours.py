"""Similar visits as JSON: ``nearest`` and ``opposite`` visits, and counts over ``similar`` and ``every`` visit drawn."""

from __future__ import annotations

from cdss.records.neighbours import Neighbours, Outcomes, SimilarVisit
from cdss.records.serialise_numbers import Json, number


def neighbours_to_json(part: Neighbours) -> Json:
    """``opposite`` null where no visit had the opposite outcome of ``target``; levels as the nurses gave them."""
    return {
        "target": part.target,
        "predicted": part.predicted,
        "source": "NHAMCS 2016-2018",
        "nearest": [_visit(visit) for visit in part.nearest],
        "opposite": None if part.opposite is None else _visit(part.opposite),
        "similar": _counts(part.similar),
        "every": _counts(part.every),
    }


def _visit(visit: SimilarVisit) -> Json:
    return {
        "similarity": number(visit.similarity),
        "complaint": visit.complaint,
        "decade": visit.decade,
        "sex": visit.sex.value,
        "level": visit.level,
        "admitted": visit.admitted,
        "critical": visit.critical,
        "conditions": list(visit.conditions),
    }


def _counts(counts: Outcomes) -> Json:
    return {
        "visits": counts.visits,
        "urgent": counts.urgent,
        "admitted": counts.admitted,
        "critical": counts.critical,
    }
