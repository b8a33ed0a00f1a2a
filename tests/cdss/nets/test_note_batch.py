"""Notes that go through the language model together have the states they have alone."""

import pytest
import torch

from cdss.nets.minilm import MiniLm
from cdss.nets.note_batch import TOGETHER, states_of_notes
from cdss.nets.note_input import NoteIds


def note(*ids):
    return NoteIds(ids, tuple((0, 0) for _ in ids), False)


@pytest.fixture(scope="module")
def minilm():
    torch.manual_seed(3)
    return MiniLm().eval().requires_grad_(False)


def test_states_are_those_of_the_note_alone_in_the_order_given(minilm):
    notes = [note(101, *range(2000, 2000 + length), 102) for length in (9, 1, 30, 4)]
    together = states_of_notes(notes, minilm)
    for one, states in zip(notes, together, strict=True):
        alone = minilm(torch.tensor([one.ids]), torch.ones(1, len(one.ids), dtype=torch.bool))
        assert states.shape == alone.shape
        assert torch.allclose(states, alone, atol=2e-5)


def test_notes_of_similar_length_go_together_and_filling_is_hidden():
    seen = []

    def states(ids, visible):
        seen.append((tuple(ids.shape), visible.sum(dim=1).tolist()))
        return ids[..., None].float()

    lengths = [40, 3, 41, 2] + [5] * (TOGETHER - 2)
    found = states_of_notes([note(*range(1, n + 1)) for n in lengths], states)
    assert seen == [((TOGETHER, 5), [2, 3] + [5] * (TOGETHER - 2)), ((2, 41), [40, 41])]
    assert [f.shape[1] for f in found] == lengths
    assert all(f[0, :, 0].tolist() == list(range(1, n + 1)) for f, n in zip(found, lengths, strict=True))


def test_no_notes_need_no_pass():
    assert states_of_notes([], lambda ids, visible: pytest.fail("asked for nothing")) == ()
