"""A level that changes with new vital signs is brought up, says why, is acknowledged, and is held back by a cap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdss.core.kinds import MODALITIES, Consciousness, Presence
from cdss.engine.messages import Assessed, Ready
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import Answered, CaseRead, Opened, Ruled, Searched, Submitted
from cdss.session.decision.own_level import OwnLevelGiven
from cdss.session.editing import Closed, GroupingChosen, NoteEdited
from cdss.session.entry.vitals_work import VitalsWork
from cdss.session.panes import Ruling
from cdss.session.resolve import resolve
from cdss.session.saved import Restored, saved_of
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import Pending, SessionState
from cdss.session.worklist.change_words import change_words, level_words, reason_words
from cdss.session.worklist.level_changes import ChangeAcknowledged, gravity, held_back, last_hour, within_cap
from cdss.session.worklist.rows import CHANGED, worklist
from cdss.session.worklist.shift_actions import MinutePassed
from cdss.session.worklist.shift_work import LevelChange

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
MODEL = ModelIdentity("m", "1", "00" * 32)
FINE = VitalsRow(heart_rate=88.0, spo2=96.0)
LOW = VitalsRow(heart_rate=88.0, spo2=88.0)


def after(state, *actions):
    for action in actions:
        state = action.apply(state)
    return state


def minutes(count):
    return NOON + timedelta(minutes=count)


def told(case_id, level, model=MODEL):
    status = {m: ModalityStatus(Presence.MISSING) for m in MODALITIES}
    acuity = Acuity(level, (0.2,) * 5)
    return Assessment(case_id, model, status, acuity, Risk(5.0, (4.0, 6.0)), {}, (), {}, {}, {}, {}, (), {})


def seen(state, key, row, level, at=NOON, model=MODEL):
    """The patient's files are read with the vital signs ``row``, and the model calls them ``level``."""
    case = Case(key, chief_complaint="pain", vitals=None if row is None else Vitals("vitals.csv", (row,)))
    return answered(CaseRead(key, case).apply(state), key, level, at, model)


def answered(state, key, level, at=NOON, model=MODEL):
    return after(state, Submitted(Pending(7, key, False)), Answered(Assessed(7, told(key, level, model)), at))


@pytest.fixture
def state():
    made = after(SessionState(), Opened(("a", "b", "c")), Answered(Ready(MODEL, "cpu", 1)), MinutePassed(NOON))
    for key in "abc":
        made = seen(made, key, FINE, 3)
    return made


def change(state, key):
    return state.entry(key).shift_work.standing


def test_a_first_assessment_and_one_with_the_same_level_bring_nobody_up(state):
    assert [change(state, key) for key in "abc"] == [None] * 3
    assert change(seen(state, "a", LOW, 3), "a") is None


def test_new_vital_signs_with_another_level_are_brought_up_with_both_and_the_time(state):
    worse = seen(state, "a", LOW, 2, minutes(5))
    assert change(worse, "a") == LevelChange(minutes(5), 3, 2, FINE, LOW)
    assert change(worse, "a").worse
    better = seen(worse, "a", FINE, 3, minutes(9))
    assert (change(better, "a").before, change(better, "a").after, change(better, "a").worse) == (2, 3, False)


def test_a_level_that_changes_with_anything_else_is_no_alert(state):
    by_note = answered(NoteEdited("a", "Crushing pain.").apply(state), "a", 2)
    assert change(by_note, "a") is None and by_note.entry("a").shift_work.seen.level == 2
    by_model = seen(state, "a", LOW, 2, model=ModelIdentity("m", "2", "11" * 32))
    assert change(by_model, "a") is None, "another model, not another patient"


def test_the_first_vital_signs_and_a_corrected_one_count_as_new():
    made = seen(after(SessionState(), Opened(("a",))), "a", None, 3)
    first = seen(made, "a", LOW, 2)
    assert change_words(change(first, "a"), "en") == "level 3 → 2: HR – → 88 /min, SpO₂ – → 88 %"
    taken_out = seen(first, "a", VitalsRow(heart_rate=88.0), 3)
    assert reason_words(change(taken_out, "a"), "en") == "SpO₂ 88 → – %"


