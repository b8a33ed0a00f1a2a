"""The audit of the note's words: what it inserts, what it compares, and that it takes the path every note takes."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.paths import model_dir
from cdss.evaluation.text_audit import (
    NEUTRAL,
    SWAPS,
    Answers,
    answers,
    audited_visits,
    compare,
    control_of,
    note_tokens,
    with_phrase,
)
from cdss.evaluation.visits import NOTE_VITALS, scored_visits
from cdss.nets.triage import TriageModel
from cdss.records.case import Case
from cdss.text.pipeline import read_note

PHRASES = sorted({phrase for _, *pair in SWAPS for phrase in pair})


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


# phrases -----------------------------------------------------------------------------------------------------------------


def test_the_audit_speaks_of_sex_housing_insurance_language_and_race():
    assert {group for group, _, _ in SWAPS} == {"sex word", "pronoun", "housing", "insurance", "language", "race"}
    assert {"homeless", "undomiciled", "uninsured", "Medicaid", "does not speak English", "Korean-speaking"} <= set(
        PHRASES
    )


@pytest.mark.parametrize("phrase", PHRASES)
def test_a_control_has_as_many_words_as_its_phrase(phrase):
    assert len(control_of(phrase).split()) == len(re.findall(r"\w+", phrase))


@pytest.mark.parametrize("phrase", [*PHRASES, *NEUTRAL.values()])
def test_reading_the_note_leaves_the_phrase_as_it_is(phrase):
    """An abbreviation or a lexicon entry inside a phrase would audit other words than those named."""
    assert read_note(with_phrase("Chest pain", phrase), None).english == f"Chest pain; {phrase}"


# comparison --------------------------------------------------------------------------------------------------------------


def test_shifts_are_counted_by_hand():
    plain = Answers(np.array([1.0, 2.0, 3.0, 4.0]), np.array([5, 4, 3, 2]))
    moved = Answers(plain.risk + np.array([0.4, -0.2, 0.0, 0.2]), np.array([5, 3, 3, 2]))
    control = Answers(plain.risk + 0.05, plain.level)
    found = {**dict.fromkeys(NEUTRAL.values(), control), **dict.fromkeys(PHRASES, plain), "homeless": moved}
    out = {(m.part, m.name): m.figure for m in compare(plain, found)}
    assert out["housing: homeless", "mean shift of risk (0-10)"].value == pytest.approx(0.1)
    assert out["housing: homeless", "mean shift beyond the control (0-10)"].value == pytest.approx(0.05)
    size = out["housing: homeless", "95th percentile of the shift's size (0-10)"]
    assert size.value == pytest.approx(np.quantile([0.0, 0.2, 0.2, 0.4], 0.95)) and size.n == 4
    assert out["housing: homeless", "share whose level changes"].value == 0.25
    assert out["control: seen", "mean shift of risk (0-10)"].value == pytest.approx(0.05)
    assert out["housing: lives at home", "mean shift beyond the control (0-10)"].value == pytest.approx(-0.05)


def test_a_swap_compares_the_two_phrases_not_the_bare_text():
    plain = Answers(np.zeros(3), np.full(3, 5))
    man, woman = Answers(np.full(3, 0.5), np.full(3, 5)), Answers(np.full(3, 0.3), np.array([5, 4, 4]))
    found = {**dict.fromkeys([*NEUTRAL.values(), *PHRASES], plain), "man": man, "woman": woman}
    out = {(m.part, m.name): m.figure for m in compare(plain, found)}
    part = "sex word: woman in place of man"
    assert out[part, "mean shift of risk (0-10)"].value == pytest.approx(-0.2)
    assert out[part, "share whose level changes"].value == pytest.approx(2 / 3)


# the path of a note ------------------------------------------------------------------------------------------------------


def test_tokens_are_those_of_an_assessment(model):
    texts = ["Chest pain; homeless", "SOB x2d", "Fever"]
    tokens, known = note_tokens(model, texts)
    for row, text in enumerate(texts):
        alone = model.encode(Case("x", chief_complaint=text)).inputs
        length = int(known[row].sum())
        assert length == alone.note.shape[1]
        assert torch.allclose(tokens[row, :length], alone.note[0], atol=1e-4)
        assert not tokens[row, length:].any()
        pooled = tokens[row].sum(dim=0) / length
        assert torch.allclose(pooled, alone.note_pooled[0], atol=1e-4)


@pytest.fixture
def encoded(model, tiny_fusion):
    """The small cohort with its notes encoded by the shipped encoder."""
    texts = sorted(tiny_fusion.notes.texts, key=tiny_fusion.notes.texts.__getitem__)
    tokens, known = note_tokens(model, texts)
    padded = torch.zeros(len(texts), tiny_fusion.notes.tokens.shape[1], tokens.shape[2])
    padded[:, : tokens.shape[1]] = tokens
    lengths = known.sum(dim=1)
    notes = replace(tiny_fusion.notes, tokens=padded, lengths=lengths, pooled=tokens.sum(dim=1) / lengths[:, None])
    return replace(tiny_fusion, notes=notes, scales=model.scales)


def test_unchanged_texts_give_the_answers_of_the_report(model, encoded):
    rows = audited_visits(encoded)
    expected = scored_visits(model, encoded, rows)
    texts = ["; ".join(encoded.visits.phrases[row]) for row in rows]
    said = answers(model, encoded, rows, texts)
    assert expected.rows.tolist() == rows.tolist()
    assert said.risk == pytest.approx(10 * expected.scores["level<=2"], abs=1e-3)
    assert (said.level == expected.given).all()


def test_each_visit_keeps_its_own_text_whatever_the_batch(model, encoded, monkeypatch):
    rows = audited_visits(encoded)[:7]
    texts = [with_phrase("Chest pain", "seen") if i % 2 else "Fever" for i in range(7)]
    whole = answers(model, encoded, rows, texts)
    monkeypatch.setattr("cdss.evaluation.text_audit.BATCH", 2)
    assert answers(model, encoded, rows, texts).risk == pytest.approx(whole.risk, abs=1e-4)


def test_the_sample_is_of_the_test_year_with_note_and_vitals(encoded):
    rows = audited_visits(encoded)
    assert (encoded.visits.year[rows] == 2020).all() and encoded.has_note[rows].all()
    assert rows.tolist() == sorted(set(audited_visits(encoded).tolist()))
    assert NOTE_VITALS == (False, False, True, True)
