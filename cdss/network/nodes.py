"""The archives that a hospital has named: how each is reached. Nothing here connects to anything."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from urllib.parse import urlsplit

from cdss.core.errors import CdssError
from cdss.network.errors import NetworkError
from cdss.network.listener import LOOPBACK, PORT, require_title

TITLE = "TRIAGELENS"
MAX_NODES = 20
_LONGEST = 200
_ON_THIS_COMPUTER = ("localhost", LOOPBACK, "::1")


class Way(StrEnum):
    """How studies come: fetched in the same connection, sent by the archive in one of its own, or by DICOMweb."""

    GET = "get"
    MOVE = "move"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class Node:
    """One archive. DICOM: ``host``, ``port`` and both AE titles; DICOMweb: ``url``, and ``ca_file``, the hospital's certificate.

    ``receive_port``: where the archive sends to (``Way.MOVE``); this program listens there while a study comes, at the address
    ``receive_host``. 0: ``cdss listen`` runs under ``own_title`` and files into the watched folder.
    """

    name: str
    way: Way = Way.GET
    host: str = ""
    port: int = PORT
    title: str = ""
    own_title: str = TITLE
    receive_host: str = LOOPBACK
    receive_port: int = 0
    url: str = ""
    ca_file: str = ""

    def __post_init__(self) -> None:
        """``CdssError`` with what is to be put right."""
        if not self.name.strip() or any(len(str(getattr(self, f.name))) > _LONGEST for f in fields(self)):
            raise NetworkError("pacs_node_name")
        if self.way is Way.WEB:
            self._check_url()
            return
        if not self.host.strip() or any(sign.isspace() or not sign.isprintable() for sign in self.host):
            raise NetworkError("pacs_node_host")
        if not 0 < self.port < 65536 or not 0 <= self.receive_port < 65536:
            raise NetworkError("pacs_node_port")
        require_title(self.title)
        require_title(self.own_title)

    def _check_url(self) -> None:
        try:
            parts = urlsplit(self.url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise NetworkError("pacs_node_url") from error
        plain = self.url.isascii() and self.url.isprintable() and " " not in self.url
        if not plain or parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment:
            raise NetworkError("pacs_node_url")
        if parts.username or parts.password:
            raise NetworkError("pacs_node_password")
        if parts.scheme == "http" and host not in _ON_THIS_COMPUTER:
            raise NetworkError("pacs_node_plain")


def to_text(nodes: Sequence[Node]) -> str:
    """The archives as they are kept among the settings; empty for none."""
    return json.dumps([asdict(node) for node in nodes], ensure_ascii=False) if nodes else ""


def from_text(text: str) -> tuple[Node, ...]:
    """The archives of a setting; what is none, or no longer may be one, is left out."""
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return ()
    nodes = (_node(row) for row in rows[:MAX_NODES]) if isinstance(rows, list) else ()
    return tuple(node for node in nodes if node is not None)


def _node(row: object) -> Node | None:
    if not isinstance(row, dict):
        return None
    known = {f.name: row[f.name] for f in fields(Node) if f.name in row}
    numbers = ("port", "receive_port")
    if any(type(value) is not (int if name in numbers else str) for name, value in known.items()):
        return None
    try:
        return Node(**{**known, "way": Way(known.get("way", Way.GET))})
    except (ValueError, TypeError, CdssError):
        return None