def test_news2_stands_before_the_values_where_it_is_for_the_patient_and_changed():
    full = VitalsRow(
        heart_rate=80.0, sbp=120.0, dbp=80.0, resp_rate=16.0, spo2=97.0, temperature_c=37.0, on_oxygen=False,
        consciousness=Consciousness.ALERT,
    )  # fmt: skip
    worse = replace(full, heart_rate=150.0, sbp=70.0, resp_rate=35.0, spo2=78.0, temperature_c=39.5)
    made = LevelChange(NOON, 4, 2, full, worse)
    assert change_words(made, "en", scored=True).startswith("level 4 → 2: NEWS2 0 → 14, ")
    assert "NEWS2" not in change_words(made, "en")
    partial = replace(made, later=replace(worse, on_oxygen=None))
    assert reason_words(partial, "ko", scored=True).startswith("NEWS2 0 → ≥14, ")
    assert "NEWS2" not in reason_words(replace(made, later=replace(full, sbp=125.0)), "en", scored=True)


def test_whose_level_changed_stands_above_all_the_gravest_change_first(state):
    made = seen(seen(seen(state, "a", LOW, 4), "b", LOW, 2), "c", LOW, 1)
    rows = worklist(made)
    assert [row.key for row in rows] == ["c", "b", "a"]
    assert [(row.change.before, row.change.after) for row in rows] == [(3, 1), (3, 2), (3, 4)]
    calm = seen(state, "c", LOW, 4)
    assert [row.key for row in worklist(calm)] == ["c", "a", "b"], "also one who is better now, until that was seen"


def test_in_a_divided_list_they_are_a_group_of_their_own(state):
    rows = worklist(GroupingChosen("level").apply(seen(state, "c", LOW, 2)))
    assert [(row.key, row.group) for row in rows] == [("c", CHANGED), ("a", ("level", 3)), ("b", ("level", 3))]


def test_acknowledged_they_go_back_to_their_place_and_the_change_is_still_counted(state):
    made = seen(state, "c", LOW, 4, minutes(1))
    done = after(made, ChangeAcknowledged("c", minutes(2)), MinutePassed(minutes(2)))
    assert [row.key for row in worklist(done)] == ["a", "b", "c"] and worklist(done)[2].change is None
    assert last_hour(done) == (1, 0)
    assert done.entry("c").shift_work.changes[0].acknowledged == minutes(2)
    assert ChangeAcknowledged("c", minutes(3)).apply(done) is done
    assert ChangeAcknowledged("nobody", NOON).apply(done) is done


def test_the_clinicians_level_stands_and_the_change_is_said_all_the_same(state):
    own = Ruled("a", Ruling(1, 3, "grey")).apply(state)
    row = worklist(seen(own, "a", LOW, 2))[0]
    assert (row.level, row.change.after) == (1, 2)


def test_a_search_hides_nobody_without_counting_them(state):
    made = Searched("b").apply(seen(seen(state, "a", LOW, 2), "b", LOW, 2))
    assert [row.key for row in worklist(made)] == ["b"]
    assert (resolve(made).shift.alerts.unseen, resolve(made).shift.alerts.hidden) == (1, 1)


def test_a_level_still_withheld_is_not_betrayed_by_a_change(state):
    made = seen(SettingChanged("own_level_first", True).apply(state), "a", LOW, 2)
    assert [row.change for row in worklist(made)] == [None] * 3
    assert resolve(made).shift.alerts.unseen == 0
    given = OwnLevelGiven("a", 3, NOON).apply(made)
    assert worklist(given)[0].change.after == 2


def test_what_is_counted_is_of_the_last_hour_also_of_those_taken_off(state):
    made = seen(seen(state, "a", LOW, 2, minutes(0)), "b", LOW, 2, minutes(30))
    off = Closed("a", minutes(31)).apply(made)
    assert last_hour(MinutePassed(minutes(59)).apply(off)) == (2, 0)
    assert last_hour(MinutePassed(minutes(61)).apply(off)) == (1, 0)
    assert last_hour(replace(off, moment=None)) == (0, 0)
    assert last_hour(MinutePassed(minutes(28)).apply(off)) == (2, 0), "the clock of the screen is a little behind"
    assert last_hour(MinutePassed(minutes(-180)).apply(off)) == (0, 0), (
        "the clock was set back: nothing is held back for them"
    )


