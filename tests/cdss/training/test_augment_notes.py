"""Rewritings keep what the visit is about: they lose the code book's manner, not the complaint, in English or in Korean."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.text.korean import has_hangul
from cdss.text.negation import negated_spans
from cdss.text.pipeline import read_note
from cdss.training import augment_notes
from cdss.training.augment_notes import DENIED_SHARE, KOREAN_SHARE, _mistyped, _spoken, rewritten, terse
from cdss.training.denials import DENIABLE, denied_in_english, denied_in_korean


def versions(*phrases, count=60):
    return [terse(phrases, np.random.default_rng(seed)) for seed in range(count)]


@pytest.mark.parametrize(
    ("phrase", "spoken"),
    [
        ("Abdominal pain, cramps, spasms, NOS", "abd pain"),
        ("Headache, pain in head", "headache"),
        ("Knee pain, ache, soreness, discomfort", "knee pain"),
        ("Injury, other and unspecified of head", "injury head"),
        ("Burn, all degrees, to head, neck, and", "burn head"),
        ("Loss of feeling (anesthesia)", "numbness"),
        ("Shortness of breath", "shortness of breath"),
    ],
)
def test_a_phrase_loses_its_code_book_manner_and_keeps_its_part_of_the_body(phrase, spoken):
    first_part = np.random.default_rng(1)  # draws the first of the synonyms
    assert _spoken(phrase, first_part) == spoken


def test_short_forms_are_those_the_note_pipeline_reads_back():
    written = versions("Shortness of breath")
    assert any("sob" in text.lower().split() for text in written)
    read = [read_note(text, None).english.lower() for text in written if "sob" in text.lower().split()]
    assert all("shortness of breath" in text for text in read)


def test_typing_errors_cost_at_most_a_letter_and_never_the_first():
    for seed in range(50):
        out = _mistyped("dizziness", np.random.default_rng(seed))
        assert out[0] == "d" and abs(len(out) - 9) <= 1
        assert sorted(set(out)) == sorted(set("dizziness")) or len(out) == 8


def test_typing_errors_are_made_in_a_part_of_the_texts(monkeypatch):
    clean = [text for text in versions("Fever") if "fever" in text.lower()]
    assert 0.75 * 60 < len(clean) < 60
    monkeypatch.setattr(augment_notes, "CUT_WORD", 0.0)
    assert all("fever" in text.lower() for text in versions("Fever"))


def test_every_version_names_at_least_one_of_the_complaints_and_most_name_all(monkeypatch):
    monkeypatch.setattr(augment_notes, "CUT_WORD", 0.0)
    named = [
        sum(word in read_note(t, None).english.lower() for word in ("cough", "fever", "rash"))
        for t in versions("Cough", "Fever", "Skin rash")
    ]
    assert min(named) >= 1 and np.mean(np.array(named) == 3) > 0.5


def test_the_same_generator_writes_the_same_text_and_others_write_others():
    assert versions("Cough", "Fever") == versions("Cough", "Fever")
    assert len(set(versions("Cough", "Fever"))) > 40


# what training reads -----------------------------------------------------------------------------------------------------


def drawn(*phrases, count=300):
    return [rewritten(phrases, np.random.default_rng(seed)) for seed in range(count)]


def test_training_reads_korean_and_terse_english_in_their_shares():
    texts = drawn("Cough", "Skin rash")
    assert np.mean([has_hangul(text) for text in texts]) == pytest.approx(KOREAN_SHARE, abs=0.09)
    denying = [bool(negated_spans(read_note(text, None).english)) for text in texts]
    assert np.mean(denying) == pytest.approx(DENIED_SHARE, abs=0.09)
    assert texts == drawn("Cough", "Skin rash")


def test_what_a_rewritten_note_denies_is_none_of_its_reasons(monkeypatch):
    monkeypatch.setattr(augment_notes, "CUT_WORD", 0.0)
    for text in drawn("Fever", "Vomiting"):
        english = read_note(text, None).english
        for span in negated_spans(english):
            assert not {"fever", "vomiting", "nausea"} & set(english[span.start : span.end].lower().split())


@pytest.mark.parametrize("language", ["english", "korean"])
def test_every_denial_is_read_as_one_and_nothing_else_stands_in_it(language):
    deny = {"english": denied_in_english, "korean": denied_in_korean}[language]
    seen = set()
    for seed in range(300):
        text = deny((), np.random.default_rng(seed))
        note = read_note(text, None)
        assert note.untranslated == () and note.negated, text
        rest = note.displayed
        for start, end in sorted(note.negated, reverse=True):
            rest = rest[:start] + rest[end:]
        assert not any(word in rest for found in DENIABLE for word in getattr(found, language)), text
        seen.add(text)
    assert len(seen) > 60


def test_a_visit_that_names_everything_deniable_but_one_denies_that_one():
    named = (
        "chest",
        "breath",
        "fever",
        "vomiting",
        "diarrhea",
        "stomach",
        "head",
        "faint",
        "cough",
        "injury",
        "suicide",
    )
    assert denied_in_korean(named, np.random.default_rng(0)).startswith("어지")
    assert "dizziness" in denied_in_english(named, np.random.default_rng(1))
