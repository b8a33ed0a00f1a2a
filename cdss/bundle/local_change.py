"""What a hospital changed in a signed bundle: its own calibration, its own thresholds, and nothing else.

Such a bundle keeps the signature of the one it was made from, and the three files that were changed as they were signed
(``SIGNED-…``). Checked is that all other files are the signed ones, and that the three differ in the named tables alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from cdss.bundle.names import CALIBRATION, CARD, LOCAL, METADATA, signed_copy
from cdss.bundle.signature import Signature
from cdss.core.errors import BundleError
from cdss.core.sentences import sentence
from cdss.scoring.calibrate import SITE
from cdss.scoring.operating_points import SITE_LEVELS, factor_of

_NAMED = ("name", "version")
"""Keys of the metadata that get an ending."""


@dataclass(frozen=True, slots=True)
class LocalChange:
    """One change: the code of its sentence and what stands in it."""

    code: str
    params: tuple[tuple[str, str], ...]

    def words(self, language: str = "en") -> str:
        """The change in ``language``."""
        return sentence(self.code, dict(self.params), language)


def is_changed_here(folder: Path) -> bool:
    """Whether the bundle says that it was made from a signed one."""
    return any((folder / signed_copy(name)).exists() for name in LOCAL)


def local_changes(folder: Path, signature: Signature, sums: Mapping[str, str]) -> tuple[LocalChange, ...]:
    """What was changed at the hospital; ``BundleError`` names the file that differs in anything else.

    ``sums``: hashes of the files, found right.
    """
    for name, digest in sorted(signature.files.items()):
        kept = signed_copy(name) if name in LOCAL else name
        if kept not in sums:
            raise BundleError.of("bundle_file_missing", file=kept, folder=folder.name)
        if sums[kept] != digest:
            _refuse(folder, kept)
    for name in sorted(set(sums) - set(signature.files) - {signed_copy(name) for name in LOCAL}):
        raise BundleError.of("bundle_file_unsigned", file=name, folder=folder.name)
    _same_metadata(folder)
    _same_card(folder)
    return calibration_changes(folder)


def _same_metadata(folder: Path) -> None:
    own, signed = _both(folder, METADATA)
    if {**own, **dict.fromkeys(_NAMED)} != {**signed, **dict.fromkeys(_NAMED)}:
        _refuse(folder, METADATA)
    if not all(str(own.get(key)).startswith(str(signed.get(key))) for key in _NAMED):
        _refuse(folder, METADATA)


def _same_card(folder: Path) -> None:
    own, signed = ((folder / name).read_text(encoding="utf-8") for name in (CARD, signed_copy(CARD)))
    if not own.startswith(signed.rstrip()):
        _refuse(folder, CARD)


def calibration_changes(folder: Path) -> tuple[LocalChange, ...]:
    """What a hospital's calibration and thresholds changed; ``BundleError`` where the table differs in anything else."""
    own, signed = _both(folder, CALIBRATION)
    if {k: v for k, v in own.items() if k not in (SITE, SITE_LEVELS)} != {
        k: v for k, v in signed.items() if k not in (SITE, SITE_LEVELS)
    }:
        _refuse(folder, CALIBRATION)
    changes = []
    if (site := own.get(SITE)) != signed.get(SITE) and isinstance(site, dict):
        told = tuple((key, str(site.get(key, "?"))) for key in ("site", "created", "cases"))
        changes.append(LocalChange("bundle_changed_site", told))
    if (levels := own.get(SITE_LEVELS)) != signed.get(SITE_LEVELS):
        percent = ("percent", f"{100 * factor_of(own):.0f}")
        created = levels.get("created", "?") if isinstance(levels, dict) else "?"
        changes.append(LocalChange("bundle_changed_levels", (percent, ("created", str(created)))))
    return tuple(changes)


def _both(folder: Path, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        own, signed = (
            dict(json.loads((folder / one).read_text(encoding="utf-8"))) for one in (name, signed_copy(name))
        )
    except (ValueError, TypeError):
        _refuse(folder, name)
    return own, signed


def _refuse(folder: Path, name: str) -> NoReturn:
    raise BundleError.of("bundle_changed_after_signing", file=name, folder=folder.name)
