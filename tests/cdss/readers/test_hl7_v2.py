"""HL7 v2 messages as a case: ADT^A04 and ORU^R01, their vital signs, notes, character sets, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.errors import CaseError
from cdss.core.kinds import ArrivalMode, Consciousness, Modality, Presence, Sex
from cdss.core.messages import is_message
from cdss.readers.case_folder import read_case
from cdss.readers.hl7_message import message_time
from cdss.readers.sniff import FileKind, recognise

TIME = "20261120142400+0900"


def header(kind="ORU^R01^ORU_R01", charset="", stamp="20261120150000+0900"):
    return f"MSH|^~\\&|EMR|ED|CDSS|ED|{stamp}||{kind}|77|P|2.5.1||||||{charset}"


PID = "PID|1||A-17^^^HOSP^MR~9001^^^GOV^SS||Kim^Minsu||19680305|M"
VISIT = "PV1|1|E|ER^^" + "|" * 41 + "20261120142200+0900"
ORDER = f"OBR|1|||85353-1^Vital signs^LN|||{TIME}"


def obx(code, value, unit="/min", kind="NM", status="F", time="", place=1):
    return f"OBX|{place}|{kind}|{code}||{value}|{unit}|||||{status}|||{time}"


def loinc(code, text="x"):
    return f"{code}^{text}^LN"


HR = obx(loinc("8867-4", "Heart rate"), 96)


@pytest.fixture
def read(folder):
    """Write segments (or bytes) as one file and read it."""

    def read_it(*segments, content=None, name="visit.hl7"):
        data = "\r".join(segments).encode() + b"\r" if content is None else content
        (folder / name).write_bytes(data)
        return read_case(folder / name)

    return read_it


def told(case):
    return {found.code: found.text() for found in case.issues}


def test_a_registration_gives_patient_visit_and_reason(read):
    reason = "PV2|||^chest pain for 2 h" + "|" * 35 + "A^Ambulance"
    known = "DG1|1||I10^Hypertension^I10|Essential hypertension|20100101||W"
    today = "DG1|2||R07.4^Chest pain^I10||20261120||A"
    allergy = "AL1|1|DA|P^Penicillin^L|SV"
    case = read(header("ADT^A04^ADT_A01"), "EVN|A04|20261120142300", PID, VISIT, reason, known, today, allergy)
    assert case.case_id == "visit"
    assert (case.patient.id, case.patient.age_years, case.patient.sex) == ("A-17", 58, Sex.MALE)
    assert case.arrival.time.isoformat() == "2026-11-20T14:22:00+09:00"
    assert case.arrival.mode is ArrivalMode.AMBULANCE
    assert (case.chief_complaint, case.history) == ("chest pain for 2 h", ("Essential hypertension",))
    assert "Chest pain" in told(case)["fhir_conditions_today"] and "Penicillin" in told(case)["fhir_allergies"]


def test_results_give_rows_of_vital_signs_with_their_units(read):
    case = read(
        header(),
        PID,
        VISIT,
        ORDER,
        HR,
        obx(loinc("8310-5"), "101.3", "[degF]^Fahrenheit^UCUM"),
        obx(loinc("59408-5"), "93", "%"),
        obx("BT1^x^L^8480-6^Systolic^LN", "16", "kPa"),
        obx(loinc("80288-4"), "V^Voice^L", "", "CWE"),
        obx(loinc("9279-1"), "22", time="20261120144000+0900"),
    )
    first, second = case.vitals.rows
    assert first.time.isoformat() == "2026-11-20T14:24:00+09:00"
    assert (first.heart_rate, first.temperature_c, first.spo2) == (96, 38.5, 93)
    assert first.sbp == pytest.approx(120.01, abs=0.01) and first.consciousness is Consciousness.VOICE
    assert (second.resp_rate, second.time.minute) == (22, 40)
    assert case.issues == ()


@pytest.mark.parametrize(
    ("code", "value", "unit", "kind", "field", "expected"),
    [
        ("^Pulse^L", "96", "bpm", "NM", "heart_rate", 96),
        ("Temp", "36.7", "C", "ST", "temperature_c", 36.7),
        ("^SpO2", "95", "%", "NM", "spo2", 95),
        ("^체온^L", "38.1", "℃", "NM", "temperature_c", 38.1),
        ("^NIBP Systolic^L", "120", "mmHg", "NM", "sbp", 120),
        ("^BP^L", "120/80", "mmHg", "ST", "dbp", 80),
        (loinc("85354-9"), "^120^/^80", "mm[Hg]", "SN", "sbp", 120),
        (loinc("8867-4"), "^96", "/min", "SN", "heart_rate", 96),
        ("^Pain score^L", "7", "", "NM", "pain", 7),
        (loinc("3151-8"), "2", "L/min", "NM", "on_oxygen", True),
        ("147842^MDC_ECG_HEART_RATE^MDC", "96", "/min", "NM", "heart_rate", 96),
    ],
)
def test_local_names_and_other_types_are_read(read, code, value, unit, kind, field, expected):
    case = read(header(), PID, VISIT, ORDER, obx(code, value, unit, kind))
    assert getattr(case.vitals.rows[0], field) == expected and case.issues == ()


@pytest.mark.parametrize(
    ("segment", "code", "words"),
    [
        (obx(loinc("8867-4", "HR"), "96", ""), "measured_unit_unknown", "OBX 1 (HR): Heart rate 96"),
        (obx(loinc("8867-4", "HR"), "96", "furlong"), "measured_unit_unknown", "furlong"),
        (obx(loinc("8867-4", "HR"), "960"), "measured_out_of_range", "960"),
        (obx(loinc("8867-4", "HR"), "fast"), "fhir_value", '"fast"'),
        (obx(loinc("8867-4", "HR"), "96~98"), "fhir_value", "96~98"),
        (obx(loinc("8867-4", "HR"), "<^40", kind="SN"), "fhir_comparator", "< 40"),
        (obx(loinc("8867-4", "HR"), "96", status="W"), "fhir_status", "marked as W"),
        (obx(loinc("8867-4", "HR"), "96", status="D"), "fhir_status", "marked as D"),
        (obx("^BP", "120", "mmHg"), "fhir_value", '"120"'),
        (obx(loinc("80288-4", "LOC"), "15", ""), "fhir_value", '"15"'),
        (obx("^Film", "^IM^JPEG^Base64^xx", "", "ED"), "hl7_value_type", "type ED"),
        (obx("^Film", "http://pacs/film", "", "RP"), "hl7_value_type", "type RP"),
    ],
)
def test_what_may_not_be_used_is_named(read, segment, code, words):
    case = read(header(), PID, VISIT, ORDER, segment)
    assert case.vitals is None and set(told(case)) == {code} and words in told(case)[code]


def test_what_was_not_measured_is_missing_and_no_fault(read):
    case = read(header(), PID, VISIT, ORDER, obx(loinc("8867-4"), "", status="X"), obx(loinc("9279-1"), ""))
    assert case.issues == () and case.presence(Modality.VITALS) is Presence.MISSING


def test_notes_are_joined_and_their_escapes_resolved(read):
    one = obx("34111-5^ED note^LN", r"Chest pain\.br\since noon \T\ sweating~BP 90\F\60", "", "FT")
    two = obx("34111-5^ED note^LN", "No fever.", "", "TX")
    case = read(header(), PID, VISIT, ORDER, one, two, two)
    assert case.note.text == "Chest pain\nsince noon & sweating\nBP 90|60\nNo fever."
    assert case.note.source == "visit.hl7: OBX" and case.note.written.hour == 14


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("UNICODE UTF-8", "utf-8"),
        ("KS X 1001", "cp949"),
        ("ISO IR149", "euc-kr"),
        ("ASCII~ISO IR149", "cp949"),
        ("", "utf-8"),
        ("UNICODE UTF-8", "cp949"),
    ],
)
def test_korean_is_read_in_the_character_set_that_it_is_in(read, charset, codec):
    note = obx("^ED note", "가슴이 조이는 듯한 통증, 정오부터 시작됨", "", "TX")
    text = "\r".join([header(charset=charset), PID.replace("Kim^Minsu", "김^민수"), VISIT, note])
    case = read(content=text.encode(codec))
    assert case.note.text == "가슴이 조이는 듯한 통증, 정오부터 시작됨"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"a\F\b\S\c\R\d\E\e\T\f", "a|b^c~d\\e&f"),
        (r"\H\loud\N\ \X41\\XEC9584\.", "loud A아."),
        (r"one\.br\two\.sp+2\three", "one\ntwo\nthree"),
        ("\\" * 41, "\\" * 41),
        (r"5\6 and \Zab\ and \X4\.", r"5\6 and \Zab\ and \X4\."),
    ],
)
def test_escapes_are_resolved_and_nothing_of_a_note_is_logged(read, caplog, written, text):
    case = read(header(), PID, VISIT, obx("^Note", written, "", "TX"))
    assert case.note.text == text and caplog.text == ""


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_frames_envelopes_and_any_line_end_are_taken_off(read, end):
    body = end.join([header(), PID, VISIT, ORDER, HR]).encode()
    plain = read(content=body)
    framed = read(content=b"\x0b" + body + b"\x1c\r")
    batch = read(content=f"FHS|^~\\&{end}BHS|^~\\&{end}".encode() + body + f"{end}BTS|1{end}FTS|1".encode())
    for case in (plain, framed, batch):
        assert case.vitals.latest.heart_rate == 96 and case.issues == ()


def test_several_messages_of_one_patient_are_one_case(read):
    later = obx(loinc("8867-4"), 110, time="20261120150000+0900")
    case = read(header("ADT^A04"), PID, VISIT, "\x1c", "\x0b" + header(), PID, ORDER, HR, header(), PID, later)
    assert [row.heart_rate for row in case.vitals.rows] == [96, 110]
    assert case.arrival.time is not None


@pytest.mark.parametrize(
    "other", [PID.replace("A-17", "B-2").replace("9001", "9002"), PID.replace("19680305", "19990101")]
)
def test_messages_of_two_patients_are_refused(read, other):
    with pytest.raises(CaseError, match="more than one patient"):
        read(header(), PID, HR, header(), other, HR)


@pytest.mark.parametrize("kind", ["ADT^A03", "ORM^O01^ORM_O01", "ACK", "MDM^T02", ""])
def test_other_types_are_refused_by_name(read, kind):
    with pytest.raises(CaseError, match=f"type {kind.split('^ORM')[0] or '?'}".replace("^", r"\^").replace("?", r"\?")):
        read(header(kind), PID, HR)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MSH|^~\\&|", "of type"),
        (b"MSH|^~\\&|A\rPID", "of type"),
        ((header() + "\r" + "OBX|1\r" * 5001).encode(), "more than 5,000 segments"),
        ((header() + "\r" + "OBX" + "|" * 200_000).encode(), "divided beyond measure"),
        ((header() + "\r" + PID + "\r").encode() * 201, "cannot be read"),
        ((header() + "\r" + "X" * (5 << 20)).encode(), "not readable"),
    ],
)
def test_what_cannot_be_a_message_is_refused(read, content, words):
    with pytest.raises(CaseError, match=words):
        read(content=content)


def test_times_without_a_zone_take_that_of_the_message(read):
    case = read(header(), PID, VISIT, obx(loinc("8867-4"), 96, time="202611201424"))
    assert case.vitals.rows[0].time.isoformat() == "2026-11-20T14:24:00+09:00"
    naive = read(header(stamp="20261120150000"), PID, obx(loinc("8867-4"), 96, time="202611201424"))
    assert naive.vitals.rows[0].time.isoformat() == "2026-11-20T14:24:00"


@pytest.mark.parametrize("text", ["", "2026", "202611", "20261301", "2026112025", "202611202460", "yesterday"])
def test_what_is_no_time_is_none(text):
    assert message_time(text) is None


def test_measurements_of_long_ago_are_left_out(read):
    old = obx(loinc("59408-5"), 99, "%", time="20200101100000+0900")
    case = read(header(), PID, VISIT, ORDER, HR, old)
    assert case.vitals.latest.spo2 is None and told(case)["fhir_vitals_old"].startswith("1 vital")


def test_other_results_are_counted(read):
    case = read(header(), PID, VISIT, ORDER, HR, obx("2345-7^Glucose^LN", "99", "mg/dL"))
    assert "OBX (1)" in told(case)["fhir_not_used"]


def test_it_is_recognised_by_content_and_goes_with_files_beside_it(folder):
    (folder / "export.txt").write_bytes("\r".join([header(), PID, VISIT, ORDER, HR]).encode())
    (folder / "note.txt").write_text("Chest pain since noon, sweating.")
    assert recognise(folder / "export.txt") is FileKind.HL7 and is_message(folder / "export.txt")
    case = read_case(folder)
    assert case.case_id == folder.name and case.patient.id == "A-17"
    assert case.vitals.latest.heart_rate == 96 and case.note.text.startswith("Chest pain")


def test_a_note_that_begins_with_the_letters_is_no_message(folder):
    (folder / "note.txt").write_text("MSH is the name of our hospital. Chest pain since noon.")
    assert not is_message(folder / "note.txt") and recognise(folder / "note.txt") is FileKind.NOTE


@pytest.mark.parametrize("seed", range(60))
def test_damaged_messages_are_read_or_refused_and_never_raise_anything_else(read, damaged, seed):
    whole = "\r".join([header(), PID, VISIT, ORDER, HR, obx("^Note", r"pain\.br\x", "", "FT")])
    try:
        case = read(content=damaged(whole, seed))
    except CaseError as error:
        assert str(error)
    else:
        assert all(found.text() and found.text("ko") for found in case.issues)
        assert case.vitals is None or np.isfinite(case.vitals.latest.heart_rate or 0)
