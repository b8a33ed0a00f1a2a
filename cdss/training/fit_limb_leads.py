"""Fits the table of ``cdss.guards.limb_leads``: ``python -m cdss.training.fit_limb_leads DATA`` prints it.

Logistic regression without intercept on PTB-XL folds 1-8. A recording with electrodes exchanged is the recording with its
limb leads permuted and inverted, which turns the sign of every difference the model reads. Thresholds: the lowest at which
.998 of the recordings of folds 1-9 pass each of the two tests, so that a sound recording is seldom lost; sensitivity stays
far above .95 there.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.guards.limb_leads import Exchange, differences, limb_correlations
from cdss.training.cohort_ecg import load_ecgs

Array = NDArray[np.float64]

STRENGTH = 0.1
"""Inverse strength of the ridge penalty (scikit-learn's ``C``); 0.03 to 3 gave the same figures to .004 on fold 9."""
PASS_SHARE = 0.998
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


if __name__ == "__main__":
    for exchange, (weights, threshold) in table(Path(sys.argv[1])).items():
        print(exchange.value, weights.tolist(), "threshold", threshold)
