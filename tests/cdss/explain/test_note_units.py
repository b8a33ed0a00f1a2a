"""Pieces merged to words, and words to units: specials left out, denials whole, the same as in the attributions."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.core.paths import model_dir
from cdss.explain.note_units import clinical_units, units_alone, words_of
from cdss.explain.note_words import PieceAttributions, note_tokens
from cdss.nets.note_input import NoteTokenizer
from cdss.nets.triage import EncodedNote
from cdss.text.pipeline import read_note


@pytest.fixture(scope="module")
def tokenizer():
    return NoteTokenizer(model_dir() / "tokenizer.json")


def words(tokenizer, text):
    return [text[w.start : w.end] for w in words_of(text, tokenizer(text).offsets)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chest pain", ["chest", "pain"]),
        ("diaphoretic", ["diaphoretic"]),  # several pieces
        ("crushing chest pain, diaphoretic.", ["crushing", "chest", "pain", "diaphoretic"]),
        ("Shortness of breath; cough", ["Shortness", "of", "breath", "cough"]),
        ("SpO2 88%", ["SpO2", "88"]),
        ("BP 160/95", ["BP", "160", "95"]),
        ("non-radiating", ["non", "radiating"]),
        ("pain (left arm)!?", ["pain", "left", "arm"]),
        ("fever\n\ncough", ["fever", "cough"]),
        ("hydroxychloroquine  twice", ["hydroxychloroquine", "twice"]),
        ("...", []),
        ("", []),
    ],
)
def test_pieces_are_merged_to_words_without_punctuation(tokenizer, text, expected):
    assert words(tokenizer, text) == expected


def test_every_piece_that_is_no_punctuation_belongs_to_one_word(tokenizer):
    text = "62 y/o man, diaphoretic; nitroglycerin given x2 (no relief)."
    ids = tokenizer(text)
    found = [piece for word in words_of(text, ids.offsets) for piece in word.pieces]
    assert found == sorted(set(found))
    assert 0 not in found and len(ids.ids) - 1 not in found
    left = set(range(1, len(ids.ids) - 1)) - set(found)
    assert all(not any(c.isalnum() for c in text[slice(*ids.offsets[piece])]) for piece in left)


@pytest.mark.parametrize(
    ("complaint", "note", "expected"),
    [
        (None, "crushing pain, no fever", ("crushing", "pain", "no fever")),
        (None, "SOB since morning", ("SOB", "since", "morning")),
        ("흉통", "발열 없음", ("흉통", "발열 없음")),
    ],
)
def test_units_are_known_before_their_effects_and_stay_the_same(tokenizer, complaint, note, expected):
    read = read_note(complaint, note)
    encoded = EncodedNote(read, read.english, tokenizer(read.english), torch.zeros(1))
    alone = units_alone(encoded)
    effects = np.arange(1.0, 1.0 + len(encoded.ids.ids))
    tokens = note_tokens("risk", encoded, PieceAttributions(effects, 0.1, 0.2))
    assert tuple(map(alone.shown, range(len(alone.units)))) == expected
    assert [(u.text, u.places, u.words, u.denied) for u in alone.units] == [
        (u.text, u.places, u.words, u.denied) for u in tokens.units
    ]
    assert all(u.effect == 0.0 for u in alone.units) and any(u.effect for u in tokens.units)


@pytest.mark.parametrize(
    ("complaint", "note", "expected"),
    [
        (None, "Pt came in with SOB and wheezing. PMH COPD.", ["SOB", "wheezing", "COPD"]),
        (None, "119 통해 내원함. 식은땀 동반하여, 발열 없음.", ["식은땀", "발열 없음"]),
        (None, "Took something at home, no rash.", ["no rash"]),  # a denial counts, of whatever it is
    ],
)
def test_units_of_concepts_and_denials_have_a_clinical_meaning(tokenizer, complaint, note, expected):
    read = read_note(complaint, note)
    encoded = EncodedNote(read, read.english, tokenizer(read.english), torch.zeros(1))
    alone = units_alone(encoded)
    assert [alone.shown(unit) for unit in clinical_units(encoded, alone.units)] == expected


def test_the_level_of_consciousness_has_one_too(tokenizer):
    read = read_note(None, "Brought by ambulance.")
    text = read.english + ", responds to pain"
    encoded = EncodedNote(read, text, tokenizer(text), torch.zeros(1))
    units = units_alone(encoded).units
    assert [units[place].charted for place in clinical_units(encoded, units)] == [True]
