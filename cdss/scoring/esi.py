"""Danger-zone vital signs of the Emergency Severity Index (ESI handbook, decision point D)."""

from __future__ import annotations

from cdss.records.assessment import Score
from cdss.records.vitals import VitalsRow
from cdss.scoring.criteria import count_criteria

ESI_ADULT_ZONE_ABOVE_YEARS = 8.0
"""These limits are for patients older than 8 years."""


def esi_danger_zone(row: VitalsRow) -> Score:
    """Number of vital signs in the danger zone: heart rate > 100/min, respiratory rate > 20/min, SpO2 < 92 %.

    One is enough for ``band`` ``positive``: consider level 2 instead of 3. Only where ``esi_danger_zone_applicable``.
    """
    met = {
        "heart_rate": None if row.heart_rate is None else row.heart_rate > 100,
        "resp_rate": None if row.resp_rate is None else row.resp_rate > 20,
        "spo2": None if row.spo2 is None else row.spo2 < 92,
    }
    return count_criteria(met, positive_from=1)


def esi_danger_zone_applicable(age_years: float | None) -> bool:
    """Whether the limits above hold: older than 8 years; an unknown age does not exclude them."""
    return age_years is None or age_years > ESI_ADULT_ZONE_ABOVE_YEARS
