"""The record of changes in words: who, when, what, and what stood there before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from cdss.core.kinds import Consciousness
from cdss.records.vitals import VitalsRow
from cdss.records.vitals_changes import Corrected, Crossed, Entered, Signature, Struck, Undone
from cdss.session.entry.vitals_log import clock, crossed_words, log_lines, row_time, signed_words

SEOUL = timezone(timedelta(hours=9))
T0 = datetime(2026, 11, 20, 14, 0, tzinfo=SEOUL)
ROW = VitalsRow(T0, heart_rate=110.0, temperature_c=38.0, consciousness=Consciousness.ALERT)


def signed(by: str, minutes: int) -> Signature:
    return Signature(by, (T0 + timedelta(minutes=minutes)).astimezone(UTC))


CHANGES = (
    Entered(ROW, signed("KSY", 1)),
    Corrected(ROW, "heart_rate", 101.0, signed("LHJ", 2)),
    Corrected(ROW, "heart_rate", 100.0, signed("", 3)),
    Corrected(ROW, "spo2", 91.0, signed("LHJ", 4)),
    Struck(ROW, "consciousness", signed("LHJ", 5)),
    Struck(ROW, None, signed("LHJ", 6)),
    Undone(5, signed("KSY", 7)),
)


def test_each_change_is_a_line_with_the_value_that_stood_there_before_the_newest_first() -> None:
    assert log_lines(CHANGES, "en") == (
        "KSY 14:07 · taken back: the whole measurement of 11-20 14:00 marked as wrong",
        "LHJ 14:06 · the whole measurement of 11-20 14:00 marked as wrong",
        "LHJ 14:05 · Consciousness of 11-20 14:00: alert (A) marked as wrong",
        "LHJ 14:04 · SpO₂ of 11-20 14:00: not measured → 91",
        "unsigned 14:03 · Heart rate of 11-20 14:00: 101 → 100",
        "LHJ 14:02 · Heart rate of 11-20 14:00: 110 → 101",
        "KSY 14:01 · entered the measurement of 11-20 14:00",
    )


def test_a_correction_after_one_that_was_taken_back_names_the_value_that_counted() -> None:
    changes = (CHANGES[1], Undone(0, signed("KSY", 3)), Corrected(ROW, "heart_rate", 99.0, signed("KSY", 4)))
    assert log_lines(changes, "en")[0] == "KSY 14:04 · Heart rate of 11-20 14:00: 110 → 99"


def test_the_record_is_korean_on_a_korean_screen() -> None:
    lines = log_lines(CHANGES, "ko")
    assert lines[4] == "서명 없음 14:03 · 11-20 14:00 심박수 정정: 101 → 100"
    assert lines[0].startswith("KSY 14:07 · 되돌림: ")


def test_without_changes_there_is_no_line() -> None:
    assert log_lines((), "en") == ()


@pytest.mark.parametrize(
    ("moment", "like", "words"),
    [
        (datetime(2026, 11, 20, 5, 2, tzinfo=UTC), T0, "14:02"),
        (datetime(2026, 11, 20, 16, 2, tzinfo=UTC), T0, "11-21 01:02"),
        (datetime(2026, 11, 20, 5, 2), datetime(2026, 11, 20, 1, 0), "05:02"),
        (datetime(2026, 11, 20, 5, 2), None, "11-20 05:02"),
    ],
)
def test_times_are_those_of_the_chart_with_the_day_where_it_is_another(moment, like, words) -> None:
    assert clock(moment, like) == words


def test_who_and_when_and_what_was_crossed_out() -> None:
    assert signed_words(signed("KSY", 2), T0, "en") == "KSY 14:02"
    assert crossed_words(Crossed("temperature_c", 38.0, signed("", 2)), T0, "en") == "38.0 (unsigned 14:02)"
    assert row_time(VitalsRow(), "en") == "time not given"
