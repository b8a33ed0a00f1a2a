"""The path integral: as captum computes it, for several outputs of one pass of the network, with enough steps."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients
from torch import nn

from cdss.explain.integrated_gradients import FINE_STEPS, STEPS, Path, Spacing

SPACING = Spacing(centre=0.4, width=0.1)


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


@pytest.fixture
def one_core():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.parametrize("output", [first, second])
def test_effects_are_those_of_the_library(ends, output):
    start, end = ends
    network = Network()
    found = Path(network, start, end, SPACING).attributed(output)
    expected = IntegratedGradients(lambda x: output(network(x))).attribute(end, start, n_steps=200)
    assert found.steps == STEPS
    assert found.effects.numpy() == pytest.approx(expected.detach().numpy(), abs=1e-5)
    assert (found.base, found.value) == pytest.approx([output(network(x)).item() for x in ends])
    assert found.effects.sum().item() == pytest.approx(found.value - found.base, abs=1e-4)


def test_another_output_of_the_same_path_does_not_run_the_network_again(ends, one_core):
    network = Network()
    path = Path(network, *ends, SPACING)
    before = path.attributed(first)
    runs = network.runs
    other, again = path.attributed(second), path.attributed(first)
    assert network.runs == runs == 2
    assert other.effects.numpy() == pytest.approx(
        Path(Network(), *ends, SPACING).attributed(second).effects.numpy(), abs=1e-6
    )
    assert again.effects.numpy() == pytest.approx(before.effects.numpy(), abs=1e-7)


def test_gradients_are_taken_even_where_they_are_off(ends):
    with torch.no_grad():
        found = Path(lambda x: x, torch.zeros(1, 4), torch.ones(1, 4), SPACING).attributed(
            lambda x: x.square().sum(dim=1)
        )
    assert found.effects.numpy() == pytest.approx(torch.ones(1, 4).numpy(), abs=1e-4)


def test_where_the_first_points_do_not_add_up_more_are_taken():
    """A rise far from where the points are dense: ten see it too seldom for the error that is allowed, more of them see it."""

    def steep(states):
        return torch.sigmoid(40.0 * (states.sum(dim=1) - 0.9))

    found = Path(lambda x: x, torch.zeros(1, 1), torch.ones(1, 1), SPACING).attributed(steep)
    coarse, fine = (sum_at_points(steep, n) - (found.value - found.base) for n in (STEPS, FINE_STEPS))
    assert abs(coarse) > 0.05 > abs(fine)
    assert found.steps == FINE_STEPS
    assert found.effects.item() == pytest.approx(found.value - found.base + fine, abs=1e-5)


def sum_at_points(output, steps):
    weights, shares = SPACING.points(steps)
    points = torch.tensor(shares)[:, None].requires_grad_()
    (slopes,) = torch.autograd.grad(output(points).sum(), points)
    return float(np.dot(weights, slopes[:, 0].numpy()))


@pytest.mark.parametrize("spacing", [Spacing(0.4, 0.1), Spacing(0.1, 0.1), Spacing(0.5, 2.0)])
def test_points_of_a_spacing_integrate_over_the_whole_way(spacing):
    weights, shares = (np.array(one) for one in spacing.points(STEPS))
    assert np.all(np.diff(shares) > 0.0) and shares[0] > 0.0 and shares[-1] < 1.0
    assert [np.dot(weights, shares**power) for power in range(4)] == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4], abs=1e-3)


def test_points_lie_closest_at_the_centre():
    gaps = np.diff(shares := np.array(SPACING.points(STEPS)[1]))
    nearest = int(np.argmin(gaps))
    assert shares[nearest] <= SPACING.centre <= shares[nearest + 1]
    assert gaps[nearest] < 0.75 / STEPS < gaps[-1]


def test_a_rise_at_the_centre_needs_fewer_points_than_evenly_laid_ones():
    def steep(x):
        return torch.sigmoid(40.0 * (x.sum(dim=1) - SPACING.centre))

    rise = float(steep(torch.ones(1, 1)) - steep(torch.zeros(1, 1)))
    plain = IntegratedGradients(steep).attribute(torch.ones(1, 1), torch.zeros(1, 1), n_steps=16).item()
    assert abs(sum_at_points(steep, STEPS) - rise) < abs(plain - rise) / 10.0


def test_fewer_points_at_a_time_give_the_same_and_none_is_larger(ends, one_core):
    network, sizes = Network(), []

    def watched(x):
        sizes.append(len(x))
        return network(x)

    found = Path(watched, *ends, SPACING, together=3).attributed(second)
    assert found.effects.numpy() == pytest.approx(
        Path(Network(), *ends, SPACING).attributed(second).effects.numpy(), abs=1e-6
    )
    assert max(sizes) == 3 and sum(sizes) == STEPS + 2


def test_points_shared_out_to_two_cores_give_the_same(ends, one_core):
    alone = Path(Network(), *ends, SPACING)
    expected = [alone.attributed(output).effects.numpy() for output in (first, second)]
    torch.set_num_threads(2)
    network, sizes = Network(), []

    def watched(x):
        sizes.append(len(x))
        return network(x)

    shared = Path(watched, *ends, SPACING)
    found = [shared.attributed(output).effects.numpy() for output in (first, second)]
    assert sorted(sizes) == [2, STEPS // 2, STEPS // 2]
    assert found[0] == pytest.approx(expected[0], abs=1e-7) and found[1] == pytest.approx(expected[1], abs=1e-7)
