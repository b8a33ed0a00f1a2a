"""Attention passes for importance only where it ranks words and evidence as the attributions do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS, Modality
from cdss.explain.agreement import rank_correlation
from cdss.explain.attention_agreement import attention_agreement, evidence_strength
from cdss.records.explanation import (
    Contribution,
    CrossAttention,
    EcgAttribution,
    Explanation,
    ImageCam,
    ModalityShapley,
    NoteTokens,
    NoteUnit,
    VitalsShap,
)
from cdss.records.routing import AttentionAgreement, FullRouting

VITALS = ("heart_rate", "resp_rate", "sbp", "dbp", "spo2", "temperature_c")
ZONES = tuple(f"film_{side}_{level}" for side in ("right", "left") for level in ("upper", "middle", "lower"))


def agreement(words, evidence):
    return AttentionAgreement("risk", words, 20, evidence, 17)


def explanation(received, effects, seen, shap):
    """Units that receive ``received`` and matter ``effects``; vital signs that are looked at ``seen`` and matter ``shap``."""
    units = tuple(NoteUnit(f"w{i}", (), (i,), e) for i, e in enumerate(effects))
    routing = FullRouting(None, (0, 1, 0, 1), None, 10.0, {}, np.array(received, np.float16))
    weights = np.tile(np.array(seen, np.float32), (4, 3, 1))
    return Explanation(
        note_tokens=NoteTokens("risk", "", (), units),
        cross_attention=CrossAttention(("a", "b", "c"), VITALS[: len(seen)], weights, (0, 1, 2), routing),
        vitals_shap=VitalsShap("risk", 0, 1, tuple(Contribution(n, "", e) for n, e in zip(VITALS, shap, strict=False))),
    )


@pytest.mark.parametrize(
    ("words", "evidence", "only"),
    [(0.61, 0.9, False), (0.59, 0.9, True), (0.9, 0.59, True), (0.6, 0.6, False), (None, 0.9, False),
     (0.9, None, False), (None, 0.2, True), (None, None, True), (-0.9, 0.9, True)],
)  # fmt: skip
def test_under_six_tenths_on_either_side_attention_is_routing_only(words, evidence, only):
    assert agreement(words, evidence).routing_only is only


def test_the_figure_is_the_lower_one():
    assert (
        agreement(0.7, 0.3).lower == 0.3 and agreement(None, 0.3).lower == 0.3 and agreement(None, None).lower is None
    )


def test_the_same_order_correlates_fully_whatever_the_signs():
    found = attention_agreement(
        "risk", explanation([1, 2, 3, 4, 5], [0.1, -0.2, 0.3, -0.4, 0.5], [1, 2, 3, 4, 5], [1, -2, 3, -4, 5])
    )
    assert (found.words, found.evidence) == pytest.approx((1.0, 1.0))
    assert (found.word_count, found.evidence_count, found.routing_only) == (5, 5, False)


def test_two_neighbours_exchanged_cost_what_spearman_says():
    found = attention_agreement(
        "risk", explanation([1, 2, 3, 5, 4], [1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 6], [1, 2, 3, 4, 5, 6])
    )
    assert found.words == pytest.approx(1 - 6 * 2 / (5 * 24))
    assert found.evidence == pytest.approx(1 - 6 * (16 + 4 + 0 + 4 + 16) / (6 * 35))


def test_fewer_than_five_are_not_ranked():
    found = attention_agreement("risk", explanation([1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 4]))
    assert found.words is None and found.evidence is None and found.routing_only


def test_constant_attention_has_no_rank():
    assert attention_agreement("risk", explanation([1] * 6, range(6), [1] * 5, range(5))).words is None


def test_without_attention_there_is_nothing_to_compare():
    whole = explanation([1], [1], [1], [1])
    assert attention_agreement("risk", replace(whole, cross_attention=None)) is None
    assert attention_agreement("risk", replace(whole, note_tokens=None)) is None


def test_evidence_whose_attribution_is_not_there_is_left_out():
    whole = explanation([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])
    found = attention_agreement("risk", replace(whole, vitals_shap=None))
    assert found.evidence is None and found.evidence_count == 0 and found.words == pytest.approx(1.0)


# strength of the evidence ------------------------------------------------------------------------------------------------


def shapley(**phi):
    return ModalityShapley("risk", 0.2, 0.5, {Modality(k): v for k, v in phi.items()}, {})


def test_film_zones_share_the_films_shapley_value_as_the_maps_lie():
    cam = np.zeros((56, 56), np.float32)
    cam[50:52, 2:4], cam[0, 55] = 1.0, 2.0  # 4 in the patient's right lower zone, 2 in the left upper
    found = evidence_strength(
        Explanation(modality_shapley=shapley(image=-0.3), image_cam=ImageCam({"effusion": cam}, {}))
    )
    assert set(found) == set(ZONES)
    assert {k: round(v, 6) for k, v in found.items() if v} == {"film_right_lower": 0.2, "film_left_upper": 0.1}


def test_ecg_segments_share_the_ecgs_shapley_value_over_all_leads():
    values = np.zeros((len(ECG_LEADS), 6000), np.float32)
    values[3, 100], values[7, 1300], values[0, 5999] = 1.0, 3.0, 9.0  # at 0.2 s, 2.6 s, and after the first ten seconds
    part = EcgAttribution("risk", values, 500.0)
    found = evidence_strength(Explanation(modality_shapley=shapley(ecg=0.4), ecg_attribution=part))
    assert found == pytest.approx({"ecg_segment_1": 0.1, "ecg_segment_2": 0.3, "ecg_segment_3": 0, "ecg_segment_4": 0})


def test_maps_without_any_activation_say_nothing():
    cam = ImageCam({"effusion": np.zeros((7, 7), np.float32)}, {})
    assert evidence_strength(Explanation(modality_shapley=shapley(image=0.3), image_cam=cam)) == {}


# rank correlation --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "rho"),
    [([1, 2, 3], [10, 20, 30], 1.0), ([1, 2, 3], [3, 2, 1], -1.0), ([1, 1, 2], [1, 2, 3], 3**0.5 / 2),
     ([1, 2, 3, 4], [1, 3, 2, 4], 0.8)],
)  # fmt: skip
def test_rank_correlation_of_small_series_by_hand(a, b, rho):
    assert rank_correlation(a, b) == pytest.approx(rho)


def test_rank_correlation_is_that_of_scipy_with_many_ties():
    from scipy.stats import spearmanr

    rng = np.random.default_rng(0)
    for _ in range(20):
        a, b = rng.integers(0, 6, 30), rng.integers(0, 6, 30)
        assert rank_correlation(a, b) == pytest.approx(spearmanr(a, b).statistic)


def test_a_constant_series_has_no_rank_correlation():
    assert np.isnan(rank_correlation([1, 1, 1], [1, 2, 3])) and np.isnan(rank_correlation([1], [1]))
    with pytest.raises(ValueError, match="3 and 2"):
        rank_correlation([1, 2, 3], [1, 2])
