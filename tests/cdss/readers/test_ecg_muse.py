"""MUSE-style XML of known voltages."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime

import numpy as np
import pytest

from cdss.core.kinds import Sex
from cdss.readers.sniff import FileKind, recognise

LEADS = ("I", "II", "V1", "V2", "V3", "V4", "V5", "V6")
COUNTS = np.round(150 * np.sin(np.outer(np.arange(1, 9), np.arange(1250)) / 50)).astype("<i2")


def lead(name, counts, units="MICROVOLTS", per_bit="4.88", size="2", total=1250):
    return f"""<LeadData><LeadSampleCountTotal>{total}</LeadSampleCountTotal><LeadSampleSize>{size}</LeadSampleSize>
      <LeadAmplitudeUnitsPerBit>{per_bit}</LeadAmplitudeUnitsPerBit><LeadAmplitudeUnits>{units}</LeadAmplitudeUnits>
      <LeadID>{name}</LeadID><WaveFormData>
{b64encode(counts.tobytes()).decode()}
</WaveFormData></LeadData>"""


def waveform(*leads, kind="Rhythm", base="500", exponent="0"):
    return f"""<Waveform><WaveformType>{kind}</WaveformType><SampleBase>{base}</SampleBase>
      <SampleExponent>{exponent}</SampleExponent><HighPassFilter>16</HighPassFilter><LowPassFilter>150</LowPassFilter>
      <ACFilter>60</ACFilter>{"".join(leads)}</Waveform>"""


def rhythm(**settings):
    return waveform(*(lead(name, counts) for name, counts in zip(LEADS, COUNTS, strict=True)), **settings)


def document(*waveforms, patient="<PatientAge>63</PatientAge><AgeUnits>YEARS</AgeUnits>"):
    return f"""<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE RestingECG SYSTEM "restecg.dtd"><RestingECG>
      <PatientDemographics><PatientID>P-7</PatientID>{patient}<Gender>FEMALE</Gender></PatientDemographics>
      <TestDemographics><AcquisitionTime>03:04:05</AcquisitionTime><AcquisitionDate>01-02-2026</AcquisitionDate>
      </TestDemographics>{"".join(waveforms)}</RestingECG>"""


def test_counts_in_millivolt_and_derived_limb_leads(read_ecg):
    median = waveform(*(lead(n, COUNTS[0, :600], total=600) for n in LEADS), kind="Median")
    part = read_ecg("x", document(median, rhythm()))
    ecg = part.value
    mv = COUNTS * 0.00488
    np.testing.assert_allclose(ecg.signal_mv[[0, 1, 6, 7, 8, 9, 10, 11]], mv, atol=1e-6)
    np.testing.assert_allclose(ecg.signal_mv[2], mv[1] - mv[0], atol=1e-6)
    np.testing.assert_allclose(ecg.signal_mv[3], -(mv[0] + mv[1]) / 2, atol=1e-6)
    np.testing.assert_allclose(ecg.signal_mv[4], mv[0] - mv[1] / 2, atol=1e-6)
    np.testing.assert_allclose(ecg.signal_mv[5], mv[1] - mv[0] / 2, atol=1e-6)
    assert (ecg.rate_hz, ecg.derived) == (500.0, ("III", "aVR", "aVL", "aVF"))
    assert (ecg.recorded, ecg.filter_text) == (datetime(2026, 1, 2, 3, 4, 5), "0.16-150 Hz, notch 60 Hz")
    assert (part.identity.patient_id, part.identity.age_years, part.identity.sex) == ("P-7", 63.0, Sex.FEMALE)


def test_rate_is_base_times_ten_to_the_exponent(read_ecg):
    assert read_ecg("x", document(rhythm(base="25", exponent="1"))).value.rate_hz == 250.0


@pytest.mark.parametrize(
    ("patient", "age"),
    [
        ("<PatientAge>18</PatientAge><AgeUnits>MONTHS</AgeUnits>", 1.5),
        ("<DateofBirth>01-02-1986</DateofBirth>", 40.0),
        ("", None),
    ],
)
def test_ages(read_ecg, patient, age):
    found = read_ecg("x", document(rhythm(), patient=patient)).identity.age_years
    assert found == (None if age is None else pytest.approx(age, abs=0.01))


def test_data_that_end_early_are_lost_samples(read_ecg, codes):
    cut = waveform(*(lead(n, COUNTS[i, : 1250 - 300 * (n == "V6")]) for i, n in enumerate(LEADS)), base="250")
    part = read_ecg("x", document(cut))
    assert np.isnan(part.value.signal_mv[11, 950:]).all() and np.isfinite(part.value.signal_mv[11, :950]).all()
    assert "ecg_samples_lost" in codes(part)


def test_a_lead_without_a_known_unit_is_named_and_left_out(read_ecg, codes):
    strange = waveform(lead("I", COUNTS[0]), lead("II", COUNTS[1]), lead("V1", COUNTS[2], units="BITS"), base="250")
    part = read_ecg("x", document(strange))
    assert "V1" in part.value.missing_leads and "ecg_unit_unknown" in codes(part)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document(), "ecg_no_waveform"),
        (document(rhythm(base="x")), "ecg_rate_missing"),
        (document(rhythm(exponent="300")), "ecg_rate_missing"),
        (document(rhythm(base="nan")), "ecg_rate_missing"),
        (document(rhythm(base="5", exponent="6")), "ecg_rate_implausible"),
        (document(waveform(lead("I", COUNTS[0], total=99_999_999))), "ecg_waveform_unreadable"),
        (document(waveform(lead("I", COUNTS[0], size="4"))), "ecg_waveform_unreadable"),
        (document(rhythm().replace("=\n<", "\n<")), "ecg_waveform_unreadable"),
        (document(rhythm())[:6000], "xml_damaged"),
        (document(rhythm()).replace('"restecg.dtd"', '"x" [<!ENTITY a "b">]'), "xml_entities"),
    ],
)
def test_what_cannot_be_trusted_is_refused(read_ecg, codes, content, code):
    part = read_ecg("x", content)
    assert part.value is None
    assert codes(part) == {code}


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(20))
def test_damage_is_refused_by_name_or_read(read_ecg, codes, damaged, seed):
    part = read_ecg("x", damaged(document(rhythm()), seed))
    assert (part.value is not None) or codes(part)
    assert not codes(part) & {"file_unreadable", "file_too_large"}


def test_recognised_by_content(folder):
    (folder / "report.pdf").write_text(document(rhythm()))
    assert recognise(folder / "report.pdf") is FileKind.ECG_MUSE
