"""A patient in the log: a key that is the same for the same patient, and tells nobody who that is.

HMAC-SHA256 (RFC 2104) of the path the patient was opened from, under a secret that is made with the log, lies beside it and is
never exported. With the secret one can ask whether an entry is of a patient one knows; without it not even that.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

NAME = "pseudonyms.key"
_BYTES, _DIGITS = 32, 16


def secret_of(folder: Path) -> bytes:
    """The secret of the log in ``folder``, made where there is none; the log's lock must be held. ``OSError`` of the disk."""
    path = folder / NAME
    if path.exists() and len(kept := path.read_bytes()) == _BYTES:
        return kept
    secret = os.urandom(_BYTES)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(secret)
        stream.flush()
        os.fsync(stream.fileno())
    return secret


def pseudonym(secret: bytes, key: str) -> str:
    """16 hexadecimal digits for the patient who was opened from ``key``."""
    return hmac.new(secret, key.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:_DIGITS]
