"""Weights that are loaded anyway are not drawn by chance first; everything else of a network is made as ever."""

import torch
from torch import nn

from cdss.nets.undrawn import Undrawn


def test_nothing_is_drawn_within_and_as_ever_after():
    state = torch.get_rng_state()
    with Undrawn():
        made = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Linear(5, 6), nn.Embedding(7, 8))
    assert torch.equal(torch.get_rng_state(), state)
    assert made[0].weight.shape == (4, 3, 3, 3) and made[0].weight.requires_grad
    assert torch.equal(made[1].weight, torch.ones(4)) and torch.equal(made[1].running_var, torch.ones(4))
    nn.Linear(5, 6)
    assert not torch.equal(torch.get_rng_state(), state)


def test_a_network_made_so_answers_as_its_weights_say():
    drawn = nn.Sequential(nn.Conv1d(2, 3, 3), nn.BatchNorm1d(3)).eval()
    with Undrawn():
        loaded = nn.Sequential(nn.Conv1d(2, 3, 3), nn.BatchNorm1d(3)).eval()
    loaded.load_state_dict(drawn.state_dict(), strict=True, assign=True)
    signal = torch.randn(1, 2, 10)
    assert torch.equal(loaded(signal), drawn(signal))
