"""Fitting the tables of exchanged electrodes: sizes of the limb leads from their shapes, and an honest threshold."""

import numpy as np
import pytest

from cdss.guards.left_electrodes import COEFFICIENTS, PARTS, QUANTITIES, THRESHOLD
from cdss.training.fit_limb_leads import LEFT_PASS_SHARE, left_features_of, left_fitted, left_table, with_sizes


def scored(signals):
    """Each lead about its mean and of size one, as the cohort is stored."""
    return (signals - signals.mean(axis=1, keepdims=True)) / signals.std(axis=1, keepdims=True)


def twelve(seed=0):
    one, three, *chest = np.random.default_rng(seed).standard_normal((8, 1000)) * np.linspace(0.2, 3.0, 8)[:, None]
    two = one + three
    return np.stack([one, two, three, -(one + two) / 2, (one - three) / 2, (two + three) / 2, *chest])


def test_the_sizes_of_the_limb_leads_come_back_up_to_one_gain():
    truth = twelve() - twelve().mean(axis=1, keepdims=True)
    found = with_sizes(scored(truth))
    gain = found[0].std() / truth[0].std()
    assert gain > 0
    assert found[:6] == pytest.approx(gain * truth[:6], abs=1e-9)
    assert found[6:] == pytest.approx(scored(truth)[6:], abs=1e-9)


def test_a_recording_without_beats_has_no_features():
    found = left_features_of(np.zeros((1, 12, 1000), np.float32))
    assert found.shape == (1, PARTS, QUANTITIES)
    assert np.isnan(found).all()


def test_the_fit_finds_the_quantity_that_tells_and_passes_the_share_it_promises():
    rng = np.random.default_rng(1)
    features = rng.standard_normal((2000, PARTS, QUANTITIES))
    features[:, 1, 2] += 2.0
    weights, threshold = left_fitted(features, np.arange(2000) < 1800, np.arange(2000) % 4)
    assert np.unravel_index(np.abs(weights).argmax(), weights.shape) == (1, 2)
    assert weights[1, 2] > 10 * np.abs(np.delete(weights.ravel(), QUANTITIES + 2)).mean()
    assert np.mean(-(features * weights).sum(axis=(1, 2)) <= threshold) == pytest.approx(LEFT_PASS_SHARE, abs=0.003)


def test_the_threshold_is_not_chosen_on_scores_of_recordings_that_were_fitted():
    """Noise fits itself: the fitted recordings look safe, those left out do not."""
    features = np.random.default_rng(2).standard_normal((80, PARTS, QUANTITIES))
    weights, threshold = left_fitted(features, np.ones(80, bool), np.arange(80) % 4)
    own = -(features * weights).sum(axis=(1, 2))
    assert threshold > np.quantile(own, LEFT_PASS_SHARE) + 1.0


def test_recordings_without_features_are_left_out():
    features = np.random.default_rng(3).standard_normal((200, PARTS, QUANTITIES)) + 0.3
    gaps = np.concatenate([features, np.full((20, PARTS, QUANTITIES), np.nan)])
    whole = left_fitted(features, np.ones(200, bool), np.arange(200) % 4)
    found = left_fitted(gaps, np.ones(220, bool), np.arange(220) % 4)
    assert found[0] == pytest.approx(whole[0])
    assert found[1] == whole[1]


def test_the_table_of_left_arm_and_left_leg_is_what_the_fit_gives(shared_data):
    weights, threshold = left_table(shared_data)
    assert weights == pytest.approx(np.array(COEFFICIENTS), abs=0.05)
    assert threshold == pytest.approx(THRESHOLD, abs=0.1)
