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


_SCALE = (
    (0.90, Likelihood.VERY_LIKELY),
    (0.66, Likelihood.LIKELY),
    (0.50, Likelihood.MORE_LIKELY_THAN_NOT),
    (0.33, Likelihood.POSSIBLE),
)


def likelihood(probability: float) -> Likelihood:
    """The word for a probability, after the calibrated language scale of the IPCC (Mastrandrea et al. 2010).

    "Very likely" from 90 %, "likely" from 66 %, "more likely than not" above 50 %, "possible" from 33 %; below that no
    condition is put into the headline as if it were one. The word is that of the whole percent that stands beside it, so
    that the two never seem to contradict each other.
    """
    shown = round(probability, 2)
    for threshold, word in _SCALE:
        if shown > threshold or (shown == threshold and threshold != 0.50):
            return word
    return Likelihood.NONE_STANDS_OUT


class ReadFirst(StrEnum):
    """Which warnings are to be read before the words for the most probable condition: see ``read_first()``."""

    ST = "st"
    ANY = "any"


def read_first(probability: float, code: str, checks: Iterable[Issue]) -> tuple[ReadFirst, tuple[Issue, ...]] | None:
    """The warnings among ``checks`` that outrank the words for the most probable condition ``code``; None where none does.

    A warning of the ST segment does, unless a coronary syndrome is at least likely: another name points away from it. Any
    warning does where no condition stands out: "none stands out" by itself reads as an all-clear.
    """
    word, warnings = likelihood(probability), tuple(c for c in checks if c.severity is not Severity.INFO)
    of_st = tuple(check for check in warnings if check.code.startswith("check_st_"))
    if of_st and not (code == "acs" and word in (Likelihood.VERY_LIKELY, Likelihood.LIKELY)):
        return ReadFirst.ST, of_st
    return (ReadFirst.ANY, warnings) if warnings and word is Likelihood.NONE_STANDS_OUT else None


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
