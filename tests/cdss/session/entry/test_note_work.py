"""Corrections of the reading of a note: with the patient, on the case, on the screen, and kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from cdss.core.sentences import catalogue
from cdss.records.case import Case, Note
from cdss.records.concept_correction import ConceptCorrection, Meant
from cdss.records.vitals_changes import Signature
from cdss.session.actions import CaseRead, Opened, Submitted
from cdss.session.editing import NoteEdited
from cdss.session.entry.note_actions import ConceptCorrected
from cdss.session.entry.note_panes import ConceptChip
from cdss.session.entry.note_work import NoteWork
from cdss.session.evidence import note_reading
from cdss.session.kept_work import with_work_text, work_text
from cdss.session.names import concept_name
from cdss.session.resolve import resolve
from cdss.session.saved import Restored, saved_of
from cdss.session.state import Entry, Pending, SessionState
from cdss.text.lexicon import lexicon
from cdss.text.pipeline import read_note

T0 = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)
SIGNED = Signature("KSY", T0)
CASE = Case("a", chief_complaint="cough", note=Note("note.txt", "Denies fever, SOB x2d."))
FEVER = ConceptCorrection("fever", True, Meant.PRESENT, SIGNED)


def after(state, *actions):
    for action in actions:
        state = action.apply(state)
    return state


@pytest.fixture
def state():
    return after(SessionState(), Opened(("/d/a",), select=True, at=T0), CaseRead("/d/a", CASE))


def test_a_correction_is_on_the_case_and_the_patient_is_assessed_again(state):
    asked = after(state, Submitted(Pending(1, "/d/a", explain=True)))
    corrected = after(asked, ConceptCorrected("/d/a", FEVER))
    assert corrected.entry("/d/a").case.concept_corrections == (FEVER,)
    assert corrected.pending == ()
    assert corrected.entry("/d/a").case.note == CASE.note, "the note itself stays as it was written"


def test_the_pane_has_the_chip_as_corrected_and_says_what_the_model_reads(state):
    before, pane = resolve(state).note, resolve(after(state, ConceptCorrected("/d/a", FEVER))).note
    chips = {chip.term: chip for chip in pane.chips}
    assert chips["fever"] == ConceptChip("fever", True, Meant.PRESENT, SIGNED)
    assert chips["cough"] == ConceptChip("cough", False, Meant.PRESENT)
    assert dict(pane.concepts)["fever"] is False
    assert (pane.behind, pane.corrected) == (("fever",), True)
    assert (before.behind, before.corrected, dict(before.concepts)["fever"]) == ((), False, True)
    assert [a.short for a in pane.abbreviations] == ["SOB", "x2d"]


def test_the_newest_correction_counts_and_what_the_text_says_takes_it_away(state):
    denied = replace(FEVER, meant=Meant.NOT_MEANT)
    twice = after(state, ConceptCorrected("/d/a", FEVER), ConceptCorrected("/d/a", denied))
    assert twice.entry("/d/a").note_work == NoteWork((denied,))
    back = after(twice, ConceptCorrected("/d/a", replace(FEVER, meant=Meant.DENIED)))
    assert back.entry("/d/a").note_work == NoteWork()
    assert back.entry("/d/a").case.concept_corrections == ()
    assert after(back, ConceptCorrected("/d/a", replace(FEVER, meant=Meant.DENIED))) is back


def test_a_correction_outlives_an_edited_note_and_its_files(state):
    later = after(
        state, ConceptCorrected("/d/a", FEVER), NoteEdited("/d/a", "Denies fever. Worse."), CaseRead("/d/a", CASE)
    )
    case = later.entry("/d/a").case
    assert (case.note.text, case.concept_corrections) == ("Denies fever. Worse.", (FEVER,))


def test_patients_that_are_not_read_are_left_alone(state):
    assert after(state, ConceptCorrected("/d/x", FEVER)) is state
    unread = after(SessionState(), Opened(("/d/a",)))
    assert after(unread, ConceptCorrected("/d/a", FEVER)) is unread


def test_corrections_are_kept_and_there_again_after_the_next_start(state):
    corrected = after(state, ConceptCorrected("/d/a", FEVER))
    again = after(SessionState(), Restored(saved_of(corrected), ("dark",), T0), CaseRead("/d/a", CASE))
    assert again.entry("/d/a").case.concept_corrections == (FEVER,)
    work = NoteWork((FEVER, ConceptCorrection("cough", False, Meant.NOT_MEANT, Signature("", T0))))
    assert with_work_text(Entry("/d/a"), work_text(Entry("/d/a", note_work=work))).note_work == work


def test_a_click_leads_from_there_to_not_there_to_not_meant_and_round():
    chip = ConceptChip("fever", True, Meant.PRESENT)
    assert [
        chip.next_meant,
        replace(chip, meant=Meant.DENIED).next_meant,
        replace(chip, meant=Meant.NOT_MEANT).next_meant,
    ] == [
        Meant.DENIED,
        Meant.NOT_MEANT,
        Meant.PRESENT,
    ]


def test_a_chip_stands_once_for_each_reading_of_a_concept():
    chips = note_reading("fever", "No fever now, fever at home.").chips
    assert [(c.term, c.denied) for c in chips] == [("fever", True), ("fever", False)] or [
        (c.term, c.denied) for c in chips
    ] == [("fever", False), ("fever", True)]


NO_KOREAN_READING = {
    *("exertional dyspnea", "urinary symptoms", "aortic disease", "covid-19", "kidney disease", "liver disease"),
    *("peptic ulcer", "oxygen therapy", "drug use", "surgery", "immobility"),
}
"""Concepts whose Korean name the lexicon reads otherwise or not at all."""


@pytest.mark.parametrize("term", lexicon("concepts"))
def test_every_concept_has_a_korean_name_and_the_lexicon_reads_it_as_that_concept(term):
    korean = concept_name(term, "ko")
    assert f"name_concept_{term.replace(' ', '_').replace('-', '_')}" in catalogue()
    assert any("가" <= c <= "힣" for c in korean)
    read = {concept.term for concept in read_note(None, korean).concepts}
    assert (term in read) is (term not in NO_KOREAN_READING)
