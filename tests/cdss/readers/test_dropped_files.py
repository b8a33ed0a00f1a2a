"""Files dropped onto an open patient: recognised, put in place of the old part, and never of another patient unnoticed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cdss.core.errors import CaseError
from cdss.core.kinds import Modality, Severity
from cdss.core.paths import resources_dir
from cdss.core.result import issue
from cdss.readers.case_folder import read_case, read_manifest
from cdss.readers.dropped import with_files
from cdss.records.case import Case, Note
from cdss.records.identity import PartIdentity, Patient, Source

VITALS = "heart_rate,resp_rate,sbp,dbp,spo2\n110,22,160,95,93\n"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_dropped_table_is_added_and_its_old_refusal_goes(tmp_path: Path) -> None:
    old = (
        issue("file_empty", Severity.WARNING, Modality.VITALS, file="x"),
        issue("file_empty", Severity.INFO, file="y"),
    )
    case = Case("a", note=Note("n", "pain"), issues=old, sources=(Source("vitals", "me"), Source("note", "me")))
    joined = with_files(case, [write(tmp_path, "v.csv", VITALS)])
    assert joined.vitals is not None and joined.vitals.latest.heart_rate == 110
    assert joined.note == case.note
    assert [dict(i.params)["file"] for i in joined.issues if i.code == "file_empty"] == ["y"]
    assert joined.sources == (Source("note", "me"),)


def test_a_dropped_note_replaces_the_note(tmp_path: Path) -> None:
    joined = with_files(Case("a", note=Note("n", "pain")), [write(tmp_path, "new.txt", "Short of breath since noon.")])
    assert joined.note is not None and joined.note.text.strip() == "Short of breath since noon."


def test_what_takes_the_place_of_another_part_says_so(tmp_path: Path) -> None:
    new = [write(tmp_path, "new.txt", "Short of breath since noon."), write(tmp_path, "v.csv", VITALS)]
    first = with_files(Case("a"), new)
    assert "part_replaced" not in [i.code for i in first.issues]
    again = with_files(first, [write(tmp_path, "late.txt", "Better now.")])
    told = [i for i in again.issues if i.code == "part_replaced"]
    assert [(i.modality, i.severity) for i in told] == [(Modality.NOTE, Severity.WARNING)]
    assert told[0].text().startswith("Note: late.txt, which was added, has taken the place")


@pytest.mark.parametrize("name", ["fake.dcm", "film.PNG", "vitals.csv", "report.pdf"])
def test_plain_text_under_another_name_is_no_note(tmp_path: Path, name: str) -> None:
    with pytest.raises(CaseError, match=name):
        with_files(Case("a", note=Note("n", "pain")), [write(tmp_path, name, "hello I am a text")])


def test_a_file_that_is_no_part_is_named(tmp_path: Path) -> None:
    song = tmp_path / "song.mp3"
    song.write_bytes(bytes(range(256)) * 9)
    with pytest.raises(CaseError, match=r"song\.mp3"):
        with_files(Case("a"), [song])


def test_the_check_for_one_patient_is_made_again(tmp_path: Path) -> None:
    strangers = (PartIdentity(Modality.IMAGE, "film.dcm", "B"), PartIdentity(Modality.NOTE, "n.txt", "C"))
    case = Case("a", Patient("A"), part_identities=strangers)
    joined = with_files(case, [write(tmp_path, "new.txt", "Short of breath since noon.")])
    assert [i.code for i in joined.blocking] == ["patient_ids_differ"]
    assert [p.patient_id for p in joined.part_identities] == ["B"]


def test_a_dropped_film_stands_beside_the_one_that_is_there(folder, write_film, ramp, tmp_path: Path) -> None:
    write_film(ramp(0, 4095), PatientID="A1", AcquisitionDateTime="20261120140000")
    case = read_case(folder)
    prior = write_film(ramp(0, 2000), "prior.dcm", PatientID="A1", AcquisitionDateTime="20231101090000")
    joined = with_files(case, [prior.rename(tmp_path / "prior.dcm")])
    assert [film.source for film in joined.films] == ["film.dcm", "prior.dcm"], "the newest is assessed"
    assert not joined.blocking and "part_replaced" not in [i.code for i in joined.issues]
    assert [p.source for p in joined.part_identities] == ["film.dcm", "prior.dcm"]


def test_the_same_file_dropped_again_stands_there_once(folder, write_film, ramp) -> None:
    film = write_film(ramp(0, 4095), PatientID="A1")
    joined = with_files(read_case(folder), [film])
    assert [one.source for one in joined.films] == ["film.dcm"]
    assert [i.code for i in joined.issues if i.code == "part_replaced"] == ["part_replaced"]


def test_a_film_of_the_right_patient_takes_the_place_of_a_strangers(folder, write_film, ramp, tmp_path: Path) -> None:
    write_film(ramp(0, 4095), PatientID="OTHER")
    case = read_manifest({"case_id": "x", "patient": {"id": "A1"}, "images": [{"path": "film.dcm"}]}, folder)
    assert case.blocking
    right = write_film(ramp(0, 2000), "right.dcm", PatientID="A1")
    joined = with_files(case, [right.rename(tmp_path / "right.dcm")])
    assert not joined.blocking and [film.source for film in joined.films] == ["right.dcm"]
    assert [i.modality for i in joined.issues if i.code == "part_replaced"] == [Modality.IMAGE]


def test_a_second_recording_stands_beside_the_first(folder, tmp_path: Path) -> None:
    shutil.copytree(resources_dir() / "demo" / "01-chest-pain" / "ecg", folder, dirs_exist_ok=True)
    case = read_case(folder)
    second = tmp_path / "later"
    shutil.copytree(resources_dir() / "demo" / "05-copd-exacerbation" / "ecg", second)
    joined = with_files(case, sorted(second.iterdir()))
    assert len(case.ecgs) == 1 and len(joined.ecgs) == 2
    assert joined.ecgs[0].source != case.ecgs[0].source and joined.ecgs[1] is case.ecgs[0]
