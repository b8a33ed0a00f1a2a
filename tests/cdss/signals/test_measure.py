"""Measurements against a synthetic ECG whose intervals, axis and ST levels are known."""

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from cdss.signals.measure import MEASUREMENTS, measure, r_peaks

ROW = {name: row for row, name in enumerate(ECG_LEADS)}


def without(ecg, *leads):
    signal = ecg.signal_mv.copy()
    signal[[ROW[lead] for lead in leads]] = np.nan
    return replace(ecg, signal_mv=signal)


@pytest.mark.parametrize("rate", [100.0, 128.0, 250.0, 257.5, 360.0, 500.0, 1000.0])
@pytest.mark.parametrize(
    ("heart_rate", "pr", "qrs", "qt"), [(75, 160, 96, 380), (60, 240, 96, 420), (50, 130, 130, 460), (95, 140, 90, 340)]
)
def test_rate_and_intervals_at_any_sampling_rate(synthetic, rate, heart_rate, pr, qrs, qt):
    ecg, _ = synthetic(rate_hz=rate, heart_rate=heart_rate, pr_ms=pr, qrs_ms=qrs, qt_ms=qt)
    found = measure(ecg)
    assert found.heart_rate == pytest.approx(heart_rate, abs=0.5)
    assert found.pr_ms == pytest.approx(pr, abs=15)
    assert found.qrs_ms == pytest.approx(qrs, abs=15)
    assert found.qt_ms == pytest.approx(qt, abs=12)
    assert found.irregular is False


@pytest.mark.parametrize("axis", [-150, -90, -60, -30, 0, 30, 60, 90, 120, 179])
def test_axis_within_five_degrees_all_round(synthetic, axis):
    found = measure(synthetic(axis_deg=axis)[0]).axis_deg
    assert (found - axis + 180) % 360 - 180 == pytest.approx(0, abs=5)


@pytest.mark.parametrize("absent", [("aVF",), ("aVF", "II"), ("aVF", "III")])
def test_axis_from_the_other_limb_leads(synthetic, absent):
    ecg, _ = synthetic(axis_deg=-40)
    assert measure(without(ecg, *absent)).axis_deg == pytest.approx(-40, abs=5)


@pytest.mark.parametrize("rate", [250.0, 500.0, 1000.0])
def test_st_levels_within_a_tenth_of_a_small_square(synthetic, rate):
    levels = {"II": -0.10, "V2": 0.25, "V5": 0.02}
    found = measure(synthetic(st_mv=levels, rate_hz=rate)[0]).st_level_mv
    assert tuple(found) == ECG_LEADS
    for lead, level in found.items():
        assert level == pytest.approx(levels.get(lead, 0.0), abs=0.01), lead


def test_st_levels_survive_a_wandering_baseline(synthetic):
    found = measure(synthetic(st_mv={"V2": 0.25, "II": -0.1}, wander_mv=0.3)[0]).st_level_mv
    assert found["V2"] == pytest.approx(0.25, abs=0.015)
    assert found["II"] == pytest.approx(-0.10, abs=0.015)


def test_both_corrections_of_qt_follow_from_the_shown_rate(synthetic):
    found = measure(synthetic(heart_rate=90, qt_ms=350)[0])
    rr = 60 / found.heart_rate
    assert found.qtc_ms == pytest.approx(found.qt_ms / rr**0.5, abs=0.1)
    assert found.qtcf_ms == pytest.approx(found.qt_ms / rr ** (1 / 3), abs=0.1)
    assert found.qtc_ms > found.qtcf_ms > found.qt_ms


def test_voltages_are_read_against_the_pr_segment(synthetic):
    ecg, beats = synthetic(noise_mv=0.0)
    found = measure(ecg)
    at = round(beats[3] * 500)
    zero = ecg.signal_mv[:, at - 30 - 12]
    complex_mv = ecg.signal_mv[:, at - 24 : at + 25] - zero[:, None]
    depth, height = -complex_mv.min(axis=1), complex_mv.max(axis=1)
    assert found.sokolow_lyon_mv == pytest.approx(depth[ROW["V1"]] + height[ROW["V5"]], abs=0.02)
    assert found.cornell_mv == pytest.approx(height[ROW["aVL"]] + depth[ROW["V3"]], abs=0.02)


