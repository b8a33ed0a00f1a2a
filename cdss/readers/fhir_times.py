"""When something in a FHIR bundle was measured, taken or written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cdss.readers.fhir_json import Node, text
from cdss.readers.when import When, when

_PART = re.compile(r"\d{4}(-\d{2})?")
"""A year or a month, which FHIR allows for a ``dateTime``."""


def entry_time(body: Node) -> When | None:
    """When what the resource holds was measured, taken or written; None where it does not say so.

    Of a time that is a year or a month alone, its first day: such an entry is of no visit that began later in it. Going on to
    the time at which it was issued would make an old measurement one of today.
    """
    return next((time for written in _times(body) if written and (time := _moment(written)) is not None), None)


@lru_cache(maxsize=1024)  # a monitor gives all that it measures at one time the same one
def _moment(written: str) -> When | None:
    if _PART.fullmatch(written):
        return when(f"{written}-01" if len(written) > 4 else f"{written}-01-01")
    return when(written)


def _times(body: Node) -> Iterator[str]:
    for name in ("effectiveDateTime", "effectiveInstant"):
        yield text(body, name)
    for names in (("effectivePeriod", "start"), ("effectivePeriod", "end"), ("effectiveTiming", "event")):
        if names[0] in body:
            yield text(body, *names)
    for name in ("date", "createdDateTime", "started", "issued", "recordedDate"):
        yield text(body, name)
    yield text(body, "createdPeriod", "start")
