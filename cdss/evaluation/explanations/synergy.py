"""Shapley values and interactions of a network trained on a generator whose synergies are known in closed form.

Four signals of +1 or -1, one a modality, fair and independent. The chance of the outcome is

    0.5 + 0.2 x1 x2 + 0.1 x3 + 0.08 x3 x4

so that film and ECG act through their exclusive or alone (either by itself says nothing), vital signs alone and together
with the note. What is known of a subset is the mean over the signals that are hidden, hence every coalition's value, every
Shapley value and every interaction follows by hand. A small network learns the outcome with signals hidden, as the
triage model does, and is then explained by the same code.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from cdss.core.kinds import MODALITIES
from cdss.explain.modality_shapley import Coalition, modality_shapley
from cdss.records.explanation import ModalityShapley

BASE, EXCLUSIVE, ALONE, SHARED = 0.5, 0.2, 0.1, 0.08
"""Coefficients of the generator."""

STEPS, RATE = 1500, 1e-2

Signs = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class SynergyCheck:
    """Over all 16 patients: share of the planted synergies whose sign is right, and the largest error relative to the size."""

    sign_right: float
    worst_size_error: float
    worst_false_synergy: float
    patients: int


def chance(x1: float, x2: float, x3: float, x4: float) -> float:
    """Chance of the outcome where all signals are known; a hidden signal counts as its mean, 0."""
    return BASE + EXCLUSIVE * x1 * x2 + ALONE * x3 + SHARED * x3 * x4


def known_shapley(signs: Signs) -> ModalityShapley:
    """The truth: Shapley values and interactions of the generator itself for one patient."""
    return modality_shapley("outcome", MODALITIES, lambda subsets: [_expected(signs, s) for s in subsets])


def _expected(signs: Signs, subset: Coalition) -> float:
    seen = [sign if m in subset else 0 for sign, m in zip(signs, MODALITIES, strict=True)]
    return chance(*seen)


def trained(seed: int = 0) -> nn.Module:
    """A network of shown signals and flags [n, 8] to the outcome's logit [n, 1], trained on the whole population.

    The population: every patient with every subset shown, equally often, each with the outcome's chance. Nothing tells the
    network what a hidden signal means; that it must average is what it has to learn.
    """
    torch.manual_seed(seed)
    net = nn.Sequential(nn.Linear(8, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 1))
    optimizer = torch.optim.Adam(net.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    inputs, outcome = _population()
    for _ in range(STEPS):
        loss = nn.functional.binary_cross_entropy_with_logits(net(inputs)[:, 0], outcome)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    return net.eval()


def _population() -> tuple[Tensor, Tensor]:
    rows = [(signs, shown) for signs in _patients() for shown in product((0, 1), repeat=4)]
    x, shown = (torch.tensor(part, dtype=torch.float32) for part in zip(*rows, strict=True))
    return torch.cat([x * shown, shown], dim=1), torch.tensor([chance(*signs) for signs, _ in rows])


def learned_shapley(net: nn.Module, signs: Signs) -> ModalityShapley:
    """What the explanation says of the network's answer for one patient."""

    def evaluate(subsets: Sequence[Coalition]) -> list[float]:
        shown = np.array([[m in s for m in MODALITIES] for s in subsets], np.float32)
        return _answers(net, np.array(signs, np.float32) * shown, shown)

    return modality_shapley("outcome", MODALITIES, evaluate)


@torch.no_grad()
def _answers(net: nn.Module, x: NDArray[np.float32], shown: NDArray[np.float32]) -> list[float]:
    logits = net(torch.from_numpy(np.concatenate([x, shown], axis=1)))[:, 0].double()
    return [float(p) for p in torch.sigmoid(logits)]


def synergy_check(net: nn.Module) -> SynergyCheck:
    """Compare learned with known interactions over all 16 patients."""
    found = [(learned_shapley(net, signs), known_shapley(signs)) for signs in _patients()]
    planted = [
        (a.interaction[k], b.interaction[k]) for a, b in found for k in b.interaction if abs(b.interaction[k]) > 1e-9
    ]
    absent = [a.interaction[k] for a, b in found for k in b.interaction if abs(b.interaction[k]) <= 1e-9]
    return SynergyCheck(
        sign_right=float(np.mean([np.sign(a) == np.sign(b) for a, b in planted])),
        worst_size_error=max(abs(a - b) / abs(b) for a, b in planted),
        worst_false_synergy=max(map(abs, absent)),
        patients=len(found),
    )


def _patients() -> Iterator[Signs]:
    yield from product((-1, 1), repeat=4)
