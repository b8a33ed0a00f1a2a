"""Independent parts of one computation side by side, each on one core.

Splitting every small operation over the cores makes threads wait for each other hundreds of times a pass, asleep or spinning.
Parts that need nothing of each other wait once, at the end: on two cores, with threads that sleep while they wait, a film's
three networks took 79 ms so and 195 ms split (medians of 9).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

import torch

T = TypeVar("T")

_thread = threading.local()


def side_by_side(parts: Iterable[Callable[[], T]], large: bool = True) -> list[T]:
    """The results of ``parts``, in order. The first error of a part is raised.

    One after the other, on one core, where they are not ``large`` (threads then cost more than they bring) and in a part
    itself. Gradients are recorded in a part as they are where it is asked for.
    """
    parts, cores = list(parts), torch.get_num_threads()
    if cores < 2 or len(parts) < 2 or _is_part():
        return [part() for part in parts]
    if not large:
        return _on_one_core(parts, cores)
    graded, inferring = torch.is_grad_enabled(), torch.is_inference_mode_enabled()

    def run(part: Callable[[], T]) -> T:
        with torch.inference_mode(inferring), torch.set_grad_enabled(graded):
            return part()

    try:
        return list(_pool(cores).map(run, parts))
    finally:
        torch.set_num_threads(cores)  # what threads to come begin with is what was set last, in whichever thread


def _on_one_core(parts: Iterable[Callable[[], T]], cores: int) -> list[T]:
    torch.set_num_threads(1)
    try:
        return [part() for part in parts]
    finally:
        torch.set_num_threads(cores)


@cache
def _pool(cores: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(cores, "side-by-side", _begin)


def _begin() -> None:
    torch.get_num_threads()  # the first call in a thread takes over the process's number, and would undo the next line
    torch.set_num_threads(1)
    _thread.is_part = True


def _is_part() -> bool:
    return getattr(_thread, "is_part", False)
