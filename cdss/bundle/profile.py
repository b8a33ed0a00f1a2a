"""A hospital's profile: the bundle that was calibrated to it, what that changed, and where the levels begin.

A profile made elsewhere (``cdss calibrate --out``) is taken over by copying it beside those that the wizard of the window
makes; what is not sound, was not calibrated, or is of another model is refused in words.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cdss.bundle.local import activate
from cdss.bundle.names import CALIBRATION, SIGNATURE, SUMS
from cdss.core.errors import BundleError, CdssError
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason
from cdss.scoring.operating_points import factor_of

_SITE = "site_calibration"

SHOWN_PATTERNS = ("note", "vitals+note", "image+ecg+vitals+note")
"""Of sixteen patterns of evidence, those whose thresholds are shown: what most patients have."""


class UnfitProfile(BundleError):
    """A folder that cannot be taken over as a profile. ``cause``: the error of the bundle that its sentence quotes."""

    cause: CdssError | None = None

    def words(self, language: str) -> str:
        """The sentence in ``language``, with what it quotes."""
        if self.cause is None:
            return super().words(language)
        return sentence(self.code, {**self.params, "reason": self.cause.words(language)}, language)


@dataclass(frozen=True, slots=True)
class Gain:
    """What the calibration gave for one output: patients, those with the outcome, calibration error (ECE) before and after."""

    output: str
    n: int
    events: int
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Profile:
    """``site`` empty: the calibration that ships. ``cuts``: by pattern, the probability from which on levels 1-4 are given,
    ``factor`` times those that the model was released with (``cdss.scoring.operating_points``).

    Level k is given where the probability of k or a more urgent one reaches its cut, the most urgent such level first.
    """

    site: str
    created: str
    cases: int
    gains: tuple[Gain, ...]
    cuts: tuple[tuple[str, tuple[float, ...]], ...]
    factor: float = 1.0


def profile_of(folder: Path) -> Profile:
    """What a bundle says of its calibration; ``OSError`` or ``ValueError`` where it says nothing that can be read."""
    read = json.loads((folder / CALIBRATION).read_text(encoding="utf-8"))
    try:
        table: Mapping[str, Any] = read.get(_SITE, {})
        gains = tuple(_gain(output, found) for output, found in table.get("outputs", {}).items())
        factor = factor_of(read)
        cuts = tuple(
            (p, tuple(factor * float(cut) for cut in read["patterns"][p]["cut"]))
            for p in SHOWN_PATTERNS
            if p in read["patterns"]
        )
        site, created = str(table.get("site", "")), str(table.get("created", ""))
        return Profile(site, created, int(table.get("cases", 0)), gains, cuts, factor)
    except (AttributeError, BundleError, KeyError, TypeError) as error:
        raise ValueError(f"{folder.name}/{CALIBRATION}: {error!r}") from error


def adopt(folder: Path, shipped: Path, home: Path, now: datetime) -> Path:
    """Copy the profile in ``folder`` below ``home`` and have it loaded from now on; returns its new folder.

    Every hash is checked, before the copying and in the copy. ``UnfitProfile`` where it does not fit, ``OSError`` where the
    disk refuses; what was loaded before is loaded still.
    """
    profile = _checked(folder, shipped)
    copy = home / f"{profile.site}-{now:%Y%m%d-%H%M%S}"
    shutil.copytree(folder, copy)
    try:
        _checked(copy, shipped)
    except UnfitProfile:
        shutil.rmtree(copy)
        raise
    activate(home, copy, shipped)
    return copy


def _checked(folder: Path, shipped: Path) -> Profile:
    from cdss.bundle.load import open_bundle

    try:
        open_bundle(folder)
        profile = profile_of(folder)
    except (BundleError, OSError, ValueError) as error:
        unfit = UnfitProfile.of("site_profile_unsound", folder=folder.name, reason=system_reason(error))
        unfit.cause = error if isinstance(error, CdssError) else None
        raise unfit from error
    if not profile.site:
        raise UnfitProfile.of("site_profile_not_calibrated", folder=folder.name)
    if _weights(folder) != _weights(shipped) or _signature(folder) != _signature(shipped):
        raise UnfitProfile.of("site_profile_other_model", folder=folder.name)
    return profile


def _weights(folder: Path) -> frozenset[str]:
    """Hash and name of every file of weights."""
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line.endswith(".safetensors"))


def _signature(folder: Path) -> bytes:
    """The signature file, which a calibrated bundle keeps of the one it was made from; empty where there is none."""
    return (folder / SIGNATURE).read_bytes() if (folder / SIGNATURE).is_file() else b""


def _gain(output: str, found: Mapping[str, Any]) -> Gain:
    before, after = found["ece"]
    return Gain(output, int(found["n"]), int(found["events"]), float(before), float(after))
