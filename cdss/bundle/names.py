"""What the files of a model bundle are called. Light: the window reads them before anything heavy is imported."""

from __future__ import annotations

import re

SUMS = "SHA256SUMS"
METADATA = "metadata.json"
CALIBRATION = "calibration.json"
CARD = "MODEL_CARD.md"
TOKENIZER = "tokenizer.json"
WEIGHTS_SUFFIX = ".safetensors"
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")

SIGNATURE = "SIGNATURE.json"
"""Who vouches for the bundle (``cdss.bundle.signature``). Not in ``SHA256SUMS``, for it is made afterwards."""

LOCAL = (METADATA, CALIBRATION, CARD)
"""Files that a hospital's own calibration or thresholds change."""


def signed_copy(name: str) -> str:
    """Where a changed bundle keeps the file ``name`` as it was signed."""
    return f"SIGNED-{name}"


REQUIRED = frozenset({SUMS, METADATA, CALIBRATION, CARD})
OPTIONAL = frozenset({TOKENIZER, SIGNATURE, *map(signed_copy, LOCAL)})


def is_bundle_file(name: str) -> bool:
    """Whether a bundle may hold a file of this name, which is no path."""
    weights = name.endswith(WEIGHTS_SUFFIX) and _PLAIN.fullmatch(name) is not None
    return name in REQUIRED or name in OPTIONAL or weights


def rendered(sums: dict[str, str]) -> bytes:
    """``SHA256SUMS`` of files and their hashes, in the format of ``sha256sum``."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode("utf-8")
