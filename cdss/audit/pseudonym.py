"""A patient in the log: a key that is the same for the same patient, and tells nobody who that is.

HMAC-SHA256 (RFC 2104) of the path the patient was opened from, under a secret that is made with the log, lies beside it and is
never exported. With the secret one can ask whether an entry is of a patient one knows; without it not even that.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path

from cdss.audit.lines import Codec
from cdss.core.files import write_whole

NAME = "pseudonyms.key"
_BYTES, _DIGITS = 32, 16


def secret_of(folder: Path, codec: Codec) -> bytes:
    """The secret of the log in ``folder``, made where there is none; the log's lock must be held.

    ``ValueError`` where it was sealed otherwise, ``OSError`` of the disk.
    """
    if (kept := kept_secret(folder, codec)) is not None:
        return kept
    secret = os.urandom(_BYTES)
    write_whole(folder / NAME, codec.seal(secret.hex().encode("ascii")), private=True)
    return secret


def kept_secret(folder: Path, codec: Codec) -> bytes | None:
    """As ``secret_of``; None where there is none yet."""
    path = folder / NAME
    return bytes.fromhex(codec.unseal(path.read_bytes()).decode("ascii")) if path.exists() else None


def pseudonym(secret: bytes, key: str) -> str:
    """16 hexadecimal digits for the patient who was opened from ``key``."""
    return hmac.new(secret, key.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:_DIGITS]
