"""When the model does not know: selective prediction, and the doubt about a level that the screen shows.

Selective prediction (El-Yaniv & Wiener, JMLR 2010) is about the decision at the door, urgent or not, level 1-2 against
3-5. Its probability of error is what confidence must rank (Chow, IEEE Trans. Inf. Theory 1970), so the confidence is the
probability of the likelier side. Other confidences rank worse. Error of the four patients in five who are answered over the
error of all, on a sample of the calibration year with note and vital signs (bundle 0.2.0, n = 1,385): .56 by the likelier
side, .78 by the expected distance from the level given, .81 by the probability of that level, .90 or more by the largest
probability of a level, by entropy and by the spread of the networks. On 2020 (n = 4,777) the likelier side has .51 at 78 %
answered.

Those who are not answered are almost exactly those called urgent: 98 % of them or more in either year, for P(level <= 2)
reaches the threshold in 0.2 to 0.3 % of visits only. An "I don't know" beside nearly every urgent patient tells nobody
anything. So the screen says something else (``likelier_level``): that the level given is not even the most probable one.
Of 7,056 visits of 2020 with note and vital signs 16 % are told so, of those without a note about a third. In those 16 % the
level given is wrong in 67 %, in the others in 37 %; two levels or more away in 9 % and 3 %; the two levels named, with what
lies between, hold the nurse's level in 88 %.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cdss.scoring.calibrate import Floats, Probabilities

ANSWERED = 0.80
"""Share of the calibration year's patients for whom the model holds itself able to answer."""


def confidence(found: Probabilities) -> Floats:
    """Probability [...] of the likelier side of level 1-2 against 3-5, from .5 to 1."""
    return np.asarray(np.maximum(found.risk, 1.0 - found.risk))


def confidence_threshold(confidences: Floats) -> float:
    """The confidence that the share ``ANSWERED`` of patients reach."""
    return float(np.quantile(confidences, 1.0 - ANSWERED, method="lower"))


def likelier_level(levels: Floats, given: NDArray[np.int64]) -> NDArray[np.int64]:
    """The most probable level 1-5 [...] of ``levels`` [..., 5]; the level ``given`` itself where none is more probable.

    Levels are given as often as nurses give them, at operating points below one half (``assigned_level``), so the level
    given need not be the most probable one. Where it is not, two levels compete and the choice between them is a precaution.
    """
    own = np.take_along_axis(levels, np.asarray(given)[..., None] - 1, axis=-1)[..., 0]
    return np.asarray(np.where(levels.max(axis=-1) > own, levels.argmax(axis=-1) + 1, given))
