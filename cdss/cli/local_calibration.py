"""The recalibration of the program to one hospital, step by step: try it, look at before and after, then keep it or not.

``cdss calibrate`` does the same in one go; the wizard of the window does these steps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np

from cdss.bundle.derive import write_site_bundle
from cdss.bundle.levels import factor_in_use, written_with
from cdss.bundle.load import open_bundle
from cdss.bundle.local import activate
from cdss.cli.calibrate import (
    NAMED_AT_MOST,
    card,
    left_out_words,
    output_name,
    paired,
    partners,
    probabilities,
    site_table,
)
from cdss.cli.inputs import inputs_from_lines
from cdss.cli.outcome_table import Outcomes, read_outcomes
from cdss.core.errors import CdssError
from cdss.core.figures import benefit_text, share_text
from cdss.core.sentences import sentence
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.scoring.groups import group_of
from cdss.scoring.operating_points import FACTORS
from cdss.scoring.site import SiteFit, Verdict, fit_output
from cdss.scoring.site_effect import Effect, effect

LEAST_AUROC, CHANCE = 0.6, 0.5
"""Below the one (a project rule), or not told from the other, probabilities say next to nothing of the outcomes: another
column, other patients, a table out of order."""

SITE = "site"
"""Name of the hospital in the new bundle's name, where it gives none."""


class Cancelled(Exception):
    """The user stopped it; nothing was written."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a recalibration would do. ``cases`` that were assessed; ``effects`` by output; ``said`` of what was left out."""

    cases: int
    effects: tuple[Effect, ...]
    said: tuple[str, ...] = ()

    @property
    def fits(self) -> tuple[SiteFit, ...]:
        """The fit of each output."""
        return tuple(one.fit for one in self.effects)

    @property
    def gains(self) -> bool:
        """Whether anything was fitted: else there is nothing to apply."""
        return any(fit.verdict is Verdict.FITTED for fit in self.fits)


Progress = Callable[[int, int], None]
"""Takes how many cases are done, and of how many; raises ``Cancelled`` to stop."""


def try_out(
    cases: Path, table: Path, assess: Callable[[Case], Assessment], progress: Progress, language: str = "en"
) -> Trial:
    """Assess the cases with the shipped calibration and fit it to their outcomes; nothing is written.

    ``assess`` raises for a case that cannot be assessed: it is counted and left out. ``CdssError`` for files that cannot be
    used, in words; ``Cancelled`` from ``progress``.
    """
    outcomes = read_outcomes(table)
    inputs = inputs_from_lines(cases)
    chosen = partners(inputs, outcomes)
    found: dict[str, dict[str, float]] = {}
    group: dict[str, int] = {}
    failed: list[str] = []
    for done, source in enumerate(chosen):
        progress(done, len(chosen))
        try:
            case = source.read()
            found[source.name] = probabilities(assess(case))
            group[source.name] = group_of(case.patient)
        except Cancelled:
            raise
        except (CdssError, OSError, ValueError) as error:
            failed.append(f"{source.name}: {error}")
    progress(len(chosen), len(chosen))
    said = left_out_words(inputs, outcomes, language)
    return Trial(len(found), _effects(found, outcomes, group), (*said, *_failed(failed, language)))


def _failed(failed: list[str], language: str) -> tuple[str, ...]:
    """The first few with their reasons, and how many there are."""
    some = "; ".join(failed[:NAMED_AT_MOST]) + ("; …" if len(failed) > NAMED_AT_MOST else "")
    return (sentence("site_cases_failed", {"n": str(len(failed)), "cases": some}, language),) if failed else ()


def _effects(found: dict[str, dict[str, float]], outcomes: Outcomes, group: dict[str, int]) -> tuple[Effect, ...]:
    made = []
    for output, (p, y) in paired(found, outcomes).items():
        of = np.array([group[case] for case in found if output in outcomes.by_case.get(case, {})], np.int64)
        made.append(effect(fit_output(output, p, y), p, y, of))
    return tuple(made)


def doubts(one: Effect, language: str = "en") -> tuple[str, ...]:
    """What speaks against applying ``one``, a sentence each: outcomes that have nothing to do with the program's figures, a net
    benefit that is lower after, a widest gap that is larger.

    Judged by the figures as they are shown, so that the sentence and the table never differ. Nothing is blocked by it.
    """
    output, said = output_name(one.fit.output, language), []
    found = one.separation
    if found is not None and (round(found.auroc, 2) < LEAST_AUROC or round(found.low, 2) <= CHANCE):
        figures = {"auroc": f"{found.auroc:.2f}", "low": f"{found.low:.2f}", "high": f"{found.high:.2f}"}
        said.append(sentence("site_outcomes_unrelated", {"output": output, **figures}, language))
    lower = [(at, before, after) for at, before, after in one.benefit if round(after, 3) < round(before, 3)]
    if lower:
        where = "; ".join(f"{100 * at:.0f} %: {benefit_text(b)} → {benefit_text(a)}" for at, b, a in lower)
        said.append(sentence("site_benefit_lower", {"output": output, "where": where}, language))
    before, after = one.gap_before, one.gap_after
    if before and after and round(100 * after.size, 1) > round(100 * before.size, 1):
        sizes = {"before": share_text(before.size), "after": share_text(after.size)}
        said.append(sentence("site_gap_larger", {"output": output, **sizes}, language))
    return tuple(said)


def keep(trial: Trial, shipped: Path, home: Path, now: datetime, site: str = SITE) -> Path:
    """Write the recalibrated bundle below ``home`` and have it loaded from now on; returns its folder.

    Where the hospital has its levels begin earlier (``cdss.bundle.levels``), they go on doing so.
    ``CdssError`` or ``OSError`` where that fails; the shipped bundle is never written to.
    """
    folder = home / f"{site}-{now:%Y%m%d-%H%M%S}"
    home.mkdir(parents=True, exist_ok=True)
    factor = factor_in_use(shipped, home)
    write_site_bundle(open_bundle(shipped), folder, site_table(site, trial.cases, trial.fits), card(site, trial.fits))
    if factor != FACTORS[0]:
        return written_with(folder, shipped, home, factor, now)
    activate(home, folder, shipped)
    return folder
