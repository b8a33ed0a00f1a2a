"""A copy of a case of every format: none of the planted identifiers is in any of its bytes, and it is still a case."""

from __future__ import annotations

import io
import json
from datetime import timedelta

import numpy as np
import pytest
from pydicom import dcmread

from cdss.core.kinds import Modality, Presence
from cdss.core.sentences import LANGUAGES
from cdss.deidentify.copy import NotExported, files_of, prepare, write
from cdss.readers.case_folder import read_case
from cdss.readers.dicom import film_of_dataset
from cdss.readers.dropped import with_files
from tests.cdss.deidentify.planted import BIRTH, FAMILY, KINDS, KOREAN, PLANTED, film, found_in, write_case

FILMS = ("dicom", "png")


def exported(tmp_path, kind, **options):
    key = write_case(tmp_path / "in", kind)
    case = read_case(key)
    export = prepare(case, key, **options)
    write(export, tmp_path / "out", export.pictures)
    return case, export, tmp_path / "out"


@pytest.mark.parametrize("kind", KINDS)
def test_no_planted_identifier_leaves_and_the_copy_is_read_again(tmp_path, kind):
    case, export, out = exported(tmp_path, kind)
    assert found_in(tmp_path / "in"), "they were there"
    assert found_in(out) == {}
    copy = read_case(out)
    assert {m: copy.presence(m) for m in Modality} == {m: case.presence(m) for m in Modality}
    assert export.left_out == () and Presence.PRESENT in {case.presence(m) for m in Modality}
    for one, two in zip(case.ecgs, copy.ecgs, strict=True):
        there = ~np.isnan(one.signal_mv)
        np.testing.assert_allclose(two.signal_mv[there], one.signal_mv[there], atol=2e-5)
        assert (two.rate_hz, two.missing_leads, two.recorded) == (one.rate_hz, one.missing_leads, None)


@pytest.mark.parametrize("kind", ["dicom", "inline", "edf"])
def test_with_shifted_dates_the_intervals_stay_and_no_true_date_does(tmp_path, kind):
    case, _, out = exported(tmp_path, kind, shift_dates=True)
    copy = read_case(out)
    assert found_in(out, (*PLANTED, "2026-11-20", "20261120")) == {}
    old, new = ([row.time for row in c.vitals.rows] for c in (case, copy)) if case.vitals else ([], [])
    moved = {a - b for a, b in zip(old, new, strict=True)}
    if case.arrival.time is not None:
        moved.add(case.arrival.time - copy.arrival.time)
    if case.films:
        moved.add(case.films[0].acquired.replace(hour=0, minute=0) - copy.films[0].acquired.replace(hour=0, minute=0))
    assert len(moved) == 1 and timedelta(days=30) <= moved.pop() <= timedelta(days=364)


def test_without_shifted_dates_none_is_left(tmp_path):
    _, _, out = exported(tmp_path, "inline")
    copy = read_case(out)
    assert copy.arrival.time is None and {row.time for row in copy.vitals.rows} == {None}
    assert [row.heart_rate for row in copy.vitals.rows] == [110, 96]


def test_an_age_over_89_is_90_and_sex_and_arrival_stay(tmp_path):
    case, _, out = exported(tmp_path, "inline")
    copy = read_case(out)
    assert (case.patient.age_years, copy.patient.age_years) == (97, 90)
    assert (copy.patient.sex, copy.arrival.mode) == (case.patient.sex, case.arrival.mode)
    assert copy.history == ("hypertension", "followed by Dr. [NAME]") and copy.sources == ()


