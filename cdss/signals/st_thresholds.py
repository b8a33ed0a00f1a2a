"""ST thresholds to show beside the measured level. A comparison of numbers, not a diagnosis of infarction.

Source: Fourth Universal Definition of Myocardial Infarction (Thygesen et al., ESC/ACC/AHA/WHF, 2018), table 3: new elevation or
depression at the J point in two contiguous leads, in the absence of left ventricular hypertrophy and bundle branch block. The
program reads its levels 60 ms after the J point, which is to be said wherever the two stand side by side.
"""

from __future__ import annotations

from cdss.core.kinds import Sex

ST_ELEVATED_MV = 0.10
"""ST elevation from which a lead is named, in mV; V2-V3 have higher thresholds, so nothing is concluded from it."""

ST_DEPRESSED_MV = -0.05
"""ST depression from which a lead is named, in mV: new horizontal or downsloping, in two contiguous leads (table 3)."""

_V2_V3_WOMEN_MV = 0.15
_V2_V3_MEN_FROM_40_MV = 0.20
_V2_V3_MEN_UNDER_40_MV = 0.25


def st_notable(level_mv: float) -> bool:
    """Whether a lead of this ST level in mV is named."""
    return level_mv >= ST_ELEVATED_MV or level_mv <= ST_DEPRESSED_MV


def st_depression_mv(lead: str) -> float | None:
    """Depression threshold of ``lead`` in mV; None in aVR, which the guideline counts with no contiguous lead.

    aVR is minus the mean of I and II (Goldberger): its depression is their elevation once more, for which those leads have their
    own threshold.
    """
    return None if lead == "aVR" else ST_DEPRESSED_MV


def st_threshold_mv(lead: str, sex: Sex, age_years: float | None) -> float | None:
    """Elevation threshold of ``lead`` in mV: ``ST_ELEVATED_MV``, but in V2 and V3 by sex and age.

    None in V2 and V3 where the sex, or a man's age, is not known: a threshold is not guessed.
    """
    if lead not in ("V2", "V3"):
        return ST_ELEVATED_MV
    if sex is Sex.FEMALE:
        return _V2_V3_WOMEN_MV
    if sex is not Sex.MALE or age_years is None:
        return None
    return _V2_V3_MEN_FROM_40_MV if age_years >= 40 else _V2_V3_MEN_UNDER_40_MV
