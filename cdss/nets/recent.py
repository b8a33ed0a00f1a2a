"""What was computed of the films, recordings and notes met last, so that a second question about a patient is quick.

The worker gets an unpickled copy of the case with every request; so things are known by their content, never by their place
in memory or their name. The key is a hash of all that the record holds (pixels or samples, window, view, rate, …): two
records share an entry only where nothing about them differs, whoever the patient is.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from typing import TypeVar

import numpy as np
from torch import Tensor

T = TypeVar("T")

MOST = 6
"""Entries of each kind. The largest are the feature maps of one film, 0.25 MB a network; all kinds together stay under 10 MB.

What is larger is remembered of one patient only: a kept pass of ``cdss.explain.integrated_gradients`` takes up to 145 MB.
"""

_DIGESTS = 3
"""Records whose hash is kept with them: the film, the recording and the network's inputs of the request under way."""


class Recent:
    """A bounded memory: of each kind the ``most`` entries used last. For one thread."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kinds: dict[str, OrderedDict[Hashable, object]] = {}
        self._digests: OrderedDict[int, tuple[object, bytes]] = OrderedDict()

    def __len__(self) -> int:
        """Entries of all kinds."""
        return sum(map(len, self._kinds.values()))

    def once(self, kind: str, record: object, make: Callable[[], T], most: int | None = None) -> T:
        """What ``make`` gives for ``record`` (a frozen dataclass, or a tuple of plain values), made once while it is remembered.

        ``kind`` names what is made of the record; ``make`` must depend on nothing else that changes. ``most`` entries of this
        kind are remembered, where it is not given as many as of the others.
        """
        known = self._kinds.setdefault(kind, OrderedDict())
        key = self._key(record)
        if key not in known:
            while len(known) >= (most or self._most):
                known.popitem(last=False)
            known[key] = make()
        known.move_to_end(key)
        return known[key]  # type: ignore[return-value]

    def _key(self, record: object) -> Hashable:
        """The record itself where it is a tuple, else the hash of its content, which is computed once for one object."""
        if isinstance(record, tuple):
            return record
        held = self._digests.get(id(record))
        if held is None or held[0] is not record:
            held = (record, content_digest(record))
            self._digests[id(record)] = held
            if len(self._digests) > _DIGESTS:
                self._digests.popitem(last=False)
        return held[1]


def remembered(recent: Recent | None, kind: str, record: object, make: Callable[[], T], most: int | None = None) -> T:
    """``recent.once(…)``; made anew each time where there is no memory."""
    return make() if recent is None else recent.once(kind, record, make, most)


def content_digest(record: object) -> bytes:
    """SHA-256 of every field of a frozen dataclass: arrays and tensors by shape, type and bytes, all else as it prints itself.

    ``TypeError`` for anything but a dataclass instance.
    """
    if not is_dataclass(record) or isinstance(record, type):
        raise TypeError(f"{type(record).__name__} has no fields to be known by")
    digest = hashlib.sha256(type(record).__name__.encode())
    for field in fields(record):
        value = getattr(record, field.name)
        if isinstance(value, Tensor):
            value = value.cpu().numpy()
        digest.update(f"\0{field.name}\0".encode())
        if isinstance(value, np.ndarray):
            digest.update(f"{value.shape}{value.dtype}".encode())
            digest.update(np.ascontiguousarray(value).data)
        else:
            digest.update(repr(value).encode())
    return digest.digest()
