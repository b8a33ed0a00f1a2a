"""Resampling keeps shape, level and time; the baseline goes through its knots."""

import numpy as np
import pytest

from cdss.signals.filters import band_pass, baseline_corrected, high_pass, low_pass, resample


def sine(rate, hertz=5.0, seconds=4.0):
    return np.sin(2 * np.pi * hertz * np.arange(round(rate * seconds)) / rate)[None]


@pytest.mark.parametrize(("source", "target"), [(500, 100), (100, 500), (1000, 500), (257.5, 500), (360, 100)])
def test_resampling_keeps_a_slow_wave(source, target):
    out = resample(sine(source), source, target)
    assert out.dtype == np.float32
    assert out.shape == (1, round(sine(source).shape[1] * target / source))
    middle = slice(out.shape[1] // 8, -out.shape[1] // 8)
    assert out[0, middle] == pytest.approx(sine(target)[0, : out.shape[1]][middle], abs=0.02)


def test_resampling_down_leaves_no_alias():
    assert np.abs(resample(sine(500, 80.0), 500, 100))[0, 40:-40].max() < 0.02


def test_an_offset_does_not_ring_at_the_ends():
    assert resample(np.full((2, 1000), 3.0), 500, 360) == pytest.approx(np.full((2, 720), 3.0), abs=1e-3)


def test_missing_stays_missing_and_gaps_do_not_spread():
    signal = np.ones((2, 5000))
    signal[0] = np.nan
    signal[1, 2500:2510] = np.nan
    out = resample(signal, 500, 100)
    assert np.isnan(out[0]).all()
    gap = np.isnan(out[1])
    assert gap[500:502].all() and gap.sum() < 40


def test_the_same_rate_changes_nothing():
    signal = np.random.default_rng(0).standard_normal((12, 300)).astype(np.float32)
    assert np.array_equal(resample(signal, 360, 360.0), signal)


@pytest.mark.parametrize(("source", "target"), [(0, 100), (100, -1)])
def test_rates_must_be_positive(source, target):
    with pytest.raises(ValueError, match="positive"):
        resample(np.zeros((1, 10)), source, target)


def test_filters_pass_their_band_without_delay():
    slow, fast = sine(500, 0.2, 20), sine(500, 10, 20)
    both = slow + fast
    middle = slice(2000, -2000)
    assert band_pass(both, 500, 2, 40)[0, middle] == pytest.approx(fast[0, middle], abs=0.03)
    assert high_pass(both, 500, 2)[0, middle] == pytest.approx(fast[0, middle], abs=0.03)
    assert low_pass(both, 500, 1.5)[0, middle] == pytest.approx(slow[0, middle], abs=0.03)


def test_a_band_above_nyquist_is_a_high_pass():
    fast = sine(100, 10, 20)
    assert band_pass(fast + 1, 100, 1, 100)[0, 300:-300] == pytest.approx(fast[0, 300:-300], abs=0.03)


def test_baseline_through_knots_removes_a_ramp_and_keeps_the_rest():
    ramp = np.linspace(0, 2, 1000)
    bump = np.zeros(1000)
    bump[540:560] = 0.5
    out = baseline_corrected((ramp + bump)[None], np.array([100, 300, 500, 700, 900]))
    assert out[0, 150:850] == pytest.approx(bump[150:850], abs=1e-6)


def test_baseline_with_one_or_no_knot_is_a_level():
    signal = np.full((1, 100), 0.7)
    assert baseline_corrected(signal, np.array([50])) == pytest.approx(np.zeros((1, 100)))
    assert baseline_corrected(signal, np.array([], dtype=int)) == pytest.approx(np.zeros((1, 100)))
