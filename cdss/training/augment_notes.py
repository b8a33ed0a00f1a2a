"""Code-book phrases of the survey rewritten as triage nurses type: short forms, durations, typing errors, another order; in
English or in Korean, some with what the patient denies.

The survey's texts are entries of a code book; real complaints are terse. A rewritten text goes through the note pipeline like
any note (``cdss.text.pipeline``), so the network learns from what that pipeline makes of such text, its failures included.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.random import Generator

from cdss.core.paths import resources_dir
from cdss.training.code_book import spoken_forms
from cdss.training.denials import denied_in_english
from cdss.training.korean_notes import korean

KOREAN_SHARE = 0.5
"""Share of the rewritten notes that are Korean; the rest is terse English."""

DENIED_SHARE = 0.3
"""Share of the rewritten notes that close with findings the patient does not have."""

CUT_WORD = 0.12
"""Chance of a typing error in a word of five letters or more."""

_OPENINGS: tuple[str, ...] = ("", "", "", "", "c/o ", "C/O ", "pt c/o ", "presents with ", "here for ")
_DURATIONS: tuple[str, ...] = (
    "",
    "",
    "",
    "",
    " x2d",
    " x 3 days",
    " since yesterday",
    " x1 wk",
    " since this AM",
    " today",
)
_CLOSING: tuple[str, ...] = (". ", ", ", "; ")
_BETWEEN: tuple[str, ...] = (", ", ", ", "; ", " and ", " + ", "/", ". ", " with ")


@cache
def _short_forms() -> dict[str, tuple[str, ...]]:
    """Abbreviations by what they stand for, of the note pipeline's own table; only those of two words or more, or long."""
    table = json.loads((resources_dir() / "lexicon" / "abbreviations.json").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for short, meaning in {**table["plain"], **table["capitals_only"]}.items():
        if len(meaning) >= 8:
            found.setdefault(meaning.lower(), []).append(short)
    return {meaning: tuple(shorts) for meaning, shorts in found.items()}


def rewritten(phrases: Sequence[str], rng: Generator) -> str:
    """One random version for training: Korean (``KOREAN_SHARE``) or terse English, with denials in ``DENIED_SHARE``.

    What is denied is drawn at random from what no reason names: the text then says as much of the patient as without it.
    """
    in_korean, denying = rng.random() < KOREAN_SHARE, rng.random() < DENIED_SHARE
    if in_korean:
        return korean(phrases, rng, denying).text
    text = terse(phrases, rng)
    return f"{text}{rng.choice(_CLOSING)}{denied_in_english(phrases, rng)}" if denying else text


def terse(phrases: Sequence[str], rng: Generator) -> str:
    """One random terse version of the reasons for visit; never empty where a phrase says anything."""
    spoken = [s for s in (_spoken(p, rng) for p in phrases) if s]
    if not spoken:
        return "; ".join(phrases)
    kept = spoken[: int(rng.integers(1, len(spoken) + 1))] if rng.random() < 0.4 else spoken
    if rng.random() < 0.3:
        kept = [kept[i] for i in rng.permutation(len(kept))]
    short = [_shortened(s, rng) if rng.random() < 0.6 else s for s in kept]
    text = str(rng.choice(_BETWEEN)).join(short)
    text = str(rng.choice(_OPENINGS)) + text + str(rng.choice(_DURATIONS))
    words = [_mistyped(w, rng) if len(w) >= 5 and rng.random() < CUT_WORD else w for w in text.split(" ")]
    text = " ".join(words)
    return text.upper() if rng.random() < 0.1 else text


def _spoken(phrase: str, rng: Generator) -> str:
    """One of the ways to say a phrase, most often the first; empty where nothing is left of it."""
    parts = spoken_forms(phrase)
    if not parts:
        return ""
    return parts[0] if rng.random() < 0.7 else parts[int(rng.integers(len(parts)))]


def _shortened(text: str, rng: Generator) -> str:
    for meaning, shorts in _short_forms().items():
        if meaning in text:
            text = text.replace(meaning, str(rng.choice(np.array(shorts))))
    return text


def _mistyped(word: str, rng: Generator) -> str:
    """One letter lost, doubled, or swapped with the next; never the first."""
    at = int(rng.integers(1, len(word) - 1))
    changed = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return changed[int(rng.integers(3))]
