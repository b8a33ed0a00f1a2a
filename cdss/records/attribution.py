"""The one contract of all attribution methods: what one output owes to each named input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Method(StrEnum):
    """How an attribution was made."""

    SHAPLEY = "shapley"
    SHAP = "shap"
    INTEGRATED_GRADIENTS = "integrated_gradients"
    GRAD_CAM = "grad_cam"
    OCCLUSION = "occlusion"
    LIME = "lime"
    ATTENTION = "attention"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Effect of each named input on ``target`` (one of ``TARGETS``, or a film finding).

    Names are paths that start with the modality: ``image``, ``image/right_lower``, ``ecg/V2``, ``ecg/V2/ST``,
    ``vitals/spo2``, ``note/3/crushing`` (third word). ``base`` and ``value`` where base + effects = value is promised, in
    probability; None where effects are shares or strengths without a unit.
    """

    method: Method
    target: str
    effects: Mapping[str, float]
    base: float | None = None
    value: float | None = None

    @property
    def remainder(self) -> float | None:
        """What the effects leave unexplained: value - base - sum of effects; None where nothing is promised."""
        if self.base is None or self.value is None:
            return None
        return self.value - self.base - sum(self.effects.values())
