"""QTc to be marked where it is shown. A comparison of numbers, not a diagnosis.

Source: Drew et al., Prevention of torsade de pointes in hospital settings (AHA/ACC, Circulation 121:1047, 2010): above 500 ms, in
women as in men, a QTc goes with a higher risk of torsade de pointes. 500 ms itself is marked as well.
"""

from __future__ import annotations

LONG_QTC_MS = 500
"""QTc in ms, by whichever formula, from which it is marked."""


def long_qtc(qtc_ms: float | None) -> bool:
    """Whether ``qtc_ms``, rounded to whole ms as it is shown, is marked; what was not measured is not."""
    return qtc_ms is not None and round(qtc_ms) >= LONG_QTC_MS
