"""Blank leads and short notes: what is taken away is taken away, and what it costs is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from cdss.bundle.load import open_bundle
from cdss.core.kinds import ECG_LEADS
from cdss.core.paths import model_dir
from cdss.evaluation.composite_scores import composites
from cdss.evaluation.robustness_inputs import (
    WORDS,
    blanked,
    first_words,
    lead_figures,
    note_figures,
    with_texts,
)
from cdss.nets.ecg import TOKENS, EcgEvidence
from cdss.nets.triage import TriageModel
from cdss.training.cohort_ecg import EcgSet
from cdss.training.note_vectors import joined

LOSS = "loss of AUROC ECG classes (macro)"


class OneLead(nn.Module):
    """An encoder that looks at the size of one lead and at nothing else."""

    def __init__(self, lead: str) -> None:
        super().__init__()
        self.place = ECG_LEADS.index(lead)
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, x):
        size = self.scale * x[:, self.place].abs().mean(dim=1)
        tokens = size[:, None, None].expand(-1, TOKENS, 6)
        return EcgEvidence(tokens, tokens.mean(dim=1), tokens.mean(dim=1)[None])


@pytest.fixture
def ecgs():
    """400 recordings of which 300 are held out; the label is the size of all leads."""
    rng = np.random.default_rng(0)
    label = (rng.random(400) < 0.4).astype(np.float32)
    signals = rng.normal(0, 1, (400, 12, 100)).astype(np.float32) * (1 + label[:, None, None])
    split = np.array(["train"] * 100 + ["tune"] * 150 + ["test"] * 150)
    return EcgSet(np.arange(400), signals, np.tile(label[:, None], (1, 6)), split, np.zeros(400, np.int64))


def test_only_the_hidden_leads_are_blank():
    signals = np.ones((2, 12, 5), np.float32)
    hidden = np.zeros((2, 12), bool)
    hidden[0, 3] = hidden[1, :11] = True
    out = blanked(signals, hidden)
    assert out[0].sum() == 11 * 5 and not out[0, 3].any()
    assert out[1, 11].all() and out[1].sum() == 5
    assert signals.all() and out.dtype == np.float32


def test_the_lead_that_the_encoder_reads_is_the_one_that_costs(ecgs):
    found = {(m.part, m.name): m for m in lead_figures(OneLead("V3"), ecgs)}
    dearest = found["gap without the lead that costs most", LOSS]
    assert dearest.split.endswith(": V3") and dearest.figure.value == pytest.approx(0.5, abs=0.01)
    assert dearest.figure.n == 300
    for lead in ECG_LEADS:
        cost = found[f"without lead {lead}", LOSS].figure.value
        assert cost == (dearest.figure.value if lead == "V3" else 0)


def test_the_more_leads_are_blank_the_less_is_known(ecgs):
    found = {(m.part, m.name): m for m in lead_figures(OneLead("II"), ecgs)}
    curve = [found[f"{k} of 12 leads blank", "AUROC ECG classes (macro)"].figure.value for k in range(12)]
    # the lead is there in f of the recordings, which then stand above the others whoever they are: AUROC = (1 + f^2) / 2
    expected = [(1 + ((12 - k) / 12) ** 2) / 2 for k in range(12)]
    assert curve == pytest.approx(expected, abs=0.08)
    step = found["gap by one more blank lead at its largest", LOSS]
    drops = -np.diff(curve)
    assert step.figure.value == pytest.approx(drops.max())
    assert step.split.endswith(f": {drops.argmax()} to {drops.argmax() + 1} blank")


# notes -------------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture
def visits(tiny_fusion):
    return composites(tiny_fusion, "test", thinned=1)


@pytest.fixture
def read(model, tiny_fusion, visits):
    """The small cohort with its notes as the shipped encoder reads them."""
    texts = [joined(tiny_fusion.visits.phrases[row]) for row in visits.rows]
    return with_texts(model, tiny_fusion, visits, texts)


def test_first_words_are_those_of_the_joined_note(tiny_fusion, visits):
    phrases = {joined(tiny_fusion.visits.phrases[row]) for row in visits.rows}
    assert phrases == {"Chest pain", "Shortness of breath", "Fever; Cough"}
    assert set(first_words(tiny_fusion, visits, 1)) == {"Chest", "Shortness", "Fever;"}
    assert set(first_words(tiny_fusion, visits, 2)) == {"Chest pain", "Shortness of", "Fever; Cough"}
    assert set(first_words(tiny_fusion, visits, 16)) == phrases


@torch.no_grad()
def test_new_texts_are_encoded_as_the_model_reads_a_note(model, read, visits):
    for row in visits.rows[:4]:
        ids = model.tokenizer(joined(read.visits.phrases[row])).ids
        words = model.minilm.words(torch.tensor([ids]))
        states = model.note_states(words, torch.ones(1, len(ids), dtype=torch.bool))[0]
        place = read.text[row]
        assert int(read.notes.lengths[place]) == len(ids)
        assert torch.allclose(read.notes.tokens[place, : len(ids)].float(), states, atol=0.05)
        assert not read.notes.tokens[place, len(ids) :].any()
        assert torch.allclose(read.notes.pooled[place], states.mean(dim=0), atol=0.02)
    others = np.setdiff1d(np.arange(len(read.text)), visits.rows)
    assert (read.text[others] == -1).all()


def test_words_that_are_not_there_cannot_be_cut(model, read, visits):
    found = {(m.part, m.name): m.figure for m in note_figures(model, read, visits)}
    assert len(found) == 2 * (1 + 2 * len(WORDS))
    loss = "loss of AUROC level<=2"
    for name in ("note alone", "note and vitals"):
        assert found[f"{name}, first 4 words", loss].value == pytest.approx(0, abs=1e-9)  # three words at most
        assert found[f"{name}, first 16 words", loss].value == pytest.approx(0, abs=1e-9)
        whole = found[f"{name}, whole note", "AUROC level<=2"].value
        one = found[f"{name}, first 1 words", "AUROC level<=2"].value
        assert found[f"{name}, first 1 words", loss].value == pytest.approx(whole - one)
    cut = found["note alone, first 1 words", loss]
    assert cut.low < cut.high, "other answers: some draw of the visits loses or gains"


def test_the_cut_does_not_change_the_data_it_was_made_from(model, tiny_fusion, visits):
    before = tiny_fusion.text.copy()
    cut = with_texts(model, tiny_fusion, visits, first_words(tiny_fusion, visits, 1))
    assert (tiny_fusion.text == before).all()
    assert set(cut.notes.texts) == {"Chest", "Shortness", "Fever;"}
    assert cut.image is tiny_fusion.image
    assert replace(cut, notes=tiny_fusion.notes).notes is tiny_fusion.notes
