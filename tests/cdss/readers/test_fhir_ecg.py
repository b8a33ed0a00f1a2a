"""ECG as SampledData: the leads by every kind of code, R4 and R5, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS, Modality, Presence
from cdss.readers.case_folder import read_case

MDC = "urn:oid:2.16.840.1.113883.6.24"
NUMBERS = dict(zip(ECG_LEADS, (1, 2, 61, 62, 63, 64, 3, 4, 5, 6, 7, 8), strict=True))


def sampled(values, unit="uV", **more):
    data = " ".join("E" if np.isnan(v) else f"{v:.0f}" for v in values)
    return {"origin": {"value": 0, "unit": unit}, "period": 2, "dimensions": 1, "data": data, **more}


def lead_code(lead, system=MDC, offset=131328):
    return {"coding": [{"system": system, "code": str(offset + NUMBERS[lead])}]}


def recording(leads, signal, **more):
    return {
        "resourceType": "Observation",
        "id": "ecg-1",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "11524-6"}]},
        "effectiveDateTime": "2026-11-20T14:30:00+09:00",
        "component": [
            {"code": lead_code(lead), "valueSampledData": sampled(signal[:, i], **more)} for i, lead in enumerate(leads)
        ],
    }


@pytest.fixture
def signal(beats):
    """Twelve leads in µV, whole numbers."""
    return (beats() * 1000).round()


@pytest.fixture
def read(folder, fhir):
    def read_it(*resources):
        bundle = fhir.bundle(fhir.patient(), fhir.encounter(), *resources)
        (folder / "visit.json").write_text(json.dumps(bundle), encoding="utf-8")
        return read_case(folder / "visit.json")

    return read_it


def told(case):
    return {found.code: found.text() for found in case.issues}


def test_twelve_leads_in_microvolts_are_read_in_millivolts(read, signal):
    (ecg,) = (case := read(recording(ECG_LEADS, signal))).ecgs
    assert np.allclose(ecg.signal_mv, signal.T / 1000, atol=1e-6)
    assert (ecg.rate_hz, ecg.source) == (500, "visit.json: Observation/ecg-1")
    assert ecg.recorded.isoformat() == "2026-11-20T14:30:00+09:00"
    assert case.issues == ()


def test_origin_and_factor_give_the_value(read, signal):
    steps = signal / 5 + 2048
    whole = recording(ECG_LEADS, steps, factor=5, origin={"value": -10240, "code": "uV"})
    assert np.allclose(read(whole).ecgs[0].signal_mv, signal.T / 1000, atol=3e-3)


def test_r5_states_its_interval_with_a_unit(read, signal):
    for interval, unit in ((2, "ms"), (0.002, "s"), (2000, "us")):
        body = recording(ECG_LEADS, signal, period=None, interval=interval, intervalUnit=unit)
        assert read(body).ecgs[0].rate_hz == pytest.approx(500)


@pytest.mark.parametrize(
    "code",
    [
        lambda lead: lead_code(lead),
        lambda lead: lead_code(lead, "urn:iso:std:iso:11073:10101", 131072),
        lambda lead: {"coding": [{"code": f"2:{NUMBERS[lead]}"}]},
        lambda lead: {"coding": [{"code": "x", "display": f"MDC_ECG_ELEC_POTL_{lead.upper()}"}]},
        lambda lead: {"coding": [{"code": f"MDC_ECG_LEAD_{lead.upper()}"}]},
        lambda lead: {"text": f"Lead {lead}"},
    ],
)
def test_leads_are_known_by_number_code_and_name(read, signal, code):
    body = recording(ECG_LEADS, signal)
    for component, lead in zip(body["component"], ECG_LEADS, strict=True):
        component["code"] = code(lead)
    assert read(body).ecgs[0].missing_leads == ()


def test_marks_are_lost_samples(read, signal):
    body = recording(ECG_LEADS, signal)
    words = body["component"][0]["valueSampledData"]["data"].split()
    words[100:103] = ["E", "U", "L"]
    body["component"][0]["valueSampledData"]["data"] = " ".join(words)
    case = read(body)
    assert np.isnan(case.ecgs[0].signal_mv[0, 100:103]).all()
    assert np.isnan(case.ecgs[0].signal_mv).sum() == 3 and "ecg_samples_lost" in told(case)


def test_single_leads_of_one_moment_are_put_together(read, signal):
    alone = [
        {**part, "resourceType": "Observation", "id": f"lead-{i}", "effectiveDateTime": "2026-11-20T05:30:00Z"}
        for i, part in enumerate(recording(ECG_LEADS, signal)["component"])
    ]
    (ecg,) = read(*alone).ecgs
    assert ecg.missing_leads == () and ecg.source == "visit.json: Observation/lead-0"


def test_limb_leads_that_are_not_there_are_computed(read, signal):
    case = read(recording(("I", "II"), signal[:, :2]))
    assert case.ecgs[0].derived == ("III", "aVR", "aVL", "aVF")
    assert set(told(case)) == {"ecg_leads_missing", "ecg_leads_derived"}


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"origin": {"value": 0}}, "ecg_too_few_leads"),
        ({"origin": {"value": 0, "unit": "mmHg"}}, "ecg_too_few_leads"),
        ({"period": None}, "fhir_ecg_interval"),
        ({"period": 0}, "fhir_ecg_interval"),
        ({"period": -2}, "fhir_ecg_interval"),
        ({"period": 200}, "ecg_rate_implausible"),
        ({"interval": 2, "intervalUnit": "d"}, "fhir_ecg_interval"),
        ({"dimensions": 12}, "fhir_ecg_dimensions"),
        ({"offsets": "0 2 5"}, "fhir_ecg_dimensions"),
        ({"data": "1 2 3"}, "ecg_too_short"),
        ({"data": ""}, "ecg_too_few_leads"),
        ({"data": "1e5 2 3"}, "ecg_waveform_unreadable"),
        ({"data": "1 2 nan"}, "ecg_waveform_unreadable"),
        ({"data": "<b>"}, "ecg_waveform_unreadable"),
        ({"data": "1 " * (1 << 20)}, "ecg_too_many_values"),
        ({"data": None}, "ecg_too_few_leads"),
        ({"origin": {"value": 0, "unit": "V"}}, "ecg_amplitude_too_large"),
    ],
)
def test_what_cannot_be_an_ecg_is_refused(read, signal, more, code):
    case = read(recording(ECG_LEADS, signal, **more))
    assert case.ecgs == () and code in told(case)
    assert case.presence(Modality.ECG) is Presence.REJECTED


def test_leads_of_two_rates_are_refused(read, signal):
    body = recording(ECG_LEADS, signal)
    body["component"][3]["valueSampledData"]["period"] = 4
    assert "250, 500 Hz" in told(read(body))["fhir_ecg_rates"]


def test_a_recording_entered_in_error_is_left_out(read, signal):
    case = read({**recording(ECG_LEADS, signal), "status": "entered-in-error"})
    assert case.ecgs == () and set(told(case)) == {"fhir_status"}


def test_samples_of_something_else_are_no_ecg(read, signal):
    pleth = recording(("I",), signal)
    pleth["component"][0]["code"] = {"coding": [{"system": MDC, "code": "150452"}]}
    case = read(pleth)
    assert case.ecgs == () and set(told(case)) == {"fhir_not_used"}
