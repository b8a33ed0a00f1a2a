"""Korean notes made of the code book say what it says: the pipeline reads them back, and what it lacks stays English."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.text.lexicon import lexicon
from cdss.text.pipeline import read_note
from cdss.training.korean_notes import _agreeing, _said, _terms, in_korean, korean

BACK = {
    "Chest pain": "chest pain",
    "Abdominal pain, cramps, spasms, NOS": "abdominal pain",
    "Vertigo - dizziness": "dizziness",
    "Knee pain, ache, soreness, discomfort": "knee pain",
    "Laceration/cut of upper extremity": "arm laceration",
    "Swelling of leg": "leg swelling",
    "Injury, other and unspecified of head": "head injury",
    "Hand and finger pain, ache, soreness,": "hand and finger pain",
    "Motor vehicle accident, type of injur": "traffic accident",
    "Uterine and vaginal bleeding": "vaginal bleeding",
    "Suture - insertion, removal": "suture removal",
}


def versions(*phrases, count=80, deny=False):
    return [korean(phrases, np.random.default_rng(seed), deny) for seed in range(count)]


def said(texts):
    return [read_note(note.text, None).english for note in texts]


@pytest.mark.parametrize("phrase", BACK)
def test_a_phrase_is_read_back_whatever_words_were_drawn(phrase):
    written = {in_korean(phrase, np.random.default_rng(seed)) for seed in range(40)}
    assert {read_note(term, None).english for term in written} == {BACK[phrase]}
    assert {read_note(term, None).untranslated for term in written} == {()}


@pytest.mark.parametrize(
    "phrase", ["Inadequate data base", "Injury, other and unspecified, of han", "Diseases of the thyroid gland", "NOS"]
)
def test_a_phrase_with_a_word_that_the_lexicon_lacks_stays_english(phrase):
    assert in_korean(phrase, np.random.default_rng(0)) is None


def test_every_note_names_all_complaints_and_denies_none():
    for text in said(versions("Chest pain", "Vomiting", "Other heart disease")):
        assert "chest pain" in text and "vomiting" in text and "Other heart disease" in text
        assert "no " not in text
    assert {(note.written, note.phrases) for note in versions("Chest pain", "Other heart disease")} == {(1, 2)}


def test_notes_differ_in_words_times_and_endings():
    texts = [note.text for note in versions("Chest pain", "Shortness of breath")]
    assert len(set(texts)) > 60
    for mark in ("전부터", "내원", "(+)", " 및 ", "동반", "있음", "호소", "다고 함"):
        assert any(mark in text for text in texts), mark
    assert texts == [note.text for note in versions("Chest pain", "Shortness of breath")]


def test_nothing_of_a_note_without_english_is_lost():
    for note in versions("Chest pain", "Fever", "Back pain, ache, soreness, discomfort"):
        assert read_note(note.text, None).untranslated == (), note.text


def test_what_is_denied_is_nothing_that_the_visit_names():
    for text in said(versions("Chest pain", "Vomiting", deny=True)):
        here, denied = text.split("no ", 1)
        assert "chest pain" in here and "vomiting" in here
        assert not {"chest pain", "vomiting", "nausea"} & set(denied.replace(";", ",").split(", "))


def test_a_visit_without_reasons_has_no_note():
    assert korean((), np.random.default_rng(0)).text == ""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("흉통", "흉통이 흉통을 흉통과 흉통으로"),
        ("기침", "기침이 기침을 기침과 기침으로"),
        ("설사", "설사가 설사를 설사와 설사로"),
        ("발열", "발열이 발열을 발열과 발열로"),
        ("rash", "rash가 rash를 rash와 rash로"),
    ],
)
def test_particles_agree_with_the_word_before(before, after):
    forms = ("{subject}", "{object}", "{and}", "{with}")
    assert " ".join(before + _agreeing(form, before) for form in forms) == after


def test_verbs_are_said_as_a_noun_and_as_reported():
    assert _said("배 아프") == ("배가 아픔", "배가 아팠다고 함")
    assert _said("토하") == ("토함", "토했다고 함")
    assert _said("숨 못 쉬") == ("숨 못 쉼", "숨 못 쉬었다고 함")


def test_every_term_is_read_back_as_what_it_stands_for():
    listed = {**lexicon("ko_en")["findings"]}
    wrong = {
        term: read_note(term, None).english
        for english, terms in _terms().items()
        for term in terms
        if term not in listed and read_note(term, None).english.lower() not in (english, *_others(english))
    }
    assert wrong == {}


def _others(english):
    usual = [term for term, names in lexicon("concepts").items() if english in map(str.lower, names)]
    return [name.lower() for name in usual]
