"""Which moments a row of the worklist carries."""

from datetime import UTC, datetime, timedelta

import pytest

from cdss.records.case import Case
from cdss.records.identity import Arrival
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import CaseRead, Opened
from cdss.session.state import SessionState
from cdss.session.worklist.rows import worklist

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=20)


def only_row(case):
    state = CaseRead("/d/a", case).apply(Opened(("/d/a",)).apply(SessionState()))
    return worklist(state)[0]


@pytest.mark.parametrize(
    ("times", "measured"),
    [((NOON, LATER), LATER), ((NOON, None), NOON), ((None,), None), ((), None)],
)
def test_a_row_carries_the_time_of_the_last_vital_signs_that_have_one(times, measured):
    vitals = Vitals("vitals.csv", tuple(VitalsRow(time, heart_rate=90.0) for time in times))
    assert only_row(Case("a", vitals=vitals, arrival=Arrival(NOON))).measured == measured


def test_without_vital_signs_and_before_reading_there_is_no_time():
    assert only_row(Case("a", chief_complaint="pain")).measured is None
    assert worklist(Opened(("/d/a",)).apply(SessionState()))[0].measured is None
