"""Which of two versions is the newer one."""

from __future__ import annotations

import re

_RELEASE = re.compile(r"(\d+(?:\.\d+)*)(?![\w.])")

Release = tuple[int, ...]


def release_of(version: str) -> Release:
    """The numbers of ``version``, to be compared: ``0.6.0``, and ``0.6.0+north`` of the same release, are 0, 6.

    ``ValueError`` where it does not begin with numbers alone, for then nobody can say what is older.
    """
    found = _RELEASE.match(version)
    if found is None:
        raise ValueError(f"{version!r} is no version such as 0.6.0")
    numbers = [int(part) for part in found[1].split(".")]
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
