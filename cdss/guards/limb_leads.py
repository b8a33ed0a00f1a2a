"""Exchanged limb electrodes, seen in how the limb leads run with the chest leads.

The six chest leads keep their shape when limb electrodes are exchanged; the limb leads change places and signs. The model
is logistic on the differences that an exchange turns round: its score of an exchanged recording is exactly minus that of
the recording itself, so it has no intercept. ``cdss.training.fit_limb_leads`` fits the coefficients on PTB-XL folds 1-8
(Wagner et al. 2020, each recording once as it is and once exchanged by calculation) and chooses the thresholds on folds
1-9. What exchange does to each lead: Kligfield et al., AHA/ACC/HRS 2007; Batchvarov et al., Europace 2007.

Left arm and left leg exchanged cannot be told from a usual recording by whole leads (sensitivity about .25 at specificity
.99, with the same method); ``cdss.guards.left_electrodes`` looks at the waves. Dextrocardia looks like exchanged arms.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from cdss.signals.filters import band_pass
from cdss.signals.prepare import flat_leads

Array = NDArray[np.float64]


class Exchange(StrEnum):
    """Which electrodes are exchanged."""

    ARMS = "arms"
    RIGHT_ARM_LEFT_LEG = "right_arm_left_leg"
    RIGHT_LEG = "right_leg"


COEFFICIENTS: dict[Exchange, tuple[tuple[float, ...], tuple[float, ...]]] = {
    Exchange.ARMS: ((-1.71, -0.06, 0.47, 0.34, 0.62, 1.14), (-0.29, 0.15, 0.31, 0.39, 0.56, 0.73)),
    Exchange.RIGHT_ARM_LEFT_LEG: ((-0.18, -0.41, 0.39, 1.13, 0.59, 1.03), (-0.83, -0.37, -0.07, 0.36, 1.01, 1.22)),
}
"""Weights of the correlations with V1 ... V6; their sum is positive in a usual recording.

Arms: of lead I (twice), then of II less III. Right arm and left leg: of lead II (twice), then of I plus III.
"""

THRESHOLDS: dict[Exchange, float] = {Exchange.ARMS: 0.01, Exchange.RIGHT_ARM_LEFT_LEG: 1.26}
"""Scores (log odds of exchanged against usual) from which an exchange is suspected."""

SILENT_SHARE = 0.1
"""One of I, II, III below this share of the larger other: its two electrodes lie on the legs, which share one potential.

Over the raw PTB-XL recordings of folds 1-8 the smallest share is .2.
"""
EINTHOVEN_SHARE = 0.05
"""Largest misfit of II = I + III, as a share of the larger lead, at which the three leads are believed."""

FEWEST_CHEST_LEADS = 4
"""With four at random the sensitivities on folds 9 and 10 are .99 and .97 at specificity .99; with three specificity is .98."""
_LIMB = ("I", "II", "III")
_CHEST = ("V1", "V2", "V3", "V4", "V5", "V6")


def suspected_exchange(ecg: Ecg) -> Exchange | None:
    """The exchange that ``ecg`` most likely shows, None for a usual recording or one with too few leads to tell."""
    rows = _banded(ecg)
    if rows is None:
        return None
    if _shares_a_leg(rows[:3]):
        return Exchange.RIGHT_LEG
    scores = exchange_scores(limb_correlations(rows))
    over = {kind: float(score) - THRESHOLDS[kind] for kind, score in scores.items()}
    worst = max(over, key=over.__getitem__)
    return worst if over[worst] > 0 else None


def limb_correlations(rows: Array) -> Array:
    """Correlations [..., 3, 6] of I, II, III with V1 ... V6 from ``rows`` [..., 9, n] in this order; NaN for an absent lead."""
    centred = rows - rows.mean(axis=-1, keepdims=True)
    size = np.sqrt((centred**2).sum(axis=-1, keepdims=True))
    unit = np.divide(centred, size, out=np.full_like(centred, np.nan), where=size > 0)
    return np.asarray(unit[..., :3, :] @ np.swapaxes(unit[..., 3:, :], -1, -2))


def differences(correlations: Array) -> dict[Exchange, Array]:
    """For each exchange the [..., 2, 6] quantities it turns round, from ``correlations`` [..., 3, 6]; 0 for absent leads."""
    one, two, three = (np.asarray(correlations[..., i, :]) for i in range(3))
    pairs = {Exchange.ARMS: (2 * one, two - three), Exchange.RIGHT_ARM_LEFT_LEG: (2 * two, one + three)}
    return {kind: np.nan_to_num(np.stack(pair, axis=-2)) for kind, pair in pairs.items()}


def exchange_scores(correlations: Array) -> dict[Exchange, Array]:
    """Log odds of each exchange against a usual recording, from ``correlations`` [..., 3, 6]."""
    found = differences(correlations)
    return {kind: np.asarray(-(d * np.asarray(COEFFICIENTS[kind])).sum(axis=(-1, -2))) for kind, d in found.items()}


def _banded(ecg: Ecg) -> Array | None:
    """I, II, III, V1 ... V6 between 0.5 and 40 Hz, NaN where a lead has no signal; None with too few leads to tell.

    A flat limb lead is kept here: whether it is silent or lost is what ``_shares_a_leg`` asks.
    """
    gone = {*ecg.missing_leads, *(set(flat_leads(ecg)) - set(_LIMB))}
    names = _LIMB + _CHEST
    if ecg.seconds < 1 or sum(name not in gone for name in _CHEST) < FEWEST_CHEST_LEADS or set(_LIMB[:2]) & gone:
        return None
    rows = np.nan_to_num(ecg.signal_mv[[ECG_LEADS.index(name) for name in names]].astype(np.float64))
    banded = band_pass(rows, ecg.rate_hz, 0.5, 40.0)
    banded[[name in gone for name in names]] = np.nan
    return banded


def _shares_a_leg(limb: Array) -> bool:
    """Whether one of ``limb`` [3, n] (I, II, III) is silent although the three fit each other: no lead is merely lost."""
    one, two, three = limb
    sizes = np.sqrt((limb**2).mean(axis=1))
    misfit = float(np.sqrt(((one + three - two) ** 2).mean()))
    largest = float(sizes.max())
    return largest > 0 and misfit < EINTHOVEN_SHARE * largest and float(sizes.min()) < SILENT_SHARE * largest