@pytest.mark.parametrize("kind", FILMS)
def test_a_picture_nobody_looked_at_does_not_leave(tmp_path, kind):
    key = write_case(tmp_path / "in", kind)
    export = prepare(read_case(key), key)
    assert len(export.pictures) == 1
    write(export, tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["case.json", "note.txt", "vitals.csv"]
    assert "images" not in json.loads((tmp_path / "out" / "case.json").read_text())
    assert export.pictures[0] in files_of(export, export.pictures)


def test_the_words_of_the_preview_are_what_is_written(tmp_path):
    _, export, out = exported(tmp_path, "inline")
    complaint, note, history = export.words
    assert note.text.encode() == (out / "note.txt").read_bytes() and "[NAME]님" in note.text
    assert KOREAN in note.before and "NAME" in {f.kind for f in note.found if note.before[f.start : f.end] == KOREAN}
    assert complaint.text == "[NAME]님 흉통" and history.text == "followed by Dr. [NAME]"
    assert "crushing chest pain. BP 120/80, HR 110." in note.text


def test_two_copies_of_one_case_cannot_be_told_to_be_of_one_patient(tmp_path):
    key = write_case(tmp_path / "in", "dicom")
    one, two = (prepare(read_case(key), key) for _ in range(2))
    assert one.case_id != two.case_id and one.pieces[0].content != two.pieces[0].content


def test_a_folder_that_is_not_empty_is_left_alone_and_an_empty_one_is_used(tmp_path):
    key = write_case(tmp_path / "in", "csv")
    export = prepare(read_case(key), key)
    (tmp_path / "out").mkdir()
    write(export, tmp_path / "out")
    before = sorted((tmp_path / "out").iterdir())
    with pytest.raises(NotExported) as refused:
        write(export, tmp_path / "out")
    assert refused.value.issue.code == "deidentify_not_empty"
    assert all(str(tmp_path / "out") in refused.value.issue.text(language) for language in LANGUAGES)
    assert sorted((tmp_path / "out").iterdir()) == before


def test_what_cannot_be_written_leaves_nothing(tmp_path):
    key = write_case(tmp_path / "in", "csv")
    export = prepare(read_case(key), key)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(NotExported) as refused:
        write(export, tmp_path / "file" / "out")
    assert refused.value.issue.code == "deidentify_unwritable"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "in"]


def test_parts_of_different_patients_are_not_exported(tmp_path):
    key = write_case(tmp_path / "in", "dicom")
    told = {"schema": "cdss.case/1", "patient": {"id": "another"}, "images": [{"path": "Honggyeol.dcm"}]}
    (key / "case.json").write_text(json.dumps(told))
    with pytest.raises(NotExported) as refused:
        prepare(read_case(key), key)
    assert refused.value.issue.code == "deidentify_blocked"


def test_a_film_that_cannot_be_decoded_is_left_out_by_name_and_the_rest_leaves(tmp_path):
    key = write_case(tmp_path / "in", "dicom")
    case = read_case(key)
    path = key / case.films[0].source
    data = path.read_bytes()
    path.write_bytes(data.replace(b"1.2.840.10008.1.2.1\0", b"1.2.840.10008.1.2.4\0"))
    export = prepare(case, key)
    assert [i.code for i in export.left_out] == ["deidentify_film_left_out"]
    assert {p.name for p in export.pieces} == {"vitals.csv", "note.txt"}
    assert BIRTH not in str(export.manifest)


def test_a_film_that_was_added_leaves_as_it_was_looked_at_and_not_another_of_the_same_name(tmp_path):
    key, name = write_case(tmp_path / "in", "dicom"), f"{FAMILY}.dcm"
    other = film()
    other.PixelData = other.PixelData[:12800][::-1]
    other.PatientName, other.BitsStored, other.HighBit = "Xanthippe^Q", 16, 15
    (tmp_path / "added").mkdir()
    added = tmp_path / "added" / name
    other.save_as(added, enforce_file_format=True)
    (key / f"{FAMILY} note.txt").write_text("Xanthippe fell.", encoding="utf-8")
    case = with_files(read_case(key), [added])
    export = prepare(case, key, [added])
    write(export, tmp_path / "out", export.pictures)
    copy = read_case(tmp_path / "out")
    np.testing.assert_array_equal(copy.films[0].pixels, case.films[0].pixels)
    assert copy.note.text == "[NAME] fell.", "its header is known too"


def test_the_picture_of_the_preview_is_that_of_the_file_that_leaves(tmp_path):
    key = write_case(tmp_path / "in", "dicom")
    case = read_case(key)
    other = film()
    other.PixelData = other.PixelData[:12800][::-1]
    other.save_as(key / case.films[0].source, enforce_file_format=True)
    piece = prepare(case, key).pieces[0]
    leaves = film_of_dataset(dcmread(io.BytesIO(piece.content)), "").value
    np.testing.assert_array_equal(piece.film.pixels, leaves.pixels)
    assert not np.array_equal(piece.film.pixels, case.films[0].pixels)
