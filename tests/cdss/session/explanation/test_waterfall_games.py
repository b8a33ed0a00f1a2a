"""The waterfall of random games, solved here from their definition: what is drawn must add up and be true."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import factorial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdss.core.kinds import MODALITIES, Modality
from cdss.records.assessment import Condition
from cdss.records.explanation import ModalityShapley
from cdss.session.decision.wording import Likelihood, leading, likelihood, ranked
from cdss.session.explanation.waterfall import MAX_PAIRS, apportion, waterfall

Game = dict[frozenset[Modality], float]


def subsets(players: tuple[Modality, ...]) -> list[frozenset[Modality]]:
    return [frozenset(c) for size in range(len(players) + 1) for c in combinations(players, size)]


@st.composite
def games(draw: st.DrawFn) -> tuple[tuple[Modality, ...], Game]:
    """One to four present modalities and a probability for each coalition of them."""
    present = draw(st.sets(st.sampled_from(MODALITIES), min_size=1))
    players = tuple(m for m in MODALITIES if m in present)
    return players, {s: draw(st.floats(0.0, 1.0)) for s in subsets(players)}


def shapley_of(players: tuple[Modality, ...], game: Game) -> ModalityShapley:
    """Shapley (1953) values and pairwise interaction index (Grabisch and Roubens 1999), straight from the formulas."""
    n = len(players)
    phi = dict.fromkeys(players, 0.0)
    for player in players:
        for s in subsets(tuple(p for p in players if p is not player)):
            weight = factorial(len(s)) * factorial(n - len(s) - 1) / factorial(n)
            phi[player] += weight * (game[s | {player}] - game[s])
    interaction = {}
    for i, j in combinations(players, 2):
        total = 0.0
        for s in subsets(tuple(p for p in players if p not in (i, j))):
            weight = factorial(len(s)) * factorial(n - len(s) - 2) / factorial(n - 1)
            total += weight * (game[s | {i, j}] - game[s | {i}] - game[s | {j}] + game[s])
        interaction[f"{i}|{j}"] = total
    return ModalityShapley("risk", game[frozenset()], game[frozenset(players)], phi, interaction)


@given(games())
def test_any_game_adds_up_on_screen_and_no_figure_is_off_by_a_tenth(
    drawn: tuple[tuple[Modality, ...], Game],
) -> None:
    fall = waterfall(shapley_of(*drawn))
    assert fall.base_shown + sum(step.shown for step in fall.steps) == fall.value_shown
    assert fall.base_shown == round(1000 * fall.base) and fall.value_shown == round(1000 * fall.value)
    assert all(abs(step.shown - 1000 * step.effect) <= 1.0 + 1e-6 for step in fall.steps)


@given(games())
def test_bars_hang_together_from_base_to_value(drawn: tuple[tuple[Modality, ...], Game]) -> None:
    fall = waterfall(shapley_of(*drawn))
    assert fall.steps[0].start == fall.base
    assert fall.steps[-1].end == pytest.approx(fall.value, abs=1e-9)
    assert all(a.end == b.start for a, b in pairwise(fall.steps))


@given(games())
def test_every_modality_has_its_bar_and_pairs_are_few(drawn: tuple[tuple[Modality, ...], Game]) -> None:
    players, game = drawn
    steps = waterfall(shapley_of(players, game)).steps
    assert {s.parts[0] for s in steps if len(s.parts) == 1} == set(players)
    pairs = len(players) * (len(players) - 1) // 2
    drawn_pairs = [s for s in steps if len(s.parts) != 1]
    assert len(drawn_pairs) == (pairs if pairs <= MAX_PAIRS + 1 else MAX_PAIRS + 1)
    assert [s for s in steps if not s.parts] == ([steps[-1]] if pairs > MAX_PAIRS + 1 else [])


@given(games())
def test_strongest_own_effect_first(drawn: tuple[tuple[Modality, ...], Game]) -> None:
    own = [abs(s.effect) for s in waterfall(shapley_of(*drawn)).steps if len(s.parts) == 1]
    assert own == pytest.approx(sorted(own, reverse=True), abs=1e-12)


def test_an_additive_game_has_no_shared_effect() -> None:
    worth = {Modality.IMAGE: 0.05, Modality.ECG: 0.3, Modality.NOTE: -0.1}
    players = tuple(worth)
    game = {s: 0.2 + sum(worth[m] for m in s) for s in subsets(players)}
    steps = {s.parts: s.shown for s in waterfall(shapley_of(players, game)).steps}
    assert steps[(Modality.ECG,)] == 300 and steps[(Modality.NOTE,)] == -100 and steps[(Modality.IMAGE,)] == 50
    assert [shown for parts, shown in steps.items() if len(parts) == 2] == [0, 0, 0]


def test_two_that_only_count_together_share_all_of_it() -> None:
    pair = (Modality.ECG, Modality.NOTE)
    game = {s: 0.1 + (0.6 if len(s) == 2 else 0.0) for s in subsets(pair)}
    steps = {s.parts: s.shown for s in waterfall(shapley_of(pair, game)).steps}
    assert steps == {(Modality.ECG,): 0, (Modality.NOTE,): 0, pair: 600}


def test_the_weak_pairs_become_one_sum() -> None:
    pairs = dict(zip(("image|ecg", "image|vitals", "image|note", "ecg|vitals"), (0.1, -0.2, 0.01, 0.02), strict=True))
    phi = {Modality.IMAGE: 0.0, Modality.ECG: 0.0, Modality.VITALS: 0.0, Modality.NOTE: 0.0}
    steps = waterfall(ModalityShapley("risk", 0.5, 0.5, phi, pairs)).steps
    shared = [(s.parts, s.effect) for s in steps if len(s.parts) != 1]
    assert shared[0] == ((Modality.IMAGE, Modality.VITALS), pytest.approx(-0.2))
    assert shared[1] == ((Modality.IMAGE, Modality.ECG), pytest.approx(0.1))
    assert shared[2] == ((), pytest.approx(0.03))


@given(st.lists(st.floats(-400, 400), min_size=1, max_size=8))
def test_apportioned_integers_have_the_asked_sum_and_stay_next_to_their_value(values: list[float]) -> None:
    total = round(sum(values))
    shown = apportion(values, total)
    assert sum(shown) == total
    assert all(abs(whole - value) <= 1.0 + 1e-6 for whole, value in zip(shown, values, strict=True))


@pytest.mark.parametrize(
    ("values", "total", "shown"),
    [
        ([33.4, 33.4, 33.2], 100, [34, 33, 33]),
        ([-0.6, 0.6], 0, [-1, 1]),
        ([0.5, 0.5], 1, [1, 0]),
        ([2.0, 3.0], 5, [2, 3]),
        ([-10.4, -10.4, -10.2], -31, [-11, -10, -10]),
    ],
)
def test_rounding_by_largest_remainder(values: list[float], total: int, shown: list[int]) -> None:
    assert apportion(values, total) == shown


@given(st.floats(0.0, 1.0))
def test_the_word_never_promises_more_than_the_figure(probability: float) -> None:
    least = {
        Likelihood.VERY_LIKELY: 0.90,
        Likelihood.LIKELY: 0.66,
        Likelihood.MORE_LIKELY_THAN_NOT: 0.50,
        Likelihood.POSSIBLE: 0.33,
        Likelihood.NONE_STANDS_OUT: 0.0,
    }
    word, shown = likelihood(probability), round(probability, 2)
    assert shown >= least[word]
    stronger = list(least)[: list(least).index(word)]
    assert all(shown <= least[s] for s in stronger)


def test_exactly_half_is_not_more_likely_than_not() -> None:
    assert likelihood(0.5) is Likelihood.POSSIBLE
    assert likelihood(0.506) is Likelihood.MORE_LIKELY_THAN_NOT


def test_leading_and_ranked_follow_the_probability_and_keep_ties_in_order() -> None:
    a, b, c = (
        Condition(code, p, (0.0, 1.0), False) for code, p in (("acs", 0.2), ("sepsis", 0.6), ("stroke_tia", 0.2))
    )
    assert ranked((a, b, c)) == (b, a, c)
    assert leading((a, b, c)) is b
    assert leading(()) is None