def capped(state, cap):
    return SettingChanged("alert_cap", cap).apply(state)


def test_a_cap_brings_up_the_gravest_of_the_hour_and_lists_the_others(state):
    made = capped(state, 1)
    made = seen(made, "a", LOW, 2, minutes(1))
    made = seen(made, "b", LOW, 4, minutes(2))
    assert change(made, "a") is not None and change(made, "b") is None
    assert [(entry.key, kept.after) for entry, kept in held_back(made)] == [("b", 4)]
    assert last_hour(MinutePassed(minutes(2)).apply(made)) == (1, 1)
    assert [row.key for row in worklist(made)] == ["a", "c", "b"], "b's level is in the row all the same"
    assert resolve(made).shift.held_back[0][:2] == ("b", "b")


def test_after_an_hour_the_budget_is_there_again(state):
    made = seen(capped(state, 1), "a", LOW, 2, minutes(1))
    assert change(seen(made, "b", LOW, 2, minutes(60)), "b") is None
    assert change(seen(made, "b", LOW, 2, minutes(61)), "b") is not None


def test_a_graver_change_is_never_kept_out_by_lesser_ones_and_level_1_never_at_all(state):
    made = seen(capped(state, 1), "a", LOW, 4, minutes(1))
    made = seen(made, "b", LOW, 2, minutes(2))
    assert change(made, "b") is not None
    ones = seen(seen(made, "c", LOW, 1, minutes(3)), "a", VitalsRow(spo2=70.0), 1, minutes(4))
    assert change(ones, "c").after == change(ones, "a").after == 1


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)).filter(lambda c: c[0] != c[1]), max_size=12),
    st.integers(1, 5),
)
def test_under_any_cap_fewer_than_that_many_as_grave_came_before(changes, cap):
    shown = []
    for before, new in changes:
        brought_up = within_cap(before, new, shown, cap)
        as_grave = sum(gravity(*other) <= gravity(before, new) for other in shown)
        assert brought_up == (as_grave < cap or (new == 1 and before > 1))
        shown += [(before, new)] if brought_up else []


def test_without_a_cap_all_are_brought_up():
    assert within_cap(2, 3, [(3, 2)] * 50, 0)


def test_gravity_puts_worse_first_then_the_new_level_then_the_larger_step():
    order = [(5, 1), (2, 1), (4, 2), (3, 2), (4, 3), (1, 2), (2, 3), (1, 3), (1, 5)]
    assert sorted(reversed(order), key=lambda c: gravity(*c)) == order


@pytest.mark.parametrize(
    ("earlier", "later", "levels", "english", "korean"),
    [
        (FINE, LOW, (3, 2), "SpO₂ 96 → 88 %", "SpO₂ 96 → 88 %"),
        (
            VitalsRow(heart_rate=88.0, spo2=96.0, temperature_c=36.5),
            VitalsRow(heart_rate=118.0, spo2=88.0, temperature_c=36.6),
            (3, 2),
            "SpO₂ 96 → 88 %, HR 88 → 118 /min, T 36.5 → 36.6 °C",
            "SpO₂ 96 → 88 %, HR 88 → 118 /min, BT 36.5 → 36.6 °C",
        ),
        (
            VitalsRow(heart_rate=118.0, spo2=88.0),
            VitalsRow(heart_rate=88.0, spo2=96.0),
            (2, 3),
            "SpO₂ 88 → 96 %, HR 118 → 88 /min",
            "SpO₂ 88 → 96 %, HR 118 → 88 /min",
        ),
        (
            VitalsRow(heart_rate=94.0, sbp=118.0, spo2=89.0, temperature_c=38.3),
            VitalsRow(heart_rate=131.0, sbp=130.0, spo2=79.0),
            (2, 1),
            "HR 94 → 131 /min, SpO₂ 89 → 79 %, SBP 118 → 130 mmHg, T 38.3 → – °C",
            "HR 94 → 131 /min, SpO₂ 89 → 79 %, SBP 118 → 130 mmHg, BT 38.3 → – °C",
        ),
        (
            VitalsRow(consciousness=Consciousness.ALERT, on_oxygen=False, pain=2.0),
            VitalsRow(consciousness=Consciousness.VOICE, on_oxygen=True, pain=8.0),
            (3, 1),
            "ACVPU alert (A) → responds to voice (V), O₂ room air → on oxygen, pain 2 → 8/10",
            None,
        ),
    ],
)
def test_the_reason_names_first_what_news2_sees_most_of(earlier, later, levels, english, korean):
    made = LevelChange(NOON, *levels, earlier, later)
    assert reason_words(made, "en") == english
    if korean:
        assert reason_words(made, "ko") == korean


