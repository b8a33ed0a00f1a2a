"""Sealing what is kept on disk: nobody without the key reads it, and a changed or moved piece is refused.

AES-256-GCM (NIST SP 800-38D) from ``cryptography``, loaded with the first piece. Each piece has a random nonce of 96 bits, which
SP 800-38D allows for 2^32 pieces under one key. Each purpose (case store, audit log) has a key of its own, derived with
HKDF-SHA256 (RFC 5869), so that a piece of one never opens as a piece of the other.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from typing import TYPE_CHECKING

from cdss.core.errors import CdssError
from cdss.core.sentences import sentence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
"""Length of every key: 256 bits."""

_VERSION = b"\x01"
_NONCE_BYTES = 12


class SealBroken(CdssError):
    """Sealed bytes that cannot be opened: changed, cut short, moved to another place, or sealed under another key."""

    def words(self, language: str) -> str:
        """The sentence in ``language``."""
        return sentence("sealed_broken", {}, language)


class Seal:
    """Seals and opens bytes for one ``purpose`` (``"session"``, ``"audit"``) under a data ``key`` of 32 random bytes.

    ``place`` says where a piece belongs, for example table, row and column, or log, segment and position: it is bound to the
    piece but not stored, and the same words must be given to open it. ``ValueError`` for a key of another length.
    """

    def __init__(self, key: bytes, purpose: str) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(key)}")
        self._cipher = _cipher(_derived(key, f"seal {purpose}"))
        self._names = _derived(key, f"names {purpose}")

    def seal(self, plain: bytes, *place: str) -> bytes:
        """``plain`` sealed: version (1 byte), nonce (12), ciphertext and tag (16); 29 bytes longer than it was."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + nonce + self._cipher.encrypt(nonce, plain, _bound(place))

    def open(self, sealed: bytes, *place: str) -> bytes:
        """What was sealed at ``place``. Raises ``SealBroken``."""
        from cryptography.exceptions import InvalidTag

        start = len(_VERSION) + _NONCE_BYTES
        if sealed[: len(_VERSION)] != _VERSION:
            raise SealBroken(sentence("sealed_broken", {}))
        try:
            return self._cipher.decrypt(sealed[len(_VERSION) : start], sealed[start:], _bound(place))
        except (InvalidTag, ValueError) as error:
            raise SealBroken(sentence("sealed_broken", {})) from error

    def pseudonym(self, text: str) -> str:
        """A name for ``text`` that says nothing of it, always the same under one key: HMAC-SHA256, 32 hexadecimal digits."""
        return hmac.new(self._names, text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]


def _derived(key: bytes, info: str) -> bytes:
    """HKDF-SHA256 without salt, one block: the data key is random already (RFC 5869, section 3.1)."""
    extracted = hmac.new(bytes(32), key, hashlib.sha256).digest()
    return hmac.new(extracted, f"triagelens {info}".encode() + b"\x01", hashlib.sha256).digest()


def _bound(place: tuple[str, ...]) -> bytes:
    """The words of a place as bytes that no other words give: each with its length before it."""
    words = [word.encode("utf-8", "surrogatepass") for word in place]
    return _VERSION + b"".join(len(word).to_bytes(4, "big") + word for word in words)


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)
