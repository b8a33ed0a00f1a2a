"""HL7 annotated ECGs: real recordings against a reading of the text by hand, and documents of known voltages."""

from __future__ import annotations

import re
from datetime import datetime

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS, Modality, Sex
from cdss.readers.case_folder import read_case
from cdss.readers.sniff import FileKind, recognise

STEPS = np.round(400 * np.sin(np.arange(2000) / 40)).astype(int)


def lead(name, digits=None, scale="2.5", unit="uV", origin="0", origin_unit="uV"):
    digits = STEPS if digits is None else digits
    return f"""<component><sequence><code code="MDC_ECG_LEAD_{name}"/><value xsi:type="SLIST_PQ">
      <origin value="{origin}" unit="{origin_unit}"/><scale value="{scale}" unit="{unit}"/>
      <digits>{" ".join(map(str, digits))}</digits></value></sequence></component>"""


def group(*leads, step="0.002", unit="s"):
    return f"""<component><sequenceSet><component><sequence><code code="TIME_ABSOLUTE"/>
      <value xsi:type="GLIST_TS"><head value="20260102030405"/><increment value="{step}" unit="{unit}"/></value>
      </sequence></component>{"".join(leads)}</sequenceSet></component>"""


def document(*groups, code="RHYTHM", head="", low="20260102030405.250+0900"):
    return f"""<?xml version="1.0"?><AnnotatedECG xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
      {head}<component><series><code code="{code}"/><effectiveTime><low value="{low}"/></effectiveTime>
      {"".join(groups)}</series></component></AnnotatedECG>"""


@pytest.mark.parametrize(
    ("name", "patient"), [("aecg_subject1_0.xml", "subject1"), ("hl7_example_aecg.xml", "SBJ-123")]
)
def test_real_recording(shared_data, read_ecg, name, patient):
    content = (shared_data / "formats" / name).read_bytes()
    part = read_ecg("x", content)
    ecg, identity = part.value, part.identity
    found = re.findall(r"MDC_ECG_LEAD_(\w+)\".*?<digits>(.*?)</digits>", content.decode(), re.DOTALL)
    written = {key.lower(): np.array(text.split(), dtype=float) * 0.0025 for key, text in found[:12]}
    for row, key in enumerate(ECG_LEADS):
        np.testing.assert_allclose(ecg.signal_mv[row], written[key.lower()], atol=1e-6)
    assert (ecg.signal_mv.shape, ecg.rate_hz, ecg.derived, part.issues) == ((12, 5000), 500.0, (), ())
    assert (ecg.recorded, ecg.filter_text) == (datetime(2002, 11, 22, 9, 10), "≤150 Hz, notch 60 Hz")
    assert (identity.patient_id, identity.age_years, identity.sex) == (patient, 46.0, Sex.MALE)


def test_scale_origin_and_units(read_ecg):
    part = read_ecg(
        "x",
        document(
            group(
                lead("I"),
                lead("II", scale="0.005", unit="mV", origin="100", origin_unit="uV"),
                lead("V1", scale="2500", unit="nV"),
                step="4",
                unit="ms",
            )
        ),
    )
    ecg = part.value
    np.testing.assert_allclose(ecg.signal_mv[0], STEPS * 0.0025, atol=1e-6)
    np.testing.assert_allclose(ecg.signal_mv[1], STEPS * 0.005 + 0.1, atol=1e-6)
    np.testing.assert_allclose(ecg.signal_mv[6], STEPS * 0.0025, atol=1e-6)
    np.testing.assert_allclose(ecg.signal_mv[2], STEPS * 0.0025 + 0.1, atol=1e-6)
    assert (ecg.rate_hz, ecg.derived, ecg.missing_leads) == (
        250.0,
        ("III", "aVR", "aVL", "aVF"),
        ("V2", "V3", "V4", "V5", "V6"),
    )
    assert ecg.recorded.isoformat() == "2026-01-02T03:04:05+09:00"


