"""Reading from one web server over HTTP: TLS verified, no other host, no proxy, everything limited."""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode, urljoin, urlsplit

from cdss.network.errors import NetworkError
from cdss.network.nodes import Node
from cdss.network.waiting import Patience, Times

_REDIRECTS, _MOST_REDIRECTS = (301, 302, 303, 307, 308), 3
_OK, _NOTHING = 200, 204
_FORBIDDEN, _MISSING = (401, 403, 407), (404, 410)
_DEFAULT = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with content; ``None`` of it was read yet."""

    response: http.client.HTTPResponse
    patience: Patience

    @property
    def content_type(self) -> str:
        """The type of the content with its parameters."""
        return self.response.headers.get("Content-Type", "")

    def read(self, most: int) -> bytes:
        """At most so many bytes, none at the end."""
        self.patience.check()
        return self.response.read1(most)

    def whole(self, limit: int) -> bytes:
        """All of the content; ``NetworkError`` where it is longer than ``limit`` bytes."""
        found = bytearray()
        while got := self.read(1 << 16):
            found += got
            if len(found) > limit:
                raise NetworkError("pacs_too_many")
        return bytes(found)


class Site:
    """The server of ``node``: the system's proxies are not asked, for an archive stands in the hospital's own network."""

    def __init__(self, node: Node, times: Times) -> None:
        self._node, self._times = node, times
        self._base = node.url.rstrip("/")

    @contextmanager
    def get(
        self, path: str, query: Mapping[str, str] | None, accept: str, patience: Patience
    ) -> Iterator[Answer | None]:
        """What the server answers below the archive's address; None where it says that there is nothing.

        Inside the block too, whatever fails is a ``NetworkError`` that says what.
        """
        url = f"{self._base}/{path}" + (f"?{urlencode(query, safe='*?,')}" if query else "")
        connection = None
        try:
            for _ in range(_MOST_REDIRECTS + 1):
                patience.check()
                connection = self._connection(url)
                with patience.ending(partial(_break_off, connection.sock)):
                    response = _ask(connection, url, accept)
                    if response.status not in _REDIRECTS:
                        yield self._checked(response, patience)
                        return
                    url = self._elsewhere(url, response.headers.get("Location", ""))
                connection.close()
            raise NetworkError("pacs_redirected", name=self._node.name)
        except NetworkError:
            patience.check()
            raise
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            patience.check()
            raise self._why(error) from error
        finally:
            if connection is not None:
                connection.close()

    def _connection(self, url: str) -> http.client.HTTPConnection:
        parts = urlsplit(url)
        host, timeout = parts.hostname or "", self._times.answer_s
        if parts.scheme == "http":
            connection = http.client.HTTPConnection(host, parts.port, timeout=self._times.connect_s)
        else:
            trusted = ssl.create_default_context(cafile=self._node.ca_file or None)
            connection = http.client.HTTPSConnection(host, parts.port, timeout=self._times.connect_s, context=trusted)
        connection.connect()
        connection.sock.settimeout(timeout)
        return connection

    def _checked(self, response: http.client.HTTPResponse, patience: Patience) -> Answer | None:
        status, name = response.status, self._node.name
        if status == _NOTHING:
            return None
        if status in _FORBIDDEN:
            raise NetworkError("pacs_forbidden", name=name)
        if status in _MISSING:
            raise NetworkError("pacs_missing", name=name)
        if status != _OK:
            raise NetworkError("pacs_failed", status=f"HTTP {status}")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise NetworkError("pacs_no_message")  # it was asked not to be packed: a bomb would be
        return Answer(response, patience)

    def _elsewhere(self, url: str, location: str) -> str:
        """Where the server sends us, on itself only."""
        there = urljoin(url, location)
        if not location or _origin(there) != _origin(url):
            raise NetworkError("pacs_redirected", name=self._node.name)
        return there

    def _why(self, error: Exception) -> NetworkError:
        name = self._node.name
        if isinstance(error, ssl.SSLError):
            reason = getattr(error, "verify_message", "") or error.reason or type(error).__name__
            return NetworkError("pacs_tls", name=name, reason=reason)
        if isinstance(error, TimeoutError):
            return NetworkError("pacs_timeout")
        if isinstance(error, http.client.IncompleteRead):
            return NetworkError("pacs_cut_short")
        if isinstance(error, FileNotFoundError):
            return NetworkError("pacs_no_ca_file", file=self._node.ca_file)
        if isinstance(error, http.client.HTTPException):
            return NetworkError("pacs_no_web", name=name)
        parts = urlsplit(self._node.url)
        port = str(parts.port or _DEFAULT[parts.scheme])
        return NetworkError("pacs_no_answer", name=name, host=parts.hostname or "", port=port)


def _ask(connection: http.client.HTTPConnection, url: str, accept: str) -> http.client.HTTPResponse:
    parts = urlsplit(url)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target, headers={"Accept": accept, "Accept-Encoding": "identity"})
    return connection.getresponse()


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or _DEFAULT.get(parts.scheme)


def _break_off(line: socket.socket) -> None:
    """End what waits for the server: closing alone would not wake it, and the connection may have let go of its socket."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)
