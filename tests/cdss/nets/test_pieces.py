"""Normal scores in pieces: by hand, without loss, nothing where nothing was measured, and read by the pooled path."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from cdss.nets.fusion import FusionNet, Inputs
from cdss.nets.normalise import LIMIT
from cdss.nets.pieces import PIECE, PIECES, pieces


def of(*scores):
    return pieces(torch.tensor([scores]), torch.ones(1, len(scores)))[0]


def visits(n=6, seed=5):
    g = torch.Generator().manual_seed(seed)
    return Inputs(
        vitals=torch.randn(n, 7, generator=g),
        vitals_known=torch.ones(n, 7),
        context=torch.randn(n, 21, generator=g),
        context_known=torch.ones(n, 21),
        note=torch.randn(n, 3, 48, generator=g),
        note_known=torch.ones(n, 3, dtype=torch.bool),
        note_pooled=torch.randn(n, 48, generator=g),
        image=torch.randn(n, 49, 8, generator=g),
        ecg=torch.randn(n, 32, 6, generator=g),
        present=torch.ones(n, 4, dtype=torch.bool),
    )


@pytest.mark.parametrize(
    ("score", "full", "part"),
    [(-3.5, 0, 0.0), (-3.4, 0, 0.2), (-3.0, 1, 0.0), (0.0, 7, 0.0), (0.35, 7, 0.7), (3.25, 13, 0.5), (3.5, 14, 0.0)],
)
def test_a_score_fills_the_pieces_below_it_and_a_part_of_its_own(score, full, part):
    expected = [1.0] * full + [part] * (full < PIECES) + [0.0] * (PIECES - full - 1)
    assert of(score).tolist() == pytest.approx(expected, abs=1e-6)


def test_scores_beyond_the_limits_read_as_the_limits():
    assert of(9.0).tolist() == [1.0] * PIECES
    assert of(-9.0).tolist() == [0.0] * PIECES


def test_the_pieces_hold_the_score_without_loss():
    scores = torch.linspace(-LIMIT, LIMIT, 141)
    encoded = pieces(scores[:, None], torch.ones(141, 1))
    assert torch.allclose(encoded.sum(dim=1) * PIECE - LIMIT, scores, atol=1e-5)


def test_the_pieces_of_a_column_lie_side_by_side_in_the_order_of_the_columns():
    both = of(-2.0, 1.0)
    assert both.shape == (2 * PIECES,)
    assert torch.equal(both[:PIECES], of(-2.0)) and torch.equal(both[PIECES:], of(1.0))


def test_what_is_not_known_has_no_pieces_whatever_stands_in_its_place():
    encoded = pieces(torch.tensor([[2.0, 2.0], [0.0, 0.0]]), torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
    assert encoded[0, :PIECES].sum() == pytest.approx(11) and encoded[1, PIECES:].sum() == pytest.approx(7)
    assert not encoded[0, PIECES:].any() and not encoded[1, :PIECES].any()


def test_a_linear_layer_over_the_pieces_can_call_both_ends_dangerous():
    """Danger as the distance from the middle: no weight on the bare score does it, one slope a piece does."""
    scores = torch.linspace(-3, 3, 61)[:, None]
    danger = scores.abs()
    table = torch.cat([pieces(scores, torch.ones_like(scores)), torch.ones_like(scores)], dim=1)
    found = table @ torch.linalg.lstsq(table, danger, driver="gelsd").solution
    straight = torch.cat([scores, torch.ones_like(scores)], dim=1)
    bare = straight @ torch.linalg.lstsq(straight, danger).solution
    assert torch.allclose(found, danger, atol=1e-3)
    assert (bare - danger).abs().max() > 1.0


def first_layer(net, x):
    seen = []
    hook = net.trunk[0].register_forward_hook(lambda _, given, __: seen.append(given[0]))
    try:
        net.pooled(x)
    finally:
        hook.remove()
    return seen[0][:, -8 * PIECES :]


@torch.no_grad()
def test_the_pooled_path_reads_the_pieces_of_every_vital_sign_and_of_age():
    net, x = FusionNet().eval(), visits()
    read = first_layer(net, x)
    assert torch.equal(read[:, : 7 * PIECES], pieces(x.vitals, x.vitals_known))
    assert torch.equal(read[:, 7 * PIECES :], pieces(x.context[:, :1], x.context_known[:, :1]))


@torch.no_grad()
def test_the_pooled_path_reads_no_pieces_of_what_is_absent_or_not_measured():
    net, x = FusionNet().eval(), visits()
    measured = x.vitals_known.clone()
    measured[:, 2] = 0
    unknown = x.context_known.clone()
    unknown[:, 0] = 0
    read = first_layer(net, replace(x, vitals_known=measured, context_known=unknown)).unflatten(1, (8, PIECES))
    assert [bool(column.any()) for column in read.unbind(1)] == [True, True, False, True, True, True, True, False]
    absent = x.present.clone()
    absent[:, 2] = False
    read = first_layer(net, replace(x, present=absent)).unflatten(1, (8, PIECES))
    assert [bool(column.any()) for column in read.unbind(1)] == [False] * 7 + [True]


def test_pieces_let_a_gradient_through_to_the_score():
    score = torch.tensor([[0.3, -1.2]], requires_grad=True)
    pieces(score, torch.tensor([[1.0, 0.0]])).sum().backward()
    assert score.grad.tolist() == [[pytest.approx(1 / PIECE), 0.0]]
