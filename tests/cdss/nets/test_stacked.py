"""Inputs of several cases in one batch: rows keep their order, and shorter notes are filled up unseen."""

from dataclasses import replace

import pytest
import torch

from cdss.nets.fusion import INPUT_NAMES, FusionEnsemble, Inputs
from cdss.nets.stacked import stacked
from cdss.nets.triage import CaseInputs


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


@pytest.mark.parametrize("words", [(1, 1), (5, 2), (2, 5), (3, 9, 1)])
def test_rows_stay_in_order_under_notes_of_any_length(words):
    parts = [inputs(place + 1, n, place) for place, n in enumerate(words)]
    joined, row = stacked(parts), 0
    for part in parts:
        rows, length = part.note.shape[:2]
        for name in set(INPUT_NAMES) - {"note", "note_known"}:
            assert torch.equal(getattr(joined, name)[row : row + rows], getattr(part, name)), name
        assert torch.equal(joined.note[row : row + rows, :length], part.note)
        assert joined.note_known[row : row + rows].sum(dim=1).tolist() == [length] * rows
        row += rows
    assert joined.note.shape == (row, max(words), 48) and joined.note_known.dtype == torch.bool


def test_the_course_of_each_case_goes_with_its_row():
    """Inputs of a case hold the course beside what the fusion reads; batches of it stay of that kind."""
    parts = [CaseInputs(**_parts(inputs(1, n, n)), series=torch.full((1, 7), float(n))) for n in (4, 2, 6)]
    joined = stacked(parts)
    assert isinstance(joined, CaseInputs)
    assert joined.series[:, 0].tolist() == [4.0, 2.0, 6.0]


def test_a_case_without_a_note_stays_without_one():
    absent = replace(inputs(1, 1, 1), present=torch.tensor([[True, True, True, False]]))
    joined = stacked([absent, inputs(1, 8, 2)])
    assert joined.present[:, 3].tolist() == [False, True]
    torch.manual_seed(0)
    net = FusionEnsemble(1).eval().requires_grad_(False)
    assert torch.allclose(net(joined)[0][:, :1], net(absent)[0], atol=1e-5)


def test_the_batches_given_are_left_as_they_were():
    short = inputs(1, 2, 1)
    before = short.note.clone()
    joined = stacked([short, inputs(1, 5, 2)])
    joined.note.zero_()
    assert short.note.shape == (1, 2, 48) and torch.equal(short.note, before)


def _parts(made):
    return {name: getattr(made, name) for name in INPUT_NAMES}
