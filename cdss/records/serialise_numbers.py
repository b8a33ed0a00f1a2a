"""Numbers of the JSON contract: rounded, finite, and null only where null means "not measured"."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Json = dict[str, Any]
"""A JSON object."""

_DIGITS = 6


def number(value: float) -> float:
    """A model output to six significant digits; ``ValueError`` where it is NaN or infinite."""
    if not math.isfinite(value):
        raise ValueError(f"the model gave {value}, which is not a number")
    return float(f"{float(value):.{_DIGITS}g}")


def measured(value: float | None) -> float | None:
    """A measurement to six significant digits, None where it could not be made (None, NaN or infinite)."""
    return None if value is None or not math.isfinite(value) else number(value)


def grid(values: NDArray[np.floating[Any]], decimals: int = 3) -> list[Any]:
    """Nested lists of an array of one or more axes, rounded; what is not finite becomes None."""
    if values.ndim == 1:
        return [round(float(v), decimals) if math.isfinite(v) else None for v in values]
    return [grid(part, decimals) for part in values]
