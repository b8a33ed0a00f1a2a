"""The guard of the recording: each fault made on purpose on a real recording, and whether it keeps the model away."""

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import Modality, Severity
from cdss.guards.ecg import REJECTING, ecg_guard, stuck_leads, typical_likeness, without_common_beat
from cdss.guards.left_electrodes import left_electrodes_doubtful
from cdss.records.ecg import Ecg


def codes(ecg):
    return {one.code for one in ecg_guard(ecg)}


def with_rows(ecg, rows, values):
    signal = ecg.signal_mv.copy()
    signal[rows] = values
    return replace(ecg, signal_mv=signal)


def noise(kind, seed=0):
    rng = np.random.default_rng(seed)
    white = rng.standard_normal((12, 5000))
    if kind == "white":
        return Ecg("noise", (0.1 * white).astype(np.float32), 500.0)
    drifting = np.cumsum(white[0]) / 50
    return Ecg("noise", (np.outer(rng.uniform(0.5, 1.5, 12), drifting) + 0.02 * white).astype(np.float32), 500.0)


def test_sound_recordings_are_not_rejected(recordings):
    assert [codes(ecg) & REJECTING for ecg in recordings] == [set()] * len(recordings)


@pytest.mark.parametrize("kind", ["arms", "right_arm_left_leg", "right_leg"])
def test_exchanged_electrodes_reject_and_come_first(recordings, exchange, kind):
    first, *_ = ecg_guard(exchange(recordings[0], kind))
    assert first.code == f"ecg_exchanged_{kind}"
    assert first.code in REJECTING
    assert (first.severity, first.modality) == (Severity.WARNING, Modality.ECG)


def test_exchanged_arms_say_record_again_and_think_of_dextrocardia(recordings, exchange):
    first, *_ = ecg_guard(exchange(recordings[0], "arms"))
    assert "record again" in first.text() and "Dextrocardia" in first.text()
    assert "우심증" in first.text("ko")


def test_left_arm_and_left_leg_are_doubted_and_the_recording_is_still_read(recordings, exchange):
    (doubt,) = ecg_guard(exchange(recordings[0], "left_arm_left_leg"))
    assert doubt.code == "ecg_left_electrodes_doubtful"
    assert doubt.code not in REJECTING
    assert (doubt.severity, doubt.modality) == (Severity.WARNING, Modality.ECG)
    assert "may be exchanged: check" in doubt.text()
    assert "바뀌었을 수 있으니 확인하세요" in doubt.text("ko")


def test_a_rejected_recording_is_not_doubted_as_well(recordings, exchange):
    twice = exchange(exchange(recordings[0], "left_arm_left_leg"), "right_arm_left_leg")
    assert left_electrodes_doubtful(twice)
    assert codes(twice) & REJECTING
    assert "ecg_left_electrodes_doubtful" not in codes(twice)


@pytest.mark.parametrize(("kept", "rejected"), [(2, True), (3, False)])
def test_three_leads_are_the_least(recordings, kept, rejected):
    ecg = with_rows(recordings[0], slice(kept, 12), np.nan)
    assert ("ecg_few_usable_leads" in codes(ecg)) is rejected


def test_flat_and_stuck_leads_count_as_lost(recordings):
    signal = recordings[0].signal_mv.copy()
    signal[2:7] = 0.0
    signal[7:, 1000:] = 5.0
    ecg = replace(recordings[0], signal_mv=signal)
    assert stuck_leads(ecg) == ("V2", "V3", "V4", "V5", "V6")
    assert "ecg_few_usable_leads" in codes(ecg)


def test_a_lead_that_touches_its_limit_now_and_then_is_not_stuck(recordings):
    ecg = recordings[0]
    top = ecg.signal_mv[8].max()
    assert stuck_leads(with_rows(ecg, 8, np.minimum(ecg.signal_mv[8], 0.8 * top))) == ()


@pytest.mark.parametrize("kind", ["white", "drifting"])
@pytest.mark.parametrize("seed", range(4))
def test_noise_alone_is_rejected(kind, seed):
    assert codes(noise(kind, seed)) & {"ecg_no_common_beat", "ecg_no_beats"}


def test_the_beats_of_a_heart_are_alike_and_those_of_noise_are_not(recordings):
    assert not any(without_common_beat(ecg) for ecg in recordings)
    assert without_common_beat(noise("white"))


def test_likeness_of_equal_beats_is_one_and_of_half_of_them_too():
    beat = np.sin(np.linspace(0, 2 * np.pi, 120))
    leads = np.zeros((2, 6000))
    peaks = np.arange(500, 5500, 500)
    for i, peak in enumerate(peaks):
        leads[:, peak - 60 : peak + 60] += beat if i % 2 else -beat
    assert typical_likeness(leads, peaks[::2]) == pytest.approx(1.0, abs=1e-3)
    assert typical_likeness(leads, peaks) == pytest.approx(0.0, abs=0.2)


def test_a_tracing_without_beats_is_rejected_and_says_look_at_the_patient():
    slow = 0.2 * np.sin(2 * np.pi * 0.3 * np.arange(5000) / 500)
    found = ecg_guard(Ecg("asystole", np.tile(slow, (12, 1)).astype(np.float32), 500.0))
    assert found[0].code == "ecg_no_beats"
    assert "Look at the patient first" in found[0].text()


def test_noisy_and_clipped_leads_are_named_but_left_to_the_model(recordings):
    ecg = recordings[0]
    buzz = 0.05 * np.sin(2 * np.pi * 60 * np.arange(ecg.signal_mv.shape[1]) / ecg.rate_hz)
    found = codes(with_rows(ecg, 2, ecg.signal_mv[2] + buzz))
    assert "ecg_leads_noisy" in found and not found & REJECTING


def test_every_sentence_can_be_said(recordings, exchange):
    broken = [exchange(recordings[0], kind) for kind in ("arms", "right_arm_left_leg", "right_leg")]
    broken += [noise("white"), with_rows(recordings[0], slice(1, 12), np.nan)]
    said = [one.text(language) for ecg in broken for one in ecg_guard(ecg) for language in ("en", "ko")]
    assert said and not any("{" in text for text in said)
