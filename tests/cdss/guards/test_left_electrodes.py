"""Left arm and left leg exchanged: the quantities by hand on drawn beats, the sign of the score, real recordings."""

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.guards.left_electrodes import (
    COEFFICIENTS,
    PARTS,
    QUANTITIES,
    THRESHOLD,
    _p_halves,
    left_electrodes_doubtful,
    left_features,
    left_scores,
)
from cdss.records.ecg import Ecg
from cdss.signals.beats import Beats
from cdss.signals.delineate import Fiducials

EXCHANGE = "left_arm_left_leg"
P_HALVES, QRS_THIRDS = slice(0, 2), slice(2, 5)
MINUS_AVR, V1, V2, V6 = 1, 2, 3, 7


def drawn(axis_deg, p_axis_deg=60.0, p_mv=0.15):
    """Ten seconds at 75 a minute: P wave and QRS complex of one bump each, of these frontal axes; V1 upside down."""
    t = np.arange(5000) / 500.0
    beats = np.arange(0.5, 10.0, 0.8)

    def wave(at, width):
        return np.exp(-(((t[:, None] - beats - at) / width) ** 2) / 2).sum(axis=1)

    p, qrs, later = p_mv * wave(-0.16, 0.02), wave(0.0, 0.015), 0.3 * wave(0.28, 0.04)

    def lead(at_deg):
        return np.cos(np.radians(p_axis_deg - at_deg)) * p + np.cos(np.radians(axis_deg - at_deg)) * (qrs + later)

    one, two = lead(0.0), lead(60.0)
    limb = [one, two, two - one, -(one + two) / 2, one - two / 2, two - one / 2]
    chest = p + qrs + later
    return Ecg("drawn", np.stack([*limb, -chest, *[chest] * 5]).astype(np.float32), 500.0)


@pytest.mark.parametrize("axis", [0.0, 60.0, 75.0])
def test_products_with_aligned_leads_are_the_cosine_of_the_angle_to_lead_three(axis):
    found = left_features(drawn(axis))
    assert found.shape == (PARTS, QUANTITIES)
    by_hand = np.cos(np.radians(axis - 120.0))
    assert found[QRS_THIRDS, MINUS_AVR] == pytest.approx(by_hand, abs=0.02)
    assert found[QRS_THIRDS, V2] == pytest.approx(by_hand, abs=0.02)
    assert found[QRS_THIRDS, V1] == pytest.approx(-by_hand, abs=0.02)


def test_each_wave_speaks_for_itself():
    found = left_features(drawn(60.0, p_axis_deg=0.0))
    assert (found[P_HALVES, V6] < -0.4).all()
    assert (found[QRS_THIRDS, V6] > 0.4).all()
    assert (found[P_HALVES, 0] < 0).all() and (found[QRS_THIRDS, 0] > 0).all()


def test_without_a_p_wave_its_halves_say_nothing():
    found = left_features(drawn(60.0, p_mv=0.0))
    assert (found[P_HALVES] == 0).all()
    assert (found[QRS_THIRDS, 1:] != 0).all()


def test_zero_of_the_p_wave_lies_midway_between_the_levels_before_and_after_it():
    """Level 1 mV before the P wave, 0 in the PR segment: half of it is taken off. The wave ends where QRS begins."""
    flat = np.ones((QUANTITIES, 575))
    beats = Beats(flat[None], flat, 225, np.array([225]), 500.0, 0.8)
    halves = _p_halves(flat, beats, Fiducials(qrs_on=-0.05, qrs_off=0.05, p_on=-0.15, p_off=-0.04))
    assert [half.shape for half in halves] == [(QUANTITIES, 25)] * 2
    assert np.concatenate(halves) == pytest.approx(0.5)


def test_the_score_is_the_weighted_sum_by_hand():
    features = np.zeros((PARTS, QUANTITIES))
    features[1, 0], features[6, 7] = 0.5, -0.25
    by_hand = -(0.5 * COEFFICIENTS[1][0] - 0.25 * COEFFICIENTS[6][7])
    assert left_scores(features) == pytest.approx(by_hand)
    assert left_scores(np.stack([features, 2 * features])) == pytest.approx([by_hand, 2 * by_hand])


def test_the_exchange_turns_the_score_round(recordings, exchange):
    scores = np.array([left_scores(left_features(ecg)) for ecg in recordings])
    exchanged = np.array([left_scores(left_features(exchange(ecg, EXCHANGE))) for ecg in recordings])
    assert np.abs(scores).min() > 0
    assert exchanged == pytest.approx(-scores, abs=1e-6)


def test_real_recordings_are_not_doubted_and_most_exchanged_ones_are(recordings, exchange):
    assert not any(left_electrodes_doubtful(ecg) for ecg in recordings)
    found = [left_electrodes_doubtful(exchange(ecg, EXCHANGE)) for ecg in recordings]
    assert sum(found) >= len(recordings) / 2


def test_the_gain_of_the_recording_does_not_matter(recordings):
    ecg = recordings[0]
    louder = replace(ecg, signal_mv=2 * ecg.signal_mv)
    assert left_features(louder) == pytest.approx(left_features(ecg), abs=1e-3)


def test_coarser_sampling_gives_the_same_answer(recordings, exchange):
    ecg = exchange(recordings[0], EXCHANGE)
    coarse = replace(ecg, signal_mv=ecg.signal_mv[:, ::2], rate_hz=ecg.rate_hz / 2)
    assert left_scores(left_features(coarse)) == pytest.approx(left_scores(left_features(ecg)), abs=1.0)
    assert left_electrodes_doubtful(coarse)


@pytest.mark.parametrize("lead", ["I", "II", "V1", "V6"])
def test_without_a_lead_it_needs_nothing_is_said(recordings, exchange, lead):
    ecg = exchange(recordings[0], EXCHANGE)
    signal = ecg.signal_mv.copy()
    signal[ECG_LEADS.index(lead)] = np.nan
    assert left_features(replace(ecg, signal_mv=signal)) is None
    assert not left_electrodes_doubtful(replace(ecg, signal_mv=signal))


@pytest.mark.parametrize("lead", ["III", "aVR", "aVL", "aVF"])
def test_the_other_limb_leads_are_not_needed(recordings, exchange, lead):
    ecg = exchange(recordings[0], EXCHANGE)
    signal = ecg.signal_mv.copy()
    signal[ECG_LEADS.index(lead)] = np.nan
    assert left_electrodes_doubtful(replace(ecg, signal_mv=signal))


def test_without_beats_or_within_a_second_nothing_is_said(recordings, exchange):
    ecg = exchange(recordings[0], EXCHANGE)
    assert left_features(replace(ecg, signal_mv=ecg.signal_mv[:, :400])) is None
    still = 0.2 * np.sin(2 * np.pi * 0.3 * np.arange(5000) / 500)
    assert left_features(Ecg("asystole", np.tile(still, (12, 1)).astype(np.float32), 500.0)) is None


def test_the_table_has_a_weight_for_each_quantity_and_doubts_only_beyond_even_odds():
    assert np.shape(COEFFICIENTS) == (PARTS, QUANTITIES)
    assert THRESHOLD > 0
