"""One SHA-256 for a whole record, bit for bit: two cases, or two assessments, have the same only where nothing differs.

Numbers are taken as they are in memory, not as they are shown: one differing last digit is another hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any

import numpy as np

from cdss.records.assessment import Assessment
from cdss.records.case import Case


def case_digest(case: Case) -> str:
    """Of all that was read of a patient: pixels and samples, texts, values, and what was found wrong with them."""
    return _digest(case)


def answer_digest(assessment: Assessment) -> str:
    """Of all that the model and the scores said, but for the time that it took."""
    return _digest(replace(assessment, timings_ms={}))


def _digest(record: object) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(record):
        digest.update(piece)
        digest.update(b"\0")
    return digest.hexdigest()


def _pieces(value: object) -> Iterator[Any]:
    """``value`` as bytes that no other value has: its kind, its length, and its parts in a fixed order."""
    if is_dataclass(value) and not isinstance(value, type):
        yield type(value).__name__.encode()
        for field in fields(value):
            yield field.name.encode()
            yield from _pieces(getattr(value, field.name))
    elif isinstance(value, np.ndarray):
        yield f"array {value.shape} {value.dtype.str}".encode()
        yield np.ascontiguousarray(value).data
    elif isinstance(value, Mapping):
        yield f"mapping {len(value)}".encode()
        for key in sorted(value, key=str):
            yield from _pieces(key)
            yield from _pieces(value[key])
    elif isinstance(value, tuple | list):
        yield f"list {len(value)}".encode()
        for part in value:
            yield from _pieces(part)
    else:
        yield _plain(value)


def _plain(value: object) -> bytes:
    if isinstance(value, Enum):
        return f"text {value.value!r}".encode()
    if isinstance(value, datetime):
        return f"time {value.isoformat()}".encode()
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, str | bool | int | float):
        kind = "text" if isinstance(value, str) else type(value).__name__
        return f"{kind} {value!r}".encode("utf-8", "surrogatepass")
    raise TypeError(f"{type(value).__name__} has no fixed form")
