"""Decimation keeps every peak and every gap, and says that it took place."""

import numpy as np
import pytest

from cdss.signals.decimate import decimate


def test_a_short_trace_is_returned_whole():
    drawn = decimate(np.arange(10.0), 10)
    assert not drawn.decimated
    assert drawn.index.tolist() == list(range(10)) and drawn.values.tolist() == list(range(10))


@pytest.mark.parametrize("samples", [1001, 4999, 5000, 5003])
@pytest.mark.parametrize("points", [100, 333, 1000])
def test_single_sample_peaks_survive(samples, points):
    trace = 0.01 * np.random.default_rng(3).standard_normal(samples)
    trace[[137, 401, samples - 1]] = [5.0, -4.0, 3.0]
    drawn = decimate(trace, points)
    assert drawn.decimated and len(drawn.index) <= points
    assert {137, 401, samples - 1} <= set(drawn.index.tolist())
    assert drawn.values == pytest.approx(trace[drawn.index])
    assert (np.diff(drawn.index) >= 0).all()


def test_gaps_stay_gaps_and_do_not_swallow_their_neighbours():
    trace = np.sin(np.arange(10_000) / 50)
    trace[3000:5000] = np.nan
    trace[3000 - 1] = 9.0
    drawn = decimate(trace, 200)
    inside = (drawn.index >= 3100) & (drawn.index < 4900)
    assert inside.any() and np.isnan(drawn.values[inside]).all()
    assert np.nanmax(drawn.values) == 9.0


def test_a_missing_lead_is_all_gap():
    assert np.isnan(decimate(np.full(5000, np.nan), 100).values).all()


def test_fewer_than_two_points_are_refused():
    with pytest.raises(ValueError, match="two points"):
        decimate(np.zeros(5), 1)
