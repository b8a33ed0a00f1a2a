"""Axis, ST levels and voltages of the median beat, every one against the level of the PR segment."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS, Sex
from cdss.signals.beats import Beats
from cdss.signals.delineate import Fiducials

Array = NDArray[np.float64]
Traces = Mapping[str, Array]

ST_AFTER_J_S = 0.060
"""ST levels are read 60 ms after the J point."""

SOKOLOW_LYON_HIGH_MV = 3.5
"""Sokolow-Lyon voltage from which hypertrophy is thought of (1949)."""

_CORNELL_HIGH_WOMEN_MV, _CORNELL_HIGH_MV = 2.0, 2.8
"""Cornell voltage above which it is (Casale et al. 1985); the men's where the sex is not known."""

_INDETERMINATE = 0.08
"""A net QRS area below this share of the area of its deflections has no meaningful direction."""


def levelled(beats: Beats, names: tuple[str, ...], fiducials: Fiducials) -> dict[str, Array]:
    """The median beat by lead in mV, the level of the PR segment (18 to 6 ms before the QRS onset) taken as zero."""
    on = beats.r + round(fiducials.qrs_on * beats.rate_hz)
    segment = slice(max(0, on - round(0.018 * beats.rate_hz)), on - round(0.006 * beats.rate_hz))
    zero = beats.median[:, segment].mean(axis=1, keepdims=True)
    return dict(zip(names, beats.median - zero, strict=True))


def qrs_span(beats: Beats, fiducials: Fiducials) -> slice:
    """Samples of the QRS complex within the median beat."""
    on, off = (beats.r + round(t * beats.rate_hz) for t in (fiducials.qrs_on, fiducials.qrs_off))
    return slice(on, off + 1)


def st_levels(traces: Traces, beats: Beats, fiducials: Fiducials) -> dict[str, float | None]:
    """ST level of each of the twelve leads in mV at J + 60 ms (mean of 10 ms around it); None for a lead not measured."""
    centre = beats.r + round((fiducials.qrs_off + ST_AFTER_J_S) * beats.rate_hz)
    half = round(0.005 * beats.rate_hz)
    return {
        name: round(float(traces[name][centre - half : centre + half + 1].mean()), 4) if name in traces else None
        for name in ECG_LEADS
    }


def frontal_axis(traces: Traces, span: slice) -> float | None:
    """Frontal QRS axis in degrees (−180, 180] from the net QRS areas of I and aVF.

    aVF is an augmented lead, √3/2 times the vertical component on Einthoven's triangle, hence axis = atan2(2 aVF / √3, I). Where
    aVF was not recorded it follows from I with II or III. None without these leads or where the areas cancel out
    (indeterminate axis).
    """
    pair = _horizontal_and_vertical(traces, span)
    if pair is None:
        return None
    x, y = pair[0].sum(), pair[1].sum()
    if np.hypot(x, y) < _INDETERMINATE * (np.abs(pair[0]).sum() + np.abs(pair[1]).sum()):
        return None
    degrees = round(float(np.degrees(np.arctan2(y, x))), 1)
    return 180.0 if degrees == -180.0 else degrees


def _horizontal_and_vertical(traces: Traces, span: slice) -> tuple[Array, Array] | None:
    """Components of the heart vector in the frontal plane during the QRS complex."""
    if "I" not in traces:
        return None
    lead_i = traces["I"][span]
    if "aVF" in traces:
        avf = traces["aVF"][span]
    elif "II" in traces:
        avf = traces["II"][span] - lead_i / 2
    elif "III" in traces:
        avf = traces["III"][span] + lead_i / 2
    else:
        return None
    return lead_i, avf * (2 / np.sqrt(3))


def sokolow_lyon_mv(traces: Traces, span: slice) -> float | None:
    """S in V1 plus the larger R of V5 and V6, in mV (Sokolow and Lyon 1949)."""
    if not {"V1", "V5", "V6"} <= traces.keys():
        return None
    return round(_depth(traces["V1"][span]) + max(_height(traces["V5"][span]), _height(traces["V6"][span])), 4)


def cornell_mv(traces: Traces, span: slice) -> float | None:
    """R in aVL plus S in V3, in mV (Casale et al. 1985)."""
    if not {"aVL", "V3"} <= traces.keys():
        return None
    return round(_height(traces["aVL"][span]) + _depth(traces["V3"][span]), 4)


def hypertrophy_voltage(sokolow_lyon: float | None, cornell: float | None, sex: Sex) -> bool:
    """Whether one of the two voltages in mV is that of left ventricular hypertrophy; one that is not known is not."""
    limit = _CORNELL_HIGH_WOMEN_MV if sex is Sex.FEMALE else _CORNELL_HIGH_MV
    return (sokolow_lyon or 0.0) >= SOKOLOW_LYON_HIGH_MV or (cornell or 0.0) > limit


def _height(trace: Array) -> float:
    """Largest positive deflection."""
    return max(0.0, float(trace.max()))


def _depth(trace: Array) -> float:
    """Largest negative deflection, as a positive number."""
    return max(0.0, float(-trace.min()))
