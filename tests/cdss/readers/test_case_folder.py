"""Whole cases: recognition by content, hostile folders, and that one bad part never costs another."""

from __future__ import annotations

import json
import os
import shutil
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pydicom.data import get_testdata_file

from cdss.core.errors import CaseError
from cdss.core.kinds import ECG_LEADS, MODALITIES, Modality, Presence, Severity
from cdss.readers.case_folder import read_case, read_manifest

VITALS = "heart_rate,resp_rate,sbp,dbp,spo2\n110,24,160,95,93\n"


def add(folder, modality, beats, ramp):
    """One file of ``modality`` under a name that says nothing."""
    if modality is Modality.IMAGE:
        Image.fromarray(ramp(0, 255).astype(np.uint8)).save(folder / "one", format="PNG")
    if modality is Modality.ECG:
        shutil.copy(get_testdata_file("waveform_ecg.dcm", download=False), folder / "two")
    if modality is Modality.VITALS:
        (folder / "three").write_text(VITALS, encoding="utf-8")
    if modality is Modality.NOTE:
        (folder / "four").write_text("chest pain, radiating to the left arm", encoding="utf-8")


@pytest.mark.parametrize("present", [c for n in range(5) for c in combinations(MODALITIES, n)])
def test_every_subset_of_modalities_is_recognised_by_content(folder, beats, ramp, present):
    for modality in present:
        add(folder, modality, beats, ramp)
    case = read_case(folder)
    assert case.present == present
    assert case.case_id == folder.name
    assert all(i.severity is Severity.INFO for i in case.issues)


def test_sub_folders_csv_recording_and_papers_beside(folder, beats, ramp, write_wfdb):
    (folder / "image").mkdir()
    add(folder / "image", Modality.IMAGE, beats, ramp)
    write_wfdb(beats(), list(ECG_LEADS))
    (folder / "ecg" / "deep").mkdir(parents=True)
    for name in ("rec.hea", "rec.dat"):
        (folder / name).rename(folder / "ecg" / "deep" / name)
    rows = "\n".join(",".join(f"{v:.3f}" for v in row) for row in beats())
    (folder / "ecg" / "b.txt").write_text("# fs=500\n" + ",".join(ECG_LEADS) + "\n" + rows, encoding="utf-8")
    for name in ("CREDITS.md", "README", "LICENSE.txt", ".hidden", "Thumbs.db"):
        (folder / name).write_text("Who made this, and under which terms.", encoding="utf-8")
    case = read_case(folder)
    assert case.present == (Modality.IMAGE, Modality.ECG)
    assert [e.source for e in case.ecgs] == ["ecg/b.txt", "ecg/deep/rec.hea"]
    assert case.films[0].source == "image/one"
    assert {i.code for i in case.issues} == {"ecg_unit_inferred"}


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>',
        b'{"type": "Bundle", "entry": []}',
        b"%PDF-1.7 report",
        b"{\\rtf1 note}",
        b"name,value,unit\nCRP,12,mg/l\nHb,13,g/dl\n",
        b"\x00\x01\x02\x03" * 50,
        b"GIF89a\x00\x00",
    ],
)
def test_other_formats_are_named_and_left_out(folder, data):
    (folder / "other.bin").write_bytes(data)
    case = read_case(folder)
    assert case.present == ()
    assert [(i.code, i.severity) for i in case.issues] == [("file_not_recognised", Severity.INFO)]
    assert "other.bin" in case.issues[0].text() and "other.bin" in case.issues[0].text("ko")


def test_note_with_commas_is_no_table(folder):
    (folder / "n").write_text("fever, cough, sputum\nno chest pain, no syncope\n", encoding="utf-8")
    assert read_case(folder).present == (Modality.NOTE,)


def test_long_korean_note_cut_within_a_character_is_text(folder):
    (folder / "n").write_text("호흡곤란과 발열로 내원함.\n" * 5000, encoding="utf-8")
    assert read_case(folder).note.text.count("발열") == 5000


def test_several_films_keep_file_order(folder, ramp):
    for name in ("b.png", "a.png"):
        Image.fromarray(ramp(0, 255).astype(np.uint8)).save(folder / name)
    assert [f.source for f in read_case(folder).films] == ["a.png", "b.png"]
    case = read_manifest({"case_id": "x", "images": [{"path": "b.png"}, {"path": "a.png"}]}, folder)
    assert [f.source for f in case.films] == ["b.png", "a.png"]


def manifest_with(path):
    return {"case_id": "x", "note": {"text": "chest pain"}, "images": [{"path": path}], "vitals": {"path": path}}


@pytest.mark.parametrize(
    "path", ["../out.png", "/etc/hostname", "C:\\out.png", "a/../../out.png", "..\\out.png", "", "a\0b", "\\\\h\\s"]
)
def test_paths_may_not_leave_the_folder(folder, path):
    (folder.parent / "out.png").write_bytes(b"secret")
    case = read_manifest(manifest_with(path), folder)
    assert case.present == (Modality.NOTE,)
    assert [i.code for i in case.issues] == ["path_outside_folder"] * 2
    assert {i.modality for i in case.issues} == {Modality.IMAGE, Modality.VITALS}


def test_links_may_not_leave_the_folder(folder):
    secret = folder.parent / "secret.txt"
    secret.write_text("of another patient", encoding="utf-8")
    (folder / "note.txt").symlink_to(secret)
    (folder / "loop").symlink_to(folder / "loop")
    (folder / "v.csv").write_text(VITALS, encoding="utf-8")
    case = read_case(folder)
    assert case.present == (Modality.VITALS,)
    assert sum(i.code == "path_outside_folder" for i in case.issues) >= 1
    named = read_manifest({"case_id": "x", "note": {"path": "note.txt"}}, folder)
    assert named.presence(Modality.NOTE) is Presence.REJECTED


