"""Parts of the fusion head: evidence without a bias, attention that leaves out what is absent, members and their mean."""

from __future__ import annotations

import pytest
import torch

from cdss.core.kinds import CONDITIONS, MODALITIES
from cdss.nets.attention import Attention
from cdss.nets.fusion import OUTPUTS, FusionEnsemble, FusionNet, Inputs, _Evidence
from cdss.scoring.calibrate import LEVELS, OUTCOMES


def inputs(present=(True, True, True, True), n=2, words=5, seed=0):
    g = torch.Generator().manual_seed(seed)
    return Inputs(
        vitals=torch.randn(n, 7, generator=g),
        vitals_known=torch.ones(n, 7),
        context=torch.randn(n, 21, generator=g),
        context_known=torch.ones(n, 21),
        note=torch.randn(n, words, 48, generator=g),
        note_known=torch.ones(n, words, dtype=torch.bool),
        note_pooled=torch.randn(n, 48, generator=g),
        image=torch.randn(n, 49, 8, generator=g),
        ecg=torch.randn(n, 32, 6, generator=g),
        present=torch.tensor([present] * n),
    )


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    return FusionNet().eval().requires_grad_(False)


def test_outputs_are_levels_outcomes_and_conditions_in_the_order_of_the_calibration():
    assert OUTPUTS[LEVELS:] == (*OUTCOMES, *CONDITIONS)
    assert len(OUTPUTS) == 17


@torch.no_grad()
def test_evidence_at_its_centre_says_nothing_and_turned_over_says_the_opposite():
    torch.manual_seed(0)
    evidence = _Evidence(8)
    torch.nn.init.normal_(evidence.linear.weight)
    evidence.centre.copy_(torch.randn(8))
    evidence.spread.copy_(torch.rand(8) + 0.5)
    step = torch.randn(1, 8)
    at = evidence.centre.expand(1, 49, 8)
    assert torch.allclose(evidence(at), torch.zeros(1, 17), atol=1e-6)
    above, below = (evidence((evidence.centre + sign * step)[:, None].expand(1, 49, 8)) for sign in (1, -1))
    assert torch.allclose(above, -below, atol=1e-5) and above.abs().max() > 0.1


@torch.no_grad()
def test_attention_gives_nothing_to_what_is_not_known_and_may_attend_to_nothing():
    torch.manual_seed(0)
    attention = Attention()
    queries, tokens = torch.randn(2, 3, 64), torch.randn(2, 6, 64)
    known = torch.tensor([[True, True, False, True, False, False], [False] * 6])
    out, weights = attention(queries, [tokens[:, :2], tokens[:, 2:]], known)
    assert torch.allclose(attention.mixed(queries, [tokens], known), out, atol=1e-6)
    assert out.shape == (2, 3, 64) and weights.shape == (2, 4, 3, 6)
    assert not weights[~known[:, None, None, :].expand_as(weights)].any()
    assert (weights[0].sum(dim=-1) < 1).all() and (weights[0].sum(dim=-1) > 0.3).all()
    assert not weights[1].any() and torch.isfinite(out).all()


def test_tokens_that_are_the_same_for_all_are_projected_once():
    torch.manual_seed(0)
    attention = Attention()
    queries, tokens, known = torch.randn(1, 3, 64), torch.randn(1, 6, 64), torch.rand(4, 6) > 0.5
    once, _ = attention(queries, [tokens], known)
    each, _ = attention(queries.repeat(4, 1, 1), [tokens.repeat(4, 1, 1)], known)
    assert torch.allclose(once, each, atol=1e-6)


@pytest.mark.parametrize("place", range(len(MODALITIES) - 1))
def test_words_attend_only_to_the_evidence_that_is_there(net, place):
    """A column for a missing film must be empty, or the map would show what nobody has seen."""
    columns = (slice(0, 49), slice(49, 81), slice(81, 88))
    present = [i != place for i in range(4)]
    routing = net(inputs(present)).routing
    assert routing.shape == (2, 4, 5, 88)
    assert not routing[..., columns[place]].any()
    assert all(routing[..., columns[i]].sum() > 0 for i in range(3) if i != place)


def test_a_vital_sign_that_was_not_measured_is_not_attended_to(net):
    x = inputs()
    x.vitals_known[:, 3] = 0
    routing = net(x).routing
    assert not routing[..., 81 + 3].any() and routing[..., 81 + 2].all()


@pytest.mark.parametrize("present", [(False,) * 4, (True,) * 4, (False, True, False, False)])
def test_every_pattern_has_finite_logits(net, present):
    assert torch.isfinite(net(inputs(present)).logits).all()


def test_nothing_present_leaves_age_sex_and_history(net):
    nothing = (False,) * 4
    one, two = inputs(nothing), inputs(nothing, seed=1)
    assert not torch.allclose(net(one).logits, net(two).logits)
    two = Inputs(**{**_parts(two), "context": one.context})
    assert torch.allclose(net(one).logits, net(two).logits)


def _parts(x):
    return {name: getattr(x, name) for name in Inputs.__dataclass_fields__}


def test_visits_of_a_batch_do_not_mix(net):
    x = inputs(n=3)
    alone = Inputs(**{name: value[1:2] for name, value in _parts(x).items()})
    assert torch.allclose(net(x).logits[1], net(alone).logits[0], atol=1e-5)


def test_the_ensemble_gives_each_member_and_the_mean_routing():
    torch.manual_seed(0)
    ensemble = FusionEnsemble(3).eval().requires_grad_(False)
    x = inputs()
    logits, routing = ensemble(x)
    fused = [member(x) for member in ensemble.members]
    assert logits.shape == (3, 2, 17)
    assert all(torch.equal(logits[i], f.logits) for i, f in enumerate(fused))
    assert torch.allclose(routing, sum(f.routing for f in fused) / 3, atol=1e-6)
