"""ECG from DICOM waveforms, 12-lead, general and ambulatory, on the recording that comes with pydicom."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread, dcmwrite
from pydicom.data import get_testdata_file
from pydicom.uid import (
    AmbulatoryECGWaveformStorage,
    ExplicitVRBigEndian,
    GeneralECGWaveformStorage,
    HemodynamicWaveformStorage,
)

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


def test_a_sensitivity_of_zero_is_none_and_never_taken_for_one(folder, recording):
    for channel in recording.WaveformSequence[0].ChannelDefinitionSequence[:2]:
        channel.ChannelSensitivity = 0
    case = read(folder, recording)
    unknown = [i for i in case.issues if i.code == "ecg_unit_unknown"]
    assert len(unknown) == 2 and np.isnan(case.ecgs[0].signal_mv[0]).all()


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


def group_of(recording, leads, samples=None, offset="0"):
    """A copy of the rhythm group that holds only ``leads`` (places), of its first ``samples``."""
    group = deepcopy(recording.WaveformSequence[0])
    values = np.frombuffer(group.WaveformData, "<i2").reshape(-1, 12)[:samples, leads]
    group.WaveformData = values.tobytes()
    group.NumberOfWaveformChannels, group.NumberOfWaveformSamples = len(leads), len(values)
    group.ChannelDefinitionSequence = [group.ChannelDefinitionSequence[i] for i in leads]
    group.MultiplexGroupTimeOffset = offset
    return group


def codes(case):
    return {i.code for i in case.issues}


def test_a_general_ecg_in_groups_recorded_together_is_one_recording(folder, recording):
    whole = recording.waveform_array(0).T / 1000
    recording.SOPClassUID = GeneralECGWaveformStorage
    recording.WaveformSequence = [group_of(recording, list(range(6))), group_of(recording, list(range(6, 12)))]
    case = read(folder, recording)
    np.testing.assert_allclose(case.ecgs[0].signal_mv, whole, atol=1e-6)
    assert not codes(case) & {"ecg_leads_missing", "ecg_groups_left_out"}


@pytest.mark.parametrize("other", [{"samples": 5000}, {"offset": "10000"}])
def test_groups_of_another_time_or_length_are_not_laid_together(folder, recording, other):
    recording.WaveformSequence = [group_of(recording, list(range(8))), group_of(recording, list(range(8, 12)), **other)]
    case = read(folder, recording)
    assert case.ecgs[0].missing_leads == ("V3", "V4", "V5", "V6")
    assert {"ecg_leads_missing", "ecg_groups_left_out"} <= codes(case)
    assert "RHYTHM" in next(i for i in case.issues if i.code == "ecg_groups_left_out").text()


def test_a_general_ecg_of_24_channels_keeps_the_twelve_leads_and_names_the_rest(folder, recording):
    group = recording.WaveformSequence[0]
    values = np.frombuffer(group.WaveformData, "<i2").reshape(-1, 12)
    others = [deepcopy(item) for item in group.ChannelDefinitionSequence]
    for place, item in enumerate(others):
        item.ChannelSourceSequence[0].CodeValue, item.ChannelSourceSequence[0].CodeMeaning = (
            f"9{place}",
            f"Lead X{place}",
        )
    group.ChannelDefinitionSequence = [*group.ChannelDefinitionSequence, *others]
    group.WaveformData, group.NumberOfWaveformChannels = np.hstack([values, values]).tobytes(), 24
    recording.SOPClassUID = GeneralECGWaveformStorage
    case = read(folder, recording)
    np.testing.assert_allclose(case.ecgs[0].signal_mv, values.T * 1.25 / 1000, atol=1e-6)
    assert "Lead X11" in next(i for i in case.issues if i.code == "ecg_other_channels").text()


def test_an_ambulatory_ecg_is_read_for_ten_minutes_and_called_one(folder, recording):
    group = group_of(recording, [0, 1])
    values = np.frombuffer(group.WaveformData, "<i2").reshape(-1, 2)[::10]
    minutes = np.tile(values, (62, 1))
    group.WaveformData, group.NumberOfWaveformSamples, group.SamplingFrequency = minutes.tobytes(), len(minutes), 100
    recording.SOPClassUID, recording.WaveformSequence = AmbulatoryECGWaveformStorage, [group]
    case = read(folder, recording)
    ecg = case.ecgs[0]
    assert (ecg.seconds, ecg.rate_hz) == (600.0, 100.0)
    assert set(ecg.derived) == {"III", "aVR", "aVL", "aVF"} and len(ecg.missing_leads) == 6
    assert {"ecg_ambulatory", "ecg_cut"} <= codes(case)


@pytest.mark.parametrize(("kind", "dtype", "shift"), [("SB", "i1", 0), ("UB", "u1", 128)])
def test_samples_of_eight_bits(folder, recording, kind, dtype, shift):
    group = recording.WaveformSequence[0]
    values = np.frombuffer(group.WaveformData, "<i2").reshape(-1, 12) // 16
    group.WaveformData = (values.clip(-128, 127) + shift).astype(dtype).tobytes()
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 8, kind
    for channel in group.ChannelDefinitionSequence:
        channel.ChannelSensitivity, channel.ChannelBaseline = 20, -20 * shift
    signal = read(folder, recording).ecgs[0].signal_mv
    np.testing.assert_allclose(signal, values.clip(-128, 127).T * 20 / 1000, atol=1e-6)


def test_samples_of_speech_are_refused_by_their_coding(folder, recording):
    recording.WaveformSequence = recording.WaveformSequence[:1]
    group = recording.WaveformSequence[0]
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 8, "MB"
    case = read(folder, recording)
    assert case.presence(Modality.ECG) is Presence.REJECTED
    assert "8 bit MB" in next(i for i in case.issues if i.code == "ecg_sample_type_unknown").text()


def test_the_greater_byte_first_is_read_as_written(folder, recording):
    expected = recording.waveform_array(0).T / 1000
    for group in recording.WaveformSequence:
        group.WaveformData = np.frombuffer(group.WaveformData, "<i2").astype(">i2").tobytes()
    recording.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    dcmwrite(folder / "x", recording, implicit_vr=False, little_endian=False, force_encoding=True)
    np.testing.assert_allclose(read_case(folder).ecgs[0].signal_mv, expected, atol=1e-6)


def test_waveforms_without_an_ecg_lead_are_called_what_they_are(folder, recording):
    recording.WaveformSequence = recording.WaveformSequence[:1]
    for channel in recording.WaveformSequence[0].ChannelDefinitionSequence:
        channel.ChannelSourceSequence[0].CodeValue, channel.ChannelSourceSequence[0].CodeMeaning = (
            "1",
            "Arterial pressure",
        )
        channel.ChannelLabel = "ART"
    recording.SOPClassUID = HemodynamicWaveformStorage
    case = read(folder, recording)
    assert "Hemodynamic Waveform" in next(i for i in case.issues if i.code == "ecg_other_waveform").text()
    assert not case.ecgs


def test_a_recording_shorter_than_its_header_says_is_refused(folder, recording):
    recording.WaveformSequence = recording.WaveformSequence[:1]
    recording.WaveformSequence[0].NumberOfWaveformSamples = 4_000_000_000
    case = read(folder, recording)
    assert "ecg_waveform_unreadable" in codes(case) and not case.ecgs
