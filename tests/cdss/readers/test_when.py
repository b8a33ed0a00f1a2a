"""Times of other systems: moments and days, and which of them lie within a visit."""

from datetime import timedelta

import pytest

from cdss.readers.when import when


@pytest.mark.parametrize("text", ["2026-11-20T14:22:00+09:00", "2026-11-20T05:22:00Z", "2026-11-20T05:22:00.000Z"])
def test_a_moment_is_the_same_in_every_zone(text):
    assert when(text).order().isoformat() == "2026-11-20T05:22:00"


def test_a_day_is_no_midnight():
    day = when("2026-11-20")
    assert day.exact is None and day.day.isoformat() == "2026-11-20"


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-11", "2026-13-01", "2026-11-20T25:00", "today", "0001-01-01T00:00:00+14:00"]
)
def test_what_is_no_day_is_no_time(text):
    assert when(text) is None


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("2026-11-20T10:00:00Z", True),
        ("2026-11-20T04:30:00Z", True),
        ("2026-11-20T03:59:00Z", False),
        ("2026-11-20", True),
        ("2026-11-19", False),
        ("2026-11-20T12:59:00Z", True),
        ("2026-11-20T13:01:00Z", False),
    ],
)
def test_a_visit_has_some_slack(text, inside):
    start, end = when("2026-11-20T05:00:00Z"), when("2026-11-20T12:00:00Z")
    assert when(text).between(start, end, timedelta(hours=1)) is inside


def test_an_open_visit_has_no_end_and_a_last_day_counts_whole():
    start = when("2026-11-20T05:00:00Z")
    assert when("2027-01-01").between(start, None, timedelta())
    assert when("2026-11-21T20:00:00Z").between(start, when("2026-11-21"), timedelta())
