"""Filters of what is drawn: their edges, no shift in time, gaps, and what the monitor's band does to the ST segment."""

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.core.paths import resources_dir
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.records.ecg import Ecg
from cdss.signals.bands import BANDS, DIAGNOSTIC, MONITOR, NOTCHES
from cdss.signals.display import for_display
from cdss.signals.measure import measure

RATE = 500.0


def sine(hz, seconds=40.0, rate=RATE):
    t = np.arange(round(seconds * rate)) / rate
    return Ecg("built", np.tile(np.sin(2 * np.pi * hz * t), (12, 1)).astype(np.float32), rate)


def left(ecg, band, notch=None):
    """Share of the height of a sine that is left in the middle of the recording."""
    found = for_display(ecg, band, notch).signal_mv[1]
    middle = slice(len(found) // 4, 3 * len(found) // 4)
    return float(found[middle].std() / ecg.signal_mv[1][middle].std())


def demo(case):
    header = next((resources_dir() / "demo" / case / "ecg").glob("*.hea"))
    return read_ecg_wfdb(header, header.parent, header.name).value


@pytest.mark.parametrize(
    ("band", "edge"), [(DIAGNOSTIC, 150.0), (MONITOR, 40.0), (MONITOR, 0.5)], ids=["150 Hz", "40 Hz", "0.5 Hz"]
)
def test_half_the_power_is_left_at_the_edges_that_are_named(band, edge):
    assert left(sine(edge), band) == pytest.approx(0.5**0.5, abs=0.02)


def test_the_low_edge_of_the_diagnostic_band_is_a_twentieth_of_a_hertz():
    assert left(sine(0.05, seconds=200.0), DIAGNOSTIC) == pytest.approx(0.5**0.5, abs=0.03)


@pytest.mark.parametrize(("band", "hz"), [(DIAGNOSTIC, 0.3), (DIAGNOSTIC, 60.0), (MONITOR, 5.0), (MONITOR, 15.0)])
def test_what_lies_within_the_band_is_left_as_it_is(band, hz):
    assert left(sine(hz), band) == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("mains", [50.0, 60.0])
def test_the_notch_takes_the_mains_out_and_nothing_beside_it(mains):
    assert left(sine(mains), None, mains) < 0.01
    assert left(sine(mains - 8.0), None, mains) == pytest.approx(1.0, abs=0.05)
    assert left(sine(10.0), None, mains) == pytest.approx(1.0, abs=0.005)


@pytest.mark.parametrize("band", BANDS[1:])
@pytest.mark.parametrize("notch", NOTCHES)
def test_no_beat_moves_in_time(band, notch):
    ecg = demo("01-chest-pain")
    before, after = measure(ecg).r_peaks_s, measure(for_display(ecg, band, notch)).r_peaks_s
    assert len(before) == len(after) > 10
    assert np.abs(np.array(before) - np.array(after)).max() <= 0.004


@pytest.mark.parametrize("case", ["01-chest-pain", "05-copd-exacerbation", "08-no-vitals-heart-failure"])
def test_the_diagnostic_filter_bends_no_end_of_the_recording(case):
    ecg = demo(case)
    drawn, second = for_display(ecg, DIAGNOSTIC, None).signal_mv, round(ecg.rate_hz)

    def wander(signal):
        first, middle, last = (np.median(signal[:, k * second : (k + 1) * second], axis=1) for k in (0, 4, 9))
        return max(np.abs(first - middle).max(), np.abs(last - middle).max())

    assert wander(drawn) <= wander(ecg.signal_mv) + 0.05


def test_as_recorded_is_the_recording_itself_and_a_filter_leaves_it_alone():
    ecg = demo("01-chest-pain")
    kept = ecg.signal_mv.copy()
    assert for_display(ecg, None, None) is ecg
    shown = for_display(ecg, MONITOR, 50.0)
    assert shown is not ecg
    assert np.array_equal(ecg.signal_mv, kept)
    assert (shown.rate_hz, shown.source, shown.signal_mv.dtype) == (ecg.rate_hz, ecg.source, np.float32)


def test_the_monitor_band_draws_down_what_follows_a_wide_complex_and_the_diagnostic_one_does_not():
    """3 mV for 100 ms, the impulse by which electrocardiographs are tested: no more than 0.1 mV may be left beside it."""
    ecg = sine(0.0, seconds=10.0)
    ecg.signal_mv[:, 2500:2550] = 3.0
    beside = slice(2580, 2600)  # 60 to 100 ms after it

    def drawn_down(band):
        return -float(for_display(ecg, band, None).signal_mv[1, beside].mean())

    assert 0.0 <= drawn_down(DIAGNOSTIC) < 0.05
    assert drawn_down(MONITOR) > 0.2
    assert (MONITOR.bends_st, DIAGNOSTIC.bends_st) == (True, False)


def test_gaps_stay_gaps_and_what_stands_beside_them_is_filtered():
    ecg = sine(60.0, seconds=10.0)
    ecg.signal_mv[3] = np.nan
    ecg.signal_mv[1, 2000:2600] = np.nan
    ecg.signal_mv[1, 2601] = np.nan  # a stretch of one sample is left
    shown = for_display(ecg, MONITOR, 60.0).signal_mv
    assert np.array_equal(np.isnan(shown), np.isnan(ecg.signal_mv))
    assert shown[1, 700:1300].std() < 0.03
    assert shown[1, 2600] == ecg.signal_mv[1, 2600]


def test_what_a_slow_recording_does_not_hold_is_not_promised():
    ecg = sine(5.0, rate=100.0)
    assert DIAGNOSTIC.text(100.0) == "0.05–50 Hz"
    assert (DIAGNOSTIC.text(500.0), MONITOR.text(500.0)) == ("0.05–150 Hz", "0.5–40 Hz")
    assert left(ecg, DIAGNOSTIC, 60.0) == pytest.approx(1.0, abs=0.03)
    assert len(ECG_LEADS) == len(for_display(ecg, DIAGNOSTIC, 60.0).signal_mv)
