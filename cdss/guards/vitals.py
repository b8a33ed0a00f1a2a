"""Guard of the vital signs: values that are plausible each but not together.

What one value alone cannot be (out of range, °F for °C, diastolic above systolic) is refused where the table is read. Here
nothing is rejected or changed: each pair below also occurs in the sickest patients, and dropping it would hide them. The
sentence asks to measure again. Rates are those of 75,948 visits of NHAMCS 2016-2019; the evaluation measures them on 2020.

Left out on purpose: two equal numbers in neighbouring fields (pulse equals SpO2 in 2 % of visits by chance alone), a wide
pulse pressure of 100 to 150 (2 %, mostly old arteries), and mean pressure and Glasgow scale, which the table does not have.
"""

from __future__ import annotations

from collections.abc import Iterator

from cdss.core.kinds import Consciousness, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.records.vitals import VitalsRow

NARROW_PULSE_PRESSURE = 10.0
"""mmHg. Below a quarter of systolic the stroke volume is critically low (ATLS, 2018); below 10 a cuff seldom measures."""
WIDE_PULSE_PRESSURE = 150.0
"""mmHg; 23 of 75,948 visits. Severe aortic regurgitation, or one of the two numbers is wrong."""
SHOCK_INDEX = 2.0
"""Pulse over systolic in adults. Massive transfusion is foreseen from 1.4 (Mutschler et al., 2013); 2 is near arrest."""
LOW_SPO2 = 70.0
"""%. Oximeters were not calibrated below (ISO 80601-2-61, 2017: 70 to 100 %)."""
ADULT_RESP_RATE = 60.0
"""/min; no adult keeps it up. Fields exchanged or a digit too many."""
DEEP_HYPOTHERMIA_C = 32.0
"""°C. Below it consciousness is impaired (Swiss staging II; Brown et al., NEJM 2012)."""
CRITICAL_SYSTOLIC = 60.0
"""mmHg. The brain is perfused badly below; an alert patient with a normal pulse speaks for a wrong cuff."""
ADULT_FROM = 16.0
CALM_RESP_RATE, CALM_HEART_RATE = (12.0, 20.0), (51.0, 90.0)
"""Ranges that score 0 in NEWS2 (Royal College of Physicians, 2017)."""


def vitals_guard(row: VitalsRow, age_years: float | None) -> tuple[Issue, ...]:
    """Issues of one set of measurements (the newest known values); an unknown age counts as adult."""
    adult = age_years is None or age_years >= ADULT_FROM
    found = (*_pressure(row, adult), *_breathing(row, adult), *_temperature(row))
    return tuple(issue(code, Severity.WARNING, Modality.VITALS, **params) for code, params in found)


_Found = tuple[str, dict[str, str]]


def _pressure(row: VitalsRow, adult: bool) -> Iterator[_Found]:
    if row.sbp is None:
        return
    if row.dbp is not None:
        gap = row.sbp - row.dbp
        values = {"sbp": f"{row.sbp:g}", "dbp": f"{row.dbp:g}", "gap": f"{gap:g}"}
        if gap < NARROW_PULSE_PRESSURE:
            yield "vitals_pulse_pressure_narrow", values
        elif gap > WIDE_PULSE_PRESSURE:
            yield "vitals_pulse_pressure_wide", values
    if row.heart_rate is None:
        return
    values = {"sbp": f"{row.sbp:g}", "heart_rate": f"{row.heart_rate:g}"}
    if adult and row.heart_rate > SHOCK_INDEX * row.sbp:
        yield "vitals_shock_index_absurd", values
    if row.sbp < CRITICAL_SYSTOLIC and _calm(row.heart_rate, CALM_HEART_RATE) and adult and _awake(row):
        yield "vitals_pressure_without_signs", values


def _breathing(row: VitalsRow, adult: bool) -> Iterator[_Found]:
    if row.resp_rate is None:
        return
    rate = f"{row.resp_rate:g}"
    if row.heart_rate is not None and row.resp_rate >= row.heart_rate:
        yield "vitals_breaths_not_below_pulse", {"resp_rate": rate, "heart_rate": f"{row.heart_rate:g}"}
    elif adult and row.resp_rate > ADULT_RESP_RATE:
        yield "vitals_breaths_too_many", {"resp_rate": rate}
    if row.spo2 is not None and row.spo2 < LOW_SPO2 and _calm(row.resp_rate, CALM_RESP_RATE) and _awake(row):
        yield "vitals_oxygen_without_signs", {"spo2": f"{row.spo2:g}", "resp_rate": rate}


def _temperature(row: VitalsRow) -> Iterator[_Found]:
    pulse = row.heart_rate is not None and _calm(row.heart_rate, CALM_HEART_RATE)
    if row.temperature_c is not None and row.temperature_c < DEEP_HYPOTHERMIA_C and pulse and _awake(row):
        yield "vitals_cold_without_signs", {"temperature": f"{row.temperature_c:g}"}


def _awake(row: VitalsRow) -> bool:
    """Alert, or not known to be otherwise."""
    return row.consciousness in (None, Consciousness.ALERT)


def _calm(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
