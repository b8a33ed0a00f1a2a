"""A hospital's own thresholds of the triage levels: what each choice costs, which is in use, and another one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cdss.bundle.local import activate, chosen, deactivate
from cdss.bundle.names import CALIBRATION, METADATA
from cdss.scoring.calibrate import SITE
from cdss.scoring.operating_points import FACTORS, factor_of, found_name, urgent_name


@dataclass(frozen=True, slots=True)
class LevelsCost:
    """What thresholds times ``factor`` did in held-out visits (``n`` of level 1 or 2 by the nurse, ``others``).

    ``found``: share of the first to whom the model gives level 1 or 2; ``early``: the same share of the others. Measured with
    the calibration that ships, from note and vital signs.
    """

    factor: float
    found: float
    early: float
    n: int
    others: int


def costs_of(folder: Path) -> tuple[LevelsCost, ...]:
    """What the bundle's figures say of each factor that was measured; ``OSError``, ``ValueError`` of a bad file."""
    metrics = json.loads((folder / METADATA).read_text(encoding="utf-8"))["metrics"]
    known = {str(m["name"]).split(": ", 1)[-1]: m for m in metrics}
    found = []
    for factor in FACTORS:
        hit, early = known.get(found_name(factor)), known.get(urgent_name(factor))
        if hit is not None and early is not None:
            found.append(LevelsCost(factor, float(hit["value"]), float(early["value"]), int(hit["n"]), int(early["n"])))
    return tuple(found)


def factor_in_use(shipped: Path, home: Path) -> float:
    """The factor of the bundle in use; ``OSError`` or ``ValueError`` where it cannot be read."""
    return factor_of(json.loads((chosen(shipped, home).folder / CALIBRATION).read_text(encoding="utf-8")))


def use_factor(shipped: Path, home: Path, factor: float, now: datetime) -> Path:
    """Have the levels begin at ``factor`` times the thresholds from now on; returns the folder of the bundle to load.

    The calibration in use stays. ``BundleError`` or ``OSError`` where it cannot be written: what was loaded is loaded still.
    """
    source = chosen(shipped, home).folder
    own = SITE in json.loads((source / CALIBRATION).read_text(encoding="utf-8"))
    if factor == FACTORS[0] and not own:
        deactivate(home)
        return shipped
    return written_with(source, shipped, home, factor, now)


def written_with(source: Path, shipped: Path, home: Path, factor: float, now: datetime) -> Path:
    """Write ``source`` with ``factor`` below ``home`` and have it loaded from now on."""
    from cdss.bundle.derive import write_levels_bundle
    from cdss.bundle.load import open_bundle

    folder = home / f"levels{round(100 * factor)}-{now:%Y%m%d-%H%M%S}"
    write_levels_bundle(open_bundle(source), folder, factor, f"{now:%Y-%m-%d}")
    activate(home, folder, shipped)
    return folder
