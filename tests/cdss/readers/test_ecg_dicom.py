"""ECG from DICOM waveforms, on the recording that comes with pydicom."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file

from cdss.core.kinds import Modality, Presence, Sex
from cdss.readers.case_folder import read_case


@pytest.fixture
def recording():
    return dcmread(get_testdata_file("waveform_ecg.dcm", download=False))


def read(folder, dataset):
    dataset.save_as(folder / "x")
    return read_case(folder)


def test_original_rhythm_in_millivolt(folder, recording):
    raw = recording.waveform_array(0)
    case = read(folder, recording)
    ecg = case.ecgs[0]
    assert (ecg.signal_mv.shape, ecg.rate_hz) == ((12, 10_000), 1000.0)
    np.testing.assert_allclose(ecg.signal_mv, raw.T / 1000, atol=1e-6)
    signal = ecg.signal_mv
    np.testing.assert_allclose(signal[0] + signal[2], signal[1], atol=0.01)
    assert np.abs(signal[3] + (signal[0] + signal[1]) / 2).max() < 0.01
    assert ecg.recorded == datetime(2013, 1, 25, 10, 59, 19)
    assert ecg.filter_text == "0.05-300 Hz"
    assert (case.patient.id, case.patient.age_years, case.patient.sex) == ("642341", 42.0, Sex.FEMALE)


def test_median_beat_before_the_rhythm_is_passed_over(folder, recording):
    recording.WaveformSequence = list(recording.WaveformSequence)[::-1]
    assert read(folder, recording).ecgs[0].signal_mv.shape == (12, 10_000)


def test_correction_factor_and_baseline(folder, recording):
    channel = recording.WaveformSequence[0].ChannelDefinitionSequence[0]
    before = recording.waveform_array(0)[:, 0]
    channel.ChannelSensitivityCorrectionFactor = 2
    channel.ChannelBaseline = 100
    signal = read(folder, recording).ecgs[0].signal_mv[0]
    np.testing.assert_allclose(signal, (before * 2 + 100) / 1000, atol=1e-6)


def test_padding_value_is_a_lost_sample(folder, recording):
    group = recording.WaveformSequence[0]
    data = np.frombuffer(group.WaveformData, "<i2").copy()
    data[:120] = -32768
    group.WaveformData = data.tobytes()
    group.add_new("WaveformPaddingValue", "OW", np.array([-32768], "<i2").tobytes())
    case = read(folder, recording)
    assert np.isnan(case.ecgs[0].signal_mv[:, :10]).all()
    assert "ecg_samples_lost" in {i.code for i in case.issues}


def test_unknown_unit_is_refused_in_words(folder, recording):
    for channel in recording.WaveformSequence[0].ChannelDefinitionSequence:
        channel.ChannelSensitivityUnitsSequence[0].CodeValue = "mm[Hg]"
    del recording.WaveformSequence[1]
    case = read(folder, recording)
    assert case.presence(Modality.ECG) is Presence.REJECTED


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_truncated_recording_is_refused(folder, share):
    data = Path(get_testdata_file("waveform_ecg.dcm", download=False)).read_bytes()
    (folder / "x").write_bytes(data[: int(len(data) * share)])
    assert not read_case(folder).ecgs
