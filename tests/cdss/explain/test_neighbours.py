"""Nearest visits, the nearest with the opposite outcome, and counts worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdss.core.kinds import RISK, TARGETS, Sex
from cdss.explain import neighbours as module
from cdss.explain.neighbours import happened, nearest, neighbours
from cdss.records.neighbours import Outcomes


def at(degrees):
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))], np.float32)


def names(visits):
    return [visit.complaint for visit in visits]


@pytest.mark.parametrize("row", range(8))
def test_the_nearest_of_a_reference_visit_is_itself(make_reference, row):
    reference = make_reference()
    found = neighbours(reference, reference.embedding[row], RISK, predicted=True)
    assert found.nearest[0].complaint == f"Complaint {row}"
    assert found.nearest[0].similarity == pytest.approx(1.0, abs=2e-3)


def test_nearest_come_in_order_with_the_cosine(make_reference):
    found = neighbours(make_reference(), at(31), RISK, predicted=False)
    assert names(found.nearest) == [f"Complaint {i}" for i in (3, 4, 2, 5, 1)]
    cosines = [np.cos(np.radians(d)) for d in (1, 9, 11, 19, 21)]
    assert [visit.similarity for visit in found.nearest] == pytest.approx(cosines, abs=2e-3)


@pytest.mark.parametrize(
    ("target", "predicted", "expected"),
    [
        (RISK, True, 4),  # the first of level 3 beside an urgent patient
        (RISK, False, 3),
        ("admission", True, 3),
        ("admission", False, 4),
        ("critical", False, 0),
        ("pneumonia", False, 5),
        ("pneumonia", True, 3),
    ],
)
def test_the_opposite_is_the_nearest_visit_in_which_it_was_otherwise(make_reference, target, predicted, expected):
    reference = make_reference()
    found = neighbours(reference, at(31), target, predicted)
    assert found.opposite.complaint == f"Complaint {expected}"
    assert happened(reference, target)[expected] != predicted


@pytest.mark.parametrize("target", TARGETS)
@given(degrees=st.floats(0, 90), predicted=st.booleans())
def test_the_opposite_never_has_the_predicted_outcome(make_reference, target, degrees, predicted):
    reference = make_reference()
    found = neighbours(reference, at(degrees), target, predicted)
    if found.opposite is None:
        assert (happened(reference, target) == predicted).all()
    else:
        row = reference.complaints.index(found.opposite.complaint)
        assert happened(reference, target)[row] != predicted


def test_there_is_no_opposite_where_all_had_the_outcome(make_reference):
    everybody = make_reference(level=np.full(8, 2, np.int8))
    assert neighbours(everybody, at(0), RISK, predicted=True).opposite is None


def test_counts_by_hand_leave_the_added_visits_out(make_reference, monkeypatch):
    """At 70 degrees 7 and 6 are nearest but not of the sample; then 5, 4, 3: levels 3, 3, 2, and visit 4 was admitted."""
    monkeypatch.setattr(module, "COUNTED", 3)
    found = neighbours(make_reference(), at(70), RISK, predicted=False)
    assert names(found.nearest)[:2] == ["Complaint 7", "Complaint 6"]
    assert found.similar == Outcomes(visits=3, urgent=1, admitted=1, critical=0)
    assert found.every == Outcomes(visits=6, urgent=4, admitted=3, critical=1)


def test_what_is_told_of_a_visit(make_reference):
    first, second, third, *_ = neighbours(make_reference(), at(0), RISK, predicted=True).nearest
    assert (first.decade, first.sex, first.level, first.admitted, first.critical) == (60, Sex.FEMALE, 1, True, True)
    assert (second.decade, second.sex, second.admitted) == (None, Sex.MALE, False)
    assert third.sex is Sex.UNKNOWN and third.conditions == ()
    assert neighbours(make_reference(), at(50), RISK, predicted=True).nearest[0].conditions == ("pneumonia",)


def test_fewer_are_found_where_there_are_fewer():
    likeness = np.array([0.1, 0.9, 0.5, 0.9], np.float32)
    assert nearest(likeness, 3).tolist() == [1, 3, 2]
    assert nearest(likeness, 3, np.array([True, False, True, False])).tolist() == [2, 0]
