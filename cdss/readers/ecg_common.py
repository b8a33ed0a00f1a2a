"""From the channels of any recording to the twelve standard leads in mV, with what is missing left missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS, Modality, Severity
from cdss.core.result import Issue, issue
from cdss.readers.ecg_leads import LeadName, unit_to_mv
from cdss.readers.part import Part, Refused, reason_of, refuse
from cdss.records.ecg import Ecg
from cdss.records.identity import PartIdentity

MIN_SECONDS = 2.5
"""One column of the standard 3 x 4 print; less holds too few beats for a rate or a median beat."""
MAX_SECONDS = 600.0
MIN_LEADS = 2
RATE_RANGE_HZ = (50.0, 20_000.0)
MAX_MV = 20.0
"""No surface ECG reaches this; values above it mean a wrong unit or gain."""
MIN_MV = 0.05
_TYPICAL_QUANTILE = 0.99


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """One recorded channel as the file holds it: its name, the lead it names (None: not an ECG lead), unit, samples."""

    name: str
    lead: LeadName | None
    unit: str
    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Recording:
    """What a file says of all its channels together."""

    source: str
    channels: Sequence[Channel]
    rate_hz: float
    recorded: datetime | None = None
    filter_text: str | None = None
    issues: tuple[Issue, ...] = ()


def padded(values: NDArray[np.float64], stated: float) -> NDArray[np.float64]:
    """``values`` with NaN for what is missing of the ``stated`` number of samples.

    Raises ``ValueError`` where more is missing than there is: that is no gap in a recording, but a damaged file.
    """
    lost = round(min(stated, 2.0 * values.size + 1)) - values.size
    if lost > values.size:
        raise ValueError("more than half of a lead is missing")
    return np.pad(values, (0, max(lost, 0)), constant_values=np.nan)


def ecg_part(identity: PartIdentity, record: Callable[[], Recording]) -> Part[Ecg]:
    """The recording that ``record`` reads, as a part; what the header says of the patient is kept where it is refused."""
    try:
        recording = record()
        identity = replace(identity, at=recording.recorded)
        ecg, issues = build_ecg(recording)
    except Refused as refusal:
        return Part(None, (refusal.issue,), identity)
    except (ValueError, LookupError, ArithmeticError) as error:  # numbers and lengths that contradict each other
        told = _warning("ecg_waveform_unreadable", identity.source, reason=reason_of(error))
        return Part(None, (told,), identity)
    return Part(ecg, (*recording.issues, *issues), identity)


def build_ecg(recording: Recording) -> tuple[Ecg, tuple[Issue, ...]]:
    """Normalise a recording; raises ``Refused`` where too short, with too few leads, or not plausible as an ECG in mV."""
    source = recording.source
    require_rate(recording.rate_hz, source)
    leads, issues = _leads_mv(recording.channels, source)
    signal = _stacked(leads, source)
    samples = signal.shape[1]
    if samples / recording.rate_hz < MIN_SECONDS:
        raise refuse(
            "ecg_too_short", Modality.ECG, file=source, seconds=f"{samples / recording.rate_hz:.1f}", least=MIN_SECONDS
        )
    longest = int(MAX_SECONDS * recording.rate_hz)
    if samples > longest:
        issues.append(_warning("ecg_cut", source, minutes=f"{MAX_SECONDS / 60:g}"))
        signal = signal[:, :longest]
    _require_plausible(signal, source)
    issues += _quality_issues(signal, source)
    derived = _derive(signal)
    ecg = Ecg(source, signal, float(recording.rate_hz), derived, recording.recorded, recording.filter_text)
    if ecg.missing_leads:
        issues.append(_warning("ecg_leads_missing", source, leads=", ".join(ecg.missing_leads)))
    if derived:
        issues.append(issue("ecg_leads_derived", Severity.INFO, Modality.ECG, file=source, leads=", ".join(derived)))
    return ecg, tuple(issues)


def require_rate(rate_hz: float, source: str) -> None:
    """Raise ``Refused`` for a rate that no ECG has; readers ask before they make room for samples that a header promises."""
    low, high = RATE_RANGE_HZ
    if not low <= rate_hz <= high:
        raise refuse(
            "ecg_rate_implausible", Modality.ECG, file=source, rate=f"{rate_hz:g}", low=f"{low:g}", high=f"{high:g}"
        )


def _leads_mv(channels: Sequence[Channel], source: str) -> tuple[dict[str, NDArray[np.float64]], list[Issue]]:
    """Samples in mV by standard lead; channels that are no lead, stand twice, or have an unknown unit are named."""
    leads: dict[str, NDArray[np.float64]] = {}
    issues = []
    others = []
    for channel in channels:
        factor = unit_to_mv(channel.unit)
        if channel.lead is None:
            others.append(channel.name or "?")
        elif channel.lead.lead in leads:
            issues.append(_warning("ecg_lead_twice", source, lead=channel.lead.lead))
        elif factor is None:
            issues.append(_warning("ecg_unit_unknown", source, lead=channel.lead.lead, unit=channel.unit))
        else:
            leads[channel.lead.lead] = channel.values * (factor * channel.lead.sign)
    if others:
        issues.append(
            issue("ecg_other_channels", Severity.INFO, Modality.ECG, file=source, channels=", ".join(others)[:200])
        )
    return leads, issues


def _stacked(leads: dict[str, NDArray[np.float64]], source: str) -> NDArray[np.float32]:
    """float32 [12, samples], NaN where not recorded; raises ``Refused`` with fewer than two leads that hold samples."""
    usable = [name for name, values in leads.items() if np.isfinite(values).any()]
    if len(usable) < MIN_LEADS:
        raise refuse("ecg_too_few_leads", Modality.ECG, file=source, count=len(usable), least=MIN_LEADS)
    signal = np.full((len(ECG_LEADS), max(v.size for v in leads.values())), np.nan, dtype=np.float32)
    with np.errstate(over="ignore"):  # what no 32 bits can hold is no voltage: it becomes a lost sample below
        for row, name in enumerate(ECG_LEADS):
            if name in leads:
                signal[row, : leads[name].size] = leads[name]
    signal[~np.isfinite(signal)] = np.nan
    return signal


def _require_plausible(signal: NDArray[np.float32], source: str) -> None:
    """Raise ``Refused`` where a lead swings beyond 20 mV about its own baseline, or nothing moves at all."""
    swing = _swing(signal)
    typical = float(np.nanmax(np.nanquantile(swing, _TYPICAL_QUANTILE, axis=1)))
    if typical > MAX_MV:
        raise refuse("ecg_amplitude_too_large", Modality.ECG, file=source, value=f"{typical:.3g}", limit=f"{MAX_MV:g}")
    if not np.nanmax(swing) > 0:
        raise refuse("ecg_flat", Modality.ECG, file=source)


def _swing(signal: NDArray[np.float32]) -> NDArray[np.float32]:
    """Distance of each sample from the median of its lead, recorded leads only: electrode offsets do not count."""
    recorded = signal[np.isfinite(signal).any(axis=1)]
    return np.asarray(np.abs(recorded - np.nanmedian(recorded, axis=1, keepdims=True)), dtype=np.float32)


def _quality_issues(signal: NDArray[np.float32], source: str) -> list[Issue]:
    """Warnings about lost samples, flat leads, artefact peaks and amplitudes too small to be true."""
    issues = []
    names = np.array(ECG_LEADS)
    finite = np.isfinite(signal)
    recorded = np.asarray(finite.any(axis=1))
    lost = np.asarray(recorded & ~np.asarray(finite.all(axis=1)))
    if lost.any():
        share = float(np.mean(~finite[recorded])) * 100
        issues.append(
            _warning("ecg_samples_lost", source, leads=", ".join(names[lost]), percent=f"{max(share, 0.01):.2g}")
        )
    low, high = np.full(12, np.nan), np.full(12, np.nan)
    low[recorded], high[recorded] = np.nanmin(signal[recorded], axis=1), np.nanmax(signal[recorded], axis=1)
    flat = np.asarray(high == low)
    if flat.any():
        issues.append(_warning("ecg_lead_flat", source, leads=", ".join(names[flat])))
    if np.nanmax(high - low) < MIN_MV:
        issues.append(_warning("ecg_amplitude_too_small", source, value=f"{np.nanmax(high - low):.3g}"))
    if np.nanmax(_swing(signal)) > MAX_MV:
        issues.append(_warning("ecg_peaks", source, limit=f"{MAX_MV:g}"))
    return issues


def _derive(signal: NDArray[np.float32]) -> tuple[str, ...]:
    """Fill absent limb leads of ``signal`` in place from I and II (Einthoven 1913, Goldberger 1942); their names."""
    row = {name: i for i, name in enumerate(ECG_LEADS)}
    absent = np.asarray(np.isnan(signal).all(axis=1))
    if absent[row["I"]] or absent[row["II"]]:
        return ()
    one, two = signal[row["I"]], signal[row["II"]]
    formulas = {"III": two - one, "aVR": -(one + two) / 2, "aVL": one - two / 2, "aVF": two - one / 2}
    derived = tuple(name for name in formulas if absent[row[name]])
    for name in derived:
        signal[row[name]] = formulas[name]
    return derived


def _warning(code: str, source: str, **params: object) -> Issue:
    return issue(code, Severity.WARNING, Modality.ECG, file=source, **params)
