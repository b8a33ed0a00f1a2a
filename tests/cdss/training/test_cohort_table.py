"""A hospital's table: read in the units of the records, split by patient, and every fault named with row and column."""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
import pytest

from cdss.core.errors import CdssError
from cdss.core.kinds import CONDITIONS, Consciousness
from cdss.nets.vitals_input import HISTORY, VITAL_NAMES
from cdss.training.cohort_table import load_cohort


@pytest.fixture
def folder(tmp_path, cohort_files):
    def write(change=lambda rows: None, columns=None, count=16):
        rows = cohort_files.rows_of(count)
        change(rows)
        return cohort_files.write(tmp_path / "cohort", rows, columns or cohort_files.COLUMNS)

    return write


def faults(folder):
    with pytest.raises(CdssError) as raised:
        load_cohort(folder)
    return str(raised.value).split("\n")


def test_a_row_is_read_in_the_units_of_the_records(folder):
    v = load_cohort(folder()).visits
    assert len(v) == 16 and v.year[0] == 2021
    measured = dict(zip(VITAL_NAMES, v.vitals[1].tolist(), strict=True))
    assert measured == pytest.approx(
        {"heart_rate": 61, "resp_rate": 16, "sbp": 120, "dbp": 70, "spo2": 97, "temperature_c": 36.6, "pain": 1}
    )
    assert np.isnan(v.vitals[0, VITAL_NAMES.index("sbp")])
    assert v.age[:2].tolist() == [30, 31]
    assert v.sex[:2].tolist() == [1, 0] and np.isnan(v.sex[2:4]).all()
    assert v.ambulance[:2].tolist() == [1, 0] and np.isnan(v.ambulance[2:4]).all()
    assert v.acuity[:7].tolist() == [-1, 1, 2, 3, 4, 0, -1]
    assert v.outcomes[:3].tolist() == [[1, 1], [1, 0], [0, 0]]


def test_codes_become_conditions_with_and_without_the_dot(folder):
    def plain(rows):
        rows[1]["icd10"] = "I214"

    v = load_cohort(folder(plain)).visits
    named = [{CONDITIONS[i] for i in np.flatnonzero(row)} for row in v.conditions[:6]]
    assert named == [set(), {"acs"}, {"pneumonia", "heart_failure"}, set(), set(), {"acs"}]


def test_notes_are_read_as_the_engine_reads_them(folder):
    """Abbreviations spelled out, Korean in English, and the level of consciousness as a phrase."""
    phrases = load_cohort(folder()).visits.phrases
    assert "shortness of breath" in phrases[1][0].lower()
    assert phrases[2][0].isascii() and "cough" in phrases[2][0].lower()
    assert phrases[0][0].endswith("; confused") and not phrases[4][0].endswith("; confused")
    assert phrases[3] == ()


def test_the_level_of_consciousness_is_kept_beside_the_note(folder):
    spoken = load_cohort(folder(lambda rows: rows[3].update(consciousness=""))).visits.consciousness
    assert spoken[:4] == (Consciousness.CONFUSION, Consciousness.ALERT, Consciousness.ALERT, None)


def test_a_history_that_is_not_given_is_unknown_and_one_without_disease_is_known(folder):
    history = load_cohort(folder()).visits.history
    named = [name for (name, _), flag in zip(HISTORY, history[0], strict=True) if flag]
    assert named == ["diabetes", "hypertension"]
    assert np.isnan(history[1]).all() and not history[2].any()


def test_films_and_ecgs_are_those_of_the_visit(folder, cohort_files):
    cohort = load_cohort(folder())
    assert [i for i, path in enumerate(cohort.films) if path] == [0, 4, 8, 12]
    assert cohort.films[0] == cohort.folder / cohort_files.FILM
    assert cohort.ecgs[3] == cohort.folder / cohort_files.ECG
    assert cohort.visits.film_done.sum() == 4 and cohort.visits.ecg_done.sum() == 6
    assert cohort.views[0] == "PA"


