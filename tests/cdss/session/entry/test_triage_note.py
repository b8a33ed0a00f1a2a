"""The structured triage entry: its fixed form in the note, back again, and what the model's case becomes of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from cdss.core.paths import resources_dir
from cdss.nets.vitals_input import HISTORY, history_flags
from cdss.records.case import Case, Note
from cdss.records.vitals_changes import Signature
from cdss.session.actions import CaseRead, Opened
from cdss.session.editing import Closed, FilesAdded, NoteDrafted, NoteEdited
from cdss.session.entry.form_actions import DraftTakenOver, TriageTyped, VitalsTyped, drafted_form
from cdss.session.entry.note_actions import TriageWritten
from cdss.session.entry.triage_note import (
    CHRONIC,
    TriageEntry,
    carried,
    composed,
    denied_yet_named,
    disagreement,
    form_of,
    read_back,
    with_text,
)
from cdss.session.entry.typed_forms import TypedForms
from cdss.session.kept_work import with_work_text, work_text
from cdss.session.resolve import resolve
from cdss.session.saved import Restored, saved_of
from cdss.session.state import Entry, SessionState
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
        ("고혈압, 당뇨. 아스피린 복용 중.", ("고혈압", "당뇨", "아스피린 복용 중")),
        ("HTN. DM. EF 3.5 %", ("HTN", "DM", "EF 3.5 %")),
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


@pytest.mark.parametrize(
    ("filed", "noted", "begins"),
    [
        (("hypertension", "smoker"), "PMH: DM.", "hypertension, smoker, DM"),
        (("hypertension", "smoker"), "No PMH.", "hypertension, smoker"),
        (("asthma",), "PMH: Asthma, COPD.", "asthma, COPD"),
        (("asthma",), "PMH: unknown.", "asthma"),
        ((), "과거력: 당뇨.", "당뇨"),
        (("고혈압", "당뇨"), "과거력: 고혈압, 당뇨. 아스피린 복용 중.", "고혈압, 당뇨, 아스피린 복용 중"),
    ],
)
def test_neither_file_nor_note_takes_a_condition_away_that_the_other_names(filed, noted, begins):
    assert form_of(Case("a", note=Note("n", noted), history=filed), TriageEntry()).history == begins


@pytest.mark.parametrize(
    ("filed", "note", "history", "below"),
    [
        (
            ("hypertension", "smoker"),
            "Chest pain. PMH hypertension, smoker 30 PY. Took aspirin.",
            "hypertension, smoker",
            "",
        ),
        (("hypertension",), "Chest pain. PMH: HTN, DM. Took aspirin.", "hypertension, DM", ""),
        (("asthma",), "Dizzy. PMH HTN; stopped warfarin.", "asthma", "PMH: asthma."),
        ((), "Twisted ankle. No PMH, NKDA.", "none", ""),
        (("asthma",), "Wheezy. No PMH.", "asthma", "PMH: asthma."),
        (None, "Wheezy. PMHx: asthma 2.5 years", "asthma 2.5 years", ""),
        (None, "PMH reviewed in chart, chest pain worse.", "", ""),
        (None, "Wheezy. PMH HTN.", "", ""),
        (None, "Pale. Hx: HTN; DM; MI.", "HTN; DM; MI", ""),
        ((), "복통. 과거력 없음.", "없음", ""),
        (None, "복통. 병력: 고혈압, 당뇨.", "고혈압, 당뇨", ""),
        (("asthma",), "Family asks about PMH records.", "asthma", "PMH: asthma."),
        (("stroke",), "PMH per Dr. Kim: stroke.", "stroke", "PMH: stroke."),
        (("diabetes",), "Hx: diabetes in mother.", "diabetes, diabetes in mother", "PMH: diabetes."),
    ],
)
def test_the_free_text_is_left_alone_and_a_labelled_history_stands_in_the_field_too(filed, note, history, below, state):
    case = Case("a", note=Note("n", note), history=filed)
    form = form_of(case, TriageEntry())
    assert (form.history, form.text) == (history, note)
    saved = composed(form)
    assert saved == "\n".join(filter(None, (note, below)))
    again = read_back(saved, form)
    assert (again.text, again.conditions, composed(again)) == (note, form.conditions, saved)


def test_what_the_field_had_stays_there_while_the_text_says_it_and_goes_with_it():
    form = TriageEntry(history="smoker, hypertension", text="Pale. PMH hypertension.")
    assert composed(form) == "Pale. PMH hypertension.\nPMH: smoker."
    assert read_back("Pale. PMH hypertension.", form).history == "hypertension"
    assert read_back("Pale.\nPMH: smoker.", form).history == "smoker"
    assert read_back("Pale.", form).history == ""


def test_a_dropped_text_brings_its_labelled_history_into_the_field(state):
    form = with_text(TriageEntry(history="asthma", text="Old."), "Calm. PMH: stroke.")
    assert (form.text, form.history) == ("Calm. PMH: stroke.", "asthma, stroke")
    assert composed(form) == "Calm. PMH: stroke.\nPMH: asthma."
    assert with_text(form, "Calm. No PMH.").history == "asthma, stroke"


@pytest.mark.parametrize(
    ("filed", "noted"),
    [
        ("diabetes", "no diabetes"),
        ("diabetes", "diabetes in mother"),
        ("diabetes", "mother diabetes"),
        ("당뇨", "당뇨 없음"),
        ("smoker", "non-smoker"),
        ("smoker", "never smoker"),
        ("MI", "possible MI"),
    ],
)
def test_what_is_denied_or_of_a_relative_takes_no_condition_of_the_file_away(filed, noted):
    case = Case("a", note=Note("n", f"Cough. PMH: {noted}."), history=(filed,))
    assert form_of(case, TriageEntry()).history == f"{filed}, {noted}"
    assert disagreement(case, TriageEntry()) == (filed, noted)


@pytest.mark.parametrize(("filed", "noted"), [("CHF", "heart failure EF 20 %"), ("diabetes", "DM type 2")])
def test_what_the_note_says_more_of_a_condition_is_not_lost_under_another_name_of_it(filed, noted):
    case = Case("a", note=Note("n", f"Cough. PMH: {noted}."), history=(filed,))
    assert form_of(case, TriageEntry()).history == f"{filed}, {noted}"


@pytest.mark.parametrize("folder", sorted((resources_dir() / "demo").glob("[0-9]*")), ids=lambda path: path.name)
def test_saved_and_opened_again_the_note_says_the_history_once(folder, state):
    manifest, file = json.loads((folder / "case.json").read_text(encoding="utf-8")), folder / "note.txt"
    text = file.read_text(encoding="utf-8").strip() if file.exists() else ""
    history = manifest.get("history")
    case = replace(CASE, note=Note("n", text) if text else None, history=None if history is None else tuple(history))
    form = form_of(case, TriageEntry())
    saved = composed(form)
    for condition in form.conditions or ():
        assert len(re.findall(rf"(?<![\w-]){re.escape(condition)}(?![\w-])", saved)) <= 1, condition
    again = after(state, CaseRead("/d/a", case), TriageWritten("/d/a", replace(form, signed=SIGNED))).entry("/d/a")
    assert composed(drafted_form(again)) == saved
    assert composed(form_of(replace(case, note=Note("n", saved)), TriageEntry())) == saved
    flags = history_flags(case.history)
    assert np.array_equal(np.maximum(history_flags(again.case.history), flags), history_flags(again.case.history), True)


def test_that_file_and_note_disagree_about_the_history_is_known_until_the_form_was_saved():
    case = Case("a", note=Note("n", "No PMH."), history=("hypertension",))
    assert disagreement(case, TriageEntry()) == ("hypertension", "none")
    assert disagreement(replace(case, history=()), TriageEntry()) is None
    assert disagreement(replace(case, note=Note("n", "PMH: unknown.")), TriageEntry()) is None
    assert disagreement(case, ENGLISH) is None


@pytest.mark.parametrize(
    ("filed", "noted", "agree"),
    [
        (("고혈압", "당뇨"), "과거력: 고혈압, 당뇨. 아스피린 복용 중.", True),
        (("고혈압", "당뇨"), "과거력: 당뇨, 고혈압 약 복용 중.", True),
        (("고혈압", "당뇨"), "과거력: 고혈압. 아스피린 복용 중.", False),
        (("고혈압",), "과거력: 고혈압, 당뇨. 아스피린 복용 중.", False),
        (("htn",), "PMH: HTN. Takes aspirin.", True),
    ],
)
def test_a_medicine_in_the_history_is_no_disagreement(filed, noted, agree):
    found = disagreement(Case("a", note=Note("n", noted), history=filed), TriageEntry())
    assert (found is None) is agree


@pytest.mark.parametrize(
    ("history", "text", "named"),
    [
        ("none", "Hx of HTN, chest pain. COPD, HTN.", ("hypertension", "copd")),
        ("없음", "고혈압 있음. 흉통", ("hypertension",)),
        ("none", "Denies HTN, no DM. Chest pain.", ()),
        ("none", "Mother has diabetes. Chest pain", ()),
        ("없음", "부친 당뇨. 흉통", ()),
        ("none", "Mother had a stroke; hx of asthma", ("asthma",)),
        ("diabetes", "Hx of HTN", ()),
        ("unknown", "Hx of HTN", ()),
        ("", "Hx of HTN", ()),
        ("none", "", ()),
    ],
)
def test_a_disease_of_the_text_beside_a_history_of_none_is_named(history, text, named):
    assert denied_yet_named(TriageEntry("chest pain", history=history, text=text)) == named


def test_what_counts_as_a_history_are_concepts_that_notes_are_read_for():
    known = json.loads((resources_dir() / "lexicon" / "concepts.json").read_text(encoding="utf-8"))
    assert known.keys() >= CHRONIC


@pytest.mark.parametrize("word", ["모름", "unknown", "Not known.", "미상"])
def test_what_nobody_knows_is_neither_a_condition_nor_an_allergy_nor_a_denial(word):
    entry = TriageEntry("발진", history=word, allergies=word, text="어제부터")
    assert entry.conditions is None
    assert [c for c in read_note("발진", composed(entry)).concepts if c.term == "allergy"] == []
    assert read_back(composed(entry), entry).allergies == word.rstrip(".")


@pytest.mark.parametrize("word", ["denies", "none known", "no known allergies", "부인", "해당 없음"])
def test_other_words_for_none_are_denials_too(word):
    assert composed(TriageEntry(allergies=word)) in ("NKDA.", "알레르기 없음.")
    assert TriageEntry(history=word).conditions == ()


def test_a_form_that_waits_takes_over_what_was_changed_in_the_note_since(state):
    typed = replace(ENGLISH, onset="3 h ago", signed=None)
    waiting = after(state, TriageWritten("/d/a", ENGLISH), TriageTyped("/d/a", typed))
    text = composed(ENGLISH).replace("Pale.", "Grey.") + "\nWife on her way."
    form = after(waiting, NoteEdited("/d/a", text)).entry("/d/a").typed.triage
    assert (form.onset, form.text) == ("3 h ago", "Crushing, to left arm.\nGrey.\nWife on her way.")
    assert carried(typed, composed(ENGLISH), composed(ENGLISH)).onset == "3 h ago"


def test_the_form_opens_with_what_stands_in_the_open_editor(state):
    drafted = after(state, NoteDrafted("/d/a", "Chest pain. Denies fever. Allergic to penicillin."))
    taken = after(drafted, DraftTakenOver("/d/a")).entry("/d/a")
    assert taken.typed.triage.text == "Chest pain. Denies fever. Allergic to penicillin."
    assert taken.typed.triage.history == "smoker" and taken.edits.draft is None
    assert drafted_form(taken) == taken.typed.triage
    assert after(state, DraftTakenOver("/d/a")) is state, "no editor is open"
    saved = after(state, TriageWritten("/d/a", ENGLISH), NoteDrafted("/d/a", composed(ENGLISH) + "\nVomited."))
    assert after(saved, DraftTakenOver("/d/a")).entry("/d/a").typed.triage.text.endswith("Pale.\nVomited.")
    both = after(state, TriageTyped("/d/a", KOREAN), NoteDrafted("/d/a", "Chest pain. Denies fever.\nPenicillin!"))
    form = after(both, DraftTakenOver("/d/a")).entry("/d/a").typed.triage
    assert (form.onset, form.text) == ("2시간 전", "왼팔로 방사됨.\nPenicillin!")


def test_the_last_keystrokes_come_after_the_patient_was_closed(state):
    texts = (("heart_rate", "12"),)
    late = (NoteDrafted("/d/a", "pale"), VitalsTyped("/d/a", texts), TriageTyped("/d/a", KOREAN))
    closed = after(state, Closed("/d/a", T0), *late)
    assert closed.entries == () and closed.closed[0].edits.draft == "pale"
    again = after(closed, Opened(("/d/a",))).entry("/d/a")
    assert again.edits.draft == "pale" and again.typed == TypedForms(texts, KOREAN)


def test_who_saved_the_note_last_is_kept_and_shown_until_a_file_takes_its_place(state):
    edited = after(state, NoteEdited("/d/a", "Grey.", SIGNED))
    assert resolve(edited).note.edited == SIGNED
    again = after(SessionState(), Restored(saved_of(edited), ("dark",), T0), CaseRead("/d/a", CASE))
    assert again.entry("/d/a").note_work.edited == SIGNED
    by_form = after(state, TriageWritten("/d/a", ENGLISH)).entry("/d/a")
    assert by_form.note_work.edited == SIGNED
    base = edited.entry("/d/a").as_read
    dropped = after(edited, FilesAdded("/d/a", base, replace(base, note=Note("n.txt", "Calm.")), ("/f/n.txt",)))
    assert resolve(dropped).note.edited is None
