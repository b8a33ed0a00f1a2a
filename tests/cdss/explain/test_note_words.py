"""Attributions of words: pieces merged to words, specials left out, places in the text shown, and sums that add up."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.core.paths import model_dir
from cdss.explain.note_words import note_tokens, piece_attributions, words_of
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


def encoded(tokenizer, complaint, note, extra=""):
    read = read_note(complaint, note)
    text = f"{read.english}; {extra}" if extra else read.english
    return EncodedNote(read, text, tokenizer(text), torch.zeros(1))


def shown(tokenizer, complaint, note, extra=""):
    code = encoded(tokenizer, complaint, note, extra)
    tokens, _ = note_tokens("risk", code, np.arange(len(code.ids.ids), dtype=float))
    return tokens, {w.text: tokens.displayed[w.start : w.end] for w in tokens.words}


def test_each_word_lies_at_its_place_in_the_text_shown(tokenizer):
    tokens, places = shown(tokenizer, None, "crushing chest pain, diaphoretic")
    assert tokens.displayed == "crushing chest pain, diaphoretic"
    assert places == {w: w for w in ("crushing", "chest", "pain", "diaphoretic")}


def test_words_of_an_abbreviation_point_to_the_abbreviation(tokenizer):
    tokens, places = shown(tokenizer, None, "SOB since morning")
    assert tokens.displayed == "SOB since morning"
    assert places["shortness"] == places["breath"] == "SOB" and places["morning"] == "morning"


def test_words_of_a_korean_note_point_to_the_korean(tokenizer):
    tokens, places = shown(tokenizer, "가슴 통증", None)
    assert tokens.displayed == "가슴 통증"
    assert places["chest"] and set(places["chest"]) <= set("가슴 통증")


def test_a_word_that_is_only_in_the_chart_has_no_place_in_the_note(tokenizer):
    tokens, _ = shown(tokenizer, None, "fever", "responds to voice")
    spans = {w.text: (w.start, w.end) for w in tokens.words}
    assert spans["fever"] == (0, 5)
    assert {spans[w] for w in ("responds", "to", "voice")} == {(0, 0)}


def test_the_effect_of_a_word_is_the_sum_of_its_pieces(tokenizer):
    code = encoded(tokenizer, None, "chest pain, diaphoretic")
    pieces = np.random.default_rng(0).normal(0, 1, len(code.ids.ids))
    tokens, found = note_tokens("risk", code, pieces)
    assert len(found[-1].pieces) > 1
    assert [w.effect for w in tokens.words] == pytest.approx([pieces[list(w.pieces)].sum() for w in found])


# integrated gradients ----------------------------------------------------------------------------------------------------


def test_attributions_add_up_to_the_change_from_padding():
    """Completeness: a function of degree 4 is integrated exactly by the quadrature."""
    g = torch.Generator().manual_seed(0)
    x, pad = torch.randn(1, 6, 384, generator=g) * 0.2, torch.randn(384, generator=g) * 0.2
    weight = torch.randn(6, 384, generator=g)

    def output(words):
        s = (words * weight).sum(dim=(1, 2)) / 10
        return s + 0.3 * s**2 - 0.1 * s**4

    baseline = x.clone()
    baseline[:, 1:-1] = pad
    found = piece_attributions(output, x, pad)
    assert found.shape == (6,)
    assert found.sum() == pytest.approx((output(x) - output(baseline)).item(), abs=1e-4)


def test_the_two_special_tokens_carry_nothing():
    found = piece_attributions(lambda words: words.sum(dim=(1, 2)), torch.ones(1, 5, 384), torch.zeros(384))
    assert found.tolist() == pytest.approx([0, 384, 384, 384, 0])


def test_a_piece_that_does_not_matter_has_no_effect_and_signs_are_kept():
    sign = torch.tensor([0.0, 1.0, -2.0, 0.0, 0.0])[None, :, None]
    found = piece_attributions(lambda words: (words * sign).sum(dim=(1, 2)), torch.ones(1, 5, 384), torch.zeros(384))
    assert found.tolist() == pytest.approx([0, 384, -768, 0, 0])
