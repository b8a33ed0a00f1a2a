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


@pytest.mark.parametrize(
    ("count", "passes"),
    [(1, [1]), (TOGETHER, [TOGETHER]), (TOGETHER + 1, [TOGETHER, 1]), (2 * TOGETHER + 3, [TOGETHER, TOGETHER, 3])],
)
def test_no_pass_holds_more_than_it_may_and_none_is_empty(count, passes):
    seen = []

    def states(ids, visible):
        seen.append(len(ids))
        return ids[..., None].float()

    found = states_of_notes([note(101, n + 1, 102) for n in range(count)], states)
    assert seen == passes
    assert [int(f[0, 1, 0]) for f in found] == [n + 1 for n in range(count)]


def test_the_same_note_twice_has_the_same_states(minilm):
    twin, other = note(101, 2500, 2600, 102), note(101, *range(2000, 2020), 102)
    first, _, second = states_of_notes([twin, other, twin], minilm)
    assert torch.equal(first, second)


def test_what_fills_up_a_short_note_changes_nothing_in_it(minilm):
    """The states of a short note beside one of 60 word pieces and beside one of 5."""
    short = note(101, 3000, 102)
    beside_long, _ = states_of_notes([short, note(101, *range(2000, 2058), 102)], minilm)
    beside_short, _ = states_of_notes([short, note(101, 2001, 2002, 2003, 102)], minilm)
    assert beside_long.shape == (1, 3, 384)
    assert torch.allclose(beside_long, beside_short, atol=2e-5)
