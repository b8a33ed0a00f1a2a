"""Which of several films or recordings of a patient is the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar

T = TypeVar("T")


def newest_first(items: Iterable[T], time: Callable[[T], datetime | None]) -> tuple[T, ...]:
    """``items`` with the newest first where each says when it was made; otherwise in their order, for nobody could tell.

    Zones are left aside: dates of one hospital may have one or not. Of two of the same moment the first stays first.
    """
    listed = tuple(items)
    times = [time(item) for item in listed]
    dated = [(made.replace(tzinfo=None), item) for made, item in zip(times, listed, strict=True) if made is not None]
    if len(dated) < len(listed):
        return listed
    return tuple(item for _, item in sorted(dated, key=lambda pair: pair[0], reverse=True))
