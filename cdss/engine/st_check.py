"""A measurement that must not stand silent beside a calm level: ST over the guideline's threshold in many leads.

Two leads of one group are not enough for a warning: at J+60 ms 53 of 297 normal recordings of PTB-XL reach that (early
repolarisation), of 203 others 51. Two groups at once, or four leads of one, are reached by 9 of the 297 and by 18 of the others.
Four of one alone are told without a warning of a man under 40, in whom early repolarisation is common and for whom the guideline
has higher thresholds (2018): 4 of the 297, 2 of the others. ``cdss evaluate`` measures what the rule does on folds 9 and 10.
"""

from __future__ import annotations

from cdss.core.kinds import Modality, Severity, Sex
from cdss.core.result import Issue, issue
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.signals.st_thresholds import st_threshold_mv

GROUPS = (("V1", "V2", "V3", "V4", "V5", "V6"), ("II", "III", "aVF"), ("I", "aVL"))
"""Anterior, inferior, lateral: leads that count as contiguous (Fourth Universal Definition of MI, ESC/ACC/AHA/WHF, 2018)."""

EARLY_UNTIL = 40.0
"""Years of age up to which a man's normal ST stands higher (Fourth Universal Definition of MI, 2018)."""

CONTIGUOUS, NOTED_IN_ONE, ENOUGH_IN_ONE = 2, 4, 5
"""Leads of a group that count together; how many of one group are told, and of a young man how many are warned of (see above)."""


def st_check(case: Case, assessment: Assessment) -> tuple[Issue, ...]:
    """A warning that names the leads at or over their elevation threshold for sex and age, or a note of them; no diagnosis."""
    sex, age = case.patient.sex, case.patient.age_years
    reached = [
        [lead for lead in group if _reached(lead, assessment, st_threshold_mv(lead, sex, age))] for group in GROUPS
    ]
    groups = [leads for leads in reached if len(leads) >= CONTIGUOUS]
    named, most = ", ".join(lead for leads in groups for lead in leads), max(map(len, reached))
    enough = ENOUGH_IN_ONE if sex is Sex.MALE and age is not None and age < EARLY_UNTIL else NOTED_IN_ONE
    if len(groups) >= 2 or most >= enough:
        return (issue("check_st_over_threshold", Severity.WARNING, Modality.ECG, leads=named),)
    if most >= NOTED_IN_ONE:
        return (issue("check_st_over_threshold_noted", Severity.INFO, Modality.ECG, leads=named),)
    return ()


def _reached(lead: str, assessment: Assessment, threshold: float | None) -> bool:
    level = assessment.st_level_mv.get(lead)
    return level is not None and threshold is not None and level >= threshold
