"""Long runs of one character: no pattern goes over them again and again, and what stands beside them is still read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import sin

import pytest

from cdss.core.kinds import Consciousness, Sex
from cdss.readers.ecg_csv import is_ecg_header, read_ecg_csv
from cdss.readers.ecg_leads import lead_name, split_unit
from cdss.readers.fhir_visit import without_tag
from cdss.readers.part import Refused
from cdss.readers.table import MOST_LACKING, read_table
from cdss.readers.vital_codes import consciousness_named
from cdss.readers.wfdb_header import LONGEST_LINE, parse_wfdb_header

MANY = 60_000
"""About as many as a file may have where its kind is looked for."""

LONGEST_S = 1.0
"""Of computing; a thousandth of it is needed."""


@contextmanager
def soon() -> Iterator[None]:
    start = time.process_time()
    yield
    assert time.process_time() - start < LONGEST_S


@pytest.mark.parametrize(
    ("column", "name", "unit"),
    [
        (f"I{' ' * MANY}mV", "I", "mV"),
        (f"I{' ' * MANY}x", f"I{' ' * MANY}x", ""),
        (f"I{'(' * MANY}mV)", "I", f"{'(' * (MANY - 1)}mV"),
        (f"I{'(' * MANY}", f"I{'(' * MANY}", ""),
        (f"I{'_' * MANY}mV", f"I{'_' * (MANY - 1)}", "mV"),
        (f"I ({' ' * MANY}µV{' ' * MANY})", "I", "µV"),
    ],
)
def test_a_unit_behind_a_run_is_split_off(column: str, name: str, unit: str) -> None:
    with soon():
        assert split_unit(column) == (name, unit)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("I (mV)", ("I", "mV")),
        ("aVR [µV]", ("aVR", "µV")),
        ("V1 ( uV )", ("V1", "uV")),
        ("a) (mV)", ("a)", "mV")),
        ("x (a] b)", ("x (a] b)", "")),
        ("(mV)", ("(mV)", "")),
        ("II_uV", ("II", "uV")),
        ("II / mV", ("II", "mV")),
        ("time ms", ("time", "ms")),
        ("time_seconds", ("time", "seconds")),
        ("II__mv", ("II_", "mv")),
        ("_mV", ("_mV", "")),
        ("mV", ("mV", "")),
        ("", ("", "")),
    ],
)
def test_a_column_is_split_into_name_and_unit(column: str, expected: tuple[str, str]) -> None:
    assert split_unit(column) == expected


@pytest.mark.parametrize("run", ["(", ",", " ", "-", ")("])
def test_a_lead_is_known_in_front_of_a_run_and_not_behind_it(run: str) -> None:
    with soon():
        assert lead_name(f"{run * MANY}x\ny") is None
    assert lead_name("V1 (chest), left") == lead_name("V1")


def test_brackets_without_end_in_a_header_name_no_leads() -> None:
    with soon():
        assert not is_ecg_header(["(" * MANY, f"I{' ' * MANY}x", "II"])


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (consciousness_named, f"{'(' * MANY}alert", Consciousness.ALERT),
        (consciousness_named, "Alert (AVPU)", Consciousness.ALERT),
        (without_tag, f"Pain{' ' * MANY}x", f"Pain{' ' * MANY}x"),
        (without_tag, f"Pain{' ' * MANY}(finding)", "Pain"),
        (without_tag, "Fall (event) at home", "Fall (event) at home"),
    ],
)
def test_words_of_a_bundle_with_a_run_in_them(read: Callable[[str], object], text: str, expected: object) -> None:
    with soon():
        assert read(text) == expected


def test_comments_of_a_record_with_runs_in_them_still_tell_age_and_sex() -> None:
    lines = ["rec 1 500 1300", "rec.dat 16 200 16 0 0 0 0 I", f"# age{' ' * MANY}x age:{' ' * MANY}74", "# Sex: F"]
    with soon():
        header = parse_wfdb_header("\n".join(lines))
        assert header is not None and (header.age_years, header.sex) == (74.0, Sex.FEMALE)


def test_lines_of_a_record_that_no_record_has_are_left_to_no_library(tmp_path) -> None:
    text = f"rec 1 500 1300\nrec.dat 16 200 16 0 0 0 {'1' * MANY}x I\n"
    with soon():
        assert parse_wfdb_header(text) is None
    longest = "rec.dat 16 200 16 0 0 0 0 " + "I" * (LONGEST_LINE - 26)
    assert parse_wfdb_header(f"rec 1 500 1300\n{longest}") is not None
    assert parse_wfdb_header(f"rec 1 500 1300\n{longest}I") is None


@pytest.mark.parametrize(
    ("written", "age"), [("1" * MANY, None), ("300", None), ("0", None), ("120", 120.0), ("0.5", 0.5)]
)
def test_an_age_that_nobody_has_is_not_known(written: str, age: float | None) -> None:
    header = parse_wfdb_header(f"rec 1 500 1300\nrec.dat 16 200 16 0 0 0 0 I\n# age: {written}")
    assert header is not None and header.age_years == age


def test_the_rate_is_found_behind_a_run(tmp_path) -> None:
    rows = "\n".join(f"{0.5 * sin(n / 9):.3f},{0.7 * sin(n / 7):.3f}" for n in range(2600))
    (tmp_path / "leads.csv").write_text(f"# fs{' ' * MANY}= 250\nI (mV),II (mV)\n{rows}\n", encoding="utf-8")
    with soon():
        assert read_ecg_csv(tmp_path / "leads.csv", "leads.csv").value.rate_hz == 250
    (tmp_path / "leads.csv").write_text(f"# fs{' ' * MANY}250\nI (mV),II (mV)\n{rows}\n", encoding="utf-8")
    with soon(), pytest.raises(Refused, match="ecg_rate_missing"):
        read_ecg_csv(tmp_path / "leads.csv", "leads.csv")


def test_rows_far_shorter_than_the_header_are_no_table_and_a_few_are_filled_up() -> None:
    with soon():
        assert read_table("," * MANY + "\n" + "1\n" * MANY) is None
    table = read_table("a,b,c\n1\n1,2,3,4\n")
    assert table is not None and (table.rows, table.ragged) == ((("1", "", ""), ("1", "2", "3")), 1)
    width = 1001
    least = read_table("," * (width - 1) + "\n" + "1\n" * (MOST_LACKING // (width - 1)))
    assert least is not None and len(least.rows) == MOST_LACKING // (width - 1)
