"""What of a watched folder was handed over, and what is still being written.

What is half written shows itself by sizes and times that still change; empty files, and names under which programs write what
they have not finished, are waited for longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdss.records.watched import Seen, Signature

STILL_LOOKS, UNSURE_LOOKS = 1, 15
"""Looks in a row that an item must stay the same: as a rule, and where a file is empty or has an unfinished name."""


@dataclass(slots=True)
class Memory:
    """What of the watched folder was handed over, and what is being waited for.

    ``known``: names that were there in an earlier session; None: whatever the first look finds is known.
    """

    known: frozenset[str] | None = None
    _handed: dict[str, Signature] = field(default_factory=dict)
    _before: dict[str, tuple[Signature, int]] = field(default_factory=dict)
    _begun: bool = False

    @property
    def names(self) -> frozenset[str]:
        """The names that need not be handed over again."""
        return frozenset(self._handed) if self._begun else self.known or frozenset()

    @property
    def waiting(self) -> bool:
        """Whether something is there that may not be completely written."""
        return bool(self._before)

    def take(self, seen: Mapping[str, Seen]) -> tuple[str, ...]:
        """The names, in order, that are complete now and are new, or different from when they were handed over.

        Where all of them are gone at once nothing is forgotten: a drive that was taken away leaves an empty folder.
        """
        if not seen and self.names:
            self._before = {}
            return ()
        if not self._begun:
            self._begun = True
            known = seen.keys() if self.known is None else self.known
            self._handed = {name: seen[name].signature for name in seen if name in known}
        self._handed = {name: signature for name, signature in self._handed.items() if name in seen}
        fresh = {name: one for name, one in seen.items() if self._handed.get(name) != one.signature}
        self._before = {name: (one.signature, self._looks(name, one)) for name, one in fresh.items()}
        complete = tuple(name for name, one in fresh.items() if self._before[name][1] >= _needed(one))
        for name in complete:
            self._handed[name] = self._before.pop(name)[0]
        return complete

    def _looks(self, name: str, one: Seen) -> int:
        """How many looks in a row it has been as it is."""
        signature, looks = self._before.get(name, ((), 0))
        return looks + 1 if signature == one.signature else 0


def _needed(one: Seen) -> int:
    return UNSURE_LOOKS if one.unsure else STILL_LOOKS
