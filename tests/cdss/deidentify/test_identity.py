"""What the files say of whose they are: from each format's own place for it, and never the words of every day."""

import pytest

from cdss.deidentify.identity import known_of
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from tests.cdss.deidentify.planted import FAMILY, GIVEN, KOREAN, NUMBER, PHONE, write_case


@pytest.mark.parametrize("kind", ["dicom", "dicom_ecg", "wfdb", "csv", "aecg", "philips", "muse", "edf", "scp", "fhir"])
def test_each_format_gives_its_patients_name_and_number(tmp_path, kind):
    key = write_case(tmp_path, kind)
    case = read_case(key)
    files = [key] if kind == "fhir" else [key / part.source for part in (*case.films, *case.ecgs)]
    known = known_of(Case("case"), files)
    assert {FAMILY, GIVEN} <= known.names
    assert NUMBER in known.ids


def test_dicom_gives_korean_names_put_together_and_telephone_numbers(tmp_path):
    key = write_case(tmp_path, "dicom")
    known = known_of(Case("case"), [key / "Honggyeol.dcm"])
    assert KOREAN in known.names and PHONE in known.ids


def test_names_of_codes_are_no_names_of_persons(tmp_path):
    (tmp_path / "a.xml").write_text(
        '<AnnotatedECG xmlns="urn:hl7-org:v3"><code><name>Rhythm</name></code>'
        "<subject><name>Zebulon</name></subject></AnnotatedECG>"
    )
    assert known_of(Case("case"), [tmp_path / "a.xml"]).names == {"Zebulon"}


def test_names_of_files_and_folders_are_used_but_for_words_of_every_day(tmp_path):
    known = known_of(Case("01-chest-pain"), [], ("Honggyeol note 4711-22", "홍길동_흉부", "ecg"))
    assert {"Honggyeol", "홍길동"} <= known.names and "4711-22" in known.ids
    assert not {"chest", "pain", "note", "ecg"} & {name.lower() for name in known.names}


def test_a_file_that_cannot_be_read_says_nothing_and_stops_nothing(tmp_path):
    (tmp_path / "broken.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"\xff" * 40)
    (tmp_path / "e.edf").write_bytes(b"0       " + b"x" * 300)
    assert (
        known_of(Case("case"), [tmp_path / "broken.dcm", tmp_path / "gone.dcm", tmp_path / "e.edf"]).ids == frozenset()
    )


def test_a_message_of_hl7_names_patient_and_next_of_kin(tmp_path):
    message = (
        f"MSH|^~\\&|A|B|C|D|20261120||ADT^A04|1|P|2.5\rPID|1||{NUMBER}^^^H||{FAMILY}^{GIVEN}~{KOREAN}||19600102|M|||||{PHONE}"
        "\rNK1|1|Quimby^Mary|SPO\r"
    )
    (tmp_path / "a.hl7").write_text(message, encoding="utf-8", newline="")
    known = known_of(Case("case"), [tmp_path / "a.hl7"])
    assert {FAMILY, GIVEN, KOREAN, "Quimby"} <= known.names and {NUMBER, PHONE} <= known.ids
