"""A DICOM listener: Storage of films and ECGs, and Verification (PS3.4 B and A), for peers that were named beforehand.

DICOM without TLS neither encrypts nor proves who sends. So it listens on this computer alone unless told otherwise, answers to
its own name only, takes only from names it was given, only the kinds of object that are read here, and only so many bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdss.core.system_reasons import system_reason
from cdss.network.errors import NetworkError
from cdss.network.filing import ACCEPTED, Filing
from cdss.network.intake import Intake, Say, sender_of

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


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen and to whom: ``title`` is the name it answers to, ``callers`` the names it takes from."""

    title: str
    callers: tuple[str, ...]
    host: str = LOOPBACK
    port: int = PORT

    def __post_init__(self) -> None:
        """Titles have 1 to 16 characters (VR AE); ``NetworkError`` for others, and for nobody to take from."""
        for title in (self.title, *self.callers):
            require_title(title)
        if not self.callers:
            raise NetworkError("network_no_callers")


class Listener:
    """Listens from ``start`` to ``stop``; ``say`` is told each event, without a word about patients.

    ``intake``: another than one that files everything into ``folder``.
    """

    def __init__(
        self,
        address: Address,
        folder: Path,
        say: Say,
        max_bytes: int = MAX_MIB << 20,
        intake: Intake | None = None,
    ) -> None:
        self._address, self._say = address, say
        self._intake = intake or Intake(Filing(folder), max_bytes, say)
        self._server: ThreadedAssociationServer | None = None

    @property
    def port(self) -> int:
        """The port in use; where 0 was asked for, the one that the system gave."""
        return int(self._server.server_address[1]) if self._server else self._address.port

    def start(self) -> None:
        """Listen from now on, in threads of its own; ``NetworkError`` where the address cannot be had."""
        from pynetdicom import evt

        handlers: list[tuple[Any, Callable[..., Any]]] = [
            (evt.EVT_C_STORE, self._intake.store),
            (evt.EVT_PDU_RECV, self._intake.count),
            (evt.EVT_REJECTED, self._rejected),
            (evt.EVT_CONN_CLOSE, self._intake.closed),
        ]
        place = (self._address.host, self._address.port)
        try:
            self._server = self._entity().start_server(place, block=False, evt_handlers=handlers)
        except OSError as error:
            reason = system_reason(error)
            told = {"host": place[0], "port": str(place[1]), "reason": reason}
            raise NetworkError("network_address_taken", **told) from error

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
            entity.add_supported_context(kind, list(transfer_syntaxes()))
        return entity

    def _rejected(self, event: Event) -> None:
        self._say("network_rejected", {"sender": sender_of(event)})


def require_title(title: str) -> None:
    """``NetworkError`` where ``title`` is no AE title (VR AE, PS3.5 6.2)."""
    if not 0 < len(title.strip()) <= 16 or "\\" in title or not title.isascii() or not title.isprintable():
        raise NetworkError("network_title", title=title)


def transfer_syntaxes() -> Iterable[str]:
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
