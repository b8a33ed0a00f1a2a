"""Guard of the recording: what is wrong with it, and whether the model may read it at all.

Clipped, noisy, weak or wandering leads are named (``cdss.signals.quality``) and left to the model, which was trained with
leads missing. A recording is rejected where it shows no rhythm of this heart or another one than the labels claim: almost
no leads, no beats, beats without a common shape, exchanged limb electrodes. Left arm and left leg exchanged is only doubted:
too many sound recordings look like it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.guards.left_electrodes import left_electrodes_doubtful
from cdss.guards.limb_leads import suspected_exchange
from cdss.records.ecg import Ecg
from cdss.signals.beats import windows
from cdss.signals.filters import band_pass
from cdss.signals.prepare import ANALYSIS_HZ, flat_leads, prepare
from cdss.signals.quality import quality_issues
from cdss.signals.rpeaks import find_r_peaks

REJECTING: frozenset[str] = frozenset(
    {
        "ecg_few_usable_leads",
        "ecg_no_beats",
        "ecg_no_common_beat",
        "ecg_exchanged_arms",
        "ecg_exchanged_right_arm_left_leg",
        "ecg_exchanged_right_leg",
    }
)
"""Codes that keep the recording from the model."""

FEWEST_LEADS = 3
"""Leads with a signal that the model needs; one or two show a rhythm but neither axis nor regional change."""

RAIL_SHARE = 0.2
"""Share of samples at the very same extreme value from which a lead is stuck at the amplifier's limit and counts as lost."""

ALIKE = 0.5
"""Median correlation of the beats with the most typical one below which they have no common shape.

Over the 500 raw PTB-XL recordings the smallest is .56, the next .82; white, muscle and drifting noise reaches .41 at most.
"""
_FEWEST_BEATS = 5
_HALF_BEAT_S = 0.12


def ecg_guard(ecg: Ecg) -> tuple[Issue, ...]:
    """All issues of the recording that reading it did not name, rejecting ones first; empty for a sound recording."""
    lost = {*ecg.missing_leads, *flat_leads(ecg), *stuck_leads(ecg)}
    usable = [name for name in ECG_LEADS if name not in lost]
    found = list(quality_issues(ecg))
    exchange = suspected_exchange(ecg)
    if exchange is not None:
        found.append(_warn(f"ecg_exchanged_{exchange.value}"))
    if len(usable) < FEWEST_LEADS:
        found.append(_warn("ecg_few_usable_leads", count=len(usable), fewest=FEWEST_LEADS))
    elif without_common_beat(ecg):
        found.append(_warn("ecg_no_common_beat"))
    if not any(one.code in REJECTING for one in found) and left_electrodes_doubtful(ecg):
        found.append(_warn("ecg_left_electrodes_doubtful"))
    return tuple(sorted(found, key=lambda one: one.code not in REJECTING))


def stuck_leads(ecg: Ecg) -> tuple[str, ...]:
    """Leads that rest at their highest or lowest value for at least ``RAIL_SHARE`` of the time without being flat."""
    found = []
    for name, row in zip(ECG_LEADS, ecg.signal_mv, strict=True):
        values = row[np.isfinite(row)]
        if len(values) and np.ptp(values) > 0:
            resting = max((values == values.max()).mean(), (values == values.min()).mean())
            found += [name] if resting >= RAIL_SHARE else []
    return tuple(found)


def without_common_beat(ecg: Ecg) -> bool:
    """Whether the beats found have no shape in common: noise taken for beats, or ventricular fibrillation."""
    part = prepare(ecg)
    peaks = find_r_peaks(part.leads, ANALYSIS_HZ)
    return len(peaks) >= _FEWEST_BEATS and typical_likeness(part.leads, peaks) < ALIKE


def typical_likeness(leads: NDArray[np.float64], peaks: NDArray[np.intp]) -> float:
    """Median correlation, over all leads, of the beats at ``peaks`` with the one that most resemble; ``leads`` [k, n]."""
    half = round(_HALF_BEAT_S * ANALYSIS_HZ)
    beats = np.nan_to_num(windows(band_pass(leads, ANALYSIS_HZ, 1.0, 40.0), peaks, half, half))
    beats = (beats - beats.mean(axis=2, keepdims=True)).reshape(len(peaks), -1)
    alike = np.corrcoef(beats)
    return float(np.median(alike, axis=1).max())


def _warn(code: str, **params: object) -> Issue:
    return issue(code, Severity.WARNING, Modality.ECG, **params)