def test_on_spo2_scale_2_what_scores_nothing_there_is_not_named_first():
    earlier, later = (
        VitalsRow(resp_rate=20.0, spo2=96.0, on_oxygen=False),
        VitalsRow(resp_rate=22.0, spo2=90.0, on_oxygen=False),
    )
    first = [reason_words(LevelChange(NOON, 3, 2, earlier, later, spo2_scale=scale), "en")[:2] for scale in (1, 2)]
    assert first == ["Sp", "RR"], "90 % scores 3 points on scale 1 and none on scale 2"


def test_a_change_is_told_on_the_scale_that_was_chosen_for_the_patient(state):
    chosen = replace(state.entry("a"), vitals_work=VitalsWork(spo2_scale=2))
    state = replace(state, entries=tuple(chosen if entry.key == "a" else entry for entry in state.entries))
    assert change(seen(state, "a", LOW, 2), "a").spo2_scale == 2


def test_the_change_itself_in_both_languages():
    made = LevelChange(NOON, 3, 2, FINE, LOW)
    assert level_words(made, "en") == "level 3 → 2"
    assert change_words(made, "ko") == "3단계 → 2단계: SpO₂ 96 → 88 %"


def test_changes_and_what_was_seen_of_them_outlive_the_window(state):
    made = seen(seen(state, "a", LOW, 2, minutes(1)), "b", LOW, 2, minutes(2))
    made = ChangeAcknowledged("b", minutes(3)).apply(made)
    back = Restored(saved_of(made), ("dark",), NOON).apply(SessionState())
    assert back.entry("a").shift_work == made.entry("a").shift_work
    assert change(back, "a") is not None and change(back, "b") is None


def test_vital_signs_that_came_while_the_window_was_closed_are_compared_with_the_last_ones_seen(state):
    back = Restored(saved_of(state), ("dark",), NOON).apply(SessionState())
    assert change(seen(back, "a", LOW, 2, minutes(9)), "a").earlier == FINE


def test_a_patient_who_is_up_goes_on_with_what_is_true_now_whatever_the_cap(state):
    capped = after(seen(state, "a", LOW, 4, minutes(1)), SettingChanged("alert_cap", 1))
    worse = seen(seen(capped, "b", LOW, 1, minutes(2)), "a", VitalsRow(heart_rate=140.0, spo2=80.0), 2, minutes(3))
    shown = change(worse, "a")
    assert (shown.before, shown.after, shown.held_back) == (4, 2, False), "not the improvement of two minutes ago"
    assert all(c.acknowledged for c in ChangeAcknowledged("a", minutes(4)).apply(worse).entry("a").shift_work.changes)


def test_a_change_that_nobody_may_see_yet_uses_up_no_alert_and_is_not_counted(state):
    first = after(state, SettingChanged("own_level_first", True), SettingChanged("alert_cap", 1))
    first = after(first, OwnLevelGiven("b", 3, NOON))
    made = seen(seen(first, "a", LOW, 2, minutes(1)), "b", LOW, 2, minutes(2))
    made = MinutePassed(minutes(2)).apply(made)
    assert not change(made, "b").held_back and last_hour(made) == (1, 0)
    given = OwnLevelGiven("a", 3, minutes(3)).apply(made)
    assert last_hour(given) == (2, 0) and not change(given, "a").held_back


def test_a_reason_has_the_temperature_in_the_unit_of_the_screen():
    made = LevelChange(NOON, 3, 2, VitalsRow(temperature_c=37.0), VitalsRow(temperature_c=39.4))
    assert reason_words(made, "en") == "T 37.0 → 39.4 °C"
    assert reason_words(made, "en", fahrenheit=True) == "T 98.6 → 102.9 °F"
    assert change_words(made, "ko", fahrenheit=True).endswith("BT 98.6 → 102.9 °F")
