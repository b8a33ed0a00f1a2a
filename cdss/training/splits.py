"""Deterministic splits by patient, the same on every machine."""

from __future__ import annotations

import hashlib
import json
from functools import cache

from cdss.core.paths import demo_dir


def bucket(key: str, salt: str, buckets: int = 1000) -> int:
    """A stable pseudo-random bucket for ``key`` (SHA-256, independent of Python's hash seed)."""
    return int.from_bytes(hashlib.sha256(f"{salt}:{key}".encode()).digest()[:8], "big") % buckets


@cache
def demo_film_patients() -> frozenset[int]:
    """NIH patient ids whose films are shown as demonstration patients: never trained or tuned on."""
    donors = json.loads((demo_dir() / "donors.json").read_text(encoding="utf-8"))
    return frozenset(int(p) for p in donors["film_patients"])


def film_split(patient: int) -> str:
    """``train`` 68 %, ``tune`` 10 %, ``test`` 22 % of NIH patients; patients of demonstration films are ``test``."""
    if patient in demo_film_patients():
        return "test"
    place = bucket(str(patient), "film")
    return "train" if place < 680 else "tune" if place < 780 else "test"


def film_fold(patient: int, folds: int) -> int:
    """Cross-fitting fold of a training patient."""
    return bucket(str(patient), "film-fold", folds)
