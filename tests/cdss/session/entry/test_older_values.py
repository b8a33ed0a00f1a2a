"""Values of a score that are older than the newest row of vital signs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.entry.older_values import Older, clock_words, older_values, oldest_time

T0 = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)


def at(minutes: float, **values: float) -> VitalsRow:
    return VitalsRow(T0 + timedelta(minutes=minutes), **values)  # type: ignore[arg-type]


def test_what_the_newest_row_lacks_is_named_the_oldest_first() -> None:
    measured = (at(0, resp_rate=22), at(40, temperature_c=38.1), at(105, heart_rate=99))
    assert older_values(Vitals("v", measured)) == (
        Older("resp_rate", T0, 105),
        Older("temperature_c", T0 + timedelta(minutes=40), 65),
    )


def test_pain_and_diastolic_pressure_are_in_no_score_and_are_not_named() -> None:
    assert older_values(Vitals("v", (at(0, pain=3, dbp=70), at(10, heart_rate=80)))) == ()


def test_one_row_has_nothing_older() -> None:
    assert older_values(Vitals("v", (at(0, heart_rate=80),))) == ()
    assert oldest_time(()) is None


def test_an_age_that_is_not_known_is_called_so_and_never_made_up() -> None:
    untimed = (VitalsRow(None, resp_rate=22), VitalsRow(None, heart_rate=80))
    backwards = (at(30, resp_rate=22), at(0, heart_rate=80))
    zones = (VitalsRow(datetime(2026, 11, 20, 9, 0), resp_rate=22), at(600, heart_rate=80))
    assert [one.minutes for one in older_values(Vitals("v", untimed))] == [None]
    assert [one.minutes for one in older_values(Vitals("v", backwards))] == [None]
    assert older_values(Vitals("v", zones))[0].field == "resp_rate"
    assert older_values(Vitals("v", untimed))[0].words("en") == "time not given"


def test_ages_are_written_in_minutes_and_from_one_hour_on_in_hours() -> None:
    assert Older("sbp", T0, 59).words("en") == "59 min"
    assert Older("sbp", T0, 60).words("en") == "1 h 0 min"
    assert Older("sbp", T0, 130).words("ko") == "2시간 10분"


def test_the_clock_names_the_day_where_it_is_another() -> None:
    assert clock_words(T0, T0 + timedelta(hours=1)) == "14:00"
    assert clock_words(T0, T0 + timedelta(days=1)) == "2026-11-20 14:00"
    assert oldest_time((Older("sbp", T0, 5), Older("dbp", None, None))) == T0
