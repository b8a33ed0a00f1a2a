"""Integrated Gradients (Sundararajan et al., ICML 2017) of several outputs that one network's states lead to.

Most of the time goes into that network. Its pass along the path does not depend on the output asked about, so it is kept, and
another output needs the way back only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from captum.attr import IntegratedGradients
from torch import Tensor

from cdss.explain.deletion import completeness
from cdss.nets.side_by_side import side_by_side
from cdss.records.reliability import Verdict

Network = Callable[[Tensor], Tensor]
"""From inputs [n, ...] to states [n, ...]."""

Output = Callable[[Tensor], Tensor]
"""From states [n, ...] to the output [n], a probability."""

STEPS = 10
"""Points of the path that every output gets."""

FINE_STEPS = 24
"""Points where ``STEPS`` miss the error that is allowed (``cdss.explain.deletion``)."""


@dataclass(frozen=True, slots=True)
class Spacing:
    """Where the points of a path lie: densest at the share ``centre`` of the way, within about ``width`` of it.

    Gauss-Legendre points of u, with the share a = centre + width sinh(u) of the way, u from one end to the other (the
    substitution of Johnston & Elliott, Int J Numer Meth Eng 62:564, 2005). It is the same integral over the same straight
    path; the points only lie closer where the outputs change.
    """

    centre: float
    width: float

    def points(self, steps: int) -> tuple[list[float], list[float]]:
        """Weights of ``steps`` points, and their shares of the way."""
        nodes, weights = np.polynomial.legendre.leggauss(steps)
        first, last = (float(np.arcsinh((end - self.centre) / self.width)) for end in (0.0, 1.0))
        u = first + (last - first) * (nodes + 1.0) / 2.0
        stretched = weights / 2.0 * (last - first) * self.width * np.cosh(u)
        return stretched.tolist(), (self.centre + self.width * np.sinh(u)).tolist()


@dataclass(frozen=True, slots=True, eq=False)
class PathIntegral:
    """``effects``, shaped as the input [1, ...]: their sum is ``value`` - ``base`` but for the error of ``steps`` steps."""

    effects: Tensor
    base: float
    value: float
    steps: int


class Path:
    """The straight line from ``start`` to ``end`` [1, ...], seen through ``network`` at points spaced as ``spacing`` says.

    ``together``: points that ``network`` is given at a time; with fewer than ``STEPS`` no pass is kept.
    """

    def __init__(self, network: Network, start: Tensor, end: Tensor, spacing: Spacing, together: int = STEPS) -> None:
        self._network, self._start, self._end, self._together = network, start, end.detach(), together
        self._spacing = spacing
        with torch.no_grad():
            self._ends = network(torch.cat([start, end]))
        self._pass = KeptPass(network)

    def attributed(self, output: Output) -> PathIntegral:
        """What each number of ``end`` adds to ``output``; with more points where the first do not add up."""
        with torch.no_grad():
            base, value = output(self._ends).double().tolist()
        found = self._anew(output, STEPS) if self._together < STEPS else self._by_kept_pass(output)
        if completeness(base, value, float(found.double().sum())).verdict is Verdict.PASSED:
            return PathIntegral(found, base, value, STEPS)
        return PathIntegral(self._anew(output, FINE_STEPS), base, value, FINE_STEPS)

    def _by_kept_pass(self, output: Output) -> Tensor:
        method = IntegratedGradients(output)
        method.gradient_func = self._pass.gradients
        return self._integral(method, *self._spacing.points(STEPS))

    def _anew(self, output: Output, steps: int) -> Tensor:
        method = IntegratedGradients(output)
        weights, shares = self._spacing.points(steps)
        found = torch.zeros_like(self._end)
        for first in range(0, steps, self._together):
            some = slice(first, first + self._together)
            method.gradient_func = KeptPass(self._network).gradients
            found += self._integral(method, weights[some], shares[some])
        return found

    def _integral(self, method: IntegratedGradients, weights: list[float], shares: list[float]) -> Tensor:
        """captum's sum over points of our own: by the way in by which it splits its own points into batches."""
        with torch.enable_grad():
            found: tuple[Tensor] = method._attribute(
                (self._end,), (self._start,), n_steps=len(shares), step_sizes_and_alphas=(weights, shares)
            )
        return found[0].detach()


class KeptPass:
    """One pass of ``network``, kept with its graph, for captum to ask for the gradients of one output after the other.

    The points lie in as many lots as torch has cores, each with a graph of its own.
    """

    def __init__(self, network: Network) -> None:
        self._network = network
        self._lots: list[tuple[Tensor, Tensor]] = []

    def gradients(self, forward_fn: Output, inputs: tuple[Tensor, ...], **_: Any) -> tuple[Tensor, ...]:  # noqa: ANN401 - captum's
        """Gradients of ``forward_fn`` (of the states) at ``inputs``, which are the same points at every call."""
        if not self._lots:
            lots = inputs[0].detach().chunk(torch.get_num_threads())
            self._lots = side_by_side(partial(self._passed, lot) for lot in lots)
        return (torch.cat(side_by_side(partial(_gradients, forward_fn, *lot) for lot in self._lots)),)

    def _passed(self, points: Tensor) -> tuple[Tensor, Tensor]:
        points = points.clone().requires_grad_()
        return points, self._network(points)


def _gradients(output: Output, points: Tensor, passed: Tensor) -> Tensor:
    states = passed.detach().requires_grad_()
    (towards,) = torch.autograd.grad(output(states).sum(), states)
    (found,) = torch.autograd.grad(passed, points, towards, retain_graph=True)
    return found
