"""Beats that another program marked, beside a record: named, never an error, never taken for a note."""

from __future__ import annotations

import numpy as np
import pytest
import wfdb

from cdss.core.kinds import Severity
from cdss.readers.case_folder import read_case
from cdss.readers.wfdb_annotations import beats_in, marked_beats

PLACES = np.array([100, 600, 1100, 1150, 9000])


@pytest.fixture
def record(folder, beats, write_wfdb):
    write_wfdb(beats(leads=8), ["I", "II", *(f"V{n}" for n in range(1, 7))])
    return folder


def annotate(folder, extension, symbols=("N", "V", "N", "+", "N"), notes=("", "", "", "(AFIB", "")):
    wfdb.wrann("rec", extension, PLACES, list(symbols), aux_note=list(notes), write_dir=str(folder))
    return folder / f"rec.{extension}"


@pytest.mark.parametrize("extension", ["atr", "qrs", "ecg"])
def test_marks_beside_a_record_are_named_and_counted(record, extension):
    annotate(record, extension)
    case = read_case(record)
    found = [i for i in case.issues if i.code == "ecg_annotations_beside"]
    assert [(i.severity, dict(i.params)["file"], dict(i.params)["count"]) for i in found] == [
        (Severity.INFO, f"rec.{extension}", "4")
    ]
    assert "file_not_recognised" not in {i.code for i in case.issues}
    assert (len(case.ecgs), case.note) == (1, None)


def test_a_note_of_the_same_name_is_still_read(record):
    (record / "rec.txt").write_text("Chest pain for two hours.")
    assert read_case(record).note.text == "Chest pain for two hours."


def test_as_the_library_that_wrote_them_counts(record):
    path = annotate(record, "atr")
    read = wfdb.rdann(str(path.with_suffix("")), "atr")
    assert marked_beats(path) == sum(symbol in "NV" for symbol in read.symbol) == 4


@pytest.mark.parametrize("data", [b"", b"\0", b"text of a note", b"\xff\xff\0\0", b"\1\4", b"\0\0\1\4\0\0"])
def test_other_bytes_are_no_annotations(data):
    assert beats_in(data) is None


def test_a_folder_or_a_missing_file_is_none(folder):
    assert marked_beats(folder) is None
    assert marked_beats(folder / "none.atr") is None
