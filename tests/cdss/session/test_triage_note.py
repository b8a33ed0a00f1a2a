"""The structured triage entry: its fixed form in the note, back again, and what the model's case becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.nets.vitals_input import HISTORY, history_flags
from cdss.records.case import Case, Note
from cdss.records.vitals_changes import Signature
from cdss.session.actions import CaseRead, Opened
from cdss.session.editing import FilesAdded, NoteDrafted, NoteEdited
from cdss.session.form_actions import TriageTyped, VitalsTyped
from cdss.session.kept_work import with_work_text, work_text
from cdss.session.note_actions import TriageWritten
from cdss.session.resolve import resolve
from cdss.session.saved import Restored, saved_of
from cdss.session.state import Entry, SessionState
from cdss.session.triage_note import TriageEntry, composed, form_of, read_back
from cdss.session.typed_forms import TypedForms
from cdss.text.pipeline import read_note

T0 = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
SIGNED = Signature("KSY", T0)
ENGLISH = TriageEntry(
    "chest pain", "2 h ago, sudden", "hypertension, diabetes", "penicillin", "Crushing, to left arm.\nPale.", SIGNED
)
KOREAN = TriageEntry("흉통", "2시간 전", "고혈압, 당뇨", "없음", "왼팔로 방사됨.", SIGNED)
CASE = Case("a", chief_complaint="pain", note=Note("note.txt", "Chest pain. Denies fever."), history=("smoker",))


def after(state, *actions):
    for action in actions:
        state = action.apply(state)
    return state


@pytest.fixture
def state():
    return after(SessionState(), Opened(("/d/a",), select=True, at=T0), CaseRead("/d/a", CASE))


def test_the_fields_stand_in_the_note_in_one_form():
    assert composed(ENGLISH) == (
        "Onset: 2 h ago, sudden.\nCrushing, to left arm.\nPale.\nPMH: hypertension, diabetes.\nAllergies: penicillin."
    )
    assert composed(KOREAN) == "증상 시작: 2시간 전.\n왼팔로 방사됨.\n과거력: 고혈압, 당뇨.\n알레르기 없음."


def test_what_was_not_asked_does_not_stand_there():
    assert composed(TriageEntry(complaint="chest pain")) == ""
    assert composed(TriageEntry(onset="today")) == "Onset: today."
    assert composed(TriageEntry(text="Grey.", onset=" ", allergies="\n")) == "Grey."


@pytest.mark.parametrize("word", ["none", "None.", "NKDA", "no", "없음"])
def test_an_allergy_that_is_denied_is_read_as_denied(word):
    read = read_note("rash", composed(TriageEntry(allergies=word)))
    assert {(c.term, c.negated) for c in read.concepts} >= {("allergy", True)}
    assert ("allergy", False) not in {(c.term, c.negated) for c in read.concepts}


def test_the_model_reads_onset_and_history_of_both_languages():
    english = read_note("흉통", composed(KOREAN)).english
    assert "2 hours ago" in english and "past medical history: hypertension, diabetes" in english
    assert "past medical history: hypertension" in read_note("x", composed(ENGLISH)).english


@pytest.mark.parametrize("entry", [ENGLISH, KOREAN, replace(ENGLISH, history="none", allergies="NKDA")])
def test_a_note_goes_back_into_its_fields(entry):
    again = read_back(composed(entry), entry)
    assert composed(again) == composed(entry)
    assert (again.onset, again.text, again.complaint, again.signed) == (
        entry.onset,
        entry.text,
        entry.complaint,
        SIGNED,
    )


def test_a_label_that_comes_twice_is_free_text_the_second_time():
    again = read_back("Onset: today.\nonset: yesterday.", ENGLISH)
    assert (again.onset, again.text, again.history) == ("today", "onset: yesterday.", "")


@pytest.mark.parametrize(
    ("history", "conditions"),
    [
        ("", None),
        ("none", ()),
        ("없음", ()),
        ("hypertension", ("hypertension",)),
        ("고혈압, 당뇨; 천식.", ("고혈압", "당뇨", "천식")),
    ],
)
def test_the_history_is_what_the_case_has_of_it(history, conditions):
    assert TriageEntry(history=history).conditions == conditions


def test_the_entry_is_on_the_case_and_in_the_history_that_the_model_reads(state):
    written = after(state, NoteDrafted("/d/a", "half"), TriageWritten("/d/a", ENGLISH))
    entry = written.entry("/d/a")
    assert entry.case.chief_complaint == "chest pain"
    assert entry.case.note.text == composed(ENGLISH)
    flags = dict(zip((name for name, _ in HISTORY), history_flags(entry.case.history), strict=True))
    assert (flags["hypertension"], flags["diabetes"], flags["asthma"]) == (1.0, 1.0, 0.0)
    assert entry.edits.draft is None
    assert resolve(written).note.text.startswith("chest pain\nOnset: 2 h ago")


def test_an_emptied_form_empties_complaint_history_and_note(state):
    emptied = after(state, TriageWritten("/d/a", TriageEntry(signed=SIGNED))).entry("/d/a").case
    assert (emptied.chief_complaint, emptied.note, emptied.history) == (None, None, None)


def test_the_fields_follow_when_the_note_is_edited_as_text(state):
    text = composed(ENGLISH).replace("penicillin", "none").replace("Pale.", "Grey.")
    edited = after(state, TriageWritten("/d/a", ENGLISH), NoteEdited("/d/a", text)).entry("/d/a")
    assert (edited.triage.allergies, edited.triage.text) == ("none", "Crushing, to left arm.\nGrey.")
    assert edited.triage.complaint == "chest pain"
    assert edited.case.note.text == text
    assert after(state, NoteEdited("/d/a", "Onset: now.")).entry("/d/a").triage == TriageEntry(), (
        "no form was ever used"
    )


def test_a_dropped_note_takes_the_place_of_the_free_text_alone(state):
    written = after(state, TriageWritten("/d/a", ENGLISH))
    base = written.entry("/d/a").as_read
    added = after(written, FilesAdded("/d/a", base, replace(base, note=Note("n.txt", "Calm.")), ("/f/n.txt",)))
    assert added.entry("/d/a").case.note.text == composed(replace(ENGLISH, text="Calm."))
    assert added.entry("/d/a").triage.allergies == "penicillin"


def test_the_form_opens_with_what_the_files_say_and_then_with_what_was_saved(state):
    start = form_of(CASE, TriageEntry())
    assert start == TriageEntry(complaint="pain", history="smoker", text="Chest pain. Denies fever.")
    assert form_of(CASE, ENGLISH) is ENGLISH
    assert form_of(Case("a", history=()), TriageEntry()).history == "none"
    assert form_of(Case("a", chief_complaint="흉통", history=()), TriageEntry()).history == "없음"
    labelled = Case("a", note=Note("n", "Onset: today.\nPMH: asthma.\nWheezy."), history=("asthma",))
    assert form_of(labelled, TriageEntry()) == TriageEntry(onset="today", history="asthma", text="Wheezy.")
    assert form_of(Case("a"), TriageEntry()) == TriageEntry()


def test_the_fields_are_kept_and_there_again_after_the_next_start(state):
    kept = saved_of(after(state, TriageWritten("/d/a", KOREAN)))
    again = after(SessionState(), Restored(kept, ("dark",), T0), CaseRead("/d/a", CASE)).entry("/d/a")
    assert again.triage == KOREAN
    assert (again.case.chief_complaint, again.case.note.text) == ("흉통", composed(KOREAN))
    assert with_work_text(Entry("/d/a"), work_text(Entry("/d/a", triage=ENGLISH))).triage == ENGLISH


def test_a_patient_that_is_not_read_gets_no_entry():
    unread = after(SessionState(), Opened(("/d/a",)))
    assert after(unread, TriageWritten("/d/a", ENGLISH)) is unread


def test_half_written_forms_are_kept_beside_the_case_and_assess_nothing(state):
    texts = (("heart_rate", "12"), ("time", "14:05"))
    typed = after(state, VitalsTyped("/d/a", texts), TriageTyped("/d/a", KOREAN))
    assert typed.entry("/d/a").case is state.entry("/d/a").case
    assert (resolve(typed).note.waiting, resolve(typed).vitals.waiting) == (True, True)
    again = after(SessionState(), Restored(saved_of(typed), ("dark",), T0), CaseRead("/d/a", CASE))
    assert again.entry("/d/a").typed == TypedForms(texts, KOREAN)
    empty = after(again, VitalsTyped("/d/a", ()), TriageTyped("/d/a", None))
    assert empty.entry("/d/a").typed == TypedForms()
    assert (resolve(empty).note.waiting, resolve(empty).vitals.waiting) == (False, False)
    assert after(empty, VitalsTyped("/d/a", ()), TriageTyped("/d/a", None), VitalsTyped("/d/x", texts)) is empty
