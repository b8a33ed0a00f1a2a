"""Names and limits of the figures that explanations are judged by; set before anything was measured."""

from __future__ import annotations

FILM = "Film: Grad-CAM"
ECG = "ECG: Integrated Gradients"
NOTE = "Note: Integrated Gradients"
VITALS = "Vital signs: SHAP"
MODALITIES = "Modalities: exact Shapley values"

PARTS: dict[str, str] = {
    FILM: "image_cam",
    ECG: "ecg_attribution",
    NOTE: "note_tokens",
    VITALS: "vitals_shap",
    MODALITIES: "modality_shapley",
}
"""Part of an explanation that each method makes."""

FOUND = "found, where the output turns on it"
FOLLOWED = "found, wherever the output follows it"
BY_CHANCE = "found by pointing at random"

PLANTED: dict[str, tuple[str, ...]] = {
    FILM: ("opacity, map of the output", "opacity, map of the finding"),
    ECG: ("ST shift",),
    NOTE: ("symptom",),
    VITALS: ("abnormal value",),
}
"""What is planted for each method, and where it must be found."""

DELETION = "gap of deletion against random orders"
INSERTION = "gap of insertion against random orders"
RANDOMISED = "rank correlation beyond chance with all weights randomised"
STABLE = "rank correlation under small noise"
COMPLETE = "largest error of the sum"
SYNERGY_SIGN = "synergies of a known generator with the right sign"
SYNERGY_SIZE = "largest error of their size, relative"

PLANTS = "planted in unseen patients"
COMPOSITE = "2020 composite, unseen donors"
GENERATOR = "generator in closed form"

LEAST_FOUND = 0.90
"""Share in the right place; the design's."""

LEAST_GAP = 0.15
"""Area won, relative to the distance of the curve's ends; the design's."""

MOST_LEFT = 0.20
"""Below this a rank correlation is called very weak (Evans, Straightforward Statistics for the Behavioral Sciences, 1996)."""

LEAST_STABLE = 0.80
"""From this on a rank correlation is called very strong (Evans 1996)."""

MOST_INCOMPLETE = 1e-6
"""Of the exact Shapley values; the design's."""

LEAST_SIGN, MOST_SIZE_ERROR = 1.0, 0.05
"""Synergies of a generator with a known exclusive or; the design's."""
