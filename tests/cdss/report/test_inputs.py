"""The report names exactly the bytes that were read."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from cdss.core.kinds import Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.readers.case_folder import read_case
from cdss.records.case import Note
from cdss.records.vitals import Vitals, VitalsRow
from cdss.report.inputs import input_hashes, weights_hashes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_dir() / "01-chest-pain", tmp_path / "demo"))


def test_every_file_of_the_patient_is_hashed_signals_too(folder: Path) -> None:
    found = input_hashes(str(folder), read_case(folder))
    assert [(one.part, one.source) for one in found] == [
        ("image", "image/00004344_036.jpg"), ("ecg", "ecg/00483_hr.hea"), ("ecg", "ecg/00483_hr.dat"),
        ("vitals", "vitals.csv"), ("note", "note.txt"),
    ]  # fmt: skip
    assert all(one.sha256 == sha256((folder / one.source).read_bytes()).hexdigest() for one in found)


def test_a_manifest_is_as_good_as_its_folder(folder: Path) -> None:
    case = read_case(folder)
    assert input_hashes(str(folder / "case.json"), case) == input_hashes(str(folder), case)


def test_an_edited_note_is_hashed_as_the_text_that_was_read(folder: Path) -> None:
    case = replace(read_case(folder), note=Note("note.txt", "now short of breath · 호흡곤란"))
    note = input_hashes(str(folder), case, frozenset({Modality.NOTE}))[-1]
    assert (note.source, note.edited) == ("", True)
    assert note.sha256 == sha256("now short of breath · 호흡곤란".encode()).hexdigest()
    inline = input_hashes(str(folder), replace(case, note=Note("case.json", "inline")))[-1]
    assert inline.sha256 == sha256(b"inline").hexdigest()


def test_a_file_that_is_gone_has_no_hash(folder: Path) -> None:
    case = read_case(folder)
    (folder / "vitals.csv").unlink()
    assert {one.part: one.sha256 for one in input_hashes(str(folder), case)}["vitals"] is None


def test_a_file_from_elsewhere_is_named_without_its_folders(folder: Path, tmp_path: Path) -> None:
    case = read_case(folder)
    other = tmp_path / "usb" / "film.jpg"
    other.parent.mkdir()
    other.write_bytes(b"pixels")
    film = replace(case.films[0], source=str(other))
    found = input_hashes(str(folder), replace(case, films=(film,)))[0]
    assert (found.source, found.sha256) == ("film.jpg", sha256(b"pixels").hexdigest())


def test_weights_are_listed_only_from_the_list_that_the_model_is_known_by() -> None:
    listed = model_dir() / "SHA256SUMS"
    known = sha256(listed.read_bytes()).hexdigest()
    weights = weights_hashes(model_dir(), known)
    assert {one.file for one in weights} >= {
        "ecg.safetensors",
        "image.safetensors",
        "fusion.safetensors",
        "note.safetensors",
    }
    assert all(f"{one.sha256}  {one.file}" in listed.read_text() for one in weights)
    assert weights_hashes(model_dir(), "00" * 32) == ()


def test_a_bundle_that_is_not_there_lists_nothing(tmp_path: Path) -> None:
    assert weights_hashes(tmp_path, "00" * 32) == ()


def test_changed_vital_signs_are_hashed_as_they_count_beside_their_file(folder: Path) -> None:
    case = replace(read_case(folder), vitals=Vitals("vitals.csv", (VitalsRow(heart_rate=90.0, on_oxygen=False),)))
    found = [one for one in input_hashes(str(folder), case, frozenset({Modality.VITALS})) if one.part == "vitals"]
    assert [(one.source, one.edited) for one in found] == [("vitals.csv", False), ("", True)]
    assert found[1].sha256 == sha256(b",90.0,,,,,,False,,\n").hexdigest()
    entered = replace(case, vitals=Vitals("", case.vitals.rows))
    assert [one.edited for one in input_hashes(str(folder), entered) if one.part == "vitals"] == [True]


def test_parts_inside_a_bundle_are_hashed_as_the_bundle(as_bundle, folder: Path, tmp_path: Path) -> None:
    visit = tmp_path / "visit.json"
    visit.write_text(json.dumps(as_bundle(read_case(folder), folder)), encoding="utf-8")
    case = read_case(visit)
    found = {one.part: one for one in input_hashes(str(visit), case)}
    whole = sha256(visit.read_bytes()).hexdigest()
    assert {part: found[part].sha256 for part in ("image", "ecg", "vitals")} == dict.fromkeys(
        ("image", "ecg", "vitals"), whole
    )
    assert found["image"].source.startswith("visit.json: Media/")
    assert found["note"].sha256 == sha256(case.note.text.encode()).hexdigest()
