"""When the model should say that it does not know: selective prediction (El-Yaniv & Wiener, JMLR 2010).

The decision that matters at the door is urgent or not, level 1-2 against 3-5. Its probability of error is what confidence
must rank (Chow, IEEE Trans. Inf. Theory 1970), so the confidence is the probability of the likelier side. The largest
probability of a single level would rank worse: on the calibration year the four patients in five whose decision is kept
have .50 of the overall error by the likelier side, .91 by the largest level.
"""

from __future__ import annotations

import numpy as np

from cdss.scoring.calibrate import Floats, Probabilities

ANSWERED = 0.80
"""Share of the calibration year's patients for whom the model holds itself able to answer."""


def confidence(found: Probabilities) -> Floats:
    """Probability [...] of the likelier side of level 1-2 against 3-5, from .5 to 1."""
    return np.asarray(np.maximum(found.risk, 1.0 - found.risk))


def confidence_threshold(confidences: Floats) -> float:
    """The confidence that the share ``ANSWERED`` of patients reach."""
    return float(np.quantile(confidences, 1.0 - ANSWERED, method="lower"))
