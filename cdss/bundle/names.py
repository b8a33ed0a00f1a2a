"""What the files of a model bundle are called. Light: the window reads them before anything heavy is imported."""

from __future__ import annotations

SUMS = "SHA256SUMS"
METADATA = "metadata.json"
CALIBRATION = "calibration.json"
CARD = "MODEL_CARD.md"
TOKENIZER = "tokenizer.json"
WEIGHTS_SUFFIX = ".safetensors"

SIGNATURE = "SIGNATURE.json"
"""Who vouches for the bundle (``cdss.bundle.signature``). Not in ``SHA256SUMS``, for it is made afterwards."""

LOCAL = (METADATA, CALIBRATION, CARD)
"""Files that a hospital's own calibration or thresholds change."""


def signed_copy(name: str) -> str:
    """Where a changed bundle keeps the file ``name`` as it was signed."""
    return f"SIGNED-{name}"


REQUIRED = frozenset({SUMS, METADATA, CALIBRATION, CARD})
OPTIONAL = frozenset({TOKENIZER, SIGNATURE, *map(signed_copy, LOCAL)})


def rendered(sums: dict[str, str]) -> bytes:
    """``SHA256SUMS`` of files and their hashes, in the format of ``sha256sum``."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())).encode("utf-8")
