"""How sure a sentence sounds: words that follow the calibrated probability, which always stands beside them.

The scale is the calibrated language of the IPCC (Mastrandrea et al., Guidance Note for Lead Authors of the IPCC Fifth Assessment
Report on Consistent Treatment of Uncertainties, 2010), which the screen's headline uses too (``cdss.session.decision.wording``):
"very likely" from 90 %, "likely" from 66 %, "more likely than not" above 50 %, "possible" from 33 % (the lower half of the
IPCC's "about as likely as not"), "unlikely" below that, "very unlikely" up to 10 %.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cdss.core.figures import percent
from cdss.core.sentences import sentence
from cdss.records.assessment import Interval
from cdss.session.decision.wording import Likelihood, likelihood
from cdss.session.names import name
from cdss.session.report.text.records import Evidence, Sentence, said

VERY_UNLIKELY = 0.10
"""Probability up to which something is called very unlikely (IPCC: 0-10 %)."""


@dataclass(frozen=True, slots=True)
class Graded:
    """Something with a calibrated probability, and its interval where there is one. ``zone``: code of the words for a place."""

    code: str
    name: str
    probability: float
    interval: Interval | None = None
    zone: str | None = None

    def evidence(self, pane: str) -> Evidence:
        """The figure as ``pane`` shows it."""
        return Evidence(pane, self.code, self.name, percent(self.probability))


def graded(head: str, pane: str, items: Iterable[Graded], language: str) -> tuple[Sentence, ...]:
    """A sentence for each of ``items`` that is at least possible, likeliest first; the unlikely in one, the very unlikely too.

    ``head``: what the keys of the sentences begin with.
    """
    ranked = sorted(items, key=lambda one: -one.probability)
    possible = [one for one in ranked if likelihood(one.probability) is not Likelihood.NONE_STANDS_OUT]
    rest = [one for one in ranked if one not in possible]
    unlikely = [one for one in rest if round(one.probability, 2) > VERY_UNLIKELY]
    least = [one for one in rest if one not in unlikely]
    groups = (("unlikely", "report_unlikely", unlikely), ("very_unlikely", "report_very_unlikely", least))
    return (
        *(_alone(f"{head}/{one.code}", pane, one, language) for one in possible),
        *(_together(f"{head}/{key}", template, pane, group, language) for key, template, group in groups if group),
    )


def figure(one: Graded, language: str) -> str:
    """The probability with its 90 % interval, as it stands beside the words."""
    if one.interval is None:
        return percent(one.probability)
    low, high = (f"{100.0 * end:.0f}" for end in one.interval)
    return sentence("report_figure", {"percent": percent(one.probability), "low": low, "high": high}, language)


def _alone(key: str, pane: str, one: Graded, language: str) -> Sentence:
    pattern = name("likelihood", likelihood(one.probability).value, language)
    params = {"statement": pattern.format(condition=one.name), "figure": figure(one, language)}
    evidence = (one.evidence(pane),)
    if one.zone is None:
        return said(key, "name_report_graded", language, evidence, **params)
    return said(key, "report_graded_zone", language, evidence, zone=sentence(one.zone, {}, language), **params)


def _together(key: str, template: str, pane: str, group: list[Graded], language: str) -> Sentence:
    listed = ", ".join(f"{one.name} ({percent(one.probability)})" for one in group)
    return said(key, template, language, tuple(one.evidence(pane) for one in group), list=listed)
