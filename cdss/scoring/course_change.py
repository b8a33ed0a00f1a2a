"""Says so where the course of the vital signs changes the answer notably."""

from __future__ import annotations

import math
from collections.abc import Mapping

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue

NOTABLE = math.log(2.0)
"""Log-odds from which the course is named: it doubles or halves the odds of ICU or death; a project rule."""


def course_issues(by_vital: Mapping[str, float]) -> tuple[Issue, ...]:
    """A warning where the course raises the odds of ICU or death twofold, a remark where it halves them, else nothing.

    ``by_vital``: log-odds that the course of each vital sign adds; the one that says most in that direction is named.
    """
    total = sum(by_vital.values())
    if abs(total) < NOTABLE:
        return ()
    sign = math.copysign(1.0, total)
    strongest = f"name_vital_{max(by_vital, key=lambda name: sign * by_vital[name])}"
    factor = f"{math.exp(abs(total)):.1f}"
    if total > 0:
        return (issue("check_series_worsening", Severity.WARNING, Modality.VITALS, factor=factor, vital=strongest),)
    return (issue("check_series_improving", Severity.INFO, Modality.VITALS, factor=factor, vital=strongest),)
