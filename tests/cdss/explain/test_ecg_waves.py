"""Each sample of the ECG belongs to one part of the heart beat, and to none that was not seen."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.explain.ecg_waves import REST, ecg_waves, t_onset, wave_labels
from cdss.records.ecg import Ecg
from cdss.records.explanation import ECG_WAVES
from cdss.signals.beats import Beats

P, QRS, ST, T = range(4)
SIZES = (0.8, 1.0, 0.5, -0.9, 0.3, 0.7, -0.6, -0.5, 0.4, 1.0, 1.1, 0.9)


def bump(t, centre, sigma):
    return np.exp(-0.5 * ((t - centre) / sigma) ** 2)


def heart(beats, p=True, wide=(), rate=500.0, gap_s=0.0):
    """R peaks at ``beats``: P at -0.16 s (0.05 s either side), QRS 0.09 s, T 0.16 to 0.36 s; ``wide`` beats are ectopic."""
    t = np.arange(round(10 * rate)) / rate
    row = np.zeros_like(t)
    for r in beats:
        if r in wide:
            row += -2.2 * bump(t, r, 0.025) - 0.5 * bump(t, r + 0.25, 0.05)
        else:
            row += bump(t, r, 0.012) - 0.3 * bump(t, r + 0.022, 0.01) + 0.3 * bump(t, r + 0.26, 0.04)
            row += 0.15 * bump(t, r - 0.16, 0.02) if p else 0.0
    noise = 0.004 * np.random.default_rng(0).standard_normal((12, t.size))
    signal = np.outer(SIZES, row) + noise
    signal[:, : round(gap_s * rate)] = np.nan
    return Ecg("built", signal.astype(np.float32), rate)


REGULAR = tuple(0.6 + 0.8 * i for i in range(12))


def runs(labels, wave):
    """Begin and end in seconds of each run of ``wave``."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (labels == wave).astype(int), [0]]))) / 100
    return list(zip(edges[0::2], edges[1::2], strict=True))


def test_the_waves_of_every_beat_lie_where_they_were_built():
    found = ecg_waves(heart(REGULAR))
    assert (found.found, found.beats, found.other_beats) == (ECG_WAVES, 12, 0)
    built = {P: (-0.21, -0.11), QRS: (-0.035, 0.05), T: (0.16, 0.36)}
    for wave, (begin, end) in built.items():
        spans = runs(found.labels, wave)
        assert len(spans) == 12
        for r, (a, b) in zip(REGULAR, spans, strict=True):
            assert a - r == pytest.approx(begin, abs=0.03) and b - r == pytest.approx(end, abs=0.03)
    for (_, j), (a, b), (t, _) in zip(*(runs(found.labels, w) for w in (QRS, ST, T)), strict=True):
        assert (j, b) == (a, t)


@pytest.mark.parametrize("rate", [1000.0, 250.0])
def test_the_sampling_rate_does_not_move_the_waves(rate):
    reference, found = ecg_waves(heart(REGULAR)).labels, ecg_waves(heart(REGULAR, rate=rate)).labels
    assert (reference == found).mean() > 0.94


def test_without_p_waves_none_is_named():
    beats = [0.6]
    while beats[-1] < 9.0:
        beats.append(beats[-1] + 0.6 + 0.35 * ((len(beats) * 7) % 5) / 5)
    found = ecg_waves(heart(beats, p=False))
    assert found.found == ("QRS", "ST", "T", "rest")
    assert not (found.labels == P).any() and len(runs(found.labels, QRS)) == len(beats)


def test_a_beat_of_another_shape_is_left_in_the_rest_and_counted():
    early = REGULAR[5] + 0.5
    beats = (*REGULAR[:6], early, *REGULAR[7:])
    found = ecg_waves(heart(beats, wide=(early,)))
    assert (found.beats, found.other_beats) == (11, 1)
    near = found.labels[round(100 * (early - 0.09)) : round(100 * (early + 0.30))]
    assert set(near.tolist()) == {REST}


def test_a_premature_beat_of_the_same_shape_has_no_p():
    early = REGULAR[5] + 0.55
    found = ecg_waves(heart((*REGULAR[:6], early, *REGULAR[7:])))
    assert (found.beats, found.other_beats) == (12, 0)
    assert len(runs(found.labels, QRS)) == 12 and len(runs(found.labels, P)) == 11
    assert not any(early - 0.3 < a < early for a, _ in runs(found.labels, P))


def test_times_count_from_the_start_of_the_recording_where_it_begins_with_a_gap():
    found = ecg_waves(heart(REGULAR, gap_s=1.9))
    assert not (found.labels[:190] != REST).any()
    first, *_ = runs(found.labels, QRS)
    assert first[0] < REGULAR[2] < first[1]


def test_a_recording_without_beats_has_no_waves():
    assert ecg_waves(Ecg("flat", np.zeros((12, 5000), np.float32), 500.0)) is None


def test_where_waves_meet_the_qrs_goes_first_and_nothing_passes_the_next_beat():
    spans = {"P": (-0.20, -0.02), "QRS": (-0.04, 0.05), "ST": (0.05, 0.15), "T": (0.15, 0.40)}
    none = np.zeros(2, bool)
    labels = wave_labels(np.array([1.0, 1.3]), ~none, none, spans)
    said = [ECG_WAVES[i] for i in labels[[79, 80, 95, 96, 104, 105, 109, 110, 125, 126, 134, 135, 169, 170]]]
    assert said == ["rest", "P", "P", "QRS", "QRS", "ST", "ST", "P", "P", "QRS", "QRS", "ST", "T", "rest"]


def test_waves_at_the_edges_of_the_ten_seconds_are_cut():
    spans = {"QRS": (-0.04, 0.05)}
    labels = wave_labels(np.array([0.0, 9.99, 12.0]), np.ones(3, bool), np.zeros(3, bool), spans)
    assert labels.shape == (1000,)
    assert runs(labels, QRS) == [(0.0, 0.05), (9.95, 10.0)]


def median_beat(trace):
    """Twelve leads of one trace of seconds from R, R at 0.45 s."""
    t = np.arange(575) / 500 - 0.45
    median = np.outer(SIZES, trace(t))
    return Beats(median[None], median, 225, np.array([225]), 500.0, 0.8)


def test_the_onset_of_t_is_where_its_flank_is_still_flat():
    beats = median_beat(lambda t: 0.3 * bump(t, 0.30, 0.03))
    assert t_onset(beats, 0.05, 0.30, 0.375) == pytest.approx(0.225, abs=0.015)


def test_a_t_wave_of_two_phases_begins_with_the_first():
    beats = median_beat(lambda t: 0.3 * bump(t, 0.33, 0.025) - 0.25 * bump(t, 0.25, 0.025))
    assert t_onset(beats, 0.05, 0.33, 0.39) == pytest.approx(0.19, abs=0.02)


def test_an_st_segment_that_rises_into_t_lasts_at_least_to_where_its_level_is_read():
    beats = median_beat(lambda t: np.clip((t - 0.05) / 0.25, 0, 1) - np.clip((t - 0.30) / 0.1, 0, 1))
    assert t_onset(beats, 0.05, 0.30, 0.40) >= 0.11
