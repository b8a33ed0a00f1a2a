"""Does attention rank the words and the evidence as the attributions do on this patient? (Jain & Wallace, NAACL 2019)"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Modality
from cdss.explain.agreement import rank_correlation
from cdss.explain.cross_attention import ECG_SEGMENTS
from cdss.nets.ecg import NETWORK_RATE, NETWORK_SAMPLES
from cdss.records.explanation import EcgAttribution, Explanation, ImageCam
from cdss.records.routing import AttentionAgreement

LEAST = 5
"""Fewest things whose ranks are compared: of four, one order in five correlates with .6 or more by chance alone."""


def attention_agreement(target: str, explanation: Explanation) -> AttentionAgreement | None:
    """Spearman correlation of attention received with absolute attribution, for the note's units and for the evidence.

    Words: attention from the query of ``target`` with Integrated Gradients. Evidence: attention from the words in the table
    with what is known of each part in ``explanation`` (``evidence_strength``). None where there is no full routing.
    """
    attention, tokens = explanation.cross_attention, explanation.note_tokens
    if attention is None or attention.routing is None or tokens is None:
        return None
    known = evidence_strength(explanation)
    received = attention.weights.mean(axis=(0, 1), dtype=np.float64)
    pairs = [(float(r), known[n]) for n, r in zip(attention.evidence, received, strict=True) if n in known]
    words = [(float(r), abs(u.effect)) for r, u in zip(attention.routing.received, tokens.units, strict=True)]
    return AttentionAgreement(target, _correlation(words), len(words), _correlation(pairs), len(pairs))


def evidence_strength(explanation: Explanation) -> Mapping[str, float]:
    """Absolute attribution of each part of the evidence, in probability, as far as its parts are there.

    A film zone or ECG segment has the modality's absolute Shapley value in proportion to its share of the film's map of the
    output (of the mean of the findings' maps where there is none) or of the ECG's attribution; a vital sign has its
    absolute SHAP value.
    """
    found: dict[str, float] = {}
    phi = dict(explanation.modality_shapley.phi) if explanation.modality_shapley else {}
    if explanation.image_cam is not None and Modality.IMAGE in phi:
        found |= _scaled(_zones(explanation.image_cam), phi[Modality.IMAGE])
    if explanation.ecg_attribution is not None and Modality.ECG in phi:
        found |= _scaled(_segments(explanation.ecg_attribution), phi[Modality.ECG])
    if explanation.vitals_shap is not None:
        found |= {c.name: abs(c.effect) for c in explanation.vitals_shap.contributions}
    return found


def _zones(cam: ImageCam) -> Iterator[tuple[str, float]]:
    maps = [cam.fused.values] if cam.fused is not None else list(cam.maps.values())
    if not maps:
        return
    mean = np.abs(np.mean(np.stack(maps), axis=0))
    rows, columns = np.indices(mean.shape)
    third, right = np.minimum(3 * rows // mean.shape[0], 2), columns < mean.shape[1] / 2
    for side, half in (("right", right), ("left", ~right)):
        for level, name in enumerate(("upper", "middle", "lower")):
            yield f"film_{side}_{name}", float(mean[half & (third == level)].sum())


def _segments(part: EcgAttribution) -> Iterator[tuple[str, float]]:
    seconds = NETWORK_SAMPLES / NETWORK_RATE
    edges = np.rint(np.linspace(0.0, seconds, ECG_SEGMENTS + 1) * part.rate_hz).astype(int)
    by_time = np.abs(np.nan_to_num(part.values)).sum(axis=0)
    for i in range(ECG_SEGMENTS):
        yield f"ecg_segment_{i + 1}", float(by_time[edges[i] : edges[i + 1]].sum())


def _scaled(shares: Iterator[tuple[str, float]], phi: float) -> dict[str, float]:
    found = dict(shares)
    total = sum(found.values())
    return {name: abs(phi) * share / total for name, share in found.items()} if total > 0 else {}


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    if len(pairs) < LEAST:
        return None
    both: NDArray[np.float64] = np.array(pairs, np.float64)
    rho = rank_correlation(both[:, 0], both[:, 1])
    return None if math.isnan(rho) else rho
