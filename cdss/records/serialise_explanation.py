"""Explanations as JSON, arrays brought down to a size that fits one line of text.

``image_cam``: finding → zone (null where nothing speaks for it) and grid (at most 32 x 32, block means, covering the whole
film); ``fused``: the map of the explained output, below 0 where the film speaks against it.
``ecg_attribution``: ``effects`` by name add up, with ``base`` and ``completeness_error``, to ``value``; ``per_lead_200ms`` are
signed means of what is shaded. ``note_tokens``: (word, effect) pairs in text order;
``note_units``: the same merged to words as displayed and denials, with base, value and completeness error.
``modality_attention``: ``share`` answer -> modality -> share, ``gates`` modality -> output -> gate: routing, not importance.
``cross_attention``: ``weights`` [words][evidence] averaged over the heads, and ``heads`` [heads][words][evidence];
``film_cells`` [words][7][7], ``ecg_times`` [words][32] and ``vitals`` name -> [words] are the places themselves.
``attention_agreement``: rank correlation of attention with attribution; under .6 attention is routing, not importance.
``reliability``: what was tested of each part on this patient, and the parts that are not shown.
``second_opinion``: LIME of the note's units and of the vital signs, each with its fit; null where it was not asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import ECG_LEADS
from cdss.records.explanation import (
    EcgAttribution,
    Explanation,
    ImageCam,
    ModalityAttention,
    ModalityShapley,
    NoteTokens,
    VitalsShap,
)
from cdss.records.film_map import FilmMap
from cdss.records.second_opinion import Opinion, Surrogate
from cdss.records.serialise_neighbours import neighbours_to_json
from cdss.records.serialise_note import agreement_to_json, attention_to_json, units_to_json
from cdss.records.serialise_numbers import Json, grid, measured, number
from cdss.records.serialise_reliability import reliability_to_json

MAX_GRID = 32
"""Longest side of a film map in the JSON."""

ECG_BIN_MS = 200
"""Width of one step of ``per_lead_200ms``."""


def explanation_to_json(explanation: Explanation) -> Json:
    """Every part by its name; null where it was not computed or its modality is missing."""
    return {
        "modality_shapley": _apply(_shapley, explanation.modality_shapley),
        "modality_attention": _apply(_looked, explanation.modality_attention),
        "vitals_shap": _apply(_vitals, explanation.vitals_shap),
        "note_tokens": _apply(_tokens, explanation.note_tokens),
        "note_units": _apply(units_to_json, explanation.note_tokens),
        "ecg_attribution": _apply(_ecg, explanation.ecg_attribution),
        "image_cam": _apply(_cam, explanation.image_cam),
        "cross_attention": _apply(attention_to_json, explanation.cross_attention),
        "attention_agreement": _apply(agreement_to_json, explanation.attention_agreement),
        "neighbours": _apply(neighbours_to_json, explanation.neighbours),
        "reliability": _apply(reliability_to_json, explanation.reliability),
        "second_opinion": _apply(_opinion, explanation.second_opinion),
    }


def _apply(convert: Callable[[Any], object], part: object | None) -> object:
    return None if part is None else convert(part)


def _shapley(part: ModalityShapley) -> Json:
    return {
        "target": part.target,
        "base": number(part.base),
        "value": number(part.value),
        "phi": {modality.value: number(effect) for modality, effect in part.phi.items()},
        "interaction": {pair: number(effect) for pair, effect in part.interaction.items()},
    }


def _looked(part: ModalityAttention) -> Json:
    return {
        "share": {answer: _numbers(share) for answer, share in part.share.items()},
        "gates": {modality.value: _numbers(gates) for modality, gates in part.gates.items()},
    }


def _numbers(values: Mapping[str, float]) -> Json:
    return {name: number(value) for name, value in values.items()}


def _vitals(part: VitalsShap) -> Json:
    return {
        "target": part.target,
        "base": number(part.base),
        "value": number(part.value),
        "contributions": [{"name": c.name, "shown": c.shown, "effect": number(c.effect)} for c in part.contributions],
        "visits": part.visits,
        "error": measured(part.error),
    }


def _opinion(part: Opinion) -> Json:
    return {"target": part.target, "note": _apply(_surrogate, part.note), "vitals": _apply(_surrogate, part.vitals)}


def _surrogate(part: Surrogate) -> Json:
    return {"effects": _numbers(part.attribution.effects), "fit": number(part.fit), "samples": part.samples}


def _tokens(part: NoteTokens) -> list[list[object]]:
    return [[word.text, number(word.effect)] for word in part.words]


def _ecg(part: EcgAttribution) -> Json:
    return {
        "target": part.target,
        "by_lead": _numbers(part.by_lead),
        "by_wave": _numbers(part.by_wave),
        "effects": _numbers(part.attribution().effects),
        "shares": {one.name: number(one.share) for one in part.parts},
        "waves_not_found": list(part.not_found),
        "beats": part.beats,
        "beats_of_another_shape": part.other_beats,
        "baseline": "flat_line",
        "base": number(part.base),
        "value": number(part.value),
        "completeness_error": number(part.error),
        "steps": part.steps,
        "rate_hz": number(part.rate_hz),
        "bin_ms": ECG_BIN_MS,
        "per_lead_200ms": dict(zip(ECG_LEADS, grid(_bins(part)), strict=True)),
    }


def _bins(part: EcgAttribution) -> NDArray[np.float64]:
    width = max(1, round(part.rate_hz * ECG_BIN_MS / 1000))
    starts = np.arange(0, part.values.shape[1], width)
    return _block_means(part.values.astype(np.float64), starts, axis=1)


def _cam(part: ImageCam) -> Json:
    found: dict[str, object] = {
        finding: {"zone": part.peak_zone.get(finding), "grid": grid(_shrunk(values))}
        for finding, values in part.maps.items()
    }
    return found if part.fused is None else found | {"fused": _fused(part.fused)}


def _fused(shown: FilmMap) -> Json:
    return {
        "target": shown.target,
        "effect": None if shown.effect is None else number(shown.effect),
        "zone": shown.peak.zone if shown.peak else None,
        "against_zone": shown.against.zone if shown.against else None,
        "by_zone": _numbers(shown.attribution().effects),
        "grid": grid(_shrunk(shown.values)),
    }


def _shrunk(values: NDArray[np.float32]) -> NDArray[np.float64]:
    out = values.astype(np.float64)
    for axis in (0, 1):
        size = out.shape[axis]
        if size > MAX_GRID:
            out = _block_means(out, np.arange(MAX_GRID) * size // MAX_GRID, axis)
    return out


def _block_means(values: NDArray[np.float64], starts: NDArray[np.int64], axis: int) -> NDArray[np.float64]:
    lengths = np.diff(np.append(starts, values.shape[axis]))
    shape = [1, 1]
    shape[axis] = -1
    return np.asarray(np.add.reduceat(values, starts, axis=axis) / lengths.reshape(shape))
