"""Parts of a computation on a core each: the same results in the same order, gradients and errors as without."""

from __future__ import annotations

import threading
from functools import partial

import pytest
import torch

from cdss.nets.side_by_side import side_by_side


@pytest.fixture(autouse=True)
def two_cores():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_results_come_in_the_order_of_the_parts_each_made_on_one_core():
    def part(number):
        return number, torch.get_num_threads(), threading.current_thread().name

    found = side_by_side([partial(part, i) for i in range(9)])
    assert [number for number, _, _ in found] == list(range(9))
    assert {cores for _, cores, _ in found} == {1}
    assert torch.get_num_threads() == 2
    assert all(name.startswith("side-by-side") for _, _, name in found)


def test_two_parts_run_at_once():
    both = threading.Barrier(2, timeout=20)
    assert sorted(side_by_side([both.wait, both.wait])) == [0, 1]


@pytest.mark.parametrize("large", [True, False])
def test_parts_that_are_small_run_here_on_one_core_and_the_others_elsewhere(large):
    here, cores = zip(*side_by_side([lambda: (threading.get_ident(), torch.get_num_threads())] * 2, large), strict=True)
    assert set(cores) == {1} and torch.get_num_threads() == 2
    assert (set(here) == {threading.get_ident()}) is not large


def test_parts_of_a_part_wait_for_no_core_that_the_part_holds():
    def part(number):
        return sum(side_by_side([lambda: number, lambda: 10 * number]))

    assert side_by_side([partial(part, i) for i in range(4)]) == [0, 11, 22, 33]


@pytest.mark.parametrize("asked", [True, False])
def test_gradients_are_recorded_as_they_are_where_it_is_asked_for(asked):
    x = torch.tensor([2.0], requires_grad=True)
    with torch.set_grad_enabled(asked):
        squares = side_by_side([lambda: x * x, lambda: 3 * x * x])
    assert [s.requires_grad for s in squares] == [asked, asked]
    if asked:
        torch.stack(squares).sum().backward()
        assert x.grad.tolist() == [16.0]


def test_in_inference_mode_the_parts_infer_too():
    with torch.inference_mode():
        assert all(side_by_side([lambda: torch.ones(1).is_inference()] * 2))
    assert not any(side_by_side([lambda: torch.ones(1).is_inference()] * 2))


def test_an_error_of_a_part_is_raised_and_the_next_parts_are_answered():
    with pytest.raises(ZeroDivisionError):
        side_by_side([lambda: 1 / 0, lambda: 1])
    with pytest.raises(ZeroDivisionError):
        side_by_side([lambda: 1 / 0, lambda: 1], large=False)
    assert torch.get_num_threads() == 2
    assert side_by_side([lambda: 1, lambda: 2]) == [1, 2]


def test_members_side_by_side_give_what_they_give_one_after_the_other():
    from cdss.nets.ecg import MANY, EcgNet

    torch.manual_seed(0)
    net, signal = EcgNet(3).eval(), torch.randn(MANY, 12, 1000)
    with torch.no_grad():
        together = net(signal)
        torch.set_num_threads(1)
        alone = torch.stack([member(signal) for member in net.members])
    assert torch.equal(together.tokens, alone.mean(dim=0))