def test_link_within_the_folder_is_followed(folder):
    (folder / "real").mkdir()
    (folder / "real" / "v").write_text(VITALS, encoding="utf-8")
    (folder / "v.csv").symlink_to(folder / "real" / "v")
    assert read_manifest({"case_id": "x", "vitals": {"path": "v.csv"}}, folder).present == (Modality.VITALS,)


def test_missing_file_and_folder_in_place_of_a_file(folder):
    (folder / "sub").mkdir()
    data = {
        "case_id": "x",
        "note": {"text": "pain"},
        "images": [{"path": "gone.dcm"}, {"path": "sub"}],
        "ecg": [{"path": "gone.hea"}],
        "vitals": {"path": "sub"},
    }
    case = read_manifest(data, folder)
    found = {(i.modality, i.code) for i in case.issues}
    assert found == {
        (Modality.IMAGE, "file_missing"),
        (Modality.IMAGE, "file_is_folder"),
        (Modality.ECG, "file_missing"),
        (Modality.VITALS, "file_is_folder"),
    }
    assert case.present == (Modality.NOTE,)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_pipe_does_not_block(folder):
    os.mkfifo(folder / "pipe")
    assert {i.code for i in read_case(folder).issues} == {"file_unreadable"}
    assert (
        read_manifest({"case_id": "x", "note": {"path": "pipe"}}, folder).presence(Modality.NOTE) is Presence.REJECTED
    )


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_file_without_permission(folder):
    (folder / "v.csv").write_text(VITALS, encoding="utf-8")
    (folder / "v.csv").chmod(0)
    assert {i.code for i in read_case(folder).issues} == {"file_not_permitted"}


def test_wrong_kinds_of_file_are_refused_in_words(folder, beats, ramp):
    for modality in MODALITIES:
        add(folder, modality, beats, ramp)
    data = {
        "case_id": "x",
        "images": [{"path": "two"}, {"path": "four"}],
        "ecg": [{"path": "one"}],
        "vitals": {"path": "four"},
    }
    codes = [i.code for i in read_manifest(data, folder).issues if i.severity is not Severity.INFO]
    assert codes == ["film_is_ecg", "film_format_unknown", "ecg_format_unknown", "vitals_no_columns"]


def test_many_files_are_not_all_opened(folder):
    for index in range(230):
        (folder / f"{index:03}.txt").write_text("x", encoding="utf-8")
    assert "folder_too_many_files" in {i.code for i in read_case(folder).issues}


def test_manifest_in_a_folder_without_case_id_takes_the_folders_name(folder):
    (folder / "case.json").write_text('{"note": {"text": "pain"}}', encoding="utf-8")
    assert read_case(folder).case_id == folder.name
    (folder / "other.json").write_text('{"note": {"text": "pain"}}', encoding="utf-8")
    with pytest.raises(CaseError, match="case_id"):
        read_case(folder / "other.json")


def test_manifest_file_by_its_own_path(folder):
    (folder / "v").write_text(VITALS, encoding="utf-8")
    (folder / "m.json").write_text(json.dumps({"case_id": "x", "vitals": {"path": "v"}}), encoding="utf-8")
    assert read_case(folder / "m.json").vitals.rows[0].sbp == 160


def test_a_dicom_file_by_its_own_path_is_a_case_of_that_part_alone(folder):
    shutil.copy(get_testdata_file("waveform_ecg.dcm", download=False), folder / "beat")
    shutil.copy(get_testdata_file("MR_small.dcm", download=False), folder / "slice.dcm")
    (folder / "v.csv").write_text(VITALS, encoding="utf-8")
    ecg, other = read_case(folder / "beat"), read_case(folder / "slice.dcm")
    assert ecg.case_id == "beat" and ecg.present == (Modality.ECG,)
    assert other.case_id == "slice" and other.present == ()
    assert Modality.IMAGE in {i.modality for i in other.issues}


def test_a_file_that_is_neither_dicom_nor_a_manifest_is_refused_by_name(folder):
    (folder / "v.csv").write_text(VITALS, encoding="utf-8")
    with pytest.raises(CaseError, match=r"v\.csv"):
        read_case(folder / "v.csv")


def test_case_that_is_not_there(folder):
    with pytest.raises(CaseError, match="nowhere"):
        read_case(folder / "nowhere")


def test_every_real_file_of_the_library_is_read_or_refused_but_never_raises(folder):
    names = [p for p in Path(get_testdata_file("CT_small.dcm", download=False)).parent.iterdir() if p.is_file()]
    for path in names:
        copy = folder / "x"
        shutil.copy(path, copy)
        case = read_case(folder)
        assert case.present or case.issues, path.name


def test_damaged_files_never_raise(folder, beats, ramp, write_wfdb):
    random = np.random.default_rng(7)
    for modality in (Modality.IMAGE, Modality.ECG):
        add(folder, modality, beats, ramp)
    write_wfdb(beats(), list(ECG_LEADS))
    originals = {p: p.read_bytes() for p in folder.iterdir()}
    for path, data in originals.items():
        for _ in range(8):
            broken = bytearray(data)
            for place in random.integers(0, min(len(broken), 3000), 6):
                broken[place] = random.integers(256)
            path.write_bytes(broken[: random.integers(len(broken) // 2, len(broken) + 1)])
            read_case(folder)
        path.write_bytes(data)
