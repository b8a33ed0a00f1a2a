"""Inputs of several cases in one batch: rows keep their order, and shorter notes are filled up unseen."""

import torch

from cdss.nets.fusion import INPUT_NAMES, FusionEnsemble, Inputs
from cdss.nets.stacked import stacked


def inputs(rows, words, seed):
    made = torch.Generator().manual_seed(seed)

    def some(*shape):
        return torch.randn(*shape, generator=made)

    return Inputs(
        vitals=some(rows, 7),
        vitals_known=torch.ones(rows, 7),
        context=some(rows, 21),
        context_known=torch.ones(rows, 21),
        note=some(rows, words, 48),
        note_known=torch.ones(rows, words, dtype=torch.bool),
        note_pooled=some(rows, 48),
        image=some(rows, 49, 8),
        ecg=some(rows, 32, 6),
        present=torch.ones(rows, 4, dtype=torch.bool),
    )


def test_a_stacked_batch_gives_each_row_the_logits_it_has_alone():
    torch.manual_seed(0)
    net = FusionEnsemble(2).eval().requires_grad_(False)
    parts = [inputs(2, 11, 1), inputs(1, 4, 2), inputs(3, 7, 3)]
    together, _ = net(stacked(parts))
    alone = torch.cat([net(part)[0] for part in parts], dim=1)
    assert torch.allclose(together, alone, atol=1e-5)


def test_filling_is_marked_as_not_known():
    joined = stacked([inputs(1, 2, 1), inputs(1, 5, 2)])
    assert joined.note_known.tolist() == [[True] * 2 + [False] * 3, [True] * 5]
    assert joined.note[0, 2:].abs().sum() == 0


def test_one_batch_stays_what_it_is():
    only = inputs(2, 3, 4)
    joined = stacked([only])
    assert all(torch.equal(getattr(joined, name), getattr(only, name)) for name in INPUT_NAMES)
