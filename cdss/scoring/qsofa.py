"""Quick SOFA (Singer et al., Sepsis-3, JAMA 2016;315:801)."""

from __future__ import annotations

from cdss.core.kinds import Consciousness
from cdss.records.assessment import Score
from cdss.records.vitals import VitalsRow
from cdss.scoring.criteria import count_criteria


def qsofa(row: VitalsRow) -> Score:
    """qSOFA 0-3: respiratory rate ≥ 22/min, systolic pressure ≤ 100 mmHg, altered mentation (ACVPU other than alert).

    ``band`` is ``positive`` at 2 or more, ``negative`` where the missing items could not make it 2, else None.
    """
    met = {
        "resp_rate": None if row.resp_rate is None else row.resp_rate >= 22,
        "sbp": None if row.sbp is None else row.sbp <= 100,
        "consciousness": None if row.consciousness is None else row.consciousness is not Consciousness.ALERT,
    }
    return count_criteria(met, positive_from=2)
