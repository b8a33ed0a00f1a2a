"""The path integral: as captum computes it, for several outputs of one pass of the network, with enough steps."""

from __future__ import annotations

import pytest
import torch
from captum.attr import IntegratedGradients
from torch import nn

from cdss.explain.integrated_gradients import FINE_STEPS, STEPS, Path


class Network:
    """A small network that counts how often it runs."""

    def __init__(self) -> None:
        torch.manual_seed(3)
        self.net = nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.Linear(8, 5)).requires_grad_(False)
        self.runs = 0

    def __call__(self, x):
        self.runs += 1
        return self.net(x)


def first(states):
    return torch.sigmoid(states[:, 0] - states[:, 1])


def second(states):
    return torch.sigmoid(2.0 * states[:, 2] * states[:, 3])


@pytest.fixture
def ends():
    generator = torch.Generator().manual_seed(4)
    return torch.randn(1, 6, generator=generator), torch.randn(1, 6, generator=generator)


@pytest.mark.parametrize("output", [first, second])
def test_effects_are_those_of_the_library(ends, output):
    start, end = ends
    network = Network()
    found = Path(network, start, end).attributed(output)
    expected = IntegratedGradients(lambda x: output(network(x))).attribute(end, start, n_steps=STEPS)
    assert found.steps == STEPS
    assert found.effects.numpy() == pytest.approx(expected.detach().numpy(), abs=1e-6)
    assert (found.base, found.value) == pytest.approx([output(network(x)).item() for x in ends])
    assert found.effects.sum().item() == pytest.approx(found.value - found.base, abs=1e-4)


def test_another_output_of_the_same_path_does_not_run_the_network_again(ends):
    network = Network()
    path = Path(network, *ends)
    before = path.attributed(first)
    runs = network.runs
    other, again = path.attributed(second), path.attributed(first)
    assert network.runs == runs == 2
    assert other.effects.numpy() == pytest.approx(Path(Network(), *ends).attributed(second).effects.numpy(), abs=1e-6)
    assert again.effects.numpy() == pytest.approx(before.effects.numpy(), abs=1e-7)


def test_gradients_are_taken_even_where_they_are_off(ends):
    with torch.no_grad():
        found = Path(lambda x: x, torch.zeros(1, 4), torch.ones(1, 4)).attributed(lambda x: x.square().sum(dim=1))
    assert found.effects.numpy() == pytest.approx(torch.ones(1, 4).numpy(), abs=1e-4)


def test_where_the_first_steps_do_not_add_up_more_are_taken():
    """A rise that sixteen steps see too seldom: their error is beyond what is allowed, that of more steps is smaller."""

    def steep(states):
        return torch.sigmoid(60.0 * (states.sum(dim=1) - 0.52))

    start, end = torch.zeros(1, 1), torch.ones(1, 1)
    found = Path(lambda x: x, start, end).attributed(steep)
    coarse, fine = (
        IntegratedGradients(steep).attribute(end, start, n_steps=n).item() - (found.value - found.base)
        for n in (STEPS, FINE_STEPS)
    )
    assert abs(coarse) > 0.05 > abs(fine)
    assert found.steps == FINE_STEPS
    assert found.effects.item() == pytest.approx(found.value - found.base + fine, abs=1e-5)


def test_fewer_points_at_a_time_give_the_same_and_none_is_larger(ends):
    network, sizes = Network(), []

    def watched(x):
        sizes.append(len(x))
        return network(x)

    found = Path(watched, *ends, together=5).attributed(second)
    assert found.effects.numpy() == pytest.approx(Path(Network(), *ends).attributed(second).effects.numpy(), abs=1e-6)
    assert max(sizes) == 5 and sum(sizes) == STEPS + 2
