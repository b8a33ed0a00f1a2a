"""The headline's wording follows the calibrated probability, so that words never promise more than the figure."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from cdss.core.figures import signed
from cdss.core.kinds import Severity
from cdss.core.result import Issue
from cdss.records.assessment import Condition


class Likelihood(StrEnum):
    """Verbal likelihood; thresholds in ``likelihood()``."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    MORE_LIKELY_THAN_NOT = "more_likely_than_not"
    POSSIBLE = "possible"
    NONE_STANDS_OUT = "none_stands_out"


NONE_BUT_WARNED = "none_but_warned"
"""Name of the headline where no condition stands out, but a check warns."""

_SCALE = (
    (0.90, Likelihood.VERY_LIKELY),
    (0.66, Likelihood.LIKELY),
    (0.50, Likelihood.MORE_LIKELY_THAN_NOT),
    (0.33, Likelihood.POSSIBLE),
)


def likelihood(probability: float) -> Likelihood:
    """The word for a probability, after the calibrated language scale of the IPCC (Mastrandrea et al. 2010).

    "Very likely" from 90 %, "likely" from 66 %, "more likely than not" above 50 %, "possible" from 33 %; below that no
    condition is put into the headline as if it were one.
    """
    for threshold, word in _SCALE:
        if probability > threshold or (probability == threshold and threshold != 0.50):
            return word
    return Likelihood.NONE_STANDS_OUT


def warned(checks: Iterable[Issue]) -> bool:
    """Whether one of ``checks`` is graver than a note: then nothing beside it may read as an all-clear."""
    return any(check.severity is not Severity.INFO for check in checks)


def headline_word(probability: float, checks: Iterable[Issue]) -> str:
    """Name of the headline's words: that of the likelihood, but where none stands out and one of ``checks`` warns, another one.

    "No listed condition stands out" by itself reads as an all-clear.
    """
    word = likelihood(probability)
    return NONE_BUT_WARNED if word is Likelihood.NONE_STANDS_OUT and warned(checks) else word.value


def st_warned(best: Condition, checks: Iterable[Issue]) -> bool:
    """Whether ST warns and the headline names something else than a likely coronary syndrome: it then points away from it."""
    likely = best.code == "acs" and likelihood(best.probability) in (Likelihood.VERY_LIKELY, Likelihood.LIKELY)
    return not likely and warned(check for check in checks if check.code.startswith("check_st_"))


def leading(conditions: tuple[Condition, ...]) -> Condition | None:
    """The most probable condition; None where there are none."""
    return max(conditions, key=lambda c: c.probability, default=None)


def ranked(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Conditions, most probable first."""
    return tuple(sorted(conditions, key=lambda c: -c.probability))


def differential(conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Conditions of the 90 % conformal set first, then those outside it, each most probable first.

    Its thresholds differ between conditions, so that one outside may be more probable than one inside.
    """
    return tuple(sorted(conditions, key=lambda c: (not c.in_set, -c.probability)))


def correlation(rho: float) -> str:
    """A correlation with two decimals and a true minus sign."""
    return signed(rho, "{:.2f}")
