"""The record of changes to the vital signs: what counts, and what stays readable behind it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cdss.core.kinds import Consciousness
from cdss.records.vitals import Vitals, VitalsRow
from cdss.records.vitals_changes import (
    Corrected,
    Crossed,
    Entered,
    Signature,
    Struck,
    Undone,
    chart,
    charted,
    standing,
    unmatched,
)

T0 = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
KSY, LHJ = Signature("KSY", T0 + timedelta(hours=1)), Signature("LHJ", T0 + timedelta(hours=2))
FIRST = VitalsRow(T0, heart_rate=110.0, spo2=93.0)
SECOND = VitalsRow(T0 + timedelta(minutes=30), heart_rate=98.0, consciousness=Consciousness.ALERT)
FILE = Vitals("vitals.csv", (FIRST, SECOND))
BETWEEN = VitalsRow(T0 + timedelta(minutes=10), heart_rate=120.0, on_oxygen=True)


def test_without_changes_the_vital_signs_are_the_very_same():
    assert charted(FILE, ()) is FILE
    assert charted(None, ()) is None


def test_an_entered_row_stands_at_its_time_and_names_who_entered_it():
    assert charted(FILE, (Entered(BETWEEN, KSY),)) == Vitals("vitals.csv", (FIRST, BETWEEN, SECOND))
    assert [row.entered for row in chart(FILE, (Entered(BETWEEN, KSY),))] == [None, KSY, None]


def test_the_first_vital_signs_of_a_patient_can_be_entered():
    assert charted(None, (Entered(BETWEEN, KSY),)) == Vitals("", (BETWEEN,))


@pytest.mark.parametrize("odd", [None, datetime(2026, 11, 20, 14, 5)], ids=["no time", "no zone"])
def test_rows_whose_times_cannot_be_compared_keep_the_order_of_the_file(odd):
    file = Vitals("v", (SECOND, replace(FIRST, time=odd)))
    assert charted(file, (Entered(BETWEEN, KSY),)).rows == (*file.rows, BETWEEN)


def test_a_corrected_value_counts_and_the_old_one_stays_crossed_out():
    changes = (Corrected(FIRST, "heart_rate", 101.0, KSY), Corrected(FIRST, "heart_rate", 100.0, LHJ))
    assert charted(FILE, changes).rows[0] == replace(FIRST, heart_rate=100.0)
    row = chart(FILE, changes)[0]
    assert row.crossed_of("heart_rate") == (Crossed("heart_rate", 110.0, KSY), Crossed("heart_rate", 101.0, LHJ))
    assert row.crossed_of("spo2") == ()
    assert (row.first, row.struck) == (FIRST, None)


def test_a_value_that_was_not_measured_can_be_filled_in_and_crosses_nothing_out():
    row = chart(FILE, (Corrected(FIRST, "sbp", 90.0, KSY),))[0]
    assert (row.now.sbp, row.crossed) == (90.0, ())


def test_a_struck_value_is_missing_and_not_replaced():
    changes = (Struck(FIRST, "spo2", KSY),)
    assert charted(FILE, changes).rows[0] == replace(FIRST, spo2=None)
    assert chart(FILE, changes)[0].crossed == (Crossed("spo2", 93.0, KSY),)


def test_a_struck_measurement_counts_no_more_but_is_still_in_the_chart():
    changes = (Struck(FIRST, None, KSY),)
    assert charted(FILE, changes).rows == (SECOND,)
    row = chart(FILE, changes)[0]
    assert (row.now, row.struck) == (VitalsRow(T0), KSY)
    assert {c.field for c in row.crossed} == {"heart_rate", "spo2"}
    assert charted(Vitals("v", (FIRST,)), changes) is None, "no measurement is left"


def test_what_was_entered_by_hand_is_corrected_like_the_file():
    changes = (Entered(BETWEEN, KSY), Corrected(BETWEEN, "on_oxygen", False, LHJ), Struck(BETWEEN, "heart_rate", LHJ))
    assert charted(None, changes).rows == (VitalsRow(BETWEEN.time, on_oxygen=False),)
    assert chart(None, changes)[0].crossed_of("on_oxygen") == (Crossed("on_oxygen", True, LHJ),)


def test_taking_back_restores_the_value_and_leaves_the_correction_crossed_out():
    changes = (Corrected(FIRST, "heart_rate", 101.0, KSY), Undone(0, LHJ))
    assert charted(FILE, changes) == FILE
    assert chart(FILE, changes)[0].crossed == (Crossed("heart_rate", 101.0, LHJ),)


def test_taking_back_a_strike_or_an_entry_is_readable_too():
    assert charted(FILE, (Struck(FIRST, None, KSY), Undone(0, LHJ))) == FILE
    assert charted(FILE, (Struck(FIRST, "spo2", KSY), Undone(0, LHJ))) == FILE
    taken = (Entered(BETWEEN, KSY), Undone(0, LHJ))
    assert charted(FILE, taken) == FILE
    row = chart(FILE, taken)[1]
    assert (row.first, row.entered, row.struck) == (BETWEEN, KSY, LHJ)


def test_only_what_was_not_taken_back_stands():
    changes = (Entered(BETWEEN, KSY), Struck(FIRST, None, KSY), Undone(1, LHJ), Struck(SECOND, None, LHJ))
    assert standing(changes) == (0, 3)
    assert standing(()) == ()


def test_a_change_of_a_measurement_that_the_file_no_longer_has_changes_nothing():
    other = Vitals("v", (SECOND,))
    assert charted(other, (Corrected(FIRST, "heart_rate", 60.0, KSY),)) == other


def test_a_row_that_was_written_anew_is_found_by_its_time_so_that_a_wrong_value_does_not_come_back():
    fuller = replace(FIRST, temperature_c=37.0)
    changes = (Struck(FIRST, "spo2", KSY),)
    assert charted(Vitals("v", (fuller, SECOND)), changes).rows == (replace(fuller, spo2=None), SECOND)
    twice = Vitals("v", (fuller, replace(FIRST, sbp=90.0)))
    assert charted(twice, changes) == twice, "nobody knows which of the two it is"
    untimed = replace(FIRST, time=None)
    other = Vitals("v", (replace(untimed, sbp=90.0),))
    assert charted(other, (Struck(untimed, "spo2", KSY),)) == other


def test_changed_vital_signs_travel_to_the_process_of_the_engine():
    made = charted(FILE, (Entered(BETWEEN, KSY),))
    assert pickle.loads(pickle.dumps(made)) == made


def test_a_row_written_anew_is_found_by_time_and_changed_value_and_one_that_is_not_found_is_named():
    anew = replace(FIRST, temperature_c=38.5, heart_rate=112.0)
    struck, corrected, whole = (
        Struck(FIRST, "spo2", KSY),
        Corrected(FIRST, "heart_rate", 60.0, KSY),
        Struck(FIRST, None, LHJ),
    )
    file = Vitals("v", (anew, SECOND))
    assert charted(file, (struck, corrected)).rows[0] == replace(anew, spo2=None)
    assert unmatched(file, (struck, corrected, whole)) == (1, 2), "another heart rate stands there now"
    assert unmatched(FILE, (struck, corrected, whole)) == ()
    gone = Vitals("v", (SECOND,))
    assert unmatched(gone, (struck, Undone(0, LHJ))) == () and unmatched(gone, (struck,)) == (0,)
    assert unmatched(None, (Entered(BETWEEN, KSY), Struck(BETWEEN, None, LHJ))) == ()
    twice = Vitals("v", (anew, replace(FIRST, sbp=90.0)))
    assert unmatched(twice, (struck,)) == (0,)


def test_what_is_entered_counts_after_what_a_monitor_stored_in_the_same_minute():
    stored = VitalsRow(T0 + timedelta(seconds=30), spo2=97.0)
    after = VitalsRow(T0 + timedelta(minutes=1), spo2=95.0)
    entered = Entered(VitalsRow(T0, spo2=84.0), KSY)
    assert charted(Vitals("v", (stored,)), (entered,)).latest.spo2 == 84.0
    rows = charted(Vitals("v", (stored, after)), (entered,)).rows
    assert [row.spo2 for row in rows] == [97.0, 84.0, 95.0]
    assert [row.time for row in rows] == [stored.time, stored.time, after.time], "for the model's course too"
    again = Entered(VitalsRow(T0, spo2=83.0), LHJ)
    both = charted(Vitals("v", (stored,)), (entered, again))
    assert both.latest.spo2 == 83.0 and [row.time for row in both.rows] == [stored.time] * 3
    assert chart(Vitals("v", (stored,)), (entered,))[1].first.time == T0, "as it was written"
