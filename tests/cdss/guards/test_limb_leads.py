"""Exchanged limb electrodes: the algebra of the score by hand, real recordings, and the rates on PTB-XL."""

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.guards.limb_leads import (
    COEFFICIENTS,
    THRESHOLDS,
    Exchange,
    exchange_scores,
    limb_correlations,
    suspected_exchange,
)

CHEST = slice(6, 12)


def test_correlations_are_those_of_numpy_and_nan_where_a_lead_is_absent():
    rows = np.random.default_rng(0).standard_normal((9, 400))
    found = limb_correlations(rows)
    assert found.shape == (3, 6)
    assert found[1, 4] == pytest.approx(np.corrcoef(rows[1], rows[7])[0, 1])
    rows[8] = np.nan
    assert np.isnan(limb_correlations(rows)[:, 5]).all()
    rows[8] = 3.0
    assert np.isnan(limb_correlations(rows)[:, 5]).all()


def test_the_score_is_the_weighted_sum_by_hand():
    c = np.zeros((3, 6))
    c[0, 0], c[1, 5], c[2, 5] = -0.5, 0.8, 0.3
    weights = COEFFICIENTS[Exchange.ARMS]
    by_hand = -(2 * -0.5 * weights[0][0] + (0.8 - 0.3) * weights[1][5])
    assert exchange_scores(c)[Exchange.ARMS] == pytest.approx(by_hand)


@pytest.mark.parametrize(
    ("kind", "rows", "signs"),
    [(Exchange.ARMS, [0, 2, 1], [-1, 1, 1]), (Exchange.RIGHT_ARM_LEFT_LEG, [2, 1, 0], [-1, -1, -1])],
)
def test_an_exchange_turns_its_own_score_round(kind, rows, signs):
    c = np.random.default_rng(1).uniform(-1, 1, (20, 3, 6))
    exchanged = c[:, rows] * np.array(signs)[None, :, None]
    assert exchange_scores(exchanged)[kind] == pytest.approx(-exchange_scores(c)[kind])


def test_the_recordings_of_the_demonstration_patients_are_usual(recordings):
    assert [suspected_exchange(ecg) for ecg in recordings] == [None] * len(recordings)


@pytest.mark.parametrize("kind", list(Exchange))
def test_each_exchange_is_named_on_real_recordings(recordings, exchange, kind):
    found = [suspected_exchange(exchange(ecg, kind)) for ecg in recordings]
    assert None not in found
    assert found.count(kind) >= len(recordings) - 1


def test_coarser_sampling_gives_the_same_answer(recordings, exchange):
    coarse = [replace(ecg, signal_mv=ecg.signal_mv[:, ::2], rate_hz=ecg.rate_hz / 2) for ecg in recordings]
    assert {suspected_exchange(ecg) for ecg in coarse} == {None}
    assert {suspected_exchange(exchange(ecg, "arms")) for ecg in coarse} == {Exchange.ARMS}


def test_a_silent_lead_that_was_lost_is_no_exchange(recordings):
    ecg = recordings[0]
    signal = ecg.signal_mv.copy()
    signal[1] = 0.0
    assert suspected_exchange(replace(ecg, signal_mv=signal)) is not Exchange.RIGHT_LEG


@pytest.mark.parametrize(("chest_leads", "told"), [(3, False), (4, True)])
def test_four_chest_leads_are_enough_to_tell(recordings, exchange, chest_leads, told):
    ecg = exchange(recordings[0], "arms")
    signal = ecg.signal_mv.copy()
    signal[6 : 12 - chest_leads] = np.nan
    assert (suspected_exchange(replace(ecg, signal_mv=signal)) is Exchange.ARMS) is told


def test_without_lead_two_or_within_a_second_nothing_is_said(recordings, exchange):
    ecg = exchange(recordings[0], "arms")
    signal = ecg.signal_mv.copy()
    signal[1] = np.nan
    assert suspected_exchange(replace(ecg, signal_mv=signal)) is None
    assert suspected_exchange(replace(ecg, signal_mv=ecg.signal_mv[:, :200])) is None


def test_rates_on_recordings_the_fit_never_saw(shared_data):
    """Folds 9 and 10 of PTB-XL: sensitivity at least .95 at specificity at least .99, each exchange."""
    from cdss.training.cohort_ecg import load_ecgs
    from cdss.training.fit_limb_leads import ROWS

    ecgs = load_ecgs(shared_data)
    c = limb_correlations(ecgs.signals[ecgs.split != "train"][:, ROWS].astype(float))

    def flagged(correlations):
        scores = exchange_scores(correlations)
        return np.mean(np.any([scores[kind] > THRESHOLDS[kind] for kind in scores], axis=0))

    assert len(c) == 512
    assert flagged(c) <= 0.01
    assert flagged(c[:, [0, 2, 1]] * np.array([-1, 1, 1])[None, :, None]) >= 0.99
    assert flagged(-c[:, [2, 1, 0]]) >= 0.98


def test_the_table_is_what_the_fit_gives(shared_data):
    from cdss.training.fit_limb_leads import table

    for kind, (weights, threshold) in table(shared_data).items():
        assert weights == pytest.approx(np.array(COEFFICIENTS[kind]), abs=0.03)
        assert threshold == pytest.approx(THRESHOLDS[kind], abs=0.1)


def test_lead_order_is_the_one_the_table_was_made_for():
    from cdss.training.fit_limb_leads import ROWS

    assert [ECG_LEADS[row] for row in ROWS] == ["I", "II", "III", "V1", "V2", "V3", "V4", "V5", "V6"]
