"""One entry of the log, and the hash that ties it to the one before.

An entry is one line: a JSON object in one fixed form (keys in order, no spaces, ASCII). Its ``hash`` is the SHA-256 of that
form without ``hash`` itself; ``prev`` is the hash of the entry before. So nothing can be changed, taken out, put in or put in
another order without a hash that no longer fits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cdss.core.hashing import sha256_bytes

FIRST = "0" * 64
"""``prev`` of the very first entry."""

BACK_S = 1.0
"""Seconds by which a clock must have gone back before it is said: two windows that write at once differ by less."""

_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "n": int,
    "time": str,
    "up_s": (int, float),
    "back_s": (int, float),
    "run": str,
    "kind": str,
    "who": dict,
    "patient": (str, type(None)),
    "details": dict,
    "prev": str,
    "hash": str,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """``n`` counts from 1. ``time``: UTC, to the millisecond; ``up_s``: seconds of a clock that only goes forward, of the
    program's run ``run``. ``back_s``: by how many seconds the computer's clock went back before this entry, 0 for not.
    ``patient``: a pseudonym (``cdss.audit.pseudonym``), None where the entry is of no patient.
    """

    n: int
    time: datetime
    up_s: float
    run: str
    back_s: float
    kind: str
    who: Mapping[str, str]
    patient: str | None
    details: Mapping[str, Any]
    prev: str

    @property
    def hash(self) -> str:
        """SHA-256 of all the above in its fixed form."""
        return sha256_bytes(canonical(_body(self)))


def written(entry: Entry) -> bytes:
    """The line of ``entry``, without its end."""
    return canonical({**_body(entry), "hash": entry.hash})


def read(line: bytes) -> Entry:
    """The entry of a line; ``ValueError`` where one byte of it is not as it was written."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("the line is no JSON") from error
    if not isinstance(found, dict) or set(found) != set(_TYPES) or not all(_fits(found, name) for name in _TYPES):
        raise ValueError("the line is no entry")
    told = found.pop("hash")
    entry = Entry(**{**found, "time": _time(found["time"])})
    if entry.hash != told or written(entry) != line:
        raise ValueError("the hash of the entry is not that of its content")
    return entry


def canonical(body: Mapping[str, Any]) -> bytes:
    """``body`` in the one form that is hashed; ``ValueError`` for a number that is none."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("ascii")


def _body(entry: Entry) -> dict[str, Any]:
    return {
        "n": entry.n,
        "time": time_text(entry.time),
        "up_s": entry.up_s,
        "run": entry.run,
        "back_s": entry.back_s,
        "kind": entry.kind,
        "who": dict(entry.who),
        "patient": entry.patient,
        "details": dict(entry.details),
        "prev": entry.prev,
    }


def time_text(time: datetime) -> str:
    """A time as it stands in the log: ``2026-11-22T00:15:30.123Z``."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


def _time(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def _fits(found: Mapping[str, Any], name: str) -> bool:
    return isinstance(found[name], _TYPES[name]) and not isinstance(found[name], bool)
