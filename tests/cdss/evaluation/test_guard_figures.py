"""Figures of the guards: rates on the held-out data, and that each share counts what it says."""

import numpy as np
import pytest

from cdss.evaluation.guards_ecg import _doubted, _row, _share, ecg_guard_figures, note_vitals_guard_figures


def test_a_share_counts_the_true_ones():
    figure = _share("x", np.array([True, False, False, True]), "s").figure
    assert (figure.value, figure.n, figure.positives) == (0.5, 4, 2)
    assert figure.low < 0.5 < figure.high


def test_no_false_alarm_among_few_is_no_proof_of_none():
    """Wilson by hand for 0 of 10: the upper end is z^2 / (n + z^2)."""
    figure = _share("x", np.zeros(10, bool), "s").figure
    assert (figure.value, figure.low) == (0.0, 0.0)
    assert figure.high == pytest.approx(1.959964**2 / (10 + 1.959964**2), abs=1e-9)


def test_a_row_of_the_cohort_is_read_as_a_table_would_be():
    nan = np.nan
    row = _row(np.array([80, 16, 90, 95, nan, nan, nan], np.float32))
    assert (row.heart_rate, row.resp_rate, row.sbp, row.dbp, row.spo2) == (80.0, 16.0, None, None, None)
    assert _row(np.array([80, 16, 120, 80, 98, nan, nan], np.float32)).dbp == 80.0


def test_exchanged_electrodes_are_found_on_recordings_not_fitted_on(shared_data):
    found = {(m.name, m.split): m.figure for m in ecg_guard_figures(shared_data)}
    split = "folds 9 + 10"
    assert found["ECG as recorded passes (specificity)", split].n == 512
    assert found["ECG as recorded passes (specificity)", split].value >= 0.99
    for kind in ("arms", "right arm and left leg"):
        assert found[f"ECG with {kind} exchanged is rejected (sensitivity)", split].value >= 0.95
    assert not any("left arm" in name and "rejected" in name for name, _ in found), "doubted, and still read"
    assert found["ECG as recorded is not doubted (specificity)", split].value >= 0.99
    doubted = {
        s: found["ECG with left arm and left leg exchanged is doubted (sensitivity)", s] for s in (split, "fold 10")
    }
    assert {s: figure.n for s, figure in doubted.items()} == {split: 512, "fold 10": 253}
    assert min(figure.value for figure in doubted.values()) >= 0.75


def test_a_rejected_recording_and_one_without_a_score_are_not_counted_as_doubted():
    usual, rejected = np.zeros((3, 6)), np.zeros((3, 6))
    rejected[0] = [1.0, 0.0, -1.0, -1.0, -1.0, -1.0]  # lead I runs against the left chest leads: exchanged arms
    found = _doubted(np.array([9.0, 9.0, -9.0, np.nan]), np.stack([usual, rejected, usual, usual]))
    assert found.tolist() == [True, False, False, False]


def test_false_alarms_on_the_test_year_are_rare(shared_data):
    from cdss.training.cohort_visits import load_visits

    found = {m.name: m.figure for m in note_vitals_guard_figures(load_visits(shared_data), shared_data)}
    assert found["reason for visit rejected as a note"].value == 0.0
    assert found["reasons of a visit rejected as a note"].value < 0.001
    assert (found["visit note rejected"].value, found["visit note rejected"].n) == (0.0, 127)
    assert 0.0 < found["vital signs called implausible together"].value < 0.01
