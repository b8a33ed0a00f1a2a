"""Attributions of words: places in the text shown, and sums that add up."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cdss.core.paths import model_dir
from cdss.explain.note_units import words_of
from cdss.explain.note_words import PieceAttributions, note_tokens, path_of_words, piece_attributions
from cdss.nets.note_input import NoteTokenizer
from cdss.nets.triage import EncodedNote
from cdss.text.pipeline import read_note


@pytest.fixture(scope="module")
def tokenizer():
    return NoteTokenizer(model_dir() / "tokenizer.json")


def encoded(tokenizer, complaint, note, extra=""):
    read = read_note(complaint, note)
    text = f"{read.english}; {extra}" if extra else read.english
    return EncodedNote(read, text, tokenizer(text), torch.zeros(1))


def shown(tokenizer, complaint, note, extra=""):
    code = encoded(tokenizer, complaint, note, extra)
    tokens = note_tokens("risk", code, PieceAttributions(np.arange(len(code.ids.ids), dtype=float), 0.1, 0.2))
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
    tokens = note_tokens("risk", code, PieceAttributions(pieces, 0.0, 0.0))
    found = words_of(code.text, code.ids.offsets)
    assert len(found[-1].pieces) > 1
    assert [w.effect for w in tokens.words] == pytest.approx([pieces[list(w.pieces)].sum() for w in found])


# units -------------------------------------------------------------------------------------------------------------------


def units(tokenizer, complaint, note, extra="", seed=3):
    """Unit texts with their effects and what they stand for on the screen; pieces of random effect."""
    code = encoded(tokenizer, complaint, note, extra)
    pieces = np.random.default_rng(seed).normal(0, 1, len(code.ids.ids))
    tokens = note_tokens("risk", code, PieceAttributions(pieces, 0.25, 0.5))
    shown = {u.text: [tokens.displayed[a:b] for a, b in u.places] for u in tokens.units}
    return tokens, shown


@pytest.mark.parametrize(
    ("note", "unit"),
    [
        ("no chest pain", "no chest pain"),
        ("Sudden headache. Denies fever. Dizzy", "Denies fever"),
        ("fever without cough, dizzy", "without cough, dizzy"),  # the list goes on, as ConText reads it
        ("pulmonary embolism was ruled out; dyspnoea", "pulmonary embolism was ruled out"),
        ("negative for fever; cough", "negative for fever"),
    ],
)
def test_a_denial_is_one_unit_with_its_cue(tokenizer, note, unit):
    tokens, shown = units(tokenizer, None, note)
    (denied,) = [u for u in tokens.units if u.denied]
    assert denied.text == unit and shown[unit] == [unit]
    assert denied.effect == pytest.approx(sum(tokens.words[i].effect for i in denied.words))


def test_a_pseudo_negation_joins_nothing(tokenizer):
    tokens, _ = units(tokenizer, None, "no improvement of pain")
    assert [u.text for u in tokens.units] == ["no", "improvement", "of", "pain"]
    assert not any(u.denied for u in tokens.units)


def test_each_of_two_denials_is_a_unit_of_its_own(tokenizer):
    tokens, _ = units(tokenizer, None, "Denies fever, no cough, chest pain now")
    assert [u.text for u in tokens.units if u.denied] == ["Denies fever", "no cough, chest pain"]


def test_merging_keeps_the_sum_and_loses_no_word(tokenizer):
    note = "Crushing chest pain x2h, SOB. Denies fever, no cough. PE was ruled out."
    tokens, _ = units(tokenizer, "chest pain", note, "responds to voice")
    assert [i for u in tokens.units for i in u.words] == list(range(len(tokens.words)))
    assert sum(u.effect for u in tokens.units) == pytest.approx(sum(w.effect for w in tokens.words))


def test_words_of_one_displayed_abbreviation_are_one_unit(tokenizer):
    _, shown = units(tokenizer, None, "SOB since morning")
    assert shown == {"shortness of breath": ["SOB"], "since": ["since"], "morning": ["morning"]}


def test_a_korean_denial_lies_on_its_finding_and_on_the_word_that_denies_it(tokenizer):
    tokens, shown = units(tokenizer, None, "흉통 있음. 발열, 기침 없음")
    denied = {u.text: shown[u.text] for u in tokens.units if u.denied}
    assert denied == {"no fever": ["발열", "없음"], "no cough": ["기침 없음"]}


def test_the_level_of_consciousness_is_one_unit_without_a_place(tokenizer):
    tokens, _ = units(tokenizer, None, "no fever", "responds to voice")
    *own, charted = tokens.units
    assert charted.charted and charted.text == "responds to voice" and charted.places == ()
    assert [u.text for u in own] == ["no fever"] and not own[0].charted


def test_words_signs_and_error_add_up_to_the_change(tokenizer):
    code = encoded(tokenizer, None, "chest pain, (diaphoretic)!")
    pieces = np.random.default_rng(1).normal(0, 1, len(code.ids.ids))
    tokens = note_tokens("risk", code, PieceAttributions(pieces, 0.25, 0.5))
    assert sum(w.effect for w in tokens.words) + tokens.punctuation == pytest.approx(pieces.sum())
    assert tokens.error == pytest.approx(0.25 - pieces.sum())
    found = tokens.attribution()
    assert found.remainder == tokens.error and (found.base, found.value) == (0.25, 0.5)
    assert list(found.effects) == ["note/1/chest", "note/2/pain", "note/3/diaphoretic", "note/punctuation"]


# integrated gradients ----------------------------------------------------------------------------------------------------


def pieces(output, words, pad):
    """Attributions where the states are the word embeddings themselves."""
    return piece_attributions(path_of_words(lambda x: x, words, pad), output)


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
    found = pieces(output, x, pad)
    assert found.effects.shape == (6,)
    assert (found.base, found.value) == pytest.approx((output(baseline).item(), output(x).item()), abs=1e-5)
    assert found.effects.sum() == pytest.approx(found.value - found.base, abs=1e-4)


def test_the_two_special_tokens_carry_nothing():
    found = pieces(lambda words: words.sum(dim=(1, 2)), torch.ones(1, 5, 384), torch.zeros(384))
    assert found.effects.tolist() == pytest.approx([0, 384, 384, 384, 0])


def test_a_piece_that_does_not_matter_has_no_effect_and_signs_are_kept():
    sign = torch.tensor([0.0, 1.0, -2.0, 0.0, 0.0])[None, :, None]
    found = pieces(lambda words: (words * sign).sum(dim=(1, 2)), torch.ones(1, 5, 384), torch.zeros(384))
    assert found.effects.tolist() == pytest.approx([0, 384, -768, 0, 0])
