"""The worklist in its orders."""

from datetime import UTC, datetime, timedelta

import pytest

from cdss.core.kinds import MODALITIES, Presence
from cdss.records.case import Case, Note
from cdss.records.identity import Arrival
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import CaseRead, Opened, Ruled
from cdss.session.editing import OrderChosen
from cdss.session.ordering import ORDERS
from cdss.session.panes import Ruling
from cdss.session.resolve import worklist
from cdss.session.state import SessionState

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
VITALS = Vitals("vitals.csv", (VitalsRow(None, heart_rate=90.0),))
NOTE = Note("note.txt", "Pain.")

PEOPLE = {
    "late": (Case("late", arrival=Arrival(NOON + timedelta(hours=1)), note=NOTE), 1),
    "unknown": (Case("unknown"), 3),
    "local": (
        Case("local", arrival=Arrival((NOON + timedelta(minutes=5)).astimezone().replace(tzinfo=None)), note=NOTE),
        2,
    ),
    "early": (Case("early", arrival=Arrival(NOON), note=NOTE, vitals=VITALS), 4),
    "unseen": (Case("unseen", arrival=Arrival(NOON), note=NOTE), None),
}
"""Case and the level set by the clinician; None: not assessed."""


@pytest.fixture
def state():
    made = Opened(tuple(PEOPLE)).apply(SessionState())
    for key, (case, level) in PEOPLE.items():
        made = CaseRead(key, case).apply(made)
        made = Ruled(key, Ruling(level, None)).apply(made) if level else made
    return made


@pytest.mark.parametrize(
    ("order", "keys"),
    [
        ("level", ["late", "local", "unknown", "early", "unseen"]),
        ("wait", ["early", "unseen", "local", "late", "unknown"]),
        ("missing", ["unknown", "late", "local", "unseen", "early"]),
    ],
)
def test_rows_stand_in_the_order_that_was_chosen(state, order, keys):
    assert [row.key for row in worklist(OrderChosen(order).apply(state))] == keys


def test_the_orders_are_those_that_are_tested_and_level_comes_first(state):
    assert ORDERS == ("level", "wait", "missing")
    assert state.intent.order == ORDERS[0]
    assert worklist(state)[0].key == "late"


def test_a_patient_who_lacks_everything_lacks_all_four(state):
    (row,) = [row for row in worklist(state) if row.key == "unknown"]
    assert row.presence == tuple((modality, Presence.MISSING) for modality in MODALITIES)


def test_the_patient_on_screen_stays(state):
    assert OrderChosen("wait").apply(state).intent.selected == state.intent.selected == "late"
