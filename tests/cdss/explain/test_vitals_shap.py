"""SHAP values are those of brute force and of the library's own explainer; drawn ones add up and know their error."""

from __future__ import annotations

import math
from itertools import chain, combinations

import numpy as np
import pytest

from cdss.explain.vitals_shap import shares

OWN = np.array([1.0, 2.0, -1.0, 0.5])
VISITS = np.array([[0.0, 1.0, 1.0, 0.5], [2.0, -1.0, 0.0, 1.5], [1.0, 0.0, -2.0, 0.0]])


def curved(rows):
    """Interactions of two, three and four players."""
    a, b, c, d = rows.T
    return 1.0 / (1.0 + np.exp(-(a * b - c * d * a + 0.5 * d - 0.3 * a * b * c * d)))


def pairwise(rows):
    a, b, c, d = rows.T
    return 0.3 * a + 0.1 * a * b - 0.2 * b * c + 0.05 * d**2 + 0.4 * c * d


def brute_force(own, visits, f):
    """Shapley (1953), from the definition, over the mean output with the missing players' values taken from the visits."""
    n = len(own)

    def worth(coalition):
        kept = np.isin(np.arange(n), coalition)
        return float(f(np.where(kept, own, visits)).mean())

    effects = []
    for player in range(n):
        others = [p for p in range(n) if p != player]
        total = 0.0
        for s in chain.from_iterable(combinations(others, size) for size in range(n)):
            weight = math.factorial(len(s)) * math.factorial(n - len(s) - 1) / math.factorial(n)
            total += weight * (worth([*s, player]) - worth(list(s)))
        effects.append(total)
    return np.array(effects), worth([])


def test_exact_values_are_those_of_brute_force():
    found = shares(OWN, VISITS, curved)
    effects, base = brute_force(OWN, VISITS, curved)
    assert found.errors is None
    assert found.effects == pytest.approx(effects, abs=1e-12)
    assert found.base == pytest.approx(base, abs=1e-12)
    assert found.base + found.effects.sum() == pytest.approx(found.value, abs=1e-12)
    assert found.value == pytest.approx(curved(OWN[None])[0])


def test_exact_values_are_those_of_the_librarys_own_explainer_on_the_same_background():
    import shap

    theirs = shap.explainers.Exact(curved, shap.maskers.Independent(VISITS))(OWN[None], silent=True)
    found = shares(OWN, VISITS, curved)
    assert found.effects == pytest.approx(theirs.values[0], abs=1e-12)
    assert found.base == pytest.approx(float(theirs.base_values[0]), abs=1e-12)


def test_drawn_orders_are_exact_for_effects_of_one_and_two_players_together():
    found = shares(OWN, VISITS, pairwise, most_rows=0)
    assert found.errors is not None
    assert found.effects == pytest.approx(brute_force(OWN, VISITS, pairwise)[0], abs=1e-12)


def test_drawn_orders_add_up_and_are_within_their_error():
    visits = np.random.default_rng(1).normal(size=(40, 4))
    found = shares(OWN, visits, curved, most_rows=0)
    effects, base = brute_force(OWN, visits, curved)
    assert found.base == pytest.approx(base, abs=1e-12)
    assert found.base + found.effects.sum() == pytest.approx(found.value, abs=1e-12)
    gap = np.abs(found.effects - effects)
    assert gap.max() > 1e-6  # they are drawn, after all
    assert (gap <= 3 * found.errors).all()
    assert found.errors.max() < 0.05


def test_drawn_orders_are_the_same_every_time():
    first, again = (shares(OWN, VISITS, curved, most_rows=0) for _ in range(2))
    assert first.effects.tolist() == again.effects.tolist()


def test_no_row_is_evaluated_twice():
    seen = []

    def watched(rows):
        seen.extend(map(tuple, rows))
        return pairwise(rows)

    shares(OWN, VISITS, watched, most_rows=0)
    assert len(seen) == len(set(seen))


def test_a_value_that_all_visits_share_adds_nothing():
    visits = VISITS.copy()
    visits[:, 1] = OWN[1]
    assert shares(OWN, visits, curved).effects[1] == pytest.approx(0.0, abs=1e-12)


def test_a_single_player_takes_the_whole_difference():
    found = shares(np.array([3.0]), np.array([[1.0], [2.0]]), lambda rows: 0.1 * rows[:, 0])
    assert found.effects.tolist() == pytest.approx([0.15])
    assert (found.base, found.value) == pytest.approx((0.15, 0.3))


@pytest.mark.parametrize("most_rows", [600, 0])
def test_several_outputs_at_once_are_explained_as_each_alone(most_rows):
    together = shares(OWN, VISITS, lambda rows: np.stack([curved(rows), pairwise(rows)], axis=1), most_rows)
    for place, output in enumerate((curved, pairwise)):
        found, alone = together.of_output(place), shares(OWN, VISITS, output, most_rows)
        assert found.effects == pytest.approx(alone.effects, abs=1e-12)
        assert [float(found.base), float(found.value)] == pytest.approx(
            [float(alone.base), float(alone.value)], abs=1e-12
        )
        assert (found.errors is None) is (alone.errors is None)
        if alone.errors is not None:
            assert found.errors == pytest.approx(alone.errors, abs=1e-12)


def test_values_that_do_not_add_up_are_refused():
    with pytest.raises(ArithmeticError, match="add up"):
        shares(OWN, VISITS, lambda rows: np.full(len(rows), np.nan))