def test_longest_group_of_rhythm_is_read_and_median_beats_are_not(read_ecg):
    short = group(*(lead(n, STEPS[:600]) for n in ECG_LEADS))
    whole = group(lead("I"), lead("II"))
    beat = f'<component><series><code code="MEDIAN"/>{group(*(lead(n) for n in ECG_LEADS))}</series></component>'
    text = document(short, whole).replace("</AnnotatedECG>", f"{beat}</AnnotatedECG>")
    ecg = read_ecg("x", text).value
    assert (ecg.signal_mv.shape, ecg.missing_leads) == ((12, 2000), ("V1", "V2", "V3", "V4", "V5", "V6"))


def test_age_from_the_day_of_birth_and_patient_kept_where_the_signal_is_refused(read_ecg, codes):
    head = """<effectiveTime><center value="20260102030405"/></effectiveTime><componentOf><trialSubject>
      <id root="1" extension="P-7"/><subjectDemographicPerson><administrativeGenderCode code="F"/>
      <birthTime value="19660102"/></subjectDemographicPerson></trialSubject></componentOf>"""
    part = read_ecg("x", document(head=head))
    assert codes(part) == {"ecg_no_waveform"}
    assert (part.identity.patient_id, part.identity.sex) == ("P-7", Sex.FEMALE)
    assert part.identity.age_years == pytest.approx(60.0, abs=0.01)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (document(group(lead("I"), lead("II"), step="0")), "ecg_rate_missing"),
        (document(group(lead("I"), lead("II"), unit="furlong")), "ecg_rate_missing"),
        (document(group(lead("I"), lead("II"), step="nan")), "ecg_rate_missing"),
        (document(group(lead("I", ["1", "two"]), lead("II"))), "ecg_waveform_unreadable"),
        (document(group(lead("I", origin="3", origin_unit="kg"), lead("II"))), "ecg_waveform_unreadable"),
        (document(group(lead("I", unit="kg"), lead("II", unit="kg"))), "ecg_too_few_leads"),
        (document(group(lead("I", STEPS[:500]), lead("II", STEPS[:500]))), "ecg_too_short"),
        (document(group(lead("I", "1" * 4_300_000), lead("II"))), "ecg_waveform_unreadable"),
        (document(group(lead("I"), lead("II")))[:9000], "xml_damaged"),
        (document(group(lead("I", ["inf"] * 2000), lead("II", ["nan"] * 2000))), "ecg_too_few_leads"),
    ],
)
def test_what_cannot_be_trusted_is_refused(read_ecg, codes, content, code):
    part = read_ecg("x", content)
    assert part.value is None
    assert code in codes(part)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("lost", ["NaN", "INF", "1e99"])
def test_lost_samples_stay_lost(read_ecg, codes, lost):
    digits = [*STEPS[:1000], *[lost] * 100, *STEPS[1100:]]
    part = read_ecg("x", document(group(lead("I", digits), lead("II"), lead("V1"))))
    assert np.isnan(part.value.signal_mv[0, 1000:1100]).all()
    assert np.isfinite(part.value.signal_mv[0, :1000]).all()
    assert "ecg_samples_lost" in codes(part)


def test_entities_are_refused_and_the_rest_of_the_case_stays(folder):
    (folder / "a.xml").write_text('<!DOCTYPE AnnotatedECG [<!ENTITY x "y">]><AnnotatedECG>&x;</AnnotatedECG>')
    (folder / "note.txt").write_text("Chest pain for two hours.")
    case = read_case(folder)
    assert [i.code for i in case.issues if i.modality is Modality.ECG] == ["xml_entities"]
    assert case.note is not None


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("seed", range(20))
def test_damage_is_refused_by_name_or_read(read_ecg, codes, damaged, seed):
    part = read_ecg("x", damaged(document(group(lead("I"), lead("II"), lead("V1"))), seed))
    assert (part.value is not None) or codes(part)
    assert not codes(part) & {"file_unreadable", "file_too_large"}


def test_recognised_by_content_and_not_by_name(folder):
    path = folder / "scan.jpg"
    path.write_text("<!-- a comment first -->\n" + document(group(lead("I"))))
    assert recognise(path) is FileKind.ECG_AECG
    path.write_text("<html><AnnotatedECG/></html>")
    assert recognise(path) is FileKind.UNKNOWN
