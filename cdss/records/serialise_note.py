"""Note units, full routing and the agreement of attention with attribution as JSON."""

from __future__ import annotations

import numpy as np

from cdss.records.explanation import CrossAttention, NoteTokens
from cdss.records.routing import AttentionAgreement, FullRouting
from cdss.records.serialise_numbers import Json, grid, number


def units_to_json(part: NoteTokens) -> Json:
    """Base + effects of the units + punctuation + error = value; ``places``: ranges of the displayed text."""
    return {
        "target": part.target,
        "base": _known(part.base),
        "value": _known(part.value),
        "punctuation": number(part.punctuation),
        "error": _known(part.error),
        "units": [
            {
                "text": unit.text,
                "effect": number(unit.effect),
                "places": [list(place) for place in unit.places],
                "denied": unit.denied,
                "charted": unit.charted,
            }
            for unit in part.units
        ],
    }


def attention_to_json(part: CrossAttention) -> Json:
    """The grouped table, and for its rows the mean over heads at each film cell, ECG time and vital sign."""
    out: Json = {
        "words": list(part.words),
        "evidence": list(part.evidence),
        "weights": grid(part.weights.mean(axis=0), 4),
        "heads": grid(part.weights, 4),
    }
    return out if part.routing is None else out | _places(part.routing, part.units)


def agreement_to_json(part: AttentionAgreement) -> Json:
    """Both correlations with their counts, and whether the attention is routing only."""
    return {
        "target": part.target,
        "words": _known(part.words),
        "word_count": part.word_count,
        "evidence": _known(part.evidence),
        "evidence_count": part.evidence_count,
        "routing_only": part.routing_only,
    }


def _places(routing: FullRouting, rows: tuple[int, ...]) -> Json:
    shown = list(rows)
    film, ecg = routing.film, routing.ecg
    return {
        "film_cells": None if film is None else grid(film[:, shown].astype(np.float32).mean(axis=0), 4),
        "film_box": [number(edge) for edge in routing.film_box],
        "ecg_times": None if ecg is None else grid(ecg[:, shown].astype(np.float32).mean(axis=0), 4),
        "ecg_seconds": number(routing.ecg_seconds),
        "vitals": {k: grid(w[:, shown].astype(np.float32).mean(axis=0), 4) for k, w in routing.vitals.items()},
    }


def _known(value: float | None) -> float | None:
    return None if value is None else number(value)
