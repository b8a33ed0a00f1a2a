"""Left arm and left leg electrodes exchanged, seen in the waves of the median beat.

This exchange turns lead III upside down and leaves aVR and the chest leads as they are; I and II, aVL and aVF change places.
In the frontal plane it is a reflection on the axis of aVR, so all of the question is the sign of lead III. The model is
logistic on quantities that are proportional to III in parts of the P wave, the QRS complex and ST-T: its share of the
frontal vector and its products with aVR and each chest lead. The score of an exchanged recording is exactly minus that of
the recording. ``cdss.training.fit_limb_leads`` fits the coefficients on PTB-XL folds 1-8 (Wagner et al. 2020, exchanged by
calculation) and chooses the threshold on folds 1-9.

Most is told by the P wave, of which the second half points away from III in a usual recording (Abdollah and Milliken 1997
look at the same: P of I higher than of II, an upright end of P in III). Without a P wave one exchange in five is found.
A low atrial rhythm and an old inferior infarction look like the exchange: it is doubted, and the recording is still read.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cdss.records.ecg import Ecg
from cdss.signals.amplitudes import levelled
from cdss.signals.beats import Beats
from cdss.signals.delineate import Fiducials
from cdss.signals.measure import median_beat
from cdss.signals.prepare import ANALYSIS_HZ, prepare
from cdss.signals.rpeaks import find_r_peaks

Array = NDArray[np.float64]

PARTS = 7
"""Two halves of the P wave, three thirds of the QRS complex, two halves of ST-T."""
QUANTITIES = 8
"""Share of III in the frontal vector, then its products with -aVR and V1 ... V6."""

COEFFICIENTS: tuple[tuple[float, ...], ...] = (
    (2.05, 1.62, 0.75, -0.95, 1.59, 2.15, 1.14, 1.62),
    (-5.55, -1.96, 2.12, -2.97, 2.43, 2.41, -0.26, -1.17),
    (0.22, 0.44, 2.1, -1.15, -0.23, -0.06, -0.21, 0.42),
    (-1.04, 0.14, 1.43, -2.38, 0.45, 0.66, 0.13, 0.47),
    (-0.13, 0.32, 0.48, -0.8, 0.67, 0.11, -0.4, 0.27),
    (-0.43, 0.27, 0.87, -0.47, -0.61, 0.48, -0.47, 0.36),
    (0.33, 0.28, 1.04, -0.64, 0.16, 0.8, -0.56, 0.48),
)
"""Weights of the quantities by part of the beat; their sum is positive in a usual recording."""

THRESHOLD = 2.18
"""Score (log odds of exchanged against usual) from which the exchange is suspected."""

_CHEST = ("V1", "V2", "V3", "V4", "V5", "V6")
_ST_T_S = 0.30
"""Length of ST-T where the end of the T wave was not found."""
_ONSET_S = 0.012
"""Over this long around its onset the level before the P wave is read."""


def left_electrodes_doubtful(ecg: Ecg) -> bool:
    """Whether ``ecg`` looks more like left arm and left leg exchanged; False where that cannot be told."""
    features = left_features(ecg)
    return features is not None and bool(left_scores(features) > THRESHOLD)


def left_scores(features: Array) -> Array:
    """Log odds [...] of the exchange against a usual recording, from ``features`` [..., 7, 8]."""
    return np.asarray(-(features * np.asarray(COEFFICIENTS)).sum(axis=(-1, -2)))


def left_features(ecg: Ecg) -> Array | None:
    """What the exchange turns round [7, 8], without units and of any gain; 0 for a part of the beat that was not found.

    None where I, II or a chest lead cannot be measured (with five chest leads twice as many sound recordings are doubted) or
    no median beat stands out.
    """
    part = prepare(ecg)
    if not {"I", "II", *_CHEST} <= set(part.names):
        return None
    found = median_beat(part, find_r_peaks(part.leads, ANALYSIS_HZ))
    if found is None:
        return None
    beats, waves = found
    traces = levelled(beats, part.names, waves)
    one, two = traces["I"], traces["II"]
    # Along III and at right angles to it, as parts of one vector on Einthoven's triangle.
    rows = np.nan_to_num(np.stack([two - one, (one + two) / np.sqrt(3), *(traces[name] for name in _CHEST)]))
    return np.stack([_quantities(one) for one in (*_p_halves(rows, beats, waves), *_later_parts(rows, beats, waves))])


def _quantities(rows: Array) -> Array:
    """The 8 quantities of one part of the beat, from III, -aVR, V1 ... V6 [8, n]; zeros where there is nothing."""
    if rows.shape[1] == 0:
        return np.zeros(QUANTITIES)
    sizes = np.sqrt((rows**2).mean(axis=1))
    frontal = float(np.hypot(sizes[0], sizes[1]))
    found = np.concatenate([[rows[0].mean()], (rows[1:] * rows[0]).mean(axis=1)])
    scale = frontal * np.concatenate([[1.0], sizes[1:]])
    return np.asarray(np.divide(found, scale, out=np.zeros(QUANTITIES), where=scale > 0))


def _p_halves(rows: Array, beats: Beats, waves: Fiducials) -> list[Array]:
    """Both halves of the P wave, empty without one.

    Zero lies midway between the level at its onset and that of the PR segment, which the atria's repolarisation lowers.
    """
    if waves.p_on is None or waves.p_off is None:
        return [rows[:, :0]] * 2
    first = max(0, _sample(beats, waves.p_on))
    last = min(_sample(beats, waves.p_off), _sample(beats, waves.qrs_on))
    half = round(_ONSET_S / 2 * beats.rate_hz)
    before = rows[:, max(0, first - half) : first + half].mean(axis=1, keepdims=True)
    return _cut(rows[:, first:last] - before / 2, 2)


def _later_parts(rows: Array, beats: Beats, waves: Fiducials) -> list[Array]:
    """The thirds of the QRS complex and the halves of ST-T."""
    on, off = _sample(beats, waves.qrs_on), _sample(beats, waves.qrs_off)
    t_end = _sample(beats, waves.qrs_off + _ST_T_S if waves.t_end is None else waves.t_end)
    return [*_cut(rows[:, on:off], 3), *_cut(rows[:, off:t_end], 2)]


def _sample(beats: Beats, seconds: float) -> int:
    return beats.r + round(seconds * beats.rate_hz)


def _cut(rows: Array, pieces: int) -> list[Array]:
    """``rows`` [8, n] in ``pieces`` of equal length."""
    edges = [rows.shape[1] * k // pieces for k in range(pieces + 1)]
    return [rows[:, first:last] for first, last in pairwise(edges)]
