"""ST thresholds to show beside the measured level. A comparison of numbers, not a diagnosis of infarction.

Source: Fourth Universal Definition of Myocardial Infarction (Thygesen et al., ESC/ACC/AHA/WHF, 2018), table 3: new elevation at
the J point in two contiguous leads, in the absence of left ventricular hypertrophy and bundle branch block. The program reads
its levels 60 ms after the J point, which is to be said wherever the two stand side by side.
"""

from __future__ import annotations

from cdss.core.kinds import Sex

ST_NOTABLE_MV = 0.1
"""ST deviation from which a lead is named, in mV.

The general threshold of the Fourth Universal Definition of Myocardial Infarction (ESC/ACC/AHA/WHF, 2018); V2-V3 have higher
ones by age and sex, so the figure is shown and nothing is concluded from it.
"""

_OTHER_LEADS_MV = 0.10
_V2_V3_WOMEN_MV = 0.15
_V2_V3_MEN_FROM_40_MV = 0.20
_V2_V3_MEN_UNDER_40_MV = 0.25


def st_threshold_mv(lead: str, sex: Sex, age_years: float | None) -> float | None:
    """Elevation threshold of ``lead`` in mV: 0.1, but in V2 and V3 by sex and age.

    None in V2 and V3 where the sex, or a man's age, is not known: a threshold is not guessed.
    """
    if lead not in ("V2", "V3"):
        return _OTHER_LEADS_MV
    if sex is Sex.FEMALE:
        return _V2_V3_WOMEN_MV
    if sex is not Sex.MALE or age_years is None:
        return None
    return _V2_V3_MEN_FROM_40_MV if age_years >= 40 else _V2_V3_MEN_UNDER_40_MV
