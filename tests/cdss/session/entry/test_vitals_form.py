"""The form of the vital signs: what is taken, what is refused and why, and NEWS2 on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from cdss.core.kinds import Consciousness
from cdss.readers.vitals_values import PLAUSIBLE
from cdss.records.case import Case
from cdss.records.identity import Arrival
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.entry.vitals_form import TypedVitals, chart_time, read_form, time_text

SEOUL = timezone(timedelta(hours=9))
NOW = datetime(2026, 11, 20, 14, 31, tzinfo=SEOUL)
NUMBERS = {
    "heart_rate": "124",
    "resp_rate": "26",
    "spo2": "93",
    "sbp": "88",
    "dbp": "50",
    "temperature_c": "38,5",
    "pain": "7",
}
WHOLE = TypedVitals(NUMBERS, "14:05", on_oxygen=True, consciousness=Consciousness.CONFUSION)


def typed(**numbers):
    return read_form(TypedVitals(numbers, "14:05"), 58.0, NOW)


def test_a_whole_set_is_taken_with_the_scores_of_the_royal_college():
    found = read_form(WHOLE, 58.0, NOW)
    assert found.row == VitalsRow(
        datetime(2026, 11, 20, 14, 5, tzinfo=SEOUL),
        124.0,
        26.0,
        88.0,
        50.0,
        93.0,
        38.5,
        True,
        Consciousness.CONFUSION,
        7.0,
    )
    assert found.refused == {}
    assert found.savable
    points = {
        "resp_rate": 3,
        "spo2": 2,
        "on_oxygen": 2,
        "sbp": 3,
        "heart_rate": 2,
        "consciousness": 3,
        "temperature_c": 1,
    }
    assert dict(found.news2.parts) == points
    assert (found.news2.value, found.news2.complete, found.news2.band) == (16.0, True, "high")


@pytest.mark.parametrize(("field", "span"), PLAUSIBLE.items())
def test_the_ends_of_each_range_are_taken_and_what_lies_beyond_is_refused_not_clipped(field, span):
    low, high = span
    for inside in (low, high):
        assert getattr(typed(**{field: f"{inside:g}"}).row, field) == inside
    for outside in (low - 1, high + 1):
        found = typed(**{field: f"{outside:g}"})
        assert getattr(found.row, field) is None
        assert found.refused[field].code in ("entry_out_of_range", "entry_fahrenheit")
        assert not found.savable


def test_the_reason_names_the_range_with_its_unit():
    assert typed(heart_rate="301").refused["heart_rate"].text() == (
        "Outside 20–300 /min: not taken. Measure again or correct it."
    )
    assert "20–300 /min" in typed(heart_rate="301").refused["heart_rate"].text("ko")


@pytest.mark.parametrize(
    "words", ["101.3 F", "101.3f", "101,3 °F", "101.3 ℉", "화씨 101.3", "101.3 fahrenheit", "화씨 101.3도"]
)
def test_a_temperature_in_fahrenheit_said_in_words_is_kept_in_celsius(words):
    found = typed(temperature_c=words)
    assert (found.row.temperature_c, found.celsius, found.refused) == (38.5, 38.5, {})


@pytest.mark.parametrize("words", ["38.5", "38,5", "38.5 C", "38.5℃", "섭씨 38.5", "38.5도"])
def test_a_temperature_in_celsius_is_converted_to_nothing(words):
    found = typed(temperature_c=words)
    assert (found.row.temperature_c, found.celsius) == (38.5, None)


def test_a_bare_number_that_looks_like_fahrenheit_is_asked_about():
    found = typed(temperature_c="101.3")
    assert found.row.temperature_c is None
    assert found.refused["temperature_c"].text() == "101.3 looks like °F. Write “101.3 F” and it is converted."
    assert typed(temperature_c="50 F").refused["temperature_c"].code == "entry_out_of_range"


def test_a_diastolic_pressure_that_is_not_below_the_systolic_is_refused_alone():
    found = typed(sbp="88", dbp="88")
    assert (found.row.sbp, found.row.dbp) == (88.0, None)
    assert found.refused["dbp"].params == (("sbp", "88"),)


@pytest.mark.parametrize("text", ["abc", "12e", "1.2.3", "."])
def test_what_is_no_number_is_said_to_be_none(text):
    assert typed(resp_rate=text).refused["resp_rate"].code == "entry_not_a_number"
    assert typed(temperature_c=text).refused["temperature_c"].code == "entry_not_a_number"


def test_an_empty_form_has_nothing_to_save_and_no_fault():
    found = read_form(TypedVitals({}, time_text(NOW)), None, NOW)
    assert (found.measured, found.savable, found.refused) == (False, False, {})
    assert found.news2.value is None


def test_a_partial_score_names_what_is_missing():
    found = typed(resp_rate="26", heart_rate="80")
    assert (found.news2.value, found.news2.complete) == (3.0, False)
    assert set(found.news2.missing) == {"spo2", "on_oxygen", "sbp", "consciousness", "temperature_c"}


def test_scale_two_counts_high_saturation_on_oxygen():
    on_oxygen = TypedVitals({"spo2": "97"}, "14:05", on_oxygen=True)
    assert dict(read_form(on_oxygen, 70.0, NOW).news2.parts)["spo2"] == 0
    assert dict(read_form(replace(on_oxygen, scale=2), 70.0, NOW).news2.parts)["spo2"] == 3


def test_a_child_gets_no_news2():
    assert read_form(WHOLE, 12.0, NOW).news2 is None
    assert read_form(WHOLE, 12.0, NOW).savable


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("14:05", datetime(2026, 11, 20, 14, 5, tzinfo=SEOUL)),
        ("1405", datetime(2026, 11, 20, 14, 5, tzinfo=SEOUL)),
        ("9:05", datetime(2026, 11, 20, 9, 5, tzinfo=SEOUL)),
        (" 2026-11-19 23:50 ", datetime(2026, 11, 19, 23, 50, tzinfo=SEOUL)),
        ("14:32", datetime(2026, 11, 20, 14, 32, tzinfo=SEOUL)),
    ],
)
def test_times_are_read_with_and_without_a_date(text, time):
    found = read_form(replace(WHOLE, time=text), 58.0, NOW)
    assert (found.row.time, found.refused) == (time, {})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("14:33", "entry_time_ahead"),
        ("2026-11-21 00:10", "entry_time_ahead"),
        ("", "entry_time_unreadable"),
        ("25:10", "entry_time_unreadable"),
        ("2026-13-01 10:00", "entry_time_unreadable"),
        ("yesterday", "entry_time_unreadable"),
    ],
)
def test_a_time_that_cannot_be_is_refused(text, code):
    found = read_form(replace(WHOLE, time=text), 58.0, NOW)
    assert found.refused["time"].code == code
    assert not found.savable


def test_the_time_is_offered_by_the_clock_of_the_chart():
    moment = datetime(2026, 11, 20, 5, 31, 40, tzinfo=UTC)
    zoned = Vitals("v", (VitalsRow(datetime(2026, 11, 20, 14, 0, tzinfo=SEOUL)), VitalsRow(None)))
    assert chart_time(Case("a", vitals=zoned), moment).isoformat() == "2026-11-20T14:31:00+09:00"
    arrived = Case("a", arrival=Arrival(time=datetime(2026, 11, 20, 14, 0, tzinfo=SEOUL)))
    assert chart_time(arrived, moment).isoformat() == "2026-11-20T14:31:00+09:00"
    bare = Case("a", vitals=Vitals("v", (VitalsRow(datetime(2026, 11, 20, 14, 0)),)))
    assert chart_time(bare, moment) == moment.astimezone().replace(second=0, tzinfo=None)
    assert chart_time(None, moment) == moment.replace(second=0)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2016-11-20 14:00", "entry_time_old"),
        ("13:00", "entry_time_before_arrival"),
        ("13:30", None),
    ],
)
def test_a_time_that_is_long_past_or_before_the_arrival_is_asked_about_and_taken(text, code):
    found = read_form(replace(WHOLE, time=text), 58.0, NOW, NOW.replace(hour=13, minute=30, second=20))
    assert (found.doubt.code if found.doubt else None) == code
    assert found.savable


def test_an_arrival_without_a_time_zone_is_not_compared():
    assert read_form(replace(WHOLE, time="13:00"), 58.0, NOW, NOW.replace(tzinfo=None)).doubt is None
