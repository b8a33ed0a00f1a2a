"""Objects as they come over an association, whoever opened it: each filed or refused, and only so many bytes of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cdss.network.filing import OUT_OF_RESOURCES, Filing, NotFiled

if TYPE_CHECKING:
    from pynetdicom.events import Event

SUCCESS, REFUSED = 0x0000, 0xC211

Say = Callable[[str, Mapping[str, str]], None]
"""Told the code of a sentence and what fills it; a value may be the code of a sentence itself."""


class Intake:
    """``say`` is told each object, without a word about patients; ``filed`` the file that one became
    and who sent it, ``lost`` why none.

    ``most``: objects that are taken, None for any number.
    """

    def __init__(
        self,
        filing: Filing,
        max_bytes: int,
        say: Say = lambda *_: None,
        filed: Callable[[Path, str], None] = lambda *_: None,
        lost: Callable[[str], None] = lambda _: None,
        most: int | None = None,
    ) -> None:
        self._filing, self._max, self._say, self._filed, self._lost = filing, max_bytes, say, filed, lost
        self._received: dict[int, int] = {}
        self._most, self._taken = most, 0

    def store(self, event: Event) -> int:
        """One object; what goes wrong with it is the sender's answer and a line, and never ends the connection."""
        self._received.pop(id(event.assoc), None)
        request, sender = event.request, sender_of(event)
        named = str(request.AffectedSOPClassUID), str(request.AffectedSOPInstanceUID)
        try:
            if self._taken == self._most:
                raise NotFiled(OUT_OF_RESOURCES, "network_reason_too_many")
            path = self._filing.file(event.encoded_dataset(), *named)
        except NotFiled as refusal:
            self._refuse(sender, refusal.code)
            return refusal.status
        except Exception as error:  # whatever a hostile peer makes of the protocol
            self._refuse(sender, type(error).__name__)
            return REFUSED
        self._say("network_filed", {"sender": sender})
        self._taken += 1
        self._filed(path, sender)
        return SUCCESS

    def count(self, event: Event) -> None:
        """End a connection that sends more than one object may have, before it fills the memory."""
        key = id(event.assoc)
        self._received[key] = self._received.get(key, 0) + len(event.pdu)
        if self._received[key] > self._max:
            self._received.pop(key)
            self._say("network_too_large", {"limit": f"{self._max / (1 << 20):g}"})
            self._lost("network_reason_too_large")
            event.assoc.abort()

    def closed(self, event: Event) -> None:
        """Nothing is counted for a connection that has ended."""
        self._received.pop(id(event.assoc), None)

    def _refuse(self, sender: str, reason: str) -> None:
        self._say("network_not_filed", {"sender": sender, "reason": reason})
        self._lost(reason)


def sender_of(event: Event) -> str:
    """The AE title of the other side."""
    association = event.assoc
    other = association.requestor if association.is_acceptor else association.acceptor
    return str(other.ae_title).strip()
