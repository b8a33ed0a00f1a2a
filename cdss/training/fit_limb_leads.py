"""Fits the tables of ``cdss.guards.limb_leads`` and ``left_electrodes``: ``python -m cdss.training.fit_limb_leads DATA``.

Logistic regression without intercept on PTB-XL folds 1-8. A recording with electrodes exchanged is the recording with its
limb leads permuted and inverted, which turns the sign of every difference the model reads. Thresholds: the lowest at which
.998 of the recordings of folds 1-9 pass each of the two tests, so that a sound recording is seldom lost; sensitivity stays
far above .95 there.

Left arm and left leg exchanged is only doubted, so .995 must pass. Its table is larger: the scores of folds 1-8 that choose
its threshold are those of models fitted without the recording.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.guards.left_electrodes import PARTS, QUANTITIES, left_features
from cdss.guards.limb_leads import Exchange, differences, limb_correlations
from cdss.records.ecg import Ecg
from cdss.training.cohort_ecg import load_ecgs

Array = NDArray[np.float64]

STRENGTH = 0.1
"""Inverse strength of the ridge penalty (scikit-learn's ``C``); 0.03 to 3 gave the same figures to .004 on fold 9."""
PASS_SHARE = 0.998
LEFT_PASS_SHARE = 0.995
RATE_HZ = 100.0
ROWS = [ECG_LEADS.index(name) for name in ("I", "II", "III", "V1", "V2", "V3", "V4", "V5", "V6")]


def fitted(correlations: Array, train: NDArray[np.bool_]) -> dict[Exchange, tuple[Array, float]]:
    """Coefficients [2, 6] and threshold of each exchange from ``correlations`` [n, 3, 6] of folds 1-9; ``train``: folds 1-8."""
    from sklearn.linear_model import LogisticRegression

    out = {}
    for kind, found in differences(correlations).items():
        usual = found.reshape(len(found), -1)
        x = np.concatenate([usual[train], -usual[train]])
        y = np.repeat([1, 0], int(train.sum()))
        model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=3000).fit(x, y)
        weights = np.round(model.coef_[0], 2)
        out[kind] = (weights.reshape(2, 6), round(float(np.quantile(-(usual @ weights), PASS_SHARE)), 2))
    return out


def table(data: Path) -> dict[Exchange, tuple[Array, float]]:
    """``fitted`` on the recordings of ``data``; fold 10 is not read."""
    ecgs = load_ecgs(data)
    seen = ecgs.split != "test"
    return fitted(limb_correlations(ecgs.signals[seen][:, ROWS].astype(np.float64)), ecgs.split[seen] == "train")


def with_sizes(signals: Array) -> Array:
    """z-scored ``signals`` [12, n] with the sizes that I, II and III have to each other, and the augmented leads from them.

    Only one set of sizes makes II = I + III of three leads of size one; the size of all limb leads together stays unknown.
    """
    leads = signals - signals.mean(axis=1, keepdims=True)
    sizes = np.linalg.svd((leads[:3] * [[1.0], [-1.0], [1.0]]).T, full_matrices=False)[2][-1]
    one, two, three = leads[:3] * (sizes * np.sign(sizes.sum()))[:, None]
    return np.stack([one, two, three, -(one + two) / 2, (one - three) / 2, (two + three) / 2, *leads[6:]])


def left_features_of(signals: NDArray[np.float32]) -> Array:
    """``left_features`` [n, 7, 8] of z-scored recordings [n, 12, samples] at 100 Hz; NaN where there are none."""
    out = np.full((len(signals), PARTS, QUANTITIES), np.nan)
    for row, signal in zip(out, signals, strict=True):
        features = left_features(Ecg("fit", with_sizes(signal.astype(np.float64)).astype(np.float32), RATE_HZ))
        row[:] = np.nan if features is None else features
    return out


def left_fitted(features: Array, train: NDArray[np.bool_], fold: NDArray[np.int64]) -> tuple[Array, float]:
    """Coefficients [7, 8] and threshold from ``features`` [n, 7, 8] of folds 1-9; ``fold``: parts of ``train``, folds 1-8."""
    known = ~np.isnan(features).any(axis=(1, 2))
    usual, train, fold = features[known].reshape(int(known.sum()), -1), train[known], fold[known]
    weights = _left_weights(usual[train])
    scores = -(usual @ weights)
    for one in np.unique(fold):
        out = train & (fold == one)
        scores[out] = -(usual[out] @ _left_weights(usual[train & ~out]))
    return weights.reshape(features.shape[1:]), round(float(np.quantile(scores, LEFT_PASS_SHARE)), 2)


def _left_weights(usual: Array) -> Array:
    from sklearn.linear_model import LogisticRegression

    sizes = np.sqrt((usual**2).mean(axis=0))
    x = np.concatenate([usual, -usual]) / sizes
    y = np.repeat([1, 0], len(usual))
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=3000).fit(x, y)
    return np.asarray(np.round(model.coef_[0] / sizes, 2))


def left_table(data: Path) -> tuple[Array, float]:
    """``left_fitted`` on the recordings of ``data``; fold 10 is not read."""
    ecgs = load_ecgs(data)
    seen = ecgs.split != "test"
    return left_fitted(left_features_of(ecgs.signals[seen]), ecgs.split[seen] == "train", ecgs.fold[seen])


if __name__ == "__main__":
    for exchange, (weights, threshold) in table(Path(sys.argv[1])).items():
        print(exchange.value, weights.tolist(), "threshold", threshold)
    weights, threshold = left_table(Path(sys.argv[1]))
    print("left_arm_left_leg", weights.tolist(), "threshold", threshold)
