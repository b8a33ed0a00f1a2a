"""A bundle made from another by adding a hospital's own calibration or thresholds. The original is read and never written.

Of a signed one the signature stays, beside the files as they were signed: see ``cdss.bundle.local_change``.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cdss.bundle.load import Bundle, open_bundle, write_sums
from cdss.bundle.local_change import is_changed_here
from cdss.bundle.names import CALIBRATION, CARD, LOCAL, METADATA, SUMS, signed_copy
from cdss.core.errors import BundleError
from cdss.core.sentences import sentence
from cdss.scoring.calibrate import SITE
from cdss.scoring.operating_points import FACTORS, SITE_LEVELS, factor_of

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LEVELS_ENDING = re.compile(r"[-+]levels\d+$")

_Change = Callable[[dict[str, Any]], dict[str, Any]]


def refuse_site(source: Bundle, out: Path, site: str) -> None:
    """``BundleError`` where no bundle of that site can be made: a name unfit for a file, a folder in use, fitted before."""
    if not _NAME.fullmatch(site):
        raise BundleError.of("site_name_unfit", site=site)
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BundleError.of("site_folder_in_use", folder=str(out))
    if SITE in source.calibration:
        earlier = str(source.calibration[SITE].get("site", ""))
        raise BundleError.of("site_fitted_before", folder=source.path.name, site=earlier)


def write_site_bundle(source: Bundle, out: Path, table: Mapping[str, Any], card: str) -> Bundle:
    """Write the bundle with ``table`` as its ``site_calibration``, its own name and version, and ``card`` below its card.

    ``table`` holds ``site`` and, by output, ``slope`` and ``intercept`` (``cdss.scoring.calibrate.parse``). The new bundle
    is opened once, so that what is returned is known to be sound.
    """
    site = str(table["site"])
    refuse_site(source, out, site)
    named = {"name": f"{source.identity.name}-{site}", "version": f"{source.identity.version}+{site}"}
    return _written(source, out, lambda found: {**found, SITE: dict(table)}, named, card)


def write_levels_bundle(source: Bundle, out: Path, factor: float, date: str) -> Bundle:
    """Write the bundle with its levels beginning at ``factor`` times its thresholds (``cdss.scoring.operating_points``).

    A factor that ``source`` has already is replaced. ``BundleError`` for one that nobody measured.
    """
    table: dict[str, Any] = {SITE_LEVELS: {"factor": factor, "created": date}}
    factor_of(table)
    table, ending = (table, f"levels{round(100 * factor)}") if factor != FACTORS[0] else ({}, "")
    name, version = (_LEVELS_ENDING.sub("", text) for text in (source.identity.name, source.identity.version))
    named = {"name": f"{name}-{ending}".rstrip("-"), "version": f"{version}+{ending}".rstrip("+")}
    card = sentence("site_levels_card", {"factor": f"{factor:g}", "date": date})
    return _written(
        source, out, lambda found: {k: v for k, v in found.items() if k != SITE_LEVELS} | table, named, f"{card}\n"
    )


def _written(source: Bundle, out: Path, change: _Change, named: Mapping[str, str], card: str) -> Bundle:
    out.mkdir(parents=True, exist_ok=True)
    for path in source.path.iterdir():
        if path.name != SUMS:
            shutil.copyfile(path, out / path.name)
    if source.signature is not None and not is_changed_here(source.path):
        for name in LOCAL:
            shutil.copyfile(source.path / name, out / signed_copy(name))
    _rewrite(out / CALIBRATION, change)
    _rewrite(out / METADATA, lambda found: {**found, **named})
    text = (out / CARD).read_text(encoding="utf-8")
    (out / CARD).write_text(f"{text.rstrip()}\n\n{card}", encoding="utf-8")
    write_sums(out)
    return open_bundle(out)


def _rewrite(path: Path, change: _Change) -> None:
    found = change(json.loads(path.read_text(encoding="utf-8")))
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
