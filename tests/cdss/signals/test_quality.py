"""Faults of a recording, each made on purpose, and the sentence that names it."""

import numpy as np

from cdss.core.kinds import ECG_LEADS, Modality, Severity
from cdss.records.ecg import Ecg
from cdss.signals.quality import quality_issues

ROW = {name: row for row, name in enumerate(ECG_LEADS)}


def codes(ecg):
    return {found.code: dict(found.params) for found in quality_issues(ecg)}


def test_a_sound_recording_has_no_issue(synthetic):
    assert quality_issues(synthetic()[0]) == ()


def test_cut_off_peaks_name_their_leads(synthetic):
    ecg, _ = synthetic()
    np.clip(ecg.signal_mv[ROW["V4"]], None, 0.9, out=ecg.signal_mv[ROW["V4"]])
    assert codes(ecg) == {"ecg_leads_cut_off": {"leads": "V4"}}


def test_noise_names_its_leads(synthetic):
    ecg, _ = synthetic()
    ecg.signal_mv[ROW["III"]] += 0.05 * np.sin(2 * np.pi * 60 * np.arange(5000) / 500)
    assert codes(ecg) == {"ecg_leads_noisy": {"leads": "III"}}


def test_wander_is_information(synthetic):
    ecg, _ = synthetic()
    ecg.signal_mv[ROW["aVF"]] += 1.4 * np.sin(2 * np.pi * 0.2 * np.arange(5000) / 500)
    (found,) = quality_issues(ecg)
    assert (found.code, found.severity, dict(found.params)) == ("ecg_baseline_wander", Severity.INFO, {"leads": "aVF"})


def test_weak_leads_are_named_and_constant_ones_left_to_the_reader(synthetic):
    ecg, _ = synthetic()
    ecg.signal_mv[ROW["V2"]] = 0.002 * np.random.default_rng(0).standard_normal(5000)
    ecg.signal_mv[ROW["V3"]] = 0.4
    assert codes(ecg) == {"ecg_leads_weak": {"leads": "V2"}}


def test_short_and_coarse_recordings(synthetic):
    assert codes(synthetic(seconds=5)[0]) == {"ecg_short": {"seconds": "5.0"}}
    assert codes(synthetic(rate_hz=125.0)[0]) == {"ecg_low_rate": {"rate": "125"}}


def test_a_tracing_without_beats_says_look_at_the_patient():
    slow = 0.2 * np.sin(2 * np.pi * 0.3 * np.arange(5000) / 500)
    signal = np.tile(slow, (12, 1)).astype(np.float32)
    signal[:, 2000:2010] += 1.0
    assert "ecg_no_beats" in codes(Ecg("one", signal, 500.0))


def test_nothing_recorded_is_left_to_the_reader():
    assert quality_issues(Ecg("none", np.full((12, 5000), np.nan, dtype=np.float32), 500.0)) == ()


def test_gaps_do_not_disturb_the_other_checks(synthetic):
    ecg, _ = synthetic()
    ecg.signal_mv[ROW["V6"], 1000:1200] = np.nan
    assert quality_issues(ecg) == ()


def test_warnings_come_first_and_every_sentence_can_be_said(synthetic):
    ecg, _ = synthetic(seconds=5, rate_hz=125.0, noise_mv=0.2)
    found = quality_issues(ecg)
    assert [x.severity for x in found] == sorted((x.severity for x in found), key=lambda s: s is not Severity.WARNING)
    assert {x.modality for x in found} == {Modality.ECG}
    assert all("{" not in x.text(language) for x in found for language in ("en", "ko"))
