"""Terse emergency-department English written out: ``c/o SOB x2d`` becomes ``complains of shortness of breath for 2 days``.

Abbreviations that are also English words (``OR``, ``AS``) count only in capitals, and not at all in a note typed wholly
in capitals. Ambiguous ones are decided by the words around them, as proposed by Moon et al., "A sense inventory for
clinical abbreviations and acronyms", JAMIA 2014; the first sense whose cue is near wins, else the usual one in triage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from cdss.text.alternatives import by_first_letter
from cdss.text.lexicon import lexicon
from cdss.text.spans import Expanded, Replacement, rewrite

_UNITS = {"h": "hour", "hr": "hour", "d": "day", "day": "day", "wk": "week", "w": "week", "mo": "month", "mon": "month"}
_UNITS |= {"min": "minute", "yr": "year", "y": "year", "hour": "hour", "week": "week", "month": "month", "year": "year"}
_UNIT = r"(?P<unit>hours?|hrs?|h|days?|d|weeks?|wks?|w|months?|mons?|mos?|minutes?|mins?|years?|yrs?|y)"
_COUNT = r"(?P<n>\d+(?:[.-]\d+)?)"
_LASTING = re.compile(rf"(?<![A-Za-z0-9])x\s?{_COUNT}\s?{_UNIT}(?![A-Za-z0-9/])", re.IGNORECASE)
_TIMES = re.compile(r"(?<![A-Za-z0-9])x\s?(?P<n>\d+)(?![\w/]|\.\d)", re.IGNORECASE)
_AMOUNT = re.compile(r"(?<![\w.])(?P<n>\d+)\s?(?P<unit>hrs?|h|d|wks?|mos?|mins?|yrs?|y)(?![A-Za-z0-9/])", re.IGNORECASE)
_AGE = re.compile(r"(?<!\w)(?P<n>\d{1,3})[\s-]?(?:y/?o|yr/?o|yo)(?:[\s/]?(?P<sex>[MF]))?(?!\w)", re.IGNORECASE)
_AGE_SEX = re.compile(r"(?<!\w)(?P<n>\d{2})\s?(?P<sex>[MF])(?!\w)")
_PACK_YEARS = re.compile(r"(?<!\w)(?P<n>\d+)\s?(?:PY|p/y)(?!\w)", re.IGNORECASE)
_NEAR = 48
"""Characters on either side in which a cue decides between the senses of an ambiguous abbreviation."""


def expand(text: str) -> Expanded:
    """``text`` with its abbreviations written out, and the way back to the original characters."""
    taken: list[Replacement] = []
    for change in sorted((*_quantities(text), *_words(text)), key=lambda c: (c.start, -c.end)):
        if not taken or taken[-1].end <= change.start:
            taken.append(change)
    return rewrite(text, taken)


def _quantities(text: str) -> Iterator[Replacement]:
    for m in _LASTING.finditer(text):
        yield Replacement(*m.span(), f"for {_amount(m['n'], m['unit'])}")
    for m in _AGE.finditer(text):
        yield Replacement(*m.span(), f"{m['n']} year old{_sex(m['sex'])}")
    for m in _AGE_SEX.finditer(text):
        yield Replacement(*m.span(), f"{m['n']} year old{_sex(m['sex'])}")
    for m in _PACK_YEARS.finditer(text):
        yield Replacement(*m.span(), f"{m['n']} pack years")
    for m in _TIMES.finditer(text):
        yield Replacement(*m.span(), f"{m['n']} times" if m["n"] != "1" else "once")
    for m in _AMOUNT.finditer(text):
        yield Replacement(*m.span(), _amount(m["n"], m["unit"]))


def _amount(number: str, unit: str) -> str:
    short = unit.lower()
    word = _UNITS.get(short) or _UNITS[short.removesuffix("s")]
    return f"{number} {word}" if number == "1" else f"{number} {word}s"


def _sex(letter: str | None) -> str:
    return {"M": " male", "F": " female"}.get((letter or "").upper(), "")


def _words(text: str) -> Iterator[Replacement]:
    listed = lexicon("abbreviations")
    mixed_case = any(c.islower() for c in text)
    for m in _pattern().finditer(text):
        word = m.group()
        exact = listed["capitals_only"].get(word) if mixed_case else None
        new = exact or _folded("plain").get(word.casefold()) or _by_context(text, m)
        if new is not None:
            spaced = " " if word.endswith("/") and m.end() < len(text) and text[m.end()].isalnum() else ""
            yield Replacement(*m.span(), new + spaced)


def _by_context(text: str, m: re.Match[str]) -> str | None:
    entry = _folded("by_context").get(m.group().casefold())
    if entry is None or m.group().istitle():  # "Ms Kim" is a title
        return None
    around = text[max(0, m.start() - _NEAR) : m.start()] + " " + text[m.end() : m.end() + _NEAR]
    senses: list[list[str]] = entry["senses"]
    chosen = next((sense for cue, sense in senses if re.search(rf"\b(?:{cue})", around, re.IGNORECASE)), entry["usual"])
    return None if chosen is None else str(chosen)


@cache
def _folded(group: str) -> dict[str, Any]:
    return {abbreviation.casefold(): value for abbreviation, value in lexicon("abbreviations")[group].items()}


@cache
def _pattern() -> re.Pattern[str]:
    listed = lexicon("abbreviations")
    known = {a for group in ("plain", "capitals_only", "by_context") for a in listed[group]}
    words = by_first_letter((a for a in known if a[0].isalnum()), _behind_first_letter)
    signs = by_first_letter((a for a in known if not a[0].isalnum()), _behind_first_letter)
    return re.compile(rf"(?<![A-Za-z0-9]){words}|{signs}", re.IGNORECASE)


def _behind_first_letter(abbreviation: str) -> str:
    before = r"(?<!\d .)" if len(abbreviation) == 1 else ""  # "2 L" are litres, not the left side
    after = r"(?![A-Za-z0-9]|\.\.\.)" if abbreviation[-1].isalnum() else ""
    return before + re.escape(abbreviation[1:]) + after
