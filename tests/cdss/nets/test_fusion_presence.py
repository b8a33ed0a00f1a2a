"""Missing is absent: what stands in the place of an absent modality can never change the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from cdss.nets.fusion import ECG, IMAGE, NOTE, OUTPUTS, VITALS, FusionNet, Inputs


def random_inputs(present):
    torch.manual_seed(1)
    return Inputs(
        vitals=torch.randn(2, 7),
        vitals_known=torch.ones(2, 7),
        context=torch.randn(2, 21),
        context_known=torch.ones(2, 21),
        note=torch.randn(2, 9, 48),
        note_known=torch.ones(2, 9, dtype=torch.bool),
        note_pooled=torch.randn(2, 48),
        image=torch.randn(2, 49, 8),
        ecg=torch.randn(2, 32, 6),
        present=torch.tensor([present, present]),
    )


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    net = FusionNet().eval()
    for parameter in net.parameters():  # every path open, also those that start at zero
        parameter.data += 0.05 * torch.randn_like(parameter)
    return net


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        (IMAGE, {"image": torch.full((2, 49, 8), 7.0)}),
        (ECG, {"ecg": torch.full((2, 32, 6), 7.0)}),
        (VITALS, {"vitals": torch.full((2, 7), 3.0), "vitals_known": torch.zeros(2, 7)}),
        (NOTE, {"note": torch.full((2, 9, 48), 7.0), "note_pooled": torch.full((2, 48), 7.0)}),
    ],
)
def test_contents_of_an_absent_modality_do_not_matter_and_of_a_present_one_do(net, place, changed):
    absent = [i != place for i in range(4)]
    x = random_inputs(absent)
    with torch.no_grad():
        assert torch.equal(net(x).logits, net(replace(x, **changed)).logits)
        here = random_inputs([True] * 4)
        assert not torch.allclose(net(here).logits, net(replace(here, **changed)).logits, atol=1e-3)


def test_padding_of_the_note_does_not_matter(net):
    x = random_inputs([True] * 4)
    longer = replace(
        x,
        note=torch.cat([x.note, torch.full((2, 5, 48), 9.0)], dim=1),
        note_known=torch.cat([x.note_known, torch.zeros(2, 5, dtype=torch.bool)], dim=1),
    )
    with torch.no_grad():
        assert torch.allclose(net(x).logits, net(longer).logits, atol=1e-5)


def test_masked_repeats_one_visit_under_each_pattern(net):
    x = random_inputs([True, False, True, True])
    one = Inputs(*(getattr(x, name)[:1] for name in Inputs.__dataclass_fields__))
    patterns = torch.tensor([[True] * 4, [False, True, True, False]])
    masked = one.masked(patterns)
    assert masked.present.tolist() == [[True, False, True, True], [False, False, True, False]]
    with torch.no_grad():
        assert torch.allclose(net(masked).logits[0], net(one).logits[0], atol=1e-5)
    assert net(masked).logits.shape == (2, len(OUTPUTS))