def test_irregular_rhythm_without_p_waves_has_no_pr(synthetic):
    ecg, beats = synthetic(pr_ms=None, rr_jitter=0.25)
    found = measure(ecg)
    assert (found.pr_ms, found.irregular) == (None, True)
    assert found.qrs_ms == pytest.approx(96, abs=15)
    assert found.rr_sd_ms == pytest.approx(1000 * np.diff(beats).std(ddof=1), abs=5)


def test_peaks_are_found_within_ten_milliseconds(synthetic):
    ecg, beats = synthetic(rr_jitter=0.1, noise_mv=0.03)
    assert r_peaks(ecg) == pytest.approx(tuple(beats), abs=0.010)


def test_missing_and_flat_leads_leave_the_rest_measured(synthetic):
    ecg, _ = synthetic(st_mv={"V3": 0.2})
    ecg = without(ecg, "V1", "V6")
    ecg.signal_mv[ROW["V4"]] = 0.7
    found = measure(ecg)
    assert found.pr_ms == pytest.approx(160, abs=15)
    assert [lead for lead, level in found.st_level_mv.items() if level is None] == ["V1", "V4", "V6"]
    assert found.st_level_mv["V3"] == pytest.approx(0.2, abs=0.01)
    assert found.sokolow_lyon_mv is None and found.cornell_mv is not None


def test_without_lead_i_there_is_no_axis(synthetic):
    assert measure(without(synthetic()[0], "I")).axis_deg is None


def test_a_single_lead_still_gives_rate_and_intervals(synthetic):
    ecg, _ = synthetic()
    found = measure(without(ecg, *(lead for lead in ECG_LEADS if lead != "II")))
    assert found.heart_rate == pytest.approx(75, abs=0.5)
    assert found.qt_ms == pytest.approx(380, abs=15)


def test_a_gap_is_not_bridged(synthetic):
    ecg, beats = synthetic()
    ecg.signal_mv[ROW["II"], 2100:2350] = np.nan
    found = measure(ecg)
    assert found.r_peaks_s == pytest.approx(tuple(beats[beats > 4.7]), abs=0.010)
    assert found.st_level_mv["II"] == pytest.approx(0, abs=0.01)


def test_ectopic_beats_do_not_shape_the_median(synthetic):
    ecg, beats = synthetic(seconds=12)
    t = np.arange(ecg.signal_mv.shape[1]) / 500
    for early in beats[[3, 7, 10]] + 0.42:
        ecg.signal_mv[:] += 1.8 * np.exp(-0.5 * ((t - early) / 0.045) ** 2).astype(np.float32)
    found = measure(ecg)
    assert len(found.r_peaks_s) == len(beats) + 3
    assert found.irregular is True
    assert found.qrs_ms == pytest.approx(96, abs=15)
    assert found.pr_ms == pytest.approx(160, abs=15)


@pytest.mark.parametrize(
    "signal",
    [
        np.full((12, 5000), np.nan),
        np.zeros((12, 5000)),
        np.zeros((12, 0)),
        np.zeros((12, 40)),
        0.001 * np.random.default_rng(0).standard_normal((12, 5000)),
    ],
    ids=["absent", "zero", "empty", "very short", "amplifier noise"],
)
def test_nothing_is_measured_where_there_is_no_heart_beat(signal):
    found = measure(Ecg("none", signal.astype(np.float32), 500.0))
    assert set(found.numbers().values()) == {None}
    assert set(found.st_level_mv.values()) == {None} and found.r_peaks_s == ()


def test_numbers_carry_every_measurement_by_name(synthetic):
    found = measure(synthetic()[0])
    assert tuple(found.numbers()) == MEASUREMENTS
    assert found.numbers()["axis_deg"] == found.axis_deg
