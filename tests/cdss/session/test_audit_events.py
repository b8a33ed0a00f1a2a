"""What happened is told to the audit from two states, whatever action it was; never a name and never free text."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.core.kinds import RISK, ArrivalMode
from cdss.records.assessment import Acuity, Assessment, ModelIdentity, Risk
from cdss.records.audit_event import AuditKind
from cdss.records.case import Case, Note
from cdss.records.vitals import Vitals, VitalsRow
from cdss.records.vitals_changes import Entered, Signature, Struck
from cdss.session.actions import CaseRead, LanguageChosen, Opened, Remarked, Ruled, Searched, Selected, TargetChosen
from cdss.session.archive_actions import ArchiveUsed
from cdss.session.audit_events import events_between, shown, typed_of
from cdss.session.decision.considered import DoneActions
from cdss.session.decision.own_level import OwnLevelGiven
from cdss.session.editing import Closed, FilesTakenBack, NoteDrafted, NoteEdited
from cdss.session.entry.charting import VitalsCharted
from cdss.session.entry.identity_work import IdentityWork
from cdss.session.entry.patient_actions import PatientWritten
from cdss.session.lock_actions import Locked, PinMistyped, PinSet, Unlocked
from cdss.session.panes import Ruling
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import ArchiveUse, EnginePhase, EngineStatus, Problem, SessionState

NOW = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
SIGNED = Signature("KB", NOW)
ROW = VitalsRow(heart_rate=110, spo2=91)
ANNA, BEN = "/cases/anna", "/cases/ben"
MODEL = ModelIdentity("tiny", "1", "ab" * 32)


def answer(level=2):
    acuity, risk = Acuity(level, (0.2,) * 5), Risk(5.0, (4.0, 6.0))
    return Assessment("anna", MODEL, {}, acuity, risk, {}, (), {}, {}, {}, {}, (), {})


def after(state, *actions):
    for action in actions:
        state = action.apply(state)
    return state


@pytest.fixture
def state():
    case = Case("anna", note=Note("note.txt", "Chest pain."), vitals=Vitals("vitals.csv", (ROW,)))
    return after(SessionState(), Opened((ANNA, BEN)), CaseRead(ANNA, case), CaseRead(BEN, replace(case, case_id="ben")))


def with_anna(state, **changed):
    return state.with_entry(replace(state.entry(ANNA), **changed))


def told(before, *actions):
    return [(e.kind, e.key, dict(e.details)) for e in events_between(before, after(before, *actions))]


CHANGES = {
    "a level accepted": (
        [Ruled(ANNA, Ruling(2, 2))],
        (AuditKind.DECIDED, ANNA, {"level": 2, "model_level": 2, "accepted": True, "reason": ""}),
    ),
    "another level for a reason of the list": (
        [Ruled(ANNA, Ruling(1, 2, "reason_looks_worse"))],
        (AuditKind.DECIDED, ANNA, {"level": 1, "model_level": 2, "accepted": False, "reason": "reason_looks_worse"}),
    ),
    "another level for a reason in free text": (
        [Ruled(ANNA, Ruling(1, None, "looks like Mr Kim"))],
        (AuditKind.DECIDED, ANNA, {"level": 1, "model_level": None, "accepted": False, "reason": "free text"}),
    ),
    "vital signs entered": (
        [VitalsCharted(ANNA, (Entered(ROW, SIGNED),))],
        (
            AuditKind.VITALS_CHARTED,
            ANNA,
            {"changes": [{"kind": "entered", "field": None, "signed": "KB"}], "spo2_scale": 1},
        ),
    ),
    "a value struck, and the scale changed": (
        [VitalsCharted(ANNA, (Struck(ROW, "spo2", SIGNED),), spo2_scale=2)],
        (
            AuditKind.VITALS_CHARTED,
            ANNA,
            {"changes": [{"kind": "struck", "field": "spo2", "signed": "KB"}], "spo2_scale": 2},
        ),
    ),
    "the note edited": (
        [NoteEdited(ANNA, "Chest pain, grey.", SIGNED)],
        (AuditKind.NOTE_EDITED, ANNA, {"signed": "KB", "form": False}),
    ),
    "who the patient is": (
        [PatientWritten(ANNA, IdentityWork("8812-1", 44.0, signed=SIGNED))],
        (AuditKind.IDENTITY_WRITTEN, ANNA, {"fields": ["patient_id", "age_years"], "signed": "KB"}),
    ),
    "how the patient came": (
        [PatientWritten(ANNA, IdentityWork(signed=SIGNED, arrival_mode=ArrivalMode.AMBULANCE))],
        (AuditKind.IDENTITY_WRITTEN, ANNA, {"fields": ["arrival_mode"], "signed": "KB"}),
    ),
    "a patient taken off": ([Closed(BEN, NOW)], (AuditKind.PATIENT_CLOSED, BEN, {})),
    "another patient on screen": ([Selected(BEN)], (AuditKind.PATIENT_SHOWN, BEN, {})),
    "a setting changed": (
        [SettingChanged("alert_cap", 4)],
        (AuditKind.SETTING_CHANGED, None, {"name": "alert_cap", "old": 0, "new": 4}),
    ),
    "another language": (
        [LanguageChosen("ko")],
        (AuditKind.SETTING_CHANGED, None, {"name": "language", "old": "en", "new": "ko"}),
    ),
    "a PIN set": ([PinSet("scrypt$1")], (AuditKind.SETTING_CHANGED, None, {"name": "pin", "what": "set"})),
    "a wrong PIN": ([PinMistyped()], (AuditKind.UNLOCK_FAILED, None, {"wrong_pins": "1"})),
    "a report saved": (
        [Remarked(Problem("export_done", params=(("name", "Kim Minsu-report.PDF"),)))],
        (AuditKind.EXPORTED, ANNA, {"kind": ".pdf"}),
    ),
    "files for the archive": (
        [Remarked(Problem("archive_done", params=(("count", "3"), ("folder", "Kim Minsu"))))],
        (AuditKind.EXPORTED, ANNA, {"kind": ".dcm"}),
    ),
    "the hand-over copied": (
        [Remarked(Problem("handover_copied", params=(("patient", "Kim Minsu"),)))],
        (AuditKind.EXPORTED, ANNA, {"kind": "clipboard"}),
    ),
    "a copy without identity": (
        [Remarked(Problem("deidentify_written", params=(("folder", "/films/Kim Minsu"), ("count", "4"))))],
        (AuditKind.EXPORTED, ANNA, {"kind": "copy_without_identity"}),
    ),
}


@pytest.mark.parametrize(("actions", "event"), CHANGES.values(), ids=CHANGES)
def test_each_thing_that_happens_is_told_once(state, actions, event):
    assert told(state, *actions) == [event]


@pytest.mark.parametrize(
    "actions",
    [
        [Searched("an")],
        [NoteDrafted(ANNA, "half a w")],
        [SettingChanged("tour", "done")],
        [SettingChanged("watched_names", '{"names": ["Kim"]}')],
        [Remarked(Problem("export_failed", params=(("name", "a.pdf"), ("reason", "full"))))],
    ],
    ids=["a search", "half a word", "the tour", "names of a folder", "a file that could not be saved"],
)
def test_what_the_audit_is_not_for_is_not_told(state, actions):
    assert told(state, *actions) == []


def test_a_decision_taken_back_and_made_again_is_told_both_times(state):
    ruled = after(state, Ruled(ANNA, Ruling(2, 2)))
    assert told(ruled, Ruled(ANNA, None)) == [(AuditKind.DECISION_WITHDRAWN, ANNA, {"level": 2})]
    assert [kind for kind, *_ in told(ruled, Ruled(ANNA, Ruling(2, 2, made=NOW)))] == [AuditKind.DECIDED]


def test_actions_ticked_off_and_not_any_more(state):
    ticked = with_anna(state, done=DoneActions((("ecg_12_lead", NOW),)))
    (event,) = events_between(state, ticked)
    assert (event.kind, event.key, event.details) == (AuditKind.ACTION_TICKED, ANNA, {"action": "ecg_12_lead"})
    (event,) = events_between(ticked, state)
    assert event.kind is AuditKind.ACTION_UNTICKED


def test_an_assessment_is_told_with_its_patient_and_again_when_it_is_made_again(state):
    assessed = with_anna(state, assessment=answer())
    assert [(e.kind, e.key) for e in events_between(state, assessed)] == [(AuditKind.ASSESSED, ANNA)]
    again = with_anna(assessed, assessment=answer())
    assert [e.kind for e in events_between(assessed, again)] == [AuditKind.ASSESSED]
    assert list(events_between(again, with_anna(again, assessment=None))) == []


def test_an_explanation_counts_as_shown_when_it_is_whole_on_screen_and_not_behind_ones_own_level(state):
    assessed = with_anna(state, assessment=answer())
    explained = with_anna(assessed, explained=True)
    (event,) = events_between(assessed, explained)
    assert (event.kind, event.key, event.details) == (AuditKind.EXPLANATION_SHOWN, ANNA, {"target": RISK})
    other = after(explained, TargetChosen("sepsis"))
    assert list(events_between(explained, other)) == [], "not computed yet"
    (event,) = events_between(other, with_anna(other, explained=True))
    assert event.details == {"target": "sepsis"}
    hidden = after(assessed, SettingChanged("own_level_first", True))
    waiting = with_anna(hidden, explained=True)
    assert list(events_between(hidden, waiting)) == []
    kinds = [e.kind for e in events_between(waiting, after(waiting, OwnLevelGiven(ANNA, 3, NOW)))]
    assert kinds == [AuditKind.OWN_LEVEL, AuditKind.EXPLANATION_SHOWN]


def test_behind_the_lock_nobody_is_shown_and_after_it_the_patient_is_again(state):
    kept = after(state, PinSet("scrypt$1"))
    locked = after(kept, Locked())
    assert [e.kind for e in events_between(kept, locked)] == [AuditKind.LOCKED]
    assert shown(locked) is None
    kinds = [e.kind for e in events_between(locked, after(locked, Unlocked()))]
    assert kinds == [AuditKind.UNLOCKED, AuditKind.PATIENT_SHOWN]


def test_a_patient_is_shown_once_their_files_are_read():
    opened = after(SessionState(), Opened((ANNA,)))
    assert list(events_between(SessionState(), opened)) == []
    (event,) = events_between(opened, after(opened, CaseRead(ANNA, Case("anna", chief_complaint="fever"))))
    assert (event.kind, event.key) == (AuditKind.PATIENT_SHOWN, ANNA)


def test_a_patient_of_whom_nothing_is_kept_any_more_is_told_as_deleted(state):
    closed = after(state, Closed(BEN, NOW))
    (event,) = events_between(closed, replace(closed, closed=()))
    assert (event.kind, event.key) == (AuditKind.PATIENT_DELETED, BEN)


def test_files_added_and_taken_back_are_counted_not_named(state):
    edits = replace(state.entry(ANNA).edits, drops=(("/f/Kim.png", "/f/b.csv"),))
    added = with_anna(state, edits=edits)
    (event,) = events_between(state, added)
    assert (event.kind, event.details) == (AuditKind.FILES_ADDED, {"count": 2})
    (event,) = events_between(added, after(added, FilesTakenBack(ANNA)))
    assert event.kind is AuditKind.FILES_TAKEN_BACK


def test_the_model_that_answers_from_now_on_is_told_with_its_hash(state):
    ready = replace(state, engine=EngineStatus(EnginePhase.READY, "cpu", 2, MODEL))
    (event,) = events_between(state, ready)
    assert event.kind is AuditKind.MODEL_LOADED
    assert (event.details["model_sha256"], event.details["device"], event.details["threads"]) == ("ab" * 32, "cpu", 2)
    assert list(events_between(ready, replace(ready, remark=None, locked=False))) == []


def test_what_was_typed_is_what_changes_the_case(state):
    typed = after(
        state,
        NoteEdited(ANNA, "Grey."),
        VitalsCharted(ANNA, (Entered(ROW, SIGNED),)),
        PatientWritten(ANNA, IdentityWork("8812-1", 44.0, signed=SIGNED)),
    )
    note, work = typed_of(with_anna(typed, done=DoneActions((("ecg_12_lead", NOW),))).entry(ANNA))
    assert note == "Grey." and [name for name, _ in work] == ["identity", "vitals"]


def test_a_search_in_an_archive_says_by_which_fields_and_what_came_how_much(state):
    asked = ArchiveUsed(ArchiveUse("Main", ANNA, ("patient_id", "days")))
    came = ArchiveUsed(ArchiveUse("Main", BEN, objects=2))
    assert told(state, asked) == [
        (AuditKind.ARCHIVE_SEARCHED, ANNA, {"archive": "Main", "fields": ["patient_id", "days"]})
    ]
    assert told(after(state, asked), came) == [(AuditKind.ARCHIVE_FETCHED, BEN, {"archive": "Main", "objects": 2})]
    assert told(after(state, asked), LanguageChosen("ko"))[0][0] == AuditKind.SETTING_CHANGED
