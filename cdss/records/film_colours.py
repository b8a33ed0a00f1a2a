"""The colours of a map over a film: of what speaks for a finding, and of what speaks against.

They run from pale yellow to dark red, each step darker, and from pale to dark blue: both orders and the two sides can be told
without telling red from green (ColorBrewer's YlOrRd and Blues; Harrower & Brewer 2003).
"""

from __future__ import annotations

Rgb = tuple[int, int, int]

HEAT: tuple[Rgb, ...] = ((255, 237, 160), (254, 178, 76), (240, 59, 32), (189, 0, 38))
HEAT_AGAINST: tuple[Rgb, ...] = ((198, 219, 239), (107, 174, 214), (49, 130, 225), (20, 70, 200))
"""Stops of the colours for and against, low first."""
