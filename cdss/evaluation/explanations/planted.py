"""Pointing at a planted truth: something is put into a patient's record, and the method must say that it is what counts.

What the network hardly answers to is no truth about it: other places of the same recording may rightly count for more. So
a method is judged on plants for which the truth was seen to hold without it: the output follows the plant, and of all places
that can be taken away one by one, that of the plant moves the output most. The share over all plants that the output follows
is reported beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.engine.coalitions import value_by_subset
from cdss.engine.explained.rows import Floats
from cdss.engine.explained.subject import Subject
from cdss.evaluation.explanations.methods import subject_of
from cdss.evaluation.explanations.named import BY_CHANCE, FOLLOWED, FOUND, PLANTED, PLANTS
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure, share
from cdss.explain.deletion import LEAST_CHANGE
from cdss.nets.recent import Recent
from cdss.nets.triage import TriageModel
from cdss.records.case import Case

ENOUGH = 200
"""Patients that the share is taken over, where there are so many: 3 % either side at a share of 95 %."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Whether what a method marks most lies in the ``right`` place, and the share of places that are (``chance``)."""

    right: bool
    chance: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """``hits``: one for each name in ``PLANTED``, None for a map that is not shown at all.

    ``leads``: whether the place that moves the output most, when one after the other is taken away, is the plant's.
    """

    hits: tuple[Hit | None, ...]
    leads: bool


Judge = Callable[[Subject, float], Judgement]
"""From the patient with the plant, and the way in which the output went (1 up, -1 down)."""


@dataclass(frozen=True, slots=True, eq=False)
class Plant:
    """A patient without and with what is planted, and who judges where the method points."""

    plain: Case
    changed: Case
    judge: Judge


@dataclass(frozen=True, slots=True)
class Pointed:
    """``moved``: the output with the plant less without it (probability); ``judgement``: None where it does not follow."""

    moved: float
    judgement: Judgement | None


def pointed(model: TriageModel, target: str, plants: Iterable[Plant]) -> Iterator[Pointed]:
    """Explain ``target`` of every patient whose output follows the plant, and judge where the method points.

    It follows where it moves by more than what is lost in the rounding of shown figures. After ``ENOUGH`` patients whose
    output turns on the plant no more are asked.
    """
    recent, turning = Recent(), 0
    for plant in plants:
        if turning == ENOUGH:
            return
        plain, changed = (subject_of(model, case, target, recent) for case in (plant.plain, plant.changed))
        moved = _output(changed) - _output(plain)
        follows = abs(moved) >= LEAST_CHANGE
        judgement = plant.judge(changed, float(np.sign(moved))) if follows else None
        turning += judgement is not None and judgement.leads
        yield Pointed(moved, judgement)


def pointing_figures(title: str, found: Sequence[Pointed]) -> Iterator[Measured]:
    """Share in the right place where the output turns on the plant, and where it follows; by chance; how often it follows."""
    followed = [one.judgement for one in found if one.judgement is not None]
    turning = [one for one in followed if one.leads]
    for place, what in enumerate(PLANTED[title]):
        for name, group in ((FOUND, turning), (FOLLOWED, followed)):
            hits = [hit for one in group if (hit := one.hits[place]) is not None]
            yield Measured(title, f"{what}: {name}", share([hit.right for hit in hits]), PLANTS)
        yield Measured(title, f"{what}: {BY_CHANCE}", _by_chance(turning, place), PLANTS)
    what = PLANTED[title][0].partition(",")[0]
    yield Measured(
        title, f"{what}: followed by the output", share([one.judgement is not None for one in found]), PLANTS
    )


def leads(outputs: Floats, right: Sequence[bool] | NDArray[np.bool_], way: float) -> bool:
    """Whether the place whose absence takes most from the output's way is ``right`` [places].

    ``outputs`` [1 + places]: with everything, then without each place.
    """
    return bool(right[int(np.argmax(way * (outputs[0] - outputs[1:])))])


def one_by_one(places: int) -> NDArray[np.bool_]:
    """What is taken away for ``leads``: nothing, then each place alone [1 + places, places]."""
    return np.vstack([np.zeros((1, places), bool), np.eye(places, dtype=bool)])


def _by_chance(group: Sequence[Judgement], place: int) -> Figure:
    """Mean share of places that count as right, without an interval."""
    chances = [hit.chance for one in group if (hit := one.hits[place]) is not None]
    mean = float(np.mean(chances)) if chances else float("nan")
    return Figure(mean, float("nan"), float("nan"), len(chances), 0)


def _output(subject: Subject) -> float:
    everything = frozenset(subject.encoded.present)
    (value,) = value_by_subset(subject.model, subject.encoded, subject.target, [everything])
    return value
