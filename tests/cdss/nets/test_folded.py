"""A network whose normalisation is folded into its convolutions answers, and is explained, as before."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from cdss.core.paths import model_dir
from cdss.engine.local import LocalEngine
from cdss.nets.ecg import EcgNet
from cdss.nets.folded import fold_norms
from cdss.nets.image import FilmNet

NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


def learned(net):
    """``net`` with scales and shifts that would show if one were lost."""
    generator = torch.Generator().manual_seed(3)
    for part in net.modules():
        if isinstance(part, NORMS):
            for value, low, high in (
                (part.weight, 1.5, 3.0),
                (part.bias, -0.5, 0.5),
                (part.running_mean, -0.3, 0.3),
                (part.running_var, 0.5, 2.0),
            ):
                value.data.uniform_(low, high, generator=generator)
    return net.eval().requires_grad_(False)


@pytest.mark.parametrize(("make", "size"), [(FilmNet, (1, 1, 64, 64)), (EcgNet, (2, 12, 1000))], ids=["film", "ecg"])
def test_tokens_and_gradients_stay(make, size):
    """In double precision: in single, rounding alone now and then moves a unit over the kink of its activation."""
    torch.manual_seed(0)
    plain, x = learned(make(2)).double(), torch.randn(*size, dtype=torch.float64)
    folded = copy.deepcopy(plain)
    fold_norms(folded)
    assert not any(isinstance(part, NORMS) for part in folded.modules())
    found = []
    for one in (plain, folded):
        leaf = x.clone().requires_grad_()
        tokens = one(leaf).tokens
        (gradient,) = torch.autograd.grad(tokens.square().sum(), leaf)
        found.append((tokens.detach(), gradient))
    for before, after in zip(*found, strict=True):
        assert before.std() > 1e-3 * before.abs().max() > 0.0
        assert (before - after).abs().max() <= 1e-9 * before.abs().max()


def test_a_normalisation_without_a_convolution_is_not_lost():
    with pytest.raises(ValueError, match="no convolution"):
        fold_norms(nn.Sequential(nn.ReLU(), nn.BatchNorm1d(3)).eval())


def test_the_model_of_the_engine_has_nothing_left_to_normalise():
    model = LocalEngine(model_dir(), "cpu", 1)._model
    for net in (model.film, model.ecg):
        assert not any(isinstance(part, NORMS) for part in net.modules())
        assert not any(weight.requires_grad for weight in net.parameters())
