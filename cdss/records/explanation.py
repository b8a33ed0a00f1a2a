"""Explanations, one frozen record a method, keyed by the names of the inputs they speak of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality
from cdss.records.attribution import Attribution, Method
from cdss.records.film_map import FilmMap
from cdss.records.neighbours import Neighbours
from cdss.records.reliability import Reliability
from cdss.records.routing import AttentionAgreement, FullRouting
from cdss.records.second_opinion import Opinion


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

    def attribution(self) -> Attribution:
        """The Shapley value of each modality, in probability."""
        effects = {modality.value: effect for modality, effect in self.phi.items()}
        return Attribution(Method.SHAPLEY, self.target, effects, self.base, self.value)


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


CONTEXT_PLAYERS: tuple[str, ...] = ("age", "arrival", "history")
"""What is explained beside the vital signs: age, arrival by ambulance or not, and the chronic conditions together."""


@dataclass(frozen=True, slots=True)
class VitalsShap:
    """SHAP values of the vital signs, of age, arrival and history: ``base`` + sum of effects = ``value`` (probability).

    ``visits``: real visits that the patient is compared with; 0 where each vital sign is compared with "not measured" instead.
    ``error``: the largest standard error of an effect, None where all coalitions were evaluated.
    """

    target: str
    base: float
    value: float
    contributions: tuple[Contribution, ...]
    visits: int = 0
    error: float | None = None

    def attribution(self) -> Attribution:
        """The effects by name: ``vitals/spo2``, ``context/age``."""
        effects = {f"{_kind(part.name)}/{part.name}": part.effect for part in self.contributions}
        return Attribution(Method.SHAP, self.target, effects, self.base, self.value)


def _kind(name: str) -> str:
    return "context" if name in CONTEXT_PLAYERS else "vitals"


@dataclass(frozen=True, slots=True)
class WordSpan:
    """A word of the note with its place in the displayed text (half-open character range) and its attribution."""

    text: str
    start: int
    end: int
    effect: float


@dataclass(frozen=True, slots=True)
class NoteUnit:
    """What is read as one: a word as displayed, or a denial with its cue ("no chest pain").

    ``text``: the English that the encoder reads; ``places``: half-open ranges of the displayed text, in order, none for what
    is not in it; ``words``: indices of its words; ``effect``: their sum. ``denied``: a denial; ``charted``: the level of
    consciousness, which comes from the vital signs.
    """

    text: str
    places: tuple[tuple[int, int], ...]
    words: tuple[int, ...]
    effect: float
    denied: bool = False
    charted: bool = False


@dataclass(frozen=True, slots=True)
class NoteUnits:
    """All ``units`` of a note in reading order, each word in one of them, and the text whose ranges their places are."""

    displayed: str
    units: tuple[NoteUnit, ...]

    def shown(self, unit: int) -> str:
        """A unit as it stands in the displayed text, places that lie apart divided by dots; in English where it has none."""
        places = (" ".join(self.displayed[start:end].split()) for start, end in self.units[unit].places)
        return " … ".join(places) or self.units[unit].text


@dataclass(frozen=True, slots=True)
class NoteTokens:
    """Attribution of each word of the note as displayed; ``start`` = ``end`` for a word that is not in the displayed text.

    ``units``: the words merged, each word in one unit, in reading order. ``base``: the output with the note blanked out (it is
    there, but every word is padding); ``value``: the output. ``punctuation``: what signs without a letter or figure add.
    """

    target: str
    displayed: str
    words: tuple[WordSpan, ...]
    units: tuple[NoteUnit, ...] = ()
    base: float | None = None
    value: float | None = None
    punctuation: float = 0.0

    @property
    def error(self) -> float | None:
        """Completeness error: value - base - sum of all effects; None where base and value are not known."""
        return self.attribution().remainder

    def shown(self, unit: int) -> str:
        """A unit as ``NoteUnits`` shows it."""
        return NoteUnits(self.displayed, self.units).shown(unit)

    def unit_name(self, unit: int) -> str:
        """A unit's name as an input, by the place of its first word: ``note/3/no chest pain``; as the word's where it is one."""
        found = self.units[unit]
        return f"note/{found.words[0] + 1}/{found.text}"

    def attribution(self) -> Attribution:
        """Effects by word: ``note/3/crushing`` is the third word; ``note/punctuation`` for the signs."""
        effects = {f"note/{i}/{word.text}": word.effect for i, word in enumerate(self.words, 1)}
        effects["note/punctuation"] = self.punctuation
        return Attribution(Method.INTEGRATED_GRADIENTS, self.target, effects, self.base, self.value)


ECG_WAVES: tuple[str, ...] = ("P", "QRS", "ST", "T", "rest")
"""Parts of the heart beat, in time; ``rest`` is what lies between the waves or could not be told apart."""


@dataclass(frozen=True, slots=True)
class EcgPart:
    """One wave of one lead over all its beats.

    ``wave``: one of ``ECG_WAVES``, empty for the whole lead of a recording whose waves could not be told apart. ``raises``,
    ``lowers``: what its samples add to the output and take from it (probability, neither below 0). ``share``: of the
    absolute attribution of all leads, 0-1.
    """

    lead: str
    wave: str
    raises: float
    lowers: float
    share: float

    @property
    def effect(self) -> float:
        """Signed sum of its attributions (probability)."""
        return self.raises - self.lowers

    @property
    def name(self) -> str:
        """Its name as an input: ``ecg/V2/ST``, or ``ecg/V2``."""
        return "/".join(filter(None, ("ecg", self.lead, self.wave)))


@dataclass(frozen=True, slots=True, eq=False)
class EcgAttribution:
    """Integrated Gradients of the ECG against the flat line (0 mV in every lead, the other modalities as they are).

    ``values``: signed, float32 [12, samples], -1 to 1, on the grid of the displayed recording: positive raises the output;
    smoothed and with weak parts left out, for shading only. ``parts``: every lead and wave, whose shares add up to 1 (0
    where nothing was attributed). ``base``, ``value``: the output for the flat line and for the recording (probability).
    ``steps``: of the path integral. ``beats``: those whose waves were told apart; ``other_beats``: those of another shape,
    which count as ``rest``.
    """

    target: str
    values: NDArray[np.float32]
    rate_hz: float
    parts: tuple[EcgPart, ...] = ()
    base: float = 0.0
    value: float = 0.0
    steps: int = 0
    beats: int = 0
    other_beats: int = 0

    @property
    def by_lead(self) -> dict[str, float]:
        """Share of each lead."""
        return _totals((part.lead, part.share) for part in self.parts)

    @property
    def by_wave(self) -> dict[str, float]:
        """Share of each wave; empty where the waves could not be told apart."""
        return _totals((part.wave, part.share) for part in self.parts if part.wave)

    @property
    def not_found(self) -> tuple[str, ...]:
        """Waves of which nothing is said, because they were not found in this recording."""
        return tuple(wave for wave in ECG_WAVES[:-1] if wave not in self.by_wave)

    @property
    def error(self) -> float:
        """What the path integral misses: value - base - sum of all effects."""
        return self.value - self.base - sum(part.effect for part in self.parts)

    def attribution(self) -> Attribution:
        """The effects by name; ``remainder`` is ``error``."""
        effects = {part.name: part.effect for part in self.parts}
        return Attribution(Method.INTEGRATED_GRADIENTS, self.target, effects, self.base, self.value)


def _totals(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    total: dict[str, float] = {}
    for key, share in pairs:
        total[key] = total.get(key, 0.0) + share
    return total


@dataclass(frozen=True, slots=True, eq=False)
class ImageCam:
    """Grad-CAM of each film finding, float32 [rows, columns] in 0-1, covering the whole film (stretch to overlay).

    ``peak_zone``: finding -> zone of its peak; no entry where its map is all zero. ``fused``: the map of the explained output,
    signed, its ``effect`` the output with this film less the output with the average film (probability). ``box`` and
    ``sided`` as in ``FilmMap``.
    """

    maps: Mapping[str, NDArray[np.float32]]
    peak_zone: Mapping[str, str]
    fused: FilmMap | None = None
    box: tuple[int, int, int, int] | None = None
    sided: bool = True

    @property
    def film_maps(self) -> Mapping[str, FilmMap]:
        """The findings' maps, each with what it speaks of."""
        return {f: FilmMap(Method.GRAD_CAM, f, v, self.box, self.sided) for f, v in self.maps.items()}

    def attributions(self) -> tuple[Attribution, ...]:
        """One a map: its shares by zone, ``image/right_upper`` and so on; the explained output's comes last."""
        every = (*self.film_maps.values(), *((self.fused,) if self.fused else ()))
        return tuple(shown.attribution() for shown in every)


