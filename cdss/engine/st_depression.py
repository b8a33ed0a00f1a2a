"""ST depression in contiguous leads, which may be ischaemia or, in V1-V4, a posterior infarction: no calm level hides it.

Sources: Fourth Universal Definition of Myocardial Infarction (ESC/ACC/AHA/WHF, 2018), table 3: depression of 0.05 mV or more in
two contiguous leads, in the absence of left ventricular hypertrophy and bundle branch block; ESC, acute coronary syndromes
(2023), section 3.2: depression in V1-V3 suggests a posterior occlusion, to be looked for in V7-V9. The program reads 60 ms after
the J point, where a J point that only dips has come back and a segment that stays down has not.

Chosen on the recordings of PTB-XL in mV, folds 1-9: none of 261 that are called normal (0 to 1.5 %, Wilson) have two contiguous
leads that low, of those with ischaemia, injury or ST depression in their statements 29 of 43, 20 of them with a warning. At the
J point itself 38 of the 261 would. In fold 10: none of 36, and 7 of 9 (3 with a warning). Silence shows nothing: one in three
such recordings is missed, and V7-V9 are not seen. ``cdss evaluate`` measures it again on folds 9 and 10.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from cdss.core.figures import signed
from cdss.core.kinds import Modality, Severity, Sex
from cdss.core.result import Issue, issue
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.signals.amplitudes import hypertrophy_voltage
from cdss.signals.st_thresholds import st_depression_mv

PAIRS = frozenset(
    map(
        frozenset,
        (
            *pairwise(("V1", "V2", "V3", "V4", "V5", "V6")),
            *(("II", "aVF"), ("aVF", "III"), ("II", "III"), ("I", "aVL")),
        ),
    )
)
"""Contiguous leads: neighbours on the chest, any two of the inferior leads, the two high lateral ones."""

ANTERIOR = frozenset({"V1", "V2", "V3", "V4"})
"""Leads that face the posterior wall from the other side: two neighbours of them ask for V7-V9."""

STRAIN = frozenset({"I", "aVL", "V5", "V6"})
"""Leads in which hypertrophy lowers ST by itself (AHA/ACCF/HRS, 2009)."""

WIDE_QRS_MS = 120.0
"""QRS from which bundle branch block, pacing or pre-excitation lower ST by themselves (AHA/ACCF/HRS, 2009)."""

CONCORDANT, CONCORDANT_MV = frozenset({"V1", "V2", "V3"}), -0.1
"""Depression that a left bundle branch block or a pacemaker does not explain (Sgarbossa 1996; ESC 2023)."""


def st_depression_check(case: Case, assessment: Assessment) -> tuple[Issue, ...]:
    """One check that names the contiguous leads that are lowered and the lowest in mV; no diagnosis.

    A warning, but only told where a wide QRS, or hypertrophy in its own leads, is a cause by itself.
    """
    levels = {lead: mv for lead, mv in assessment.st_level_mv.items() if mv is not None and _lowered(lead, mv)}
    low = _contiguous(levels)
    if not low:
        return ()
    lowest = min(low, key=lambda lead: levels[lead])
    said = {"leads": ", ".join(low), "lead": lowest, "mv": signed(levels[lowest], "{:.2f}")}
    code, severity = _meaning(levels, low, assessment.ecg_measurements, case.patient.sex)
    return (issue(code, severity, Modality.ECG, **said),)


def _lowered(lead: str, level: float) -> bool:
    threshold = st_depression_mv(lead)
    return threshold is not None and level <= threshold


def _contiguous(leads: Mapping[str, float]) -> tuple[str, ...]:
    """Those of ``leads`` that have a contiguous one among them, in the order given."""
    return tuple(lead for lead in leads if any(lead in pair for pair in _pairs(leads)))


def _pairs(leads: Mapping[str, float]) -> Iterator[frozenset[str]]:
    return (pair for pair in PAIRS if pair <= leads.keys())


def _meaning(
    levels: Mapping[str, float], low: tuple[str, ...], measured: Mapping[str, float | None], sex: Sex
) -> tuple[str, Severity]:
    """Code and severity; an interval or a voltage that was not measured explains nothing."""
    if (measured.get("qrs_ms") or 0.0) >= WIDE_QRS_MS:
        deep = {lead: mv for lead, mv in levels.items() if lead in CONCORDANT and mv <= CONCORDANT_MV}
        if _contiguous(deep):
            return "check_st_depressed_wide_anterior", Severity.WARNING
        return "check_st_depressed_wide", Severity.INFO
    if any(pair <= ANTERIOR for pair in _pairs(levels)):
        return "check_st_depressed_anterior", Severity.WARNING
    high = hypertrophy_voltage(measured.get("sokolow_lyon_mv"), measured.get("cornell_mv"), sex)
    if high and STRAIN.issuperset(low):
        return "check_st_depressed_voltage", Severity.INFO
    return "check_st_depressed", Severity.WARNING
