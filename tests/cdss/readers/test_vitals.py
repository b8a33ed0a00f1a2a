"""Vital signs: units, plausible ranges, order of rows, and everything that must not be guessed."""

from __future__ import annotations

from dataclasses import astuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdss.core.kinds import Consciousness, Modality, Presence, Severity
from cdss.readers.case_folder import read_case, read_manifest
from cdss.readers.table import read_table
from cdss.readers.vitals import MAX_ROWS, vitals_from_table
from cdss.readers.vitals_values import PLAUSIBLE
from cdss.records.vitals import VitalsRow

HEADER = "time,heart_rate,resp_rate,sbp,dbp,spo2,temperature_c,on_oxygen,consciousness,pain"


def parse(text):
    part = vitals_from_table(read_table(text), "vitals.csv")
    return part.value, {i.code: i for i in part.issues}


def one(text):
    vitals, issues = parse(text)
    return vitals.rows[0], issues


def test_table_of_the_contract():
    row, issues = one(f"{HEADER}\n2026-11-20T14:22:00+09:00,110,24,160,95,93,38.2,1,A,8\n")
    assert astuple(row)[1:] == (110, 24, 160, 95, 93, 38.2, True, Consciousness.ALERT, 8)
    assert row.time.isoformat() == "2026-11-20T14:22:00+09:00"
    assert not issues


def test_empty_cells_are_not_measured():
    row, issues = one(f"{HEADER}\n,,18,,,nan,,,,\n")
    assert row == VitalsRow(resp_rate=18)
    assert not issues


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_with_decimal_comma_and_byte_order_mark(folder, delimiter):
    text = (
        delimiter.join(["spo2", "Temperature_C", "Heart Rate"]) + "\r\n" + delimiter.join(["97", "38,4", "88"]) + "\r\n"
    )
    (folder / "v").write_bytes(text.encode("utf-8-sig"))
    row = read_case(folder).vitals.rows[0]
    assert (row.spo2, row.temperature_c, row.heart_rate) == (97, 38.4, 88)


@pytest.mark.parametrize(("name", "ends"), PLAUSIBLE.items())
def test_ends_of_the_plausible_range(name, ends):
    low, high = ends
    other = "spo2" if name != "spo2" else "heart_rate"
    for value, kept in ((low, True), (high, True), (low - 0.1, False), (high + 0.1, False)):
        row, issues = one(f"{name},{other}\n{value:g},96\n")
        assert getattr(row, name) == (value if kept else None)
        assert ("vitals_out_of_range" in issues) is not kept


def test_rejected_value_is_named_with_its_range():
    _, issues = one("heart_rate,spo2\n998,96\n")
    text = issues["vitals_out_of_range"].text()
    assert "heart_rate 998" in text and "20-300" in text and "row 1" in text
    assert issues["vitals_out_of_range"].severity is Severity.WARNING


def test_same_fault_in_many_rows_is_one_sentence():
    vitals, issues = parse("time,heart_rate,spo2\n" + "".join(f"2026-01-01T00:{m:02},999,97\n" for m in range(50)))
    assert len(vitals.rows) == 50 and list(issues) == ["vitals_out_of_range"]
    assert "50 in all" in issues["vitals_out_of_range"].text()


def test_fahrenheit():
    row, issues = one("temperature_f,spo2\n101.3,97\n")
    assert row.temperature_c == pytest.approx(38.5) and not issues
    row, issues = one("temperature_c,spo2\n101.3,97\n")
    assert row.temperature_c is None and set(issues) == {"vitals_temperature_fahrenheit"}


@pytest.mark.parametrize(("sbp", "dbp", "kept"), [(120, 80, True), (80, 80, False), (70, 110, False)])
def test_diastolic_must_be_below_systolic(sbp, dbp, kept):
    row, issues = one(f"sbp,dbp,spo2\n{sbp},{dbp},97\n")
    assert (row.sbp, row.dbp) == ((sbp, dbp) if kept else (None, None))
    assert ("vitals_pressure_order" in issues) is not kept


@pytest.mark.parametrize(
    ("word", "value"), [("1", True), ("0", False), ("TRUE", True), ("false", False), ("0.0", False)]
)
def test_oxygen(word, value):
    assert one(f"on_oxygen,spo2\n{word},97\n")[0].on_oxygen is value


@pytest.mark.parametrize("word", ["2", "nasal cannula", "2 L/min"])
def test_oxygen_in_other_words_is_rejected(word):
    row, issues = one(f"on_oxygen,spo2\n{word},97\n")
    assert row.on_oxygen is None and set(issues) == {"vitals_not_yes_no"}


@pytest.mark.parametrize(("word", "value"), [("a", "A"), ("C", "C"), ("v", "V"), ("Pain", "P"), ("U", "U")])
def test_consciousness(word, value):
    assert one(f"consciousness,spo2\n{word},97\n")[0].consciousness == value


