"""The PIN of the lock: kept only as a salted scrypt hash, and slower to guess with every wrong one.

scrypt (Percival 2009, RFC 7914) from the standard library. The cost is one of those that the OWASP Password Storage Cheat Sheet
names as equal: N = 2^14, r = 8, p = 5, 16 MiB. It stands with each hash, so that it can be raised without losing older ones.
"""

from __future__ import annotations

import hashlib
import hmac
import os

LEAST_CHARACTERS = 4
"""Shorter PINs are refused: three digits are tried in an evening."""

FREE_TRIES = 3
"""Wrong PINs without a pause: fingers slip on a glove."""

LONGEST_PAUSE_S = 300
"""Seconds that a pause grows to at most: a clinician must get in again within one patient's wait."""

_N, _R, _P, _SALT_BYTES = 2**14, 8, 5, 16
_NAME = "scrypt"


def pin_hash(pin: str, salt: bytes | None = None) -> str:
    """``pin`` as it is kept: name, N, r, p, salt and hash (hexadecimal), joined by ``$``; ``ValueError`` for one too short."""
    if len(pin) < LEAST_CHARACTERS:
        raise ValueError(f"a PIN has at least {LEAST_CHARACTERS} characters")
    used = salt if salt is not None else os.urandom(_SALT_BYTES)
    return "$".join((_NAME, str(_N), str(_R), str(_P), used.hex(), _scrypt(pin, used, _N, _R, _P).hex()))


def pin_fits(pin: str, kept: str) -> bool:
    """Whether ``kept`` is the hash of ``pin``; False too for a text that is no such hash. Takes some tenths of a second."""
    try:
        name, n, r, p, salt, known = kept.split("$")
        found = _scrypt(pin, bytes.fromhex(salt), int(n), int(r), int(p))
        return name == _NAME and hmac.compare_digest(found, bytes.fromhex(known))
    except ValueError:
        return False


def pin_key(pin: str, salt: bytes) -> bytes:
    """A key of 32 bytes from ``pin``, slow to guess: the same cost as the hash, under a ``salt`` of its own."""
    return _scrypt(pin, salt, _N, _R, _P)


def pause_after(wrong: int) -> int:
    """Seconds until the next try after ``wrong`` wrong PINs in a row: none at first, then 2, 4, 8 and so on."""
    late = wrong - FREE_TRIES + 1
    return 0 if late <= 0 else min(2 ** min(late, 16), LONGEST_PAUSE_S)


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(pin.encode("utf-8"), salt=salt, n=n, r=r, p=p, maxmem=256 * n * r, dklen=32)
