"""The plain encoder gives the states that the published library gives for the published weights."""

from __future__ import annotations

import pytest
import torch
from safetensors.torch import load_file

from cdss.core.paths import model_dir
from cdss.nets.minilm import MiniLm
from cdss.nets.note_input import MAX_TOKENS, NoteTokenizer

# mean state, first six numbers, from transformers' BertModel in float32 on the published all-MiniLM-L6-v2 weights
PUBLISHED = {
    "crushing chest pain radiating to left arm, diaphoretic": [
        0.449698,
        0.327948,
        0.424344,
        0.371261,
        0.034081,
        -0.313819,
    ],
    "short of breath": [0.025415, 0.905962, 0.240681, 0.169053, -0.020874, -0.269826],
}


@pytest.fixture(scope="module")
def encoder():
    stored = load_file(model_dir() / "note.safetensors")
    net = MiniLm().eval()
    net.load_state_dict({k: v.float() for k, v in stored.items() if k not in ("mean", "basis")})
    return net, NoteTokenizer(model_dir() / "tokenizer.json")


@pytest.mark.parametrize(("text", "expected"), PUBLISHED.items())
def test_states_equal_the_published_encoder(encoder, text, expected):
    net, tokenizer = encoder
    ids = torch.tensor([tokenizer(text).ids])
    with torch.no_grad():
        states = net(ids, torch.ones_like(ids, dtype=torch.bool))
    assert states.mean(dim=1)[0, :6].tolist() == pytest.approx(expected, abs=5e-3)  # the bundle stores half precision


def test_padding_does_not_change_the_states(encoder):
    net, tokenizer = encoder
    ids = torch.tensor([tokenizer("short of breath").ids])
    padded = torch.nn.functional.pad(ids, (0, 4))
    with torch.no_grad():
        alone, beside = net(ids, ids != -1), net(padded, padded != 0)
    assert torch.allclose(alone, beside[:, : ids.shape[1]], atol=1e-5)


def test_a_long_note_is_cut_and_says_so(encoder):
    _, tokenizer = encoder
    long = tokenizer("chest pain " * 400)
    assert long.truncated
    assert len(long.ids) == MAX_TOKENS
    assert long.ids[-1] == 102
    assert not tokenizer("chest pain").truncated
