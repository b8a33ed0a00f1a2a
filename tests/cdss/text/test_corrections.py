"""A clinician's correction of a concept changes what is read: the words, the denials, the concepts, and nothing beside them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cdss.records.concept_correction import ConceptCorrection, Meant
from cdss.records.vitals_changes import Signature
from cdss.text.pipeline import read_note

SIGNED = Signature("KSY", datetime(2026, 11, 20, 14, 0, tzinfo=UTC))


def said(term: str, denied: bool, meant: Meant) -> ConceptCorrection:
    return ConceptCorrection(term, denied, meant, SIGNED)


FEVER_PRESENT = said("fever", True, Meant.PRESENT)
FEVER_DENIED = said("fever", False, Meant.DENIED)


def states(note: str, *corrections: ConceptCorrection) -> dict[str, set[bool]]:
    found: dict[str, set[bool]] = {}
    for concept in read_note(None, note, corrections).concepts:
        found.setdefault(concept.term, set()).add(concept.negated)
    return found


def test_without_corrections_the_text_is_read_as_it_is() -> None:
    read = read_note("chest pain", "Denies fever, no cough.")
    assert read == read_note("chest pain", "Denies fever, no cough.", ())
    assert (read.corrected, read.written) == ((), read.concepts)


@pytest.mark.parametrize(
    ("note", "correction", "english"),
    [
        ("Denies fever, no cough.", FEVER_PRESENT, "no cough.; fever"),
        ("Denies cough, fever or chills.", FEVER_PRESENT, "Denies cough, or chills.; fever"),
        ("Fever and cough.", FEVER_DENIED, "and cough.; no Fever"),
        ("Fever and cough.", said("fever", False, Meant.NOT_MEANT), "and cough."),
        ("Mother had fever. Fever today.", said("fever", False, Meant.NOT_MEANT), "Mother had. today."),
        ("Fever is ruled out. Cough.", FEVER_PRESENT, ". Cough.; Fever"),
        ("No sweating, no wheezes", said("wheezing", True, Meant.PRESENT), "No sweating,; wheezes"),
    ],
)
def test_a_mention_is_taken_out_and_stands_behind_the_text_as_it_is_meant(
    note: str, correction: ConceptCorrection, english: str
) -> None:
    assert (
        " ".join(read_note(None, note, (correction,)).english.split()).replace(" ;", ";").replace(" .", ".") == english
    )


@pytest.mark.parametrize(
    "note",
    [
        "Denies fever, no cough.",
        "No chest pain, fever or cough.",
        "Cough absent. Fever denied.",
        "fever(-), cough(-)",
        "발열, 기침 없음.",
        "기침 없음. 열 부인.",
    ],
)
def test_a_denied_finding_that_is_there_is_read_as_there_and_its_neighbours_stay_denied(note: str) -> None:
    assert states(note)["fever"] == {True}
    corrected = states(note, FEVER_PRESENT)
    assert corrected["fever"] == {False}
    assert corrected["cough"] == {True}


@pytest.mark.parametrize("note", ["Fever and cough x2d.", "Cough, fever", "fever; cough", "발열과 기침 있음."])
def test_a_stated_finding_that_is_not_there_is_read_as_denied_and_its_neighbours_stay(note: str) -> None:
    corrected = states(note, FEVER_DENIED)
    assert corrected["fever"] == {True}
    assert corrected["cough"] == {False}


def test_what_is_not_meant_is_read_nowhere() -> None:
    note = "Denies fever, no cough. Fever at home."
    both = (said("fever", True, Meant.NOT_MEANT), said("fever", False, Meant.NOT_MEANT))
    assert "fever" not in states(note, *both)
    assert "fever" not in read_note(None, note, both).english.lower()
    assert states(note, both[0])["fever"] == {False}, "the mention that is not denied was not spoken of"


def test_two_mentions_make_one_clause_and_two_corrections_two() -> None:
    note = "Fever. High fever. Cough."
    read = read_note(None, note, (FEVER_DENIED, said("cough", False, Meant.DENIED)))
    assert read.corrected == ("no Fever", "no High fever", "no Cough")
    assert states("Fever today, fever yesterday", FEVER_DENIED) == {"fever": {True}}


def test_a_correction_of_what_is_no_longer_in_the_note_changes_nothing() -> None:
    assert read_note(None, "Cough.", (FEVER_PRESENT,)).english == "Cough."
    assert read_note(None, "Fever today.", (FEVER_PRESENT,)).english == "Fever today.", "the note now states it itself"


def test_the_text_on_screen_stays_and_its_marks_follow_the_correction() -> None:
    note = "Denies chest pain, fever and cough."
    read = read_note(None, note, (FEVER_PRESENT,))
    assert read.displayed == note
    denied = {note[s.start : s.end] for s in read.negated}
    assert not any("fever" in words for words in denied)
    assert any("chest pain" in words for words in denied) and any("cough" in words for words in denied)
    behind = read.english.index("; fever") + 2
    assert read.to_displayed(behind, behind + 5) == (note.index("fever"), note.index("fever") + 5)


def test_a_corrected_denial_is_marked_where_the_finding_stands() -> None:
    note = "Fever since yesterday, cough, fever."
    read = read_note(None, note, (FEVER_DENIED,))
    assert [note[s.start : s.end] for s in read.negated] == ["Fever", "fever"]


def test_the_concepts_of_the_text_itself_are_known_beside_the_corrected_ones() -> None:
    read = read_note(None, "Denies fever.", (FEVER_PRESENT,))
    assert [(c.term, c.negated) for c in read.written] == [("fever", True)]
    assert [(c.term, c.negated) for c in read.concepts] == [("fever", False)]


def test_abbreviations_name_what_the_text_is_read_as_at_their_place() -> None:
    note = "C/o SOB x2d, no CP."
    found = read_note(None, note).abbreviations
    assert [(a.short, a.long) for a in found] == [
        ("C/o", "complains of"),
        ("SOB", "shortness of breath"),
        ("x2d", "for 2 days"),
        ("CP", "chest pain"),
    ]
    assert all(note[a.start : a.end] == a.short for a in found)


def test_abbreviations_are_found_in_korean_notes_and_none_in_plain_text() -> None:
    found = read_note(None, "1시간 전부터 SOB 있음").abbreviations
    assert [(a.short, a.long) for a in found] == [("SOB", "shortness of breath")]
    assert read_note("chest pain", "It hurts on the left.").abbreviations == ()
