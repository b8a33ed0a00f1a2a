"""Technical quality of a recording, in sentences: weak, cut off, noisy, wandering, short, or without beats."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.records.ecg import Ecg
from cdss.signals.filters import high_pass, low_pass
from cdss.signals.measure import r_peaks
from cdss.signals.prepare import flat_leads

Array = NDArray[np.float64]

NOISE_MV = 0.015
"""Standard deviation above 40 Hz, outside the QRS complexes, from which a lead is noisy (1 % of the leads of PTB-XL)."""
WANDER_MV = 2.0
"""Range of the baseline below 0.5 Hz from which ST levels suffer (1 % of the leads of PTB-XL)."""
SHORT_S = 8.0
"""A standard recording lasts 10 s; below this, few beats are left for the median."""
LOW_RATE_HZ = 250.0
"""Below this rate intervals and R heights lose precision (AHA/ACC/HRS 2007 asks for 500 Hz)."""

_FEWEST_SAMPLES = 30
_CUT_RUN_S = 0.006
_CUT_RUNS = 3
_CUT_FROM_MV = 0.5


def quality_issues(ecg: Ecg) -> tuple[Issue, ...]:
    """Issues of ``ecg``, most serious first; empty for a sound recording. Nothing is corrected.

    Missing leads, lost samples, constant leads and wrong units are named where the file is read (``cdss.readers``) and not
    again here.
    """
    names = _with_signal(ecg)
    leads = _bridged(ecg, names)
    found = [*_as_recorded(ecg, names)]
    if names and leads.shape[1] > _FEWEST_SAMPLES:
        found += _by_signal(leads, names, ecg.rate_hz)
    return tuple(sorted(found, key=lambda one: one.severity is not Severity.WARNING))


def _with_signal(ecg: Ecg) -> tuple[str, ...]:
    """Leads that were recorded and are not flat."""
    without = {*flat_leads(ecg), *ecg.missing_leads}
    return tuple(name for name in ECG_LEADS if name not in without)


def _bridged(ecg: Ecg, names: tuple[str, ...]) -> Array:
    """Rows of ``names``; gaps are bridged by straight lines for the filters of this module only."""
    rows: Array = ecg.signal_mv[[ECG_LEADS.index(name) for name in names]].astype(np.float64)
    for row in rows:
        gap = np.isnan(row)
        if gap.any():
            row[gap] = np.interp(np.flatnonzero(gap), np.flatnonzero(~gap), row[~gap])
    return rows


def _warn(code: str, **params: object) -> Issue:
    return issue(code, Severity.WARNING, Modality.ECG, **params)


def _list(names: tuple[str, ...]) -> str:
    return ", ".join(names)


def _as_recorded(ecg: Ecg, names: tuple[str, ...]) -> Iterator[Issue]:
    """What is wrong with the recording as a whole; ``names``: the leads with a signal."""
    weak = tuple(name for name in flat_leads(ecg) if np.ptp(_bridged(ecg, (name,))) > 0)
    if weak:
        yield _warn("ecg_leads_weak", leads=_list(weak))
    if names and len(r_peaks(ecg)) < 2:
        yield _warn("ecg_no_beats")
    if ecg.seconds < SHORT_S:
        yield issue("ecg_short", Severity.INFO, Modality.ECG, seconds=f"{ecg.seconds:.1f}")
    if ecg.rate_hz < LOW_RATE_HZ:
        yield issue("ecg_low_rate", Severity.INFO, Modality.ECG, rate=f"{ecg.rate_hz:g}")


def _by_signal(leads: Array, names: tuple[str, ...], rate_hz: float) -> Iterator[Issue]:
    """What the samples of ``leads`` [k, n] show."""

    def those(bad: NDArray[np.bool_]) -> str:
        return _list(tuple(name for name, one in zip(names, bad, strict=True) if one))

    checks = {
        "ecg_leads_cut_off": np.array([_cut_off(lead, rate_hz) for lead in leads]),
        "ecg_leads_noisy": _noise(leads, rate_hz) > NOISE_MV,
        "ecg_baseline_wander": _wander(leads, rate_hz) > WANDER_MV,
    }
    for code, bad in checks.items():
        if bad.any():
            severity = Severity.INFO if code == "ecg_baseline_wander" else Severity.WARNING
            yield issue(code, severity, Modality.ECG, leads=those(bad))


def _noise(leads: Array, rate_hz: float) -> Array:
    """Robust standard deviation above 40 Hz by lead; QRS complexes are too short to count in the median."""
    fast = np.abs(high_pass(leads, rate_hz, min(40.0, 0.4 * rate_hz)))
    return np.asarray(1.4826 * np.median(fast, axis=1))


def _wander(leads: Array, rate_hz: float) -> Array:
    """Range below 0.5 Hz by lead, from means over 40 ms: the baseline needs no more samples."""
    block = max(1, round(0.04 * rate_hz))
    means = leads[:, : leads.shape[1] // block * block].reshape(len(leads), -1, block).mean(axis=2)
    slow = low_pass(means, rate_hz / block, 0.5)
    return np.asarray(slow.max(axis=1) - slow.min(axis=1))


def _cut_off(lead: Array, rate_hz: float) -> bool:
    """Whether at least three peaks stay at the very same highest (or lowest) value: the amplifier's or the file's limit."""
    shortest = max(3, round(_CUT_RUN_S * rate_hz) + 1)
    middle = float(np.median(lead))
    for limit in (lead.max(), lead.min()):
        if abs(limit - middle) >= _CUT_FROM_MV and _runs(np.asarray(lead == limit), shortest) >= _CUT_RUNS:
            return True
    return False


def _runs(true: NDArray[np.bool_], shortest: int) -> int:
    """Number of runs of at least ``shortest`` true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], true.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[0::2] >= shortest).sum())
