"""One failed test fails the method; nothing tested is not a pass; and the JSON says all of it."""

import json

import pytest

from cdss.records.attribution import Method
from cdss.records.explanation import EXPLANATION_PARTS, Explanation
from cdss.records.reliability import Completeness, Deletion, MethodCheck, Reliability, Verdict
from cdss.records.serialise_explanation import explanation_to_json

WHOLE, BROKEN = Completeness(0.001, 0.005), Completeness(-0.02, 0.005)


def removed(verdict):
    return Deletion(0.04, 0.01, 2, 10, verdict)


@pytest.mark.parametrize(
    ("completeness", "deletion", "verdict"),
    [
        (WHOLE, removed(Verdict.PASSED), Verdict.PASSED),
        (WHOLE, None, Verdict.PASSED),
        (WHOLE, removed(Verdict.NOT_MEASURED), Verdict.PASSED),
        (BROKEN, removed(Verdict.PASSED), Verdict.FAILED),
        (WHOLE, removed(Verdict.FAILED), Verdict.FAILED),
        (None, removed(Verdict.NOT_MEASURED), Verdict.NOT_MEASURED),
        (None, None, Verdict.NOT_MEASURED),
    ],
)
def test_a_method_holds_only_where_no_test_failed_and_one_passed(completeness, deletion, verdict):
    assert MethodCheck("note_tokens", Method.INTEGRATED_GRADIENTS, completeness, deletion).verdict is verdict


def test_an_error_below_zero_counts_as_much_as_one_above():
    assert BROKEN.verdict is Verdict.FAILED
    assert Completeness(0.02, 0.005).verdict is Verdict.FAILED


def test_reliability_comes_last_for_it_is_made_of_the_other_parts():
    assert EXPLANATION_PARTS[-1] == "reliability"


def test_json_has_every_test_and_which_methods_failed_on_others():
    check = MethodCheck("image_cam", Method.GRAD_CAM, None, removed(Verdict.FAILED))
    part = Reliability("risk", (check, MethodCheck("modality_shapley", Method.SHAPLEY, WHOLE)), ("ecg_attribution",))
    told = json.loads(json.dumps(explanation_to_json(Explanation(reliability=part)), allow_nan=False))["reliability"]
    assert told["failed_methods"] == ["ecg_attribution"]
    film, shapley = told["checks"]
    assert (film["part"], film["method"], film["verdict"]) == ("image_cam", "grad_cam", "failed")
    assert film["deletion"] == {"fall": 0.04, "chance": 0.01, "removed": 2, "of": 10, "verdict": "failed"}
    assert film["completeness"] is None
    assert shapley["completeness"] == {"error": 0.001, "allowed": 0.005, "verdict": "passed"}
    assert part.of("image_cam") is check
    assert part.of("note_tokens") is None
