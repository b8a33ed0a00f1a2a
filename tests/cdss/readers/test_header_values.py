"""Times, ages, sexes and filters as devices write them."""

from __future__ import annotations

from datetime import datetime

import pytest

from cdss.core.kinds import Sex
from cdss.readers.header_values import age_at, compact_datetime, filter_text, moment_of, number, sex_named, years


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("20260102030405", "2026-01-02T03:04:05"),
        ("20260102030405.250", "2026-01-02T03:04:05"),
        ("202601020304+0900", "2026-01-02T03:04:00+09:00"),
        ("20260102", None),
        ("20261302030405", None),
        ("", None),
    ],
)
def test_compact_times(text, iso):
    found = compact_datetime(text)
    assert (found.isoformat() if found else None) == iso


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(46, "a", 46.0), (18, "MONTHS", 1.5), (52, "wk", 0.9966), (80, "stone", None), (0, "a", None), (121, "a", None)],
)
def test_ages_in_years(value, unit, expected):
    found = years(value, unit)
    assert found == (None if expected is None else pytest.approx(expected, abs=1e-3))


def test_age_between_two_days():
    assert age_at(datetime(1976, 1, 1), datetime(2026, 1, 1)) == pytest.approx(50.0, abs=0.01)
    assert age_at(datetime(2027, 1, 1), datetime(2026, 1, 1)) is None
    assert age_at(None, datetime(2026, 1, 1)) is None


def test_words_for_sex():
    assert [sex_named(w) for w in ("Female", "m", "MALE", "", "---")] == [
        Sex.FEMALE,
        Sex.MALE,
        Sex.MALE,
        Sex.UNKNOWN,
        Sex.UNKNOWN,
    ]


@pytest.mark.parametrize(
    ("low", "high", "notch", "text"),
    [
        (0.05, 150, 60, "0.05-150 Hz, notch 60 Hz"),
        (None, 150, None, "≤150 Hz"),
        (0.5, None, 0, "≥0.5 Hz"),
        (None, None, None, None),
    ],
)
def test_filters_as_printed_on_a_trace(low, high, notch, text):
    assert filter_text(low, high, notch) == text


def test_numbers_are_finite_and_times_follow_a_layout():
    assert [number(t) for t in ("2.5", "nan", "1e999", "x", "")] == [2.5, None, None, None, None]
    assert moment_of("03-04-2026", "%Y", "%m-%d-%Y") == datetime(2026, 3, 4)
    assert moment_of("--", "%Y") is None
