"""Windows a clinician chooses: presets on the digit keys, and the drag."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.film import Window
from ui.views.film_levels import FilmLevels

_DRAG_FOR_FULL_RANGE = 512.0
"""Pixels of drag that move centre or width by the film's whole range."""


@dataclass(frozen=True, slots=True)
class WindowPreset:
    """A window between two percentiles of the film as displayed (0 darkest); ``low`` None means the file's own window.

    A digital film has no absolute scale as a CT has, so presets go by the share of pixels.
    """

    name: str
    low: float | None
    high: float | None


WINDOW_PRESETS: tuple[WindowPreset, ...] = (
    WindowPreset("as_stored", None, None),
    WindowPreset("full_range", 0.0, 100.0),
    WindowPreset("contrast", 1.0, 99.0),
    WindowPreset("lung", 2.0, 70.0),
    WindowPreset("mediastinum", 35.0, 99.5),
)
"""Presets of the digit keys 1 to 5."""


def preset_window(levels: FilmLevels, preset: WindowPreset) -> Window:
    """The preset's window in the film's modality units."""
    if preset.low is None or preset.high is None:
        return levels.film.window
    shares = (100.0 - preset.high, 100.0 - preset.low) if levels.film.inverted else (preset.low, preset.high)
    low, high = levels.percentile(shares[0]), levels.percentile(shares[1])
    return Window((low + high) / 2.0, max(high - low, levels.step), "LINEAR_EXACT")


def dragged_window(start: Window, dx: float, dy: float, span: float) -> Window:
    """``start`` after a drag: to the right widens, downwards raises the centre; width stays positive (DICOM: ≥ 1 for LINEAR)."""
    unit = span / _DRAG_FOR_FULL_RANGE
    least = 1.0 if start.function == "LINEAR" else unit / 16.0
    return replace(start, center=start.center + dy * unit, width=max(start.width + dx * unit, least))
