"""The figures of the decision column: a waterfall that adds up on screen, and words that follow the probability."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdss.core.kinds import Modality
from cdss.records.explanation import ModalityShapley
from cdss.session.decision.wording import Likelihood, likelihood
from cdss.session.explanation.waterfall import MAX_PAIRS, apportion, waterfall

PAIRS = ("image|ecg", "image|vitals", "image|note", "ecg|vitals", "ecg|note", "vitals|note")
effects = st.floats(-0.15, 0.15)


@given(st.floats(0.3, 0.6), st.lists(effects, min_size=4, max_size=4), st.lists(effects, min_size=6, max_size=6))
def test_the_shown_figures_add_up_and_none_is_off_by_a_tenth(base: float, phi: list[float], pairs: list[float]) -> None:
    shapley = ModalityShapley(
        "risk", base, base + sum(phi), dict(zip(Modality, phi, strict=True)), dict(zip(PAIRS, pairs, strict=True))
    )
    fall = waterfall(shapley)
    assert fall.base_shown + sum(step.shown for step in fall.steps) == fall.value_shown
    assert fall.steps[-1].end == pytest.approx(shapley.value)
    assert all(abs(step.shown - 1000 * step.effect) <= 1.0 + 1e-9 for step in fall.steps)
    assert len(fall.steps) == 4 + MAX_PAIRS + 1


def test_own_effects_are_shapley_less_half_of_what_is_shared() -> None:
    shapley = ModalityShapley("risk", 0.2, 0.7, {Modality.ECG: 0.3, Modality.NOTE: 0.2}, {"ecg|note": 0.1})
    steps = {step.parts: step.effect for step in waterfall(shapley).steps}
    assert steps[(Modality.ECG,)] == pytest.approx(0.25)
    assert steps[(Modality.NOTE,)] == pytest.approx(0.15)
    assert steps[(Modality.ECG, Modality.NOTE)] == pytest.approx(0.1)


def test_one_modality_has_no_pairs() -> None:
    fall = waterfall(ModalityShapley("risk", 0.19, 0.31, {Modality.NOTE: 0.12}, {}))
    assert [(s.parts, s.shown) for s in fall.steps] == [((Modality.NOTE,), 120)]


def test_rounding_moves_the_value_with_the_largest_error() -> None:
    assert apportion([1.4, 1.4, 1.2], 4) == [2, 1, 1]
    assert apportion([], 0) == []


@pytest.mark.parametrize(
    ("probability", "word"),
    [
        (0.95, Likelihood.VERY_LIKELY),
        (0.90, Likelihood.VERY_LIKELY),
        (0.89, Likelihood.LIKELY),
        (0.66, Likelihood.LIKELY),
        (0.65, Likelihood.MORE_LIKELY_THAN_NOT),
        (0.51, Likelihood.MORE_LIKELY_THAN_NOT),
        (0.50, Likelihood.POSSIBLE),
        (0.33, Likelihood.POSSIBLE),
        (0.32, Likelihood.NONE_STANDS_OUT),
    ],
)
def test_words_follow_the_probability(probability: float, word: Likelihood) -> None:
    assert likelihood(probability) is word
