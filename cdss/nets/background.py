"""Real visits that a patient's vital signs, age, arrival and history are compared with: the background of the SHAP values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file

from cdss.bundle.load import Bundle
from cdss.core.errors import BundleError
from cdss.nets.vitals_input import HISTORY, VITAL_NAMES

Floats = NDArray[np.float32]

BACKGROUND = "background.safetensors"
"""Written by ``cdss.training.shap_background``; a bundle may have none."""

WIDTHS = {"vitals": len(VITAL_NAMES), "age": 1, "ambulance": 1, "history": len(HISTORY)}
"""Columns of each stored table."""


@dataclass(frozen=True, slots=True, eq=False)
class Background:
    """Visits of the training years, everything known of each, in the units of the records, most representative first.

    ``vitals`` [k, 7] in the order of ``VITAL_NAMES``; ``age`` [k] in years; ``ambulance`` [k] 1/0; ``history`` [k, 18] 1/0.
    """

    vitals: Floats
    age: Floats
    ambulance: Floats
    history: Floats

    def __len__(self) -> int:
        """Visits."""
        return len(self.age)

    def first(self, count: int) -> Background:
        """The ``count`` most representative visits."""
        return Background(self.vitals[:count], self.age[:count], self.ambulance[:count], self.history[:count])


def load_background(bundle: Bundle) -> Background | None:
    """The bundle's visits; None in a bundle made without them. ``BundleError`` where a table is absent or not whole."""
    if not (bundle.path / BACKGROUND).is_file():
        return None
    stored = load_file(bundle.file(BACKGROUND))
    rows = {len(table) for table in stored.values()}
    sound = stored.keys() == WIDTHS.keys() and len(rows) == 1 and all(np.isfinite(t).all() for t in stored.values())
    if not sound or any(stored[name].shape != (*rows, width) for name, width in WIDTHS.items()):
        raise BundleError.of("background_not_sound", file=BACKGROUND, folder=bundle.path.name)
    wide = {name: table.astype(np.float32) for name, table in stored.items()}
    return Background(wide["vitals"], wide["age"][:, 0], wide["ambulance"][:, 0], wide["history"])
