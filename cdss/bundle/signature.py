"""The signature of a model bundle: Ed25519 (RFC 8032) over the list of its files and their SHA-256.

``SIGNATURE.json`` holds the public key, the day, the list, and the signature over these three. The file is written in one fixed
form and must be read in that form, so that no byte of it can be changed unseen. Whether the key is to be trusted is asked
elsewhere (``cdss.bundle.trust``). ``cryptography`` is loaded with the first signature: 27 ms.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cdss.bundle.names import SIGNATURE
from cdss.core.errors import BundleError
from cdss.core.hashing import sha256_bytes

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SCHEMA = "cdss.signature/1"
KEY_BYTES = 32
"""Length of a public key of Ed25519."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What was signed: ``files`` by name with their SHA-256, on the day ``signed``, with the public ``key`` (all in hex)."""

    key: str
    signed: str
    files: Mapping[str, str]
    signature: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the public key, by which people compare it."""
        return fingerprint_of(self.key)


def fingerprint_of(key: str) -> str:
    """SHA-256 of a public key (hex); ``ValueError`` where it is none of Ed25519."""
    raw = bytes.fromhex(key)
    if len(raw) != KEY_BYTES:
        raise ValueError(f"a public key of Ed25519 has {KEY_BYTES} bytes, not {len(raw)}")
    return sha256_bytes(raw)


def sign(files: Mapping[str, str], day: str, private: Ed25519PrivateKey) -> Signature:
    """Sign the list of ``files`` and their hashes."""
    key = private.public_key().public_bytes_raw().hex()
    unsigned = Signature(key, day, dict(files), "")
    return Signature(key, day, unsigned.files, private.sign(_message(unsigned)).hex())


def written(signature: Signature) -> bytes:
    """``SIGNATURE.json``."""
    told = {"schema": SCHEMA, **asdict(signature), "files": dict(sorted(signature.files.items()))}
    return (json.dumps(told, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def read_signature(folder: Path) -> Signature | None:
    """The signature of the bundle, found to be that of its key; None where there is none.

    ``BundleError`` names ``SIGNATURE.json`` where one byte of it is another than was written.
    """
    path = folder / SIGNATURE
    return signature_in(path.read_bytes(), folder.name) if path.exists() else None


def signature_in(content: bytes, folder: str) -> Signature:
    """The signature that ``SIGNATURE.json`` of the bundle ``folder`` holds; ``BundleError`` as ``read_signature``."""
    try:
        found = _parsed(json.loads(content))
        whole = written(found) == content and _holds(found)
    except (ValueError, TypeError, KeyError, AttributeError):
        whole = False
    if not whole:
        raise BundleError.of("bundle_signature_broken", file=SIGNATURE, folder=folder)
    return found


def _parsed(told: dict[str, Any]) -> Signature:
    if told["schema"] != SCHEMA:
        raise ValueError(told["schema"])
    files = {str(name): str(digest) for name, digest in told["files"].items()}
    return Signature(str(told["key"]), str(told["signed"]), files, str(told["signature"]))


def _message(signature: Signature) -> bytes:
    """The bytes that are signed; they begin with their own schema, so that no other signature of the key fits them."""
    told = {"files": dict(signature.files), "key": signature.key, "signed": signature.signed}
    return f"{SCHEMA}\n{json.dumps(told, sort_keys=True)}".encode()


def _holds(found: Signature) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.key)).verify(
            bytes.fromhex(found.signature), _message(found)
        )
    except InvalidSignature:
        return False
    return True
