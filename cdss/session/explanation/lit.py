"""What lights up beside the word, film cell, stretch of ECG or vital sign that is pointed at: from the full routing alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.records.explanation import EcgAttribution
from cdss.records.routing import FullRouting

LIT_FROM = 1.5
"""Times an even spread over its kind (film cells, ECG times, vital signs, words) from which a place lights up.

A display choice: attention is never zero, and lighting every place would say nothing.
"""

SEGMENTS = 4
"""Stretches of the ECG in the grouped table."""

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the note, by its index in ``NoteTokens.units``."""

    index: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the film's grid."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Time:
    """A moment of the ECG, in seconds from its start."""

    second: float


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the evidence as the grouped table names it: a film zone, a stretch of the ECG, a vital sign."""

    name: str


Pointed = Unit | Cell | Time | Part


@dataclass(frozen=True, slots=True)
class Lit:
    """Places with their attention as a multiple of an even spread over their kind.

    ``cells``: (row, column, times); ``spans``: (start, end, times) in seconds, neighbours joined; ``vitals``: (name, times);
    ``words``: (unit, times), strongest first.
    """

    cells: tuple[tuple[int, int, float], ...] = ()
    spans: tuple[tuple[float, float, float], ...] = ()
    vitals: tuple[tuple[str, float], ...] = ()
    words: tuple[tuple[int, float], ...] = ()


def lit(routing: FullRouting, pointed: Pointed, head: int | None) -> Lit:
    """What is lit for ``pointed`` in one head, or in the mean of all (None)."""
    if isinstance(pointed, Unit):
        return _lit_by_unit(routing, pointed.index, head)
    cells, times, vitals = _places(routing, pointed)
    mass = np.zeros(len(routing.received), np.float32)
    if routing.film is not None:
        film = _of_head(routing.film, head)
        mass += sum((film[:, row, column] for row, column in cells), np.zeros_like(mass))
    if routing.ecg is not None:
        mass += _of_head(routing.ecg, head)[:, times].sum(axis=1)
    for name in vitals:
        mass += _of_head(routing.vitals[name], head)
    words = [(i, times) for i, times in enumerate(_times_even(mass)) if times >= LIT_FROM]
    step = _step(routing)
    return Lit(
        cells=tuple((row, column, 1.0) for row, column in cells),
        spans=_joined([(t * step, (t + 1) * step, 1.0) for t in times]),
        vitals=tuple((name, 1.0) for name in vitals),
        words=tuple(sorted(words, key=lambda word: -word[1])),
    )


def leading_leads(part: EcgAttribution, most: int = 2) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Leads with the largest absolute attribution in each stretch of the grouped table, as far as there is any.

    The network's ECG tokens mix all leads, so attention cannot tell them apart; the attribution can.
    """
    edges = np.rint(np.linspace(0.0, 10.0, SEGMENTS + 1) * part.rate_hz).astype(int)
    strength = np.abs(np.nan_to_num(part.values))
    found = []
    for i in range(SEGMENTS):
        by_lead = strength[:, edges[i] : edges[i + 1]].sum(axis=1)
        ranked = [int(lead) for lead in np.argsort(-by_lead, kind="stable")[:most] if by_lead[lead] > 0.0]
        found.append((f"ecg_segment_{i + 1}", tuple(ECG_LEADS[lead] for lead in ranked)))
    return tuple(found)


def _lit_by_unit(routing: FullRouting, unit: int, head: int | None) -> Lit:
    cells: tuple[tuple[int, int, float], ...] = ()
    spans: list[tuple[float, float, float]] = []
    if routing.film is not None:
        table = _of_head(routing.film, head)[unit]
        times = _times_even(table)
        cells = tuple((int(r), int(c), float(times[r, c])) for r, c in np.argwhere(times >= LIT_FROM))
    if routing.ecg is not None:
        along, step = _times_even(_of_head(routing.ecg, head)[unit]), _step(routing)
        spans = [(i * step, (i + 1) * step, float(t)) for i, t in enumerate(along) if t >= LIT_FROM]
    names = tuple(routing.vitals)
    values = _times_even(np.array([_of_head(routing.vitals[name], head)[unit] for name in names], np.float32))
    vitals = tuple((name, float(t)) for name, t in zip(names, values, strict=True) if t >= LIT_FROM)
    return Lit(cells, _joined(spans), vitals, ((unit, 1.0),))


def _places(routing: FullRouting, pointed: Cell | Time | Part) -> tuple[list[tuple[int, int]], list[int], list[str]]:
    """Film cells, ECG times and vital signs that ``pointed`` stands for, as far as the patient has them."""
    match pointed:
        case Cell(row, column):
            return ([(row, column)] if routing.film is not None else []), [], []
        case Time(second):
            inside = routing.ecg is not None and 0.0 <= second < routing.ecg_seconds
            return [], ([int(second / _step(routing))] if inside else []), []
        case Part(name):
            vitals = [name] if name in routing.vitals else []
            return list(_cells_of(routing, name)), list(_times_of(routing, name)), vitals


def _cells_of(routing: FullRouting, name: str) -> Iterator[tuple[int, int]]:
    if routing.film is None or not name.startswith("film_"):
        return
    rows, columns = routing.film.shape[2:]
    _, side, level = name.split("_")
    for row in range(rows):
        third = ("upper", "middle", "lower")[int(3 * (row + 0.5) / rows)]
        yield from (
            (row, column)
            for column in range(columns)
            if third == level and (column + 0.5 < columns / 2) == (side == "right")
        )


def _times_of(routing: FullRouting, name: str) -> Iterator[int]:
    if routing.ecg is None or not name.startswith("ecg_segment_"):
        return
    segment = int(name.removeprefix("ecg_segment_")) - 1
    yield from map(int, np.array_split(np.arange(routing.ecg.shape[2]), SEGMENTS)[segment])


def _of_head(weights: NDArray[np.float16], head: int | None) -> Table:
    chosen = weights.astype(np.float32)
    return np.asarray(chosen.mean(axis=0) if head is None else chosen[head])


def _times_even(weights: Table) -> Table:
    mean = float(weights.mean()) if weights.size else 0.0
    return weights / mean if mean > 0.0 else np.zeros_like(weights)


def _step(routing: FullRouting) -> float:
    return routing.ecg_seconds / routing.ecg.shape[2] if routing.ecg is not None else 0.0


def _joined(spans: list[tuple[float, float, float]]) -> tuple[tuple[float, float, float], ...]:
    found: list[tuple[float, float, float]] = []
    for start, end, times in spans:
        if found and abs(found[-1][1] - start) < 1e-6:
            found[-1] = (found[-1][0], end, max(found[-1][2], times))
        else:
            found.append((start, end, times))
    return tuple(found)