@dataclass(frozen=True, slots=True, eq=False)
class CrossAttention:
    """Units of the note x evidence, float32 [heads, words, evidence], rows sum to 1 over the evidence that is shown.

    ``words``: texts of the rows; ``units``: their indices in ``note.units``, which are those of ``NoteTokens``; ``routing``: all
    units, place by place.
    """

    words: tuple[str, ...]
    evidence: tuple[str, ...]
    weights: NDArray[np.float32]
    units: tuple[int, ...] = ()
    routing: FullRouting | None = None
    note: NoteUnits | None = None

    def attribution(self) -> Attribution:
        """Share of the attention of all rows that each part of the evidence receives, mean over heads: no importance."""
        received = map(float, self.weights.mean(axis=(0, 1)))
        effects = dict(zip(map(_path, self.evidence), received, strict=True))
        return Attribution(Method.ATTENTION, "routing", effects)


@dataclass(frozen=True, slots=True)
class Explanation:
    """All explanations of one assessment; a part is None until it is ready, or where its modality is missing.

    ``second_opinion`` is computed only where it is asked for, and is none of ``EXPLANATION_PARTS``.
    """

    modality_shapley: ModalityShapley | None = None
    modality_attention: ModalityAttention | None = None
    vitals_shap: VitalsShap | None = None
    note_tokens: NoteTokens | None = None
    ecg_attribution: EcgAttribution | None = None
    image_cam: ImageCam | None = None
    cross_attention: CrossAttention | None = None
    attention_agreement: AttentionAgreement | None = None
    reliability: Reliability | None = None
    neighbours: Neighbours | None = None
    second_opinion: Opinion | None = None


EXPLANATION_PARTS: tuple[str, ...] = (
    "modality_shapley",
    "modality_attention",
    "neighbours",
    "cross_attention",
    "image_cam",
    "vitals_shap",
    "ecg_attribution",
    "note_tokens",
    "attention_agreement",
    "reliability",
)
"""Fields of ``Explanation``, cheapest first; what is made of other parts comes last."""


def _path(evidence: str) -> str:
    """``film_right_lower`` as ``image/right_lower``, ``ecg_segment_1`` as ``ecg/segment_1``, ``spo2`` as ``vitals/spo2``."""
    modality, _, part = evidence.partition("_")
    names = {"film": Modality.IMAGE, "ecg": Modality.ECG}
    return f"{names[modality].value}/{part}" if modality in names else f"{Modality.VITALS.value}/{evidence}"
