"""Which bundle is loaded: the one that ships, or the one that a site calibrated from it, for as long as the same one ships.

The choice stands in ``active.json`` in the folder of calibrated bundles. It names the SHA-256 of the shipped bundle's
``SHA256SUMS`` and of its own: where either is another now, the shipped calibration is used, and that is said. So it is where
the shipped one is signed and the calibrated one, made by an older version, carries no signature.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cdss.bundle.names import SIGNATURE, SUMS
from cdss.core.hashing import sha256_file

FOLDER = "calibrated"
"""Within the user's own folder."""

_ACTIVE = "active.json"


@dataclass(frozen=True, slots=True)
class Chosen:
    """``folder`` of the bundle to load. ``local``: it is the site's own; ``stale``: there is one, but of another bundle."""

    folder: Path
    local: bool = False
    stale: bool = False


def chosen(shipped: Path, home: Path) -> Chosen:
    """The bundle to load. ``home``: folder of the calibrated bundles, which need not be there."""
    try:
        kept = json.loads((home / _ACTIVE).read_text(encoding="utf-8"))
        folder, base, own = home / str(kept["folder"]), str(kept["base"]), str(kept["sha256"])
    except (OSError, ValueError, KeyError, TypeError):
        return Chosen(shipped, stale=(home / _ACTIVE).exists())
    if fingerprint(shipped) != base or fingerprint(folder) != own:
        return Chosen(shipped, stale=True)
    if (shipped / SIGNATURE).is_file() and not (folder / SIGNATURE).is_file():
        return Chosen(shipped, stale=True)
    return Chosen(folder, local=True)


def activate(home: Path, folder: Path, shipped: Path) -> None:
    """Have ``folder``, a bundle made from ``shipped`` and lying in ``home``, loaded from now on; ``OSError`` on a full disk."""
    kept = {"folder": folder.name, "base": fingerprint(shipped), "sha256": fingerprint(folder)}
    written = home / f"{_ACTIVE}.new"
    written.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    written.replace(home / _ACTIVE)


def deactivate(home: Path) -> None:
    """Have the shipped bundle loaded from now on; the calibrated ones stay where they are."""
    with suppress(FileNotFoundError):
        (home / _ACTIVE).unlink()


def fingerprint(folder: Path) -> str:
    """SHA-256 of the bundle's list of hashes, which fixes every other file; empty where there is none."""
    return sha256_file(folder / SUMS) if (folder / SUMS).is_file() else ""
