"""Shock index: heart rate divided by systolic pressure (Allgöwer 1967; threshold by Rady et al., Ann Emerg Med 1994)."""

from __future__ import annotations

from cdss.records.assessment import Score
from cdss.records.vitals import VitalsRow

ABNORMAL_ABOVE = 0.9
"""Rady et al. 1994: an index above 0.9 goes with critical illness at stable vital signs."""


def shock_index(row: VitalsRow) -> Score:
    """Heart rate (bpm) over systolic pressure (mmHg); ``band`` ``abnormal`` above 0.9, else ``normal``.

    The value is None unless both were measured; a pressure of 0 counts as not measured.
    """
    found = {"heart_rate": row.heart_rate, "sbp": row.sbp or None}
    missing = tuple(name for name, value in found.items() if value is None)
    if row.heart_rate is None or not row.sbp:
        return Score(value=None, complete=False, missing=missing)
    index = row.heart_rate / row.sbp
    return Score(index, complete=True, band="abnormal" if index > ABNORMAL_ABOVE else "normal")
