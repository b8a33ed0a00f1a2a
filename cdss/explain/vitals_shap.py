"""SHAP values of the measured vitals by the ``shap`` library's exact explainer, against "not measured".

Lundberg & Lee (NeurIPS 2017). The reference is the same patient with that vital sign not measured, which the model knows how
to read; so an effect says what the measurement added, and a normal value may lower the risk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.explanation import Contribution, VitalsShap
from cdss.records.vitals import VitalsRow

UNITS: dict[str, str] = {
    "heart_rate": "bpm",
    "resp_rate": "/min",
    "sbp": "mmHg",
    "dbp": "mmHg",
    "spo2": "%",
    "temperature_c": "°C",
    "pain": "/10",
}

Flags = NDArray[np.bool_]


def vitals_shap(target: str, row: VitalsRow, evaluate: Callable[[Flags], NDArray[np.float64]]) -> VitalsShap | None:
    """SHAP values of the vitals measured in ``row``; ``evaluate`` gives the output for masks [n, 7] of what is kept."""
    names = [name for name in VITAL_NAMES if getattr(row, name) is not None]
    if not names:
        return None
    effects, base = _exact(names, evaluate)
    shown = [shown_value(name, float(getattr(row, name))) for name in names]
    parts = [Contribution(n, s, float(e)) for n, s, e in zip(names, shown, effects, strict=True)]
    parts.sort(key=lambda part: -abs(part.effect))
    return VitalsShap(target, base, base + float(sum(effects)), tuple(parts))


def shown_value(name: str, value: float) -> str:
    """A vital sign with its unit, as clinicians write it."""
    number = f"{value:.1f}" if name == "temperature_c" else f"{value:g}"
    return f"{number} {UNITS[name]}" if UNITS[name][0] not in "%/" else f"{number}{UNITS[name]}"


def _exact(names: Sequence[str], evaluate: Callable[[Flags], NDArray[np.float64]]) -> tuple[NDArray[np.float64], float]:
    if len(names) == 1:  # the library's exact explainer needs at least two players
        alone = np.array([name == names[0] for name in VITAL_NAMES])
        base, value = evaluate(np.stack([np.zeros_like(alone), alone]))
        return np.array([value - base]), float(base)
    import shap
    from tqdm import tqdm

    tqdm.set_lock(RLock())  # its own default is a lock between processes, which the worker would leave behind
    places = [VITAL_NAMES.index(name) for name in names]

    def model(kept: NDArray[np.float64]) -> NDArray[np.float64]:
        flags = np.zeros((len(kept), len(VITAL_NAMES)), bool)
        flags[:, places] = kept > 0.5
        return evaluate(flags)

    def masker(mask: Flags, x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((x * mask).reshape(1, -1))

    explainer = shap.explainers.Exact(model, masker)
    found = explainer(np.ones((1, len(names))), silent=True)
    return np.asarray(found.values[0], np.float64), float(found.base_values[0])
