"""The worklist in its orders."""

from datetime import UTC, datetime, timedelta

import pytest

from cdss.core.kinds import MODALITIES, Presence
from cdss.records.case import Case, Note
from cdss.records.identity import Arrival
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import CaseRead, CaseUnreadable, Opened, Ruled, Searched
from cdss.session.editing import GroupingChosen, OrderChosen
from cdss.session.panes import Ruling
from cdss.session.state import Problem, SessionState
from cdss.session.worklist.ordering import GROUPINGS, ORDERS
from cdss.session.worklist.rows import worklist
from cdss.session.worklist.shift_actions import MinutePassed

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


def groups(state):
    return [(row.key, row.group) for row in worklist(state)]


def test_groups_by_level_stand_most_urgent_first_and_the_unassessed_last(state):
    divided = GroupingChosen("level").apply(OrderChosen("wait").apply(state))
    assert groups(divided) == [
        ("late", ("level", 1)),
        ("local", ("level", 2)),
        ("unknown", ("level", 3)),
        ("early", ("level", 4)),
        ("unseen", ("level", 9)),
    ]


def test_groups_by_wait_follow_the_clock_and_keep_the_chosen_order_inside(state):
    divided = GroupingChosen("wait").apply(state)
    at_two = MinutePassed(NOON + timedelta(hours=2, seconds=1)).apply(divided)
    assert groups(at_two) == [
        ("early", ("wait", 1)),
        ("unseen", ("wait", 1)),
        ("late", ("wait", 2)),
        ("local", ("wait", 2)),
        ("unknown", ("wait", 5)),
    ]
    at_half_past = MinutePassed(NOON + timedelta(minutes=30)).apply(divided)
    assert dict(groups(at_half_past)) == {
        "early": ("wait", 3),
        "unseen": ("wait", 3),
        "local": ("wait", 4),
        "late": ("wait", 5),
        "unknown": ("wait", 5),
    }, "who comes only in the future does not wait yet"


def test_an_arrival_of_days_ago_is_no_wait(state):
    divided = GroupingChosen("wait").apply(state)
    tomorrow = MinutePassed(NOON + timedelta(days=1)).apply(divided)
    assert dict(groups(tomorrow))["early"] == ("wait", 0), "who waits for a bed since yesterday still waits"
    later = MinutePassed(NOON + timedelta(days=4)).apply(divided)
    assert {group for _, group in groups(later)} == {("wait", 5)}


def test_groups_by_missing_tests_stand_most_missing_first_and_unread_cases_last(state):
    divided = Opened(("unread",)).apply(GroupingChosen("missing").apply(state))
    assert groups(divided) == [
        ("unknown", ("missing", 0)),
        ("late", ("missing", 1)),
        ("local", ("missing", 1)),
        ("unseen", ("missing", 1)),
        ("early", ("missing", 2)),
        ("unread", ("missing", 5)),
    ]


def test_a_search_works_within_groups(state):
    found = worklist(Searched("LATE").apply(GroupingChosen("level").apply(state)))
    assert [(row.key, row.group) for row in found] == [("late", ("level", 1))]


def test_the_groupings_are_those_that_are_tested_and_none_comes_first(state):
    assert GROUPINGS == ("none", "level", "wait", "missing")
    assert state.intent.grouping == GROUPINGS[0]
    assert {row.group for row in worklist(state)} == {None}


def test_within_a_minute_the_clock_changes_nothing(state):
    at_noon = MinutePassed(NOON).apply(state)
    assert MinutePassed(NOON + timedelta(seconds=59)).apply(at_noon) is at_noon
    assert MinutePassed(NOON + timedelta(seconds=60)).apply(at_noon).moment == NOON + timedelta(minutes=1)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("grouping", GROUPINGS)
def test_who_cannot_be_assessed_stands_first_whatever_the_order_until_someone_gives_a_level(state, order, grouping):
    broken = CaseUnreadable("broken", Problem("session_unreadable", params=(("name", "a"), ("reason", "b")))).apply(
        Opened(("broken",)).apply(state)
    )
    divided = GroupingChosen(grouping).apply(OrderChosen(order).apply(broken))
    first = worklist(divided)[0]
    assert (first.key, first.unassessable) == ("broken", True)
    assert first.group == (None if grouping == "none" else ("unassessable", 0))
    given = worklist(Ruled("broken", Ruling(5, None)).apply(divided))
    assert next(row.unassessable for row in given if row.key == "broken") is False
    if order == "level":
        assert given[0].key != "broken"
