"""A DICOM listener: Storage of films and ECGs, and Verification (PS3.4 B and A), for peers that were named beforehand.

DICOM without TLS neither encrypts nor proves who sends. So it listens on this computer alone unless told otherwise, answers to
its own name only, takes only from names it was given, only the kinds of object that are read here, and only so many bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdss.core.errors import CdssError
from cdss.core.sentences import sentence
from cdss.network.filing import Filing, NotFiled

if TYPE_CHECKING:
    from pynetdicom import AE
    from pynetdicom.events import Event
    from pynetdicom.transport import ThreadedAssociationServer

LOOPBACK = "127.0.0.1"
PORT = 11112
"""The port that IANA registered for DICOM beside the privileged one, 104."""

MAX_MIB = 128
"""Bytes of one object, in MiB: the largest flat-panel films have some 60 uncompressed."""

MAX_ASSOCIATIONS = 4
_IDLE_S = 60
SUCCESS, REFUSED = 0x0000, 0xC211

ACCEPTED = (
    "1.2.840.10008.5.1.4.1.1.1",  # Computed Radiography
    "1.2.840.10008.5.1.4.1.1.1.1",  # Digital X-Ray, for presentation
    "1.2.840.10008.5.1.4.1.1.7",  # Secondary Capture
    "1.2.840.10008.5.1.4.1.1.9.1.1",  # 12-lead ECG
    "1.2.840.10008.5.1.4.1.1.9.1.2",  # General ECG
    "1.2.840.10008.5.1.4.1.1.9.1.3",  # Ambulatory ECG
)
"""Kinds of object that the readers take (SOP classes, PS3.4 B.5)."""

Say = Callable[[str, Mapping[str, str]], None]
"""Told the code of a sentence and what fills it; a value may be the code of a sentence itself."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen and to whom: ``title`` is the name it answers to, ``callers`` the names it takes from."""

    title: str
    callers: tuple[str, ...]
    host: str = LOOPBACK
    port: int = PORT

    def __post_init__(self) -> None:
        """Titles have 1 to 16 characters (VR AE); ``CdssError`` for others, and for nobody to take from."""
        for title in (self.title, *self.callers):
            if not 0 < len(title.strip()) <= 16 or "\\" in title or not title.isascii():
                raise CdssError(sentence("network_title", {"title": title}))
        if not self.callers:
            raise CdssError(sentence("network_no_callers", {}))


class Listener:
    """Listens from ``start`` to ``stop``; ``say`` is told each event, without a word about patients."""

    def __init__(self, address: Address, folder: Path, say: Say, max_bytes: int = MAX_MIB << 20) -> None:
        self._address, self._filing, self._say, self._max = address, Filing(folder), say, max_bytes
        self._server: ThreadedAssociationServer | None = None
        self._received: dict[int, int] = {}

    @property
    def port(self) -> int:
        """The port in use; where 0 was asked for, the one that the system gave."""
        return int(self._server.server_address[1]) if self._server else self._address.port

    def start(self) -> None:
        """Listen from now on, in threads of its own; ``CdssError`` where the address cannot be had."""
        from pynetdicom import evt

        handlers: list[tuple[Any, Callable[..., Any]]] = [
            (evt.EVT_C_STORE, self._store),
            (evt.EVT_PDU_RECV, self._count),
            (evt.EVT_REJECTED, self._rejected),
            (evt.EVT_CONN_CLOSE, self._closed),
        ]
        place = (self._address.host, self._address.port)
        try:
            self._server = self._entity().start_server(place, block=False, evt_handlers=handlers)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            told = {"host": place[0], "port": str(place[1]), "reason": reason}
            raise CdssError(sentence("network_address_taken", told)) from error

    def stop(self) -> None:
        """End all connections and listen no more; a second call does nothing."""
        if self._server is not None:
            self._server.shutdown()
            self._server = None

    def _entity(self) -> AE:
        from pynetdicom import AE
        from pynetdicom.sop_class import Verification

        entity = AE(ae_title=self._address.title)
        entity.require_called_aet = True
        entity.require_calling_aet = list(self._address.callers)
        entity.maximum_associations = MAX_ASSOCIATIONS
        entity.network_timeout = entity.acse_timeout = entity.dimse_timeout = _IDLE_S
        entity.add_supported_context(Verification)
        for kind in ACCEPTED:
            entity.add_supported_context(kind, list(_transfer_syntaxes()))
        return entity

    def _store(self, event: Event) -> int:
        """One object; what goes wrong with it is the sender's answer and a line, and never ends the listener."""
        self._received.pop(id(event.assoc), None)
        request = event.request
        sender = str(event.assoc.requestor.ae_title).strip()
        try:
            self._filing.file(
                event.encoded_dataset(), str(request.AffectedSOPClassUID), str(request.AffectedSOPInstanceUID)
            )
        except NotFiled as refusal:
            self._say("network_not_filed", {"sender": sender, "reason": refusal.code})
            return refusal.status
        except Exception as error:  # whatever a hostile peer makes of the protocol
            self._say("network_not_filed", {"sender": sender, "reason": type(error).__name__})
            return REFUSED
        self._say("network_filed", {"sender": sender})
        return SUCCESS

    def _count(self, event: Event) -> None:
        """End a connection that sends more than one object may have, before it fills the memory."""
        key = id(event.assoc)
        self._received[key] = self._received.get(key, 0) + len(event.pdu)
        if self._received[key] > self._max:
            self._received.pop(key)
            self._say("network_too_large", {"limit": f"{self._max / (1 << 20):g}"})
            event.assoc.abort()

    def _rejected(self, event: Event) -> None:
        sender = str(event.assoc.requestor.ae_title).strip()
        self._say("network_rejected", {"sender": sender})

    def _closed(self, event: Event) -> None:
        self._received.pop(id(event.assoc), None)


def _transfer_syntaxes() -> Iterable[str]:
    """Those that the film reader decodes."""
    from pydicom import uid

    return (
        uid.ExplicitVRLittleEndian,
        uid.ImplicitVRLittleEndian,
        uid.DeflatedExplicitVRLittleEndian,
        uid.ExplicitVRBigEndian,
        uid.JPEGBaseline8Bit,
        uid.JPEGLossless,
        uid.JPEGLosslessSV1,
        uid.JPEGLSLossless,
        uid.JPEGLSNearLossless,
        uid.JPEG2000Lossless,
        uid.JPEG2000,
        uid.RLELossless,
    )
