"""Results of HL7 v2 that are corrected, taken back or of another patient, and texts with signs that separate elsewhere."""

from __future__ import annotations

import pytest

from cdss.core.errors import CaseError
from cdss.readers.case_folder import read_case

MSH = "MSH|^~\\&|EMR|ED|CDSS|ED|20261120150000+0900||ORU^R01^ORU_R01|77|P|2.5.1||||||{charset}"
PID = "PID|1||A-17^^^HOSP^MR||Kim^Minsu||19680305|M"
ORDER = "OBR|1|||85353-1^Vital signs^LN|||20261120142400+0900"
HR, SBP, NOTE = "8867-4^Heart rate^LN", "8480-6^Systolic^LN", "NOTE^Triage note^L"


def message(*results, pid=PID, charset="UNICODE UTF-8"):
    return [MSH.format(charset=charset), pid, ORDER, *results]


def obx(code, value, status="F", unit="/min", kind="NM"):
    return f"OBX|1|{kind}|{code}||{value}|{unit}|||||{status}"


def text(value, status="F"):
    return obx(NOTE, value, status, "", "TX")


@pytest.fixture
def read(folder):
    """Write messages into a file and read it."""

    def read_it(*messages, content=None):
        whole = "".join(f"{line}\r" for lines in messages for line in lines).encode()
        (folder / "visit.hl7").write_bytes(whole if content is None else content)
        return read_case(folder / "visit.hl7")

    return read_it


def told(case):
    return {found.code: found.text() for found in case.issues}


def rates(case):
    return [row.heart_rate for row in case.vitals.rows] if case.vitals else []


def test_a_corrected_result_replaces_the_one_that_was_sent_before(read):
    case = read(message(obx(HR, 180)), message(obx(HR, 80, "C")), message(obx(HR, 84, "C")))
    assert rates(case) == [84] and "2" in told(case)["fhir_replaced"]


@pytest.mark.parametrize("turned", [False, True])
def test_in_one_message_a_corrected_or_final_result_counts_before_the_other(read, turned):
    for worse, better in (("F", "C"), ("P", "F"), ("R", "F")):
        results = [obx(HR, 180, worse), obx(HR, 80, better)]
        case = read(message(*(reversed(results) if turned else results)))
        assert rates(case) == [80] and "measured_twice" in told(case)


@pytest.mark.parametrize("status", ["D", "W", "X"])
@pytest.mark.parametrize("value", ["180", '""', ""])
def test_a_result_that_is_taken_back_is_gone(read, status, value):
    case = read(message(obx(HR, 180), obx(SBP, 120, unit="mm[Hg]")), message(obx(HR, value, status)))
    assert rates(case) == [None] and case.vitals.rows[0].sbp == 120
    assert "1" in told(case)["fhir_replaced"]


def test_a_note_of_another_patient_is_taken_back_whole(read):
    case = read(message(text("crushing chest pain"), text("since 2 h")), message(text("", "W")))
    assert case.note is None


def test_a_corrected_note_replaces_all_lines_of_the_one_before(read):
    case = read(message(text("left"), text("arm")), message(text("right", "C"), text("leg", "C")))
    assert case.note.text == "right\nleg"


def test_the_same_code_at_another_time_is_not_taken_back(read):
    later = obx(HR, 90) + "|||20261120150000+0900"
    assert rates(read(message(obx(HR, 180), later), message(obx(HR, 180, "D")))) == [90]


@pytest.mark.parametrize(
    "second",
    ["PID|2||B-99^^^HOSP^MR||Lee^Jia||19500101|F", "PID|2||||Lee^Jia", "PID|2||A-17^^^HOSP^MR||Kim^Minsu||19500101|M"],
)
def test_results_of_two_patients_in_one_message_are_refused(read, second):
    with pytest.raises(CaseError, match="more than one patient"):
        read([*message(obx(HR, 96)), second, ORDER, obx(SBP, 70, unit="mm[Hg]")])


def test_the_same_patient_named_again_in_one_message_is_read(read):
    case = read([*message(obx(HR, 96)), PID.replace("PID|1", "PID|2"), ORDER, obx(SBP, 120, unit="mm[Hg]")])
    assert (case.vitals.rows[0].heart_rate, case.vitals.rows[0].sbp) == (96, 120)


def test_a_text_keeps_the_signs_that_separate_in_other_fields(read):
    case = read(message(text("crush^no allergy & wheeze~A\\T\\O x3")))
    assert case.note.text == "crush^no allergy & wheeze\nA&O x3"


def test_comments_are_counted_among_what_is_not_used(read):
    assert "NTE (1)" in told(read(message(obx(HR, 96), "NTE|1||on a beta blocker")))["fhir_not_used"]


@pytest.mark.parametrize("charset", ["ASCII~ISO IR149", "~KS X 1001", "ISO IR149"])
def test_korean_is_read_through_the_escapes_that_switch_to_it(read, charset):
    note = text("@").encode().replace(b"@", b"\x1b$)C" + "흉통 2시간".encode("cp949") + b"\x1b(B ok")
    head = "".join(f"{line}\r" for line in message(charset=charset)).encode()
    case = read(content=head + note + b"\r")
    assert case.note.text == "흉통 2시간 ok" and case.issues == ()


def test_characters_written_by_their_code_are_of_the_character_set_of_the_message(read):
    assert read(message(text("\\XC8E4C5EB\\"), charset="KS X 1001")).note.text == "흉통"
    assert read(message(text("\\XED9D89\\"))).note.text == "흉"
