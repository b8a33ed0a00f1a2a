"""What the queries looked at: the mass on each modality, and the gates of the evidence, as the network exports them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from cdss.core.kinds import MODALITIES
from cdss.nets.fusion import GATED, OUTPUTS, SOURCES, TASKS, FusionEnsemble, FusionNet, Inputs, _mass
from cdss.training.fit_calibration import PATTERNS

WORDS = 5


def inputs(present, n=2):
    g = torch.Generator().manual_seed(3)
    return Inputs(
        vitals=torch.randn(n, 7, generator=g),
        vitals_known=torch.ones(n, 7),
        context=torch.randn(n, 21, generator=g),
        context_known=torch.ones(n, 21),
        note=torch.randn(n, WORDS, 48, generator=g),
        note_known=torch.ones(n, WORDS, dtype=torch.bool),
        note_pooled=torch.randn(n, 48, generator=g),
        image=torch.randn(n, 49, 8, generator=g),
        ecg=torch.randn(n, 32, 6, generator=g),
        present=torch.tensor([present] * n),
    )


@pytest.fixture(scope="module")
def ensemble():
    torch.manual_seed(0)
    return FusionEnsemble(2).eval().requires_grad_(False)


def test_the_mass_of_each_source_is_the_mean_over_heads_of_the_sum_over_its_tokens():
    widths = {"image": 49, "ecg": 32, "vitals": 7, "note": WORDS, "context": 21, "absent": 4}
    weights = torch.zeros(1, 2, 1, sum(widths.values()))
    start = 0
    for head_one, width in zip((0.1, 0.2, 0.3, 0.05, 0.15, 0.2), widths.values(), strict=True):
        weights[0, 0, 0, start : start + width] = head_one / width
        start += width
    weights[0, 1, 0, 0] = 1.0  # the second head looks at one film cell alone
    assert _mass(weights, WORDS)[0, 0].tolist() == pytest.approx([0.55, 0.1, 0.15, 0.025, 0.075], abs=1e-6)


@pytest.mark.parametrize("present", PATTERNS)
def test_no_query_looks_at_what_is_absent(ensemble, present):
    mass = ensemble.attention(inputs(present))
    assert mass.shape == (2, len(TASKS), len(SOURCES)) == (2, 13, 5)
    for place, here in enumerate(present):
        assert (mass[..., place] > 0).all() if here else not mass[..., place].any()
    assert (mass[..., len(MODALITIES)] > 0).all()
    assert (mass.sum(dim=-1) < 1).all()


def test_unmeasured_vitals_and_unknown_context_draw_no_attention(ensemble):
    x = inputs((True,) * 4)
    blind = replace(x, vitals_known=torch.zeros(2, 7), context_known=torch.zeros(2, 21))
    mass = ensemble.attention(blind)
    assert not mass[..., SOURCES.index("vitals")].any() and not mass[..., SOURCES.index("context")].any()
    assert (mass[..., SOURCES.index("note")] > 0).all()


def test_the_ensemble_exports_the_mean_of_its_members(ensemble):
    x = inputs((True, False, True, True))
    expected = sum(member(x).attention for member in ensemble.members) / 2
    assert torch.allclose(ensemble.attention(x), expected, atol=1e-7)


def test_gates_are_those_that_scale_the_evidence():
    net = FusionNet().eval().requires_grad_(False)
    net.image_evidence.gate[OUTPUTS.index("pneumonia")] = math.log(3)
    net.ecg_evidence.gate[OUTPUTS.index("acs")] = -math.log(3)
    gates = net.gates()
    assert gates.shape == (len(GATED), len(OUTPUTS)) == (2, 17)
    assert gates[0, OUTPUTS.index("pneumonia")].item() == pytest.approx(0.75)
    assert gates[1, OUTPUTS.index("acs")].item() == pytest.approx(0.25)
    assert gates[1, OUTPUTS.index("pneumonia")].item() == pytest.approx(0.5)
    x = inputs((True, False, False, False))
    before = net(x).logits
    net.image_evidence.gate.fill_(-40.0)
    closed, without = net(x).logits, net(replace(x, present=torch.zeros_like(x.present))).logits
    assert not torch.allclose(before, closed)
    assert net.gates()[0].max() < 1e-12
    assert torch.isfinite(without).all()


def test_exporting_changes_no_name_of_the_weights():
    names = set(FusionNet().state_dict())
    assert {"image_evidence.gate", "ecg_evidence.gate", "gather.query.weight", "routing.nothing"} <= names
    assert not any("attention." in name or "gates" in name for name in names)
