"""Many cases through one engine: the notes of a batch go through the language model together, its cases through the fusion.

The answers are those of one case after another, up to rounding of the last digits of single precision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from cdss.engine.base import Engine
from cdss.engine.local import LocalEngine
from cdss.records.assessment import Assessment
from cdss.records.case import Case

BATCH = 32
"""Cases of one batch."""

MOST_BYTES = 64 << 20
"""Films and recordings of one batch in bytes, the last case apart: a batch must not hold 32 films of 36 MB each."""


def assess_many(engine: Engine, cases: Iterable[Case], size: int = BATCH) -> Iterator[Assessment | Exception]:
    """The assessment of each case in order, or what was raised for it; as soon as the batch it is in is done.

    A case that is refused (``EmptyCaseError``, ``EngineError``) or that breaks does not touch the others: where a batch
    fails its cases are assessed one by one, as they all are where ``engine`` is not in this process.
    """
    for batch in _batches(cases, size):
        yield from _together(engine, batch) if isinstance(engine, LocalEngine) else _one_by_one(engine, batch)


def _batches(cases: Iterable[Case], size: int) -> Iterator[list[Case]]:
    batch: list[Case] = []
    held = 0
    for case in cases:
        batch.append(case)
        held += sum(film.pixels.nbytes for film in case.films) + sum(ecg.signal_mv.nbytes for ecg in case.ecgs)
        if len(batch) >= size or held >= MOST_BYTES:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _together(engine: LocalEngine, batch: Sequence[Case]) -> Iterator[Assessment | Exception]:
    usable = [case for case in batch if case.present and not case.blocking]
    try:
        found = iter(engine.assess_together(usable))
    except Exception:
        yield from _one_by_one(engine, batch)
        return
    for case in batch:
        yield next(found) if case.present and not case.blocking else _alone(engine, case)


def _one_by_one(engine: Engine, batch: Sequence[Case]) -> Iterator[Assessment | Exception]:
    return (_alone(engine, case) for case in batch)


def _alone(engine: Engine, case: Case) -> Assessment | Exception:
    try:
        return engine.assess(case)
    except Exception as error:
        return error
