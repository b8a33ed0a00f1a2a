"""Deletion against random deletion on games whose truth is known: the true effects pass, random and reversed ones fail."""

import numpy as np
import pytest

from cdss.explain.deletion import completeness, deletion, random_deletions
from cdss.records.reliability import Verdict

WEIGHTS = np.array([0.2, -0.15, 0.01, 0.0, 0.02, -0.02, 0.1, 0.03, -0.1, 0.005])
"""What each of ten inputs truly adds to the probability."""


def without(deleted):
    """An additive model: an input that is deleted adds nothing."""
    return 0.5 + (~deleted * WEIGHTS).sum(axis=1)


def test_the_true_effects_pass_and_the_fall_is_what_the_marked_inputs_add():
    found = deletion(WEIGHTS, without)
    assert (found.removed, found.of, found.verdict) == (2, 10, Verdict.PASSED)
    assert found.fall == pytest.approx((0.2 + 0.1) - (-0.15 - 0.1))  # two most raising, two most lowering
    assert 0.0 < found.chance < found.fall


def test_effects_with_the_wrong_sign_fail():
    found = deletion(-WEIGHTS, without)
    assert found.verdict is Verdict.FAILED
    assert found.fall == pytest.approx(-0.55)


def test_a_random_explainer_fails_nearly_always():
    rng = np.random.default_rng(1)
    verdicts = [deletion(rng.normal(size=10), without).verdict for _ in range(200)]
    passed = verdicts.count(Verdict.PASSED) / 200
    assert 0.02 < passed < 0.2  # one in ten by the definition of chance


def test_strength_without_sign_does_not_pass_for_an_order():
    """A map that marks what matters, but not which way, cannot say what raises the output."""
    one_sided = deletion(np.abs(WEIGHTS), without)
    assert one_sided.fall == pytest.approx((0.2 - 0.15) - (0.0 + 0.005))
    assert one_sided.verdict is Verdict.FAILED


def test_a_common_cost_of_deleting_does_not_help():
    """Where deleting anything lowers the output, a random order still has no fall."""
    weights = np.full(10, 0.05)
    found = deletion(np.arange(10.0), lambda deleted: 0.5 + (~deleted * weights).sum(axis=1))
    assert found.fall == pytest.approx(0.0)
    assert found.verdict is not Verdict.PASSED


def test_where_nothing_moves_nothing_is_measured():
    small = deletion(WEIGHTS, lambda deleted: 0.5 + 0.005 * (~deleted * WEIGHTS).sum(axis=1))
    assert small.verdict is Verdict.NOT_MEASURED
    assert deletion(np.zeros(10), without) is None
    assert deletion(np.array([0.1, 0.2, -0.3]), without) is None


def test_all_deletions_go_through_the_model_in_one_call():
    calls = []
    deletion(WEIGHTS, lambda deleted: calls.append(deleted.shape) or without(deleted), draws=12)
    assert calls == [(14, 10)]


def test_few_sets_are_taken_once_each_and_many_are_drawn_the_same_each_time():
    every = random_deletions(7, 1, 16)
    assert every.shape == (7, 7) and (every.sum(axis=0) == 1).all()
    drawn = random_deletions(49, 10, 16)
    assert drawn.shape == (16, 49) and (drawn.sum(axis=1) == 10).all()
    assert (drawn == random_deletions(49, 10, 16)).all()
    assert len(np.unique(drawn, axis=0)) == 16


@pytest.mark.parametrize(
    ("base", "value", "total", "verdict"),
    [
        (0.2, 0.6, 0.4, Verdict.PASSED),
        (0.2, 0.6, 0.381, Verdict.PASSED),  # 5 % of 0.4 are allowed
        (0.2, 0.6, 0.379, Verdict.FAILED),
        (0.2, 0.21, 0.0051, Verdict.PASSED),  # what is lost in the rounding of the shown figures
        (0.2, 0.21, 0.0049, Verdict.FAILED),
        (0.2, 0.6, float("nan"), Verdict.FAILED),
    ],
)
def test_completeness_allows_rounding_or_five_per_cent(base, value, total, verdict):
    assert completeness(base, value, total).verdict is verdict
