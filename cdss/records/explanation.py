"""Explanations, one frozen record a method, keyed by the names of the inputs they speak of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality


@dataclass(frozen=True, slots=True)
class ModalityShapley:
    """Exact Shapley values over the present modalities: ``base`` + sum of ``phi`` = ``value`` (probability scale).

    ``interaction``: pairwise Shapley interaction index, keys ``"ecg|note"`` in the order of ``MODALITIES``.
    """

    target: str
    base: float
    value: float
    phi: Mapping[Modality, float]
    interaction: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ModalityAttention:
    """Where the network looked for each answer: routing, not importance (``ModalityShapley`` tells what mattered).

    ``share``: answer ("acuity", an outcome or a condition) -> modality or "context" -> share of the attention. Shares sum
    to 1; an absent modality has 0. ``gates``: modality (film and ECG, where present) -> output -> how far the additive
    evidence of that modality is let through, 0-1: learned, the same for every patient.
    """

    share: Mapping[str, Mapping[str, float]]
    gates: Mapping[Modality, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Contribution:
    """One named input, its value as shown to the clinician, and what it adds to the output (probability scale)."""

    name: str
    shown: str
    effect: float


@dataclass(frozen=True, slots=True)
class VitalsShap:
    """SHAP values of the vitals and of age: ``base`` + sum of effects = ``value``."""

    target: str
    base: float
    value: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class WordSpan:
    """A word of the note with its place in the displayed text (half-open character range) and its attribution."""

    text: str
    start: int
    end: int
    effect: float


@dataclass(frozen=True, slots=True)
class NoteTokens:
    """Attribution of each word of the note as displayed; ``start`` = ``end`` for a word that is not in the displayed text."""

    target: str
    displayed: str
    words: tuple[WordSpan, ...]


@dataclass(frozen=True, slots=True, eq=False)
class EcgAttribution:
    """Absolute attribution, float32 [12, samples], 0-1, on the grid of the displayed recording; ``by_lead`` sums to 1."""

    target: str
    values: NDArray[np.float32]
    rate_hz: float
    by_lead: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class ImageCam:
    """Grad-CAM of each film finding, float32 [rows, columns] in 0-1, covering the whole film (stretch to overlay)."""

    maps: Mapping[str, NDArray[np.float32]]
    peak_zone: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class CrossAttention:
    """Note words x evidence, float32 [heads, words, evidence], rows sum to 1 over the evidence that is shown."""

    words: tuple[str, ...]
    evidence: tuple[str, ...]
    weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All explanations of one assessment; a part is None until it is ready, or where its modality is missing."""

    modality_shapley: ModalityShapley | None = None
    modality_attention: ModalityAttention | None = None
    vitals_shap: VitalsShap | None = None
    note_tokens: NoteTokens | None = None
    ecg_attribution: EcgAttribution | None = None
    image_cam: ImageCam | None = None
    cross_attention: CrossAttention | None = None


EXPLANATION_PARTS: tuple[str, ...] = (
    "modality_shapley",
    "modality_attention",
    "note_tokens",
    "cross_attention",
    "vitals_shap",
    "image_cam",
    "ecg_attribution",
)
"""Fields of ``Explanation``, cheapest first: the order in which they are computed."""
