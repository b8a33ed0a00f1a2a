"""The note in every encoding a hospital writes."""

from __future__ import annotations

import codecs

import pytest

from cdss.core.kinds import Modality, Presence
from cdss.readers.case_folder import read_case, read_manifest

KOREAN = "2시간 전부터 가슴이 조이는 통증, 식은땀. 고혈압 병력."


def read(folder, data):
    (folder / "note.txt").write_bytes(data)
    return read_manifest({"case_id": "x", "note": {"path": "note.txt"}}, folder)


@pytest.mark.parametrize(
    ("text", "encoding", "mark", "guessed"),
    [
        (KOREAN, "utf-8", b"", False),
        (KOREAN, "utf-8", codecs.BOM_UTF8, False),
        (KOREAN, "utf-16-le", codecs.BOM_UTF16_LE, False),
        (KOREAN, "utf-16-be", codecs.BOM_UTF16_BE, False),
        (KOREAN, "cp949", b"", True),
        (KOREAN, "euc-kr", b"", True),
        ("Douleur thoracique à l’effort, fièvre 38,5 °C", "cp1252", b"", True),
        ("Atemnot, Ödeme, Husten. Fußödeme", "latin-1", b"", True),
        ("Äpfel", "cp1252", b"", True),
        ("chest pain", "ascii", b"", False),
    ],
)
def test_encodings(folder, text, encoding, mark, guessed):
    case = read(folder, mark + text.encode(encoding))
    assert case.note.text == text
    assert ("note_encoding_guessed" in {i.code for i in case.issues}) is guessed


def test_control_characters_and_line_ends(folder):
    note = "HA x 2 d\x00ays\r\nno fever\x07\tcough and sputum, also some more text to be long enough\r"
    assert (
        read(folder, note.encode()).note.text
        == "HA x 2 days\nno fever\tcough and sputum, also some more text to be long enough"
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "note_empty"),
        (b" \n\t ", "note_empty"),
        (bytes(range(256)) * 4, "text_is_binary"),
        (b"a" * (1 << 20) + b"bc", "file_too_large"),
    ],
)
def test_what_is_no_note_is_refused(folder, data, code):
    case = read(folder, data)
    assert case.presence(Modality.NOTE) is Presence.REJECTED
    assert {i.code for i in case.issues} == {code}


def test_inline_note_and_complaint(folder):
    case = read_manifest({"case_id": "x", "chief_complaint": " SOB ", "note": {"text": "on exertion\x00"}}, folder)
    assert (case.chief_complaint, case.note.text, case.note.source) == ("SOB", "on exertion", "case.json")


def test_several_notes_are_joined_and_named(folder):
    (folder / "a.txt").write_text("first", encoding="utf-8")
    (folder / "b.txt").write_text("second", encoding="utf-8")
    case = read_case(folder)
    assert case.note.text == "first\n\nsecond"
    assert "a.txt, b.txt" in next(i for i in case.issues if i.code == "note_several_joined").text()
