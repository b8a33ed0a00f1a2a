"""Why a file is no part of a case, told apart: empty, cut short, damaged, another kind, unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from cdss.core.paths import demo_dir
from cdss.core.sentences import LANGUAGES
from cdss.readers.left_out import left_out, reason_left_out


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("film.dcm", b"", "dropped_empty"),
        ("vitals.csv", b"", "dropped_empty"),
        ("film.dcm", bytes(4000), "dropped_blank"),
        ("note.txt", b" \n\r\n\t", "dropped_blank"),
        ("film.dcm", b"\x8f\x01\x02\x99" * 90, "dropped_not_its_kind"),
        ("film.png", b"\x00\x10\x02\x99" * 90, "dropped_not_its_kind"),
        ("trace.xml", b"<other><a/></other>", "dropped_not_its_kind"),
        ("trace.dat", b"\x8f\x01\x02\x99" * 90, "dropped_signal"),
        ("list.csv", b"name,ward,bed\nKim,3,2\nLee,4,1\n", "dropped_table"),
        ("vitals.csv", b"\x00\x01\x02\x99" * 90, "dropped_not_its_kind"),
        ("letter.pdf", b"%PDF-1.4 x", "dropped_foreign"),
        ("letter.docx", b"PK\x03\x04rest", "dropped_foreign"),
        ("scan.tif", b"II*\x00\x08\x00\x00\x00\x10\x00\xfe\x00\x04", "dropped_foreign"),
        ("page.htm", b"  <!DOCTYPE html><p>x", "dropped_foreign"),
        ("dump", b"\x8f\x01\x02\x99" * 90, "dropped_unknown"),
        ("half.txt", b'{"schema": "cdss.case/1", "case_id": ', "dropped_unknown"),
    ],
)
def test_each_kind_of_fault_has_its_own_sentence_that_names_the_file(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    reason = reason_left_out(path)
    assert reason is not None and reason.code == code
    assert all(name in reason.text(language) for language in LANGUAGES)


def test_a_part_of_a_case_is_not_left_out(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Chest pain since noon.", encoding="utf-8")
    (tmp_path / "vitals.csv").write_text("heart_rate,sbp,spo2\n88,130,97\n", encoding="utf-8")
    assert left_out(sorted(tmp_path.iterdir())) == ()


def test_a_folder_without_files_is_named(tmp_path: Path) -> None:
    found = left_out((tmp_path,))
    assert [(path, reason.code) for path, reason in found] == [(tmp_path, "dropped_folder")]


def test_the_signal_of_a_record_is_named_only_without_its_header() -> None:
    signal, header = (next((demo_dir() / "01-chest-pain" / "ecg").glob(f"*.{end}")) for end in ("dat", "hea"))
    assert [reason.code for _, reason in left_out((signal,))] == ["dropped_signal"]
    assert left_out((signal, header)) == ()


def test_a_file_that_is_gone_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        left_out((tmp_path / "gone.dcm",))
