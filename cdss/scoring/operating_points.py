"""Where the triage levels begin, and how a hospital lets them begin earlier.

Level k is given where the probability of k or a more urgent level reaches its cut point (``PatternCalibration.cut``). Those that
ship give levels as often as nurses gave them. A hospital that would rather see too many patients early than one too late has
them lowered by one factor, the same for every level and every pattern of evidence, so that a level can only become more urgent.
What that costs is measured by ``cdss evaluate`` for each of ``FACTORS``; others are refused, for nobody would know their cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cdss.core.errors import BundleError
from cdss.scoring.calibrate import PatternCalibration, parse

SITE_LEVELS = "site_levels"
"""Table of ``calibration.json`` with the factor that a hospital chose: ``{"factor": 0.75, ...}``."""

FACTORS = (1.0, 0.75, 0.5)
"""What the cut points may be multiplied by; the first is what ships."""


def found_name(factor: float) -> str:
    """Name of the figure: share of the patients of level 1 or 2 (the nurse's) to whom the model gives 1 or 2."""
    return f"levels 1-2 given to those of level 1-2, thresholds x {factor:g}"


def urgent_name(factor: float) -> str:
    """Name of the figure: share of the other patients to whom the model gives level 1 or 2."""
    return f"levels 1-2 given to the others, thresholds x {factor:g}"


def lowered(pattern: PatternCalibration, factor: float) -> PatternCalibration:
    """The pattern with its cut points times ``factor``."""
    return replace(pattern, cut=pattern.cut * factor)


def factor_of(calibration: Mapping[str, Any]) -> float:
    """The factor that ``calibration.json`` holds; ``BundleError`` where it is none of ``FACTORS``."""
    table = calibration.get(SITE_LEVELS, {})
    factor = table.get("factor") if isinstance(table, Mapping) else None
    if SITE_LEVELS in calibration and factor not in FACTORS:
        allowed = ", ".join(f"{one:g}" for one in FACTORS)
        raise BundleError.of("site_levels_factor", found=str(factor), allowed=allowed)
    return 1.0 if factor is None else float(factor)


def parse_patterns(calibration: Mapping[str, Any]) -> dict[str, PatternCalibration]:
    """All patterns of ``calibration.json`` as the hospital has them; ``BundleError`` as of ``parse``."""
    factor = factor_of(calibration)
    return {name: lowered(pattern, factor) for name, pattern in parse(calibration).items()}