def test_a_wfdb_record_may_be_named_without_its_suffix(folder, cohort_files):
    def bare(rows):
        rows[0]["ecg"] = cohort_files.ECG.removesuffix(".hea")

    assert load_cohort(folder(bare)).ecgs[0] is not None


def test_visits_of_a_patient_stay_together_where_no_split_is_given(folder):
    def many(rows):
        for row in rows:
            row["split"] = ""

    cohort = load_cohort(folder(many, count=200))
    by_patient = {}
    for patient, split in zip(cohort.patients, cohort.split, strict=True):
        by_patient.setdefault(patient, set()).add(split)
    assert max(map(len, by_patient.values())) == 1 and len(by_patient) == 150
    share = {s: np.mean([splits == {s} for splits in by_patient.values()]) for s in ("train", "tune", "test")}
    assert share["train"] == pytest.approx(0.7, abs=0.1) and share["test"] == pytest.approx(0.15, abs=0.08)


def test_a_patient_in_two_splits_is_refused_with_both_rows(folder):
    def torn(rows):
        rows[12]["split"] = "test"  # visit v12 is of patient p0, as is v0

    assert faults(folder(torn)) == [
        "Row 14, column split: the patient p0 is in test here and in train in row 2. A patient belongs to one split."
    ]


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("visit_id", "", "Row 4, column visit_id: a value is needed."),
        ("visit_id", "v0", "Row 4, column visit_id: v0 stands in row 2 already."),
        ("patient_id", "", "Row 4, column patient_id: a value is needed."),
        ("age", "old", "Row 4, column age: old is not a number."),
        ("age", "150", "Row 4, column age: 150 is not an age from 0 to 120 years."),
        ("sbp", "120/80", "Row 4, column sbp: 120/80 is not a number."),
        ("sex", "X", "Row 4, column sex: X is not one of f, m, o, u."),
        ("level", "6", "Row 4, column level: 6 is not one of 1, 2, 3, 4, 5, 1.0, 2.0, 3.0, 4.0, 5.0."),
        ("critical", "", "Row 4, column critical: a value is needed."),
        ("admitted", "maybe", "Row 4, column admitted: maybe is not one of 0, 1, no, yes, false, true, 0.0, 1.0."),
        ("arrival", "bus", "Row 4, column arrival: bus is not one of ambulance, other, unknown."),
        ("split", "valid", "Row 4, column split: valid is not one of train, tune, test."),
        ("consciousness", "drowsy", "Row 4, column consciousness: drowsy is not one of a, c, v, p, u."),
        ("film", "films/b.jpg", "Row 4, column film: there is no file films/b.jpg in the cohort folder."),
        ("ecg", "nowhere.hea", "Row 4, column ecg: there is no file nowhere.hea in the cohort folder."),
    ],
)
def test_a_faulty_cell_is_named_with_its_row_and_column(folder, column, value, sentence):
    def spoil(rows):
        rows[2][column] = value

    assert faults(folder(spoil)) == [sentence]


def test_a_path_out_of_the_folder_is_refused(folder):
    def escape(rows):
        rows[2]["film"] = "../other/films/a.jpg"

    (only,) = faults(folder(escape))
    assert only.startswith("Row 4, column film: ") and "../other" in only


def test_all_faults_are_named_at_once_and_many_are_counted(folder):
    def spoil(rows):
        for row in rows:
            row["age"], row["pain"] = "?", "?"

    lines = faults(folder(spoil))
    assert len(lines) == 21 and lines[-1] == "… and 12 more faults."


def test_missing_columns_are_named(folder, cohort_files):
    without = tuple(c for c in cohort_files.COLUMNS if c not in ("critical", "icd10", "pain"))
    assert [line.split(". ")[0] for line in faults(folder(columns=without))] == [
        "visits.csv has no column critical",
        "visits.csv has no column icd10",
    ]


