"""Code-book phrases of the survey rewritten as triage nurses type: short forms, durations, typing errors, another order.

The survey's texts are entries of a code book; real complaints are terse. A rewritten text goes through the note pipeline like
any note (``cdss.text.pipeline``), so the network learns from what that pipeline makes of terse text, its failures included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.random import Generator

from cdss.core.paths import resources_dir

CUT_WORD = 0.12
"""Chance of a typing error in a word of five letters or more."""

_CODE_BOOK = re.compile(
    r"\(.*?\)|,? ?\bNOS\b|\b(?:other|oth) (?:and|&) unspecified(?: of)?\b|,? other(?: specified)? types?|\bunspecified\b"
    r"|, type of injur\w*|\bsymptoms? (?:of|referable to)\b|\b(?:NEC|general)\b",
    re.IGNORECASE,
)
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
_BETWEEN: tuple[str, ...] = (", ", ", ", "; ", " and ", " + ", "/", ". ", " with ")
# words of the code book that nobody types
_SPOKEN: tuple[tuple[str, str], ...] = (
    (r"pain, ache, soreness, discomfort", "pain"),
    (r"pain, ache, soreness.*", "pain"),
    (r"pain, cramps, spasms", "pain"),
    (r"headache, pain in head", "headache"),
    (r"vertigo - dizziness", "dizziness"),
    (r"throat soreness", "sore throat"),
    (r"side pain, flank pain", "flank pain"),
    (r"labored or difficult breathing", "difficulty breathing"),
    (r"convulsions", "seizure"),
    (r"loss of feeling", "numbness"),
    (r"motor vehicle accident", "mva"),
    (r"medical counseling", "advice"),
    (r"laceration/cut of", "cut on"),
    (r"carbuncle, furuncle, boil, cellulitis.*", "abscess"),
    (r"anxiety and nervousness", "anxiety"),
    (r"painful urination", "dysuria"),
    (r"tiredness, exhaustion", "fatigue"),
    (r"disturbances of sensation", "tingling"),
    (r"suicide attempt, overdose.*", "overdose"),
    (r"^(injury|burn|laceration|contusion|fracture)[\s,]+(?:all degrees[\s,]+)?(?:of |to )?(.+)", r"\1 \2"),
    (r"abdominal", "abd"),
)


@cache
def _short_forms() -> dict[str, tuple[str, ...]]:
    """Abbreviations by what they stand for, of the note pipeline's own table; only those of two words or more, or long."""
    table = json.loads((resources_dir() / "lexicon" / "abbreviations.json").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for short, meaning in {**table["plain"], **table["capitals_only"]}.items():
        if len(meaning) >= 8:
            found.setdefault(meaning.lower(), []).append(short)
    return {meaning: tuple(shorts) for meaning, shorts in found.items()}


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


def spoken_forms(phrase: str) -> list[str]:
    """A phrase without the manner of the code book, lower case, no brackets: its synonyms, the first the usual one."""
    text = _CODE_BOOK.sub(" ", phrase).lower()
    for written, said in _SPOKEN:
        text = re.sub(written, said, text)
    parts = [p.strip(" ,.-") for p in re.split(r",| - ", text)]
    return [re.sub(r"\s+", " ", p) for p in parts if p and p != "unspecified"]


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
