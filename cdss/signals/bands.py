"""Bands of filters that a drawn ECG can be given; without scipy, so that the window can list them as it opens.

Bands after Kligfield et al., Recommendations for the standardization and interpretation of the electrocardiogram, part I
(AHA/ACC/HRS, 2007): a low end of 0.05 Hz, so that the ST segment keeps its shape, and a high end of at least 150 Hz for adults;
with 40 Hz, amplitudes are no longer fit for diagnosis. A low end of 0.5 Hz is usual on monitors and distorts the ST segment.
The statement allows up to 0.67 Hz where, as here, a filter runs both ways and so shifts no phase: it bends less than a
monitor's own, but it still draws what stands beside a wide QRS complex to the other side, and that is said where it is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Band:
    """Edges in Hz at which a sine has half its power left. ``bends_st``: the low end moves ST segments."""

    name: str
    low_hz: float
    high_hz: float
    bends_st: bool = False

    def text(self, rate_hz: float) -> str:
        """The band that a recording at ``rate_hz`` has after it: nothing lies above half the rate."""
        return f"{self.low_hz:g}–{min(self.high_hz, rate_hz / 2.0):g} Hz"


DIAGNOSTIC = Band("diagnostic", 0.05, 150.0)
MONITOR = Band("monitor", 0.5, 40.0, bends_st=True)

BANDS: tuple[Band | None, ...] = (None, DIAGNOSTIC, MONITOR)
"""What can be chosen; None leaves the recording as it is."""

NOTCHES: tuple[float | None, ...] = (None, 50.0, 60.0)
"""Mains frequencies in Hz that can be taken out; None takes nothing out."""
