"""LIME on functions whose linear part is known: recovered, or said not to be linear."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from cdss.explain.lime import linear_model, nearness, samples

WEIGHTS = np.array([0.2, -0.15, 0.01, 0.0, 0.02, -0.02, 0.1, 0.03, -0.1, 0.005])
"""What each of ten inputs truly adds to the probability."""


def linear(kept):
    return 0.4 + kept @ WEIGHTS


def test_a_linear_output_is_recovered_exactly():
    kept = samples(10, 64)
    found = linear_model(kept, linear(kept), penalty=0.0)
    assert found.effects == pytest.approx(WEIGHTS, abs=1e-12)
    assert found.fit == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("count", [32, 256])
def test_the_penalty_changes_the_effects_of_a_linear_output_by_less_than_one_percent(count):
    kept = samples(10, count)
    found = linear_model(kept, linear(kept))
    assert found.effects == pytest.approx(WEIGHTS, abs=0.01 * np.abs(WEIGHTS).max())
    assert found.fit > 0.999


def test_an_output_that_hangs_on_two_inputs_together_is_not_linear():
    kept = samples(8, 512)
    both = 0.5 * (kept[:, 0] ^ kept[:, 1])
    assert linear_model(kept, both).fit < 0.35
    assert linear_model(kept, 0.5 * kept[:, 0]).fit > 0.999


def test_an_input_that_does_nothing_has_no_effect_among_many():
    kept = samples(30, 256)
    found = linear_model(kept, 0.3 * kept[:, 7] - 0.1 * kept[:, 21])
    strongest = np.argsort(-np.abs(found.effects))[:2]
    assert list(strongest) == [7, 21]
    assert np.abs(np.delete(found.effects, [7, 21])).max() < 1e-3


def test_it_is_the_weighted_ridge_regression_in_closed_form():
    rng = np.random.default_rng(4)
    kept, outputs = samples(5, 40), rng.random(40)
    weights, rows = np.diag(nearness(kept)), np.column_stack([np.ones(40), kept])
    penalty = np.diag([0.0, *[0.7] * 5])
    closed = np.linalg.solve(rows.T @ weights @ rows + penalty, rows.T @ weights @ outputs)
    found = linear_model(kept, outputs, penalty=0.7)
    assert found.effects == pytest.approx(closed[1:], abs=1e-10)
    missed = nearness(kept) @ (outputs - rows @ closed) ** 2
    apart = nearness(kept) @ (outputs - np.average(outputs, weights=nearness(kept))) ** 2
    assert found.fit == pytest.approx(1.0 - missed / apart, abs=1e-10)
    unweighted = Ridge(alpha=0.7).fit(kept.astype(float), outputs).coef_
    assert np.abs(found.effects - unweighted).max() > 1e-4


def test_the_same_arguments_draw_the_same_samples():
    assert np.array_equal(samples(12, 40), samples(12, 40))
    assert not np.array_equal(samples(12, 40), samples(12, 40, seed=1))


def test_the_whole_comes_first_and_each_number_left_out_is_as_likely():
    kept = samples(4, 4000)
    assert kept[0].all()
    left_out = np.bincount((~kept[1:]).sum(axis=1), minlength=5)
    assert left_out[0] == 0
    assert left_out[1:] == pytest.approx(1000, rel=0.12)
    assert (~kept).mean(axis=0) == pytest.approx(0.625, abs=0.04)


def test_nearness_falls_with_what_is_left_out():
    kept = np.array([[True] * 4, [True, True, True, False], [True, False, False, False], [False] * 4])
    by_hand = [1.0, np.exp(-0.5 * ((1 - np.sqrt(0.75)) / 0.25) ** 2), np.exp(-2.0), np.exp(-8.0)]
    assert nearness(kept) == pytest.approx(by_hand)


def test_an_output_that_never_changes_has_no_effects_and_is_fitted():
    kept = samples(6, 20)
    found = linear_model(kept, np.full(20, 0.3))
    assert (found.effects == 0.0).all() and found.fit == 1.0


@pytest.mark.parametrize(("inputs", "count"), [(0, 5), (5, 0)])
def test_nothing_to_draw_is_an_error(inputs, count):
    with pytest.raises(ValueError, match="samples"):
        samples(inputs, count)


def test_one_input_alone_has_its_own_effect():
    kept = samples(1, 16)
    assert linear_model(kept, 0.2 + 0.3 * kept[:, 0], penalty=0.0).effects == pytest.approx([0.3])