def test_words_that_are_no_value_are_rejected():
    row, issues = one("consciousness,heart_rate,spo2\nGCS 15,fast,97\n")
    assert row == VitalsRow(spo2=97)
    assert set(issues) == {"vitals_not_acvpu", "vitals_not_a_number"}


@pytest.mark.parametrize("cell", ["1_0", "inf", "-inf", "0x50", "8O", "12 0", "٨٠", "1e999"])
def test_only_plain_numbers_are_numbers(cell):
    row, issues = one(f"heart_rate,spo2\n{cell},97\n")
    assert row.heart_rate is None and issues


def test_unknown_and_double_columns_are_named():
    row, issues = one("heart_rate,glucose,spo2,spo2\n80,5.5,97,50\n")
    assert (row.heart_rate, row.spo2) == (80, 97)
    assert "glucose" in issues["vitals_unknown_column"].text()
    assert "vitals_double_column" in issues


def test_rows_are_sorted_by_time_across_offsets():
    vitals, issues = parse(
        "time,spo2\n2026-01-01T10:00:00Z,91\n2026-01-01T10:30:00+09:00,92\n2026-01-01T09:00:00+00:00,93\n"
    )
    assert [row.spo2 for row in vitals.rows] == [92, 93, 91] and not issues
    assert vitals.latest.spo2 == 91


@pytest.mark.parametrize(
    ("times", "code"),
    [
        (("", ""), "vitals_without_times"),
        (("2026-01-01T10:00", "yesterday"), "vitals_time_unreadable"),
        (("2026-01-01T10:00", "2026-01-01T09:00Z"), "vitals_mixed_times"),
    ],
)
def test_rows_that_cannot_be_ordered_keep_file_order(times, code):
    vitals, issues = parse(f"time,spo2\n{times[0]},91\n{times[1]},92\n")
    assert [row.spo2 for row in vitals.rows] == [91, 92]
    assert code in issues


def test_single_row_needs_no_time():
    assert not one("heart_rate,spo2\n80,97\n")[1]


def test_of_a_huge_table_the_newest_rows_are_read():
    rows = [
        f"2026-01-{1 + i // 1440 % 28:02}T{i // 60 % 24:02}:{i % 60:02},{60 + i % 7}\n" for i in range(MAX_ROWS + 5000)
    ]
    vitals, issues = parse("time,heart_rate\n" + "".join(reversed(rows)))
    assert len(vitals.rows) == MAX_ROWS
    assert vitals.rows[-1].time.isoformat() == "2026-01-18T08:39:00"
    assert str(MAX_ROWS) in issues["vitals_rows_cut"].text()


def test_table_without_a_usable_value_is_rejected(folder):
    (folder / "v.csv").write_text("heart_rate,spo2\n999,12\n,\n", encoding="utf-8")
    case = read_case(folder)
    assert case.presence(Modality.VITALS) is Presence.REJECTED
    assert "vitals_empty" in {i.code for i in case.issues}


def test_inline_rows_follow_the_same_rules(folder):
    rows = [
        {"time": "2026-01-01T11:00", "heart_rate": 80, "on_oxygen": True, "spo2": "97", "pain": None},
        {"time": "2026-01-01T10:00", "heart_rate": 500.0, "on_oxygen": 0, "consciousness": "v", "temperature_c": 98.6},
    ]
    case = read_manifest({"case_id": "x", "vitals": {"rows": rows}}, folder)
    early, late = case.vitals.rows
    assert (late.heart_rate, late.on_oxygen, late.spo2, late.pain) == (80, True, 97, None)
    assert (early.heart_rate, early.on_oxygen, early.consciousness) == (None, False, Consciousness.VOICE)
    assert {i.code for i in case.issues} == {"vitals_out_of_range", "vitals_temperature_fahrenheit"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda t: (HEADER + "\n" + t).encode("utf-8", "replace")))
def test_no_bytes_make_the_reader_raise_or_leave_the_range(folder, data):
    (folder / "vitals.csv").write_bytes(data)
    case = read_manifest({"case_id": "x", "vitals": {"path": "vitals.csv"}}, folder)
    assert case.presence(Modality.VITALS) is not Presence.MISSING
    for row in case.vitals.rows if case.vitals else ():
        for name, (low, high) in PLAUSIBLE.items():
            value = getattr(row, name)
            assert value is None or low <= value <= high


def test_endless_table_is_refused_at_once_and_says_so(folder):
    (folder / "v.csv").write_text("heart_rate,spo2\n" + "80,97\n" * 1_500_000, encoding="utf-8")
    case = read_case(folder)
    assert case.presence(Modality.VITALS) is Presence.REJECTED
    assert "limit 8 MiB" in next(i for i in case.issues if i.code == "file_too_large").text()