def test_optional_columns_may_be_left_out(folder):
    required = ("visit_id", "patient_id", "split", "admitted", "critical", "icd10")
    cohort = load_cohort(folder(columns=required))
    v = cohort.visits
    assert np.isnan(v.vitals).all() and np.isnan(v.age).all() and not any(v.phrases) and (v.acuity == -1).all()
    assert not any(cohort.films) and not any(cohort.ecgs)


def test_a_column_that_is_not_known_is_said_to_be_left_out(folder, cohort_files):
    (issue,) = load_cohort(folder(columns=(*cohort_files.COLUMNS, "Pulse"))).issues
    assert issue.text() == "The column Pulse is not one of the cohort table and was not read."


def test_values_out_of_range_count_as_not_measured_and_are_reported(folder):
    def fahrenheit(rows):
        rows[3]["temperature_c"] = rows[5]["temperature_c"] = "98.6"

    cohort = load_cohort(folder(fahrenheit))
    column = cohort.visits.vitals[:, VITAL_NAMES.index("temperature_c")]
    assert np.flatnonzero(np.isnan(column)).tolist() == [3, 5]
    assert [i.text() for i in cohort.issues] == [
        "Column temperature_c: 2 values outside 25-45 °C count as not measured; the first stands in row 5."
    ]


def test_a_table_without_tuning_patients_is_refused(folder):
    def all_train(rows):
        for row in rows:
            row["split"] = "train"

    assert faults(folder(all_train))[0].startswith("No visit is in the split tune.")


def test_a_table_of_test_patients_alone_can_be_read_where_nothing_is_trained(folder):
    def all_test(rows):
        for row in rows:
            row["split"] = "test"

    assert set(load_cohort(folder(all_test), needed=()).split) == {"test"}


def test_a_folder_without_a_table_is_refused(tmp_path):
    with pytest.raises(CdssError, match=r"neither visits\.csv nor visits\.parquet"):
        load_cohort(tmp_path)


def test_parquet_without_pyarrow_is_refused_in_words(tmp_path, monkeypatch):
    for name in ("pyarrow", "fastparquet"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "visits.parquet").write_bytes(b"PAR1")
    with pytest.raises(
        CdssError, match=r"only where the Python package pyarrow is installed.*save the table as visits\.csv"
    ):
        load_cohort(tmp_path)


NULLABLE = {
    "year": "Int64",
    "level": "Int64",
    "sbp": "Int64",
    "admitted": "boolean",
    "critical": "bool",
    "sex": "string",
}
"""Types in which a hospital's export may come; three of them have pandas' own sign for a missing value."""


def test_a_typed_parquet_table_says_what_the_csv_says(folder):
    pytest.importorskip("pyarrow")
    csv = folder()
    written = load_cohort(csv)
    table = pd.read_csv(csv / "visits.csv").astype(NULLABLE)
    table["history"] = table["history"].astype("category")
    table.to_parquet(csv / "visits.parquet")
    (csv / "visits.csv").unlink()
    typed = load_cohort(csv)
    assert typed.ids == written.ids and typed.patients == written.patients
    assert typed.split.tolist() == written.split.tolist()
    assert typed.films == written.films and typed.ecgs == written.ecgs
    for name in ("year", "vitals", "age", "sex", "ambulance", "history", "acuity", "outcomes", "conditions"):
        np.testing.assert_array_equal(getattr(typed.visits, name), getattr(written.visits, name), err_msg=name)
    assert typed.visits.phrases == written.visits.phrases


def test_a_damaged_table_is_refused_in_words(tmp_path):
    (tmp_path / "visits.csv").write_text("visit_id,patient_id\n1,2,3,4\n1,2,3,4,5\n", encoding="utf-8")
    with pytest.raises(CdssError, match=r"visits\.csv cannot be read as a table"):
        load_cohort(tmp_path)
