"""Philips Sierra XML: a real recording against Einthoven's law and a reading by another program, and known voltages."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS, Sex
from cdss.readers.sniff import FileKind, recognise

COUNTS = np.round(200 * np.sin(np.outer(np.arange(1, 13), np.arange(1500)) / 60)).astype("<i2")


def waves(data=None, **attributes):
    given = {
        "dataencoding": "Base64",
        "numberofleads": "12",
        "leadlabels": " ".join(ECG_LEADS),
        "durationperchannel": "3000",
        "samplespersecond": "500",
        "resolution": "5",
        **attributes,
    }
    text = b64encode(COUNTS.tobytes() if data is None else data).decode()
    written = " ".join(f'{name}="{value}"' for name, value in given.items() if value is not None)
    return f"<parsedwaveforms {written}>{text}</parsedwaveforms>"


def document(waveforms, version="1.04", traits=""):
    return f"""<?xml version="1.0" encoding="utf-8"?><restingecgdata xmlns="http://www3.medical.philips.com"><documentinfo>
      <documenttype>SierraECG</documenttype><documentversion>{version}</documentversion></documentinfo>
      <dataacquisition date="2026-01-02" time="03:04:05"><signalcharacteristics><samplingrate>500</samplingrate>
      <resolution>5</resolution><hipass>0.05</hipass><lowpass>150</lowpass><notchfiltered>True</notchfiltered>
      <notchfilterfreqs>60</notchfilterfreqs><acquisitiontype>STD-12</acquisitiontype>
      <numberchannelsallocated>12</numberchannelsallocated>{traits}</signalcharacteristics></dataacquisition>
      <patient><generalpatientdata><patientid>P-7</patientid><age><years>63</years></age><sex>Male</sex>
      </generalpatientdata></patient><waveforms>{waveforms}</waveforms></restingecgdata>"""


def test_real_compressed_recording(shared_data, read_ecg):
    part = read_ecg("x", (shared_data / "formats" / "philips_1_04.xml").read_bytes())
    ecg, identity = part.value, part.identity
    counts = ecg.signal_mv.astype(float) / 0.005
    one, two, three, avr, avl, avf = counts[:6]
    assert (ecg.signal_mv.shape, ecg.rate_hz, ecg.derived) == ((12, 5300), 500.0, ())
    assert [i.text() for i in part.issues] == [
        "x: the calibration pulse at the end (0.4 s) is not part of the ECG and is left out."
    ]
    assert np.abs(one + three - two).max() < 1.01
    assert max(np.abs(avr + avl + avf).max(), np.abs(avf - (two + three) / 2).max()) < 2.01
    assert (ecg.recorded, ecg.filter_text) == (datetime(2008, 12, 23, 19, 44, 46), "0.05-150 Hz")
    assert (identity.patient_id, identity.sex) == ("9999", Sex.FEMALE)
    assert identity.age_years == pytest.approx(32.98, abs=0.01)


READ_ELSEWHERE = {
    "I": (10, 9, 6, 13, -27),
    "III": (-14, -14, 7, 1, -25),
    "aVR": (-2, -2, -9, -14, -120),
    "V2": (423, 424, 349, 290, -84),
    "V3": (-3445, -3443, -2658, -1813, -3445),
}
"""Counts of samples 0, 2, 1000 and 2500 and the extreme, as the package sierraecg 0.4.0 reads them; a count is 5 µV."""


@pytest.mark.parametrize("lead", sorted(READ_ELSEWHERE))
def test_real_recording_as_another_program_reads_it(shared_data, read_ecg, lead):
    ecg = read_ecg("x", (shared_data / "formats" / "philips_1_04.xml").read_bytes()).value
    counts = np.round(ecg.signal_mv[ECG_LEADS.index(lead)].astype(float) / 0.005).astype(int)
    *some, extreme = READ_ELSEWHERE[lead]
    assert counts[[0, 2, 1000, 2500]].tolist() == some
    assert extreme in (counts.min(), counts.max())


@pytest.mark.parametrize("named", [True, False])
def test_uncompressed_counts_in_millivolt(read_ecg, named):
    labels = {} if named else {"leadlabels": None, "numberofleads": None}
    part = read_ecg("x", document(waves(**labels), version="1.03"))
    np.testing.assert_allclose(part.value.signal_mv, COUNTS * 0.005, atol=1e-6)
    assert (part.value.filter_text, part.value.recorded) == ("0.05-150 Hz, notch 60 Hz", datetime(2026, 1, 2, 3, 4, 5))
    assert (part.identity.patient_id, part.identity.age_years, part.identity.sex) == ("P-7", 63.0, Sex.MALE)


def test_a_flat_end_is_no_calibration_pulse(read_ecg, codes):
    counts = COUNTS.copy()
    counts[:, 1200:] = 0
    part = read_ecg("x", document(waves(counts.tobytes())))
    assert (part.value.signal_mv.shape, codes(part)) == ((12, 1500), set())


def test_offset_rate_and_resolution_of_the_waveform_itself(read_ecg):
    part = read_ecg(
        "x", document(waves(signaloffset="100", resolution="2.5", samplespersecond="250", durationperchannel="6000"))
    )
    np.testing.assert_allclose(part.value.signal_mv, (COUNTS.astype(float) - 100) * 0.0025, atol=1e-6)
    assert part.value.rate_hz == 250.0


def test_what_the_device_marks_as_no_value_is_missing(read_ecg, codes):
    counts = COUNTS.copy()
    counts[11], counts[0, 100:200] = 0x7FFF, 0x7FFF
    part = read_ecg("x", document(waves(counts.tobytes())))
    assert part.value.missing_leads == ("V6",)
    assert np.isnan(part.value.signal_mv[0, 100:200]).all()
    assert {"ecg_leads_missing", "ecg_samples_lost"} <= codes(part)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document(waves(), version="1.01"), "ecg_version_unknown"),
        (document(""), "ecg_no_waveform"),
        (document(waves(b"")), "ecg_no_waveform"),
        (document(waves(samplespersecond="0").replace("500", "x")), "ecg_rate_missing"),
        (document(waves(samplespersecond="9e9")), "ecg_rate_implausible"),
        (document(waves(durationperchannel="9e9")), "ecg_waveform_unreadable"),
        (document(waves(numberofleads="999", leadlabels="I " * 999)), "ecg_waveform_unreadable"),
        (document(waves(dataencoding="Plain")), "ecg_waveform_unreadable"),
        (document(waves(compression="ZIP")), "ecg_waveform_unreadable"),
        (document(waves(compression="XLI")), "ecg_waveform_unreadable"),
        (document(waves(COUNTS.tobytes()[:-7])), "ecg_waveform_unreadable"),
        (document(waves(leadlabels=None, numberofleads="9")), "ecg_waveform_unreadable"),
        (document(waves().replace("</parsed", "%%%</parsed")), "ecg_waveform_unreadable"),
        (document(waves())[:20_000], "xml_damaged"),
    ],
)
def test_what_cannot_be_trusted_is_refused(read_ecg, codes, content, code):
    part = read_ecg("x", content)
    assert part.value is None
    assert codes(part) == {code}


def test_truncated_compression_is_refused_and_the_patient_kept(shared_data, read_ecg, codes):
    text = (shared_data / "formats" / "philips_1_04.xml").read_text("utf-16")
    start, end = text.index("<parsedwaveforms"), text.index("</parsedwaveforms>")
    cut = text[: start + (end - start) // 8 * 4] + text[end:]
    part = read_ecg("x", cut.encode("utf-16"))
    assert (codes(part), part.identity.patient_id) == ({"ecg_waveform_unreadable"}, "9999")


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(20))
def test_damage_is_refused_by_name_or_read(read_ecg, codes, damaged, seed):
    part = read_ecg("x", damaged(document(waves()), seed))
    assert (part.value is not None) or codes(part)
    assert not codes(part) & {"file_unreadable", "file_too_large"}


def test_recognised_by_content(folder):
    (folder / "a.txt").write_bytes(document(waves()).replace("utf-8", "utf-16").encode("utf-16"))
    assert recognise(folder / "a.txt") is FileKind.ECG_PHILIPS
