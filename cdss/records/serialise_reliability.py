"""The tests of a patient's explanations as JSON."""

from __future__ import annotations

from cdss.records.reliability import Completeness, Deletion, MethodCheck, Reliability
from cdss.records.serialise_numbers import Json, number


def reliability_to_json(part: Reliability) -> Json:
    """``checks``: one a part; a test that was not made is null. ``failed_methods``: parts whose method failed on others."""
    return {
        "target": part.target,
        "checks": [_check(check) for check in part.checks],
        "failed_methods": list(part.failed),
    }


def _check(check: MethodCheck) -> Json:
    return {
        "part": check.part,
        "method": check.method.value,
        "verdict": check.verdict.value,
        "completeness": None if check.completeness is None else _completeness(check.completeness),
        "deletion": None if check.deletion is None else _deletion(check.deletion),
    }


def _completeness(test: Completeness) -> Json:
    return {"error": number(test.error), "allowed": number(test.allowed), "verdict": test.verdict.value}


def _deletion(test: Deletion) -> Json:
    found = {"fall": number(test.fall), "chance": number(test.chance)}
    return {**found, "removed": test.removed, "of": test.of, "verdict": test.verdict.value}
