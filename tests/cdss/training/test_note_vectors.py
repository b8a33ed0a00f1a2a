"""The note basis whitens what it was learned from, and vectors do not depend on what was encoded beside them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from cdss.core.paths import model_dir
from cdss.nets.minilm import MiniLm
from cdss.nets.note_input import NoteTokenizer
from cdss.training.note_vectors import COMPONENTS, LONGEST, encode, joined, note_vectors, principal_basis

TEXTS = (
    "",
    "Chest pain",
    "Shortness of breath",
    "Fever",
    "Fever; Cough",
    "Stomach pain, cramps and spasms; Nausea; Vomiting",
    "Back pain " * 40,
)


@pytest.fixture(scope="module")
def encoder():
    stored = load_file(model_dir() / "note.safetensors")
    net = MiniLm().eval()
    net.load_state_dict({k: v.float() for k, v in stored.items() if k not in ("mean", "basis")})
    return net, NoteTokenizer(model_dir() / "tokenizer.json"), (stored["mean"].float(), stored["basis"].float())


@pytest.fixture(scope="module")
def vectors(encoder, tmp_path_factory):
    net, tokenizer, basis = encoder
    return note_vectors(tmp_path_factory.mktemp("notes") / "sub" / "v.safetensors", net, tokenizer, TEXTS, basis)


def correlated(count, width=60, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.normal(0, 1, (count, width)) @ rng.normal(0, 1, (width, width)) + rng.normal(0, 5, width)).astype(
        np.float32
    )


def test_the_basis_whitens_the_weighted_texts():
    pooled, weights = correlated(500), np.random.default_rng(1).integers(0, 9, 500).astype(float)
    mean, basis = principal_basis(pooled, weights)
    z = (pooled - mean.numpy()) @ basis.numpy()
    w = weights / weights.sum()
    assert basis.shape == (60, COMPONENTS)
    assert w @ z == pytest.approx(np.zeros(COMPONENTS), abs=1e-3)
    assert (z * w[:, None]).T @ z == pytest.approx(np.eye(COMPONENTS), abs=1e-2)


def test_components_come_in_the_order_of_their_variance():
    pooled = correlated(400)
    mean, basis = principal_basis(pooled, np.ones(400))
    lengths = np.linalg.norm(basis.numpy(), axis=0)  # 1 / standard deviation along each direction
    assert (np.diff(lengths) > 0).all()
    total = ((pooled - mean.numpy()) ** 2).mean(axis=0).sum()
    assert (1 / lengths**2).sum() < total


def test_a_text_of_weight_zero_says_nothing_about_the_basis():
    pooled = correlated(300)
    other = np.vstack([pooled, np.full((1, 60), 900, np.float32)])
    one = principal_basis(pooled, np.ones(300))
    two = principal_basis(other, np.append(np.ones(300), 0))
    assert torch.allclose(one[0], two[0], atol=1e-4)
    assert torch.allclose(one[1].abs(), two[1].abs(), atol=1e-4)


def test_a_text_that_occurs_twice_counts_as_two_texts():
    pooled = correlated(200)
    twice = principal_basis(np.vstack([pooled, pooled[:50]]), np.ones(250))
    weighted = principal_basis(pooled, np.append(np.full(50, 2.0), np.ones(150)))
    assert torch.allclose(twice[0], weighted[0], atol=1e-3)
    assert torch.allclose(twice[1].abs(), weighted[1].abs(), atol=1e-3)


def test_tokens_end_with_the_text(vectors):
    assert vectors.lengths.tolist()[:2] == [2, 4]  # [CLS] [SEP], and two words between them
    assert vectors.lengths[-1] == LONGEST
    for tokens, length in zip(vectors.tokens, vectors.lengths.tolist(), strict=True):
        assert not tokens[length:].any()
        assert tokens[:length].abs().sum(dim=1).min() > 0


def test_the_pooled_vector_is_the_mean_of_the_tokens(vectors):
    means = vectors.tokens.float().sum(dim=1) / vectors.lengths[:, None]
    assert torch.allclose(means, vectors.pooled, atol=0.02)


def test_a_text_has_the_same_vector_alone_and_among_longer_ones(encoder, vectors):
    net, tokenizer, (mean, basis) = encoder
    states, lengths = encode(net, tokenizer, ["Fever"])
    alone = (states[0, : lengths[0]].float().mean(dim=0) - mean) @ basis
    assert torch.allclose(alone, vectors.pooled[vectors.texts["Fever"]], atol=0.05)


def test_vectors_are_found_by_their_text(vectors):
    assert [vectors.texts[t] for t in TEXTS] == list(range(len(TEXTS)))
    near = torch.nn.functional.cosine_similarity
    fever, both, breath = (vectors.pooled[vectors.texts[t]] for t in ("Fever", "Fever; Cough", "Shortness of breath"))
    assert near(fever, both, dim=0) > near(fever, breath, dim=0)


def test_what_is_on_disk_is_not_encoded_again(encoder, tmp_path):
    _, tokenizer, basis = encoder
    path = tmp_path / "v.safetensors"
    first = note_vectors(path, encoder[0], tokenizer, ["Fever", "Cough"], basis)
    again = note_vectors(path, None, tokenizer, ["Fever", "Cough"], basis)  # no encoder is needed
    assert torch.equal(first.pooled, again.pooled) and torch.equal(first.tokens, again.tokens)
    assert torch.equal(again.basis, basis[1])


def test_vectors_of_other_texts_are_not_taken_for_these(encoder, tmp_path):
    net, tokenizer, basis = encoder
    path = tmp_path / "v.safetensors"
    note_vectors(path, net, tokenizer, ["Fever", "Cough"], basis)
    other = note_vectors(path, net, tokenizer, ["Fever", "Rash"], basis)
    alone = note_vectors(tmp_path / "alone.safetensors", net, tokenizer, ["Fever", "Rash"], basis)
    assert torch.equal(other.pooled, alone.pooled)
    save_file(load_file(path), path)  # as files were written before: without the hash of their texts
    assert torch.equal(note_vectors(path, None, tokenizer, ["Fever", "Rash"], basis).pooled, alone.pooled)
    assert len(note_vectors(path, net, tokenizer, ["Fever"], basis).pooled) == 1


def test_reasons_for_visit_are_joined_as_one_text():
    assert joined(("Fever", "Cough")) == "Fever; Cough"
    assert joined(()) == ""
