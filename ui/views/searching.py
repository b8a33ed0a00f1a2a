"""What is typed into a search, found in texts: in both languages, and however an abbreviation is written.

``resources/help/words.json`` holds groups of words that mean the same ("ecg", "심전도"): who types one of them means all.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from cdss.core.paths import resources_dir

Place = tuple[int, int]
"""Where a word stands in a text: from which character, and how many."""


def folded(text: str) -> str:
    """``text`` without capitals, small raised or lowered figures as plain ones (SpO₂, spo2); as long as it was."""
    return "".join(_plain(letter) for letter in text)


def places(text: str, word: str) -> tuple[Place, ...]:
    """Where ``word``, or another of its group, stands in ``text``, in order; one of Latin letters at the beginning of a word."""
    return tuple((found.start(), len(found[0])) for found in _pattern(folded(word)).finditer(folded(text)))


def has_all(text: str, searched: str) -> bool:
    """Whether every word of ``searched`` stands in ``text``."""
    whole = folded(text)
    return all(_pattern(word).search(whole) for word in folded(searched).split())


def _plain(letter: str) -> str:
    made = unicodedata.normalize("NFKC", letter).casefold()
    return made if len(made) == 1 else letter


@cache
def _pattern(word: str) -> re.Pattern[str]:
    longest_first = sorted(_groups().get(word, (word,)), key=len, reverse=True)
    return re.compile("|".join(map(_begun, longest_first)))


def _begun(word: str) -> str:
    return (r"(?<![0-9a-z])" if word[0].isascii() and word[0].isalnum() else "") + re.escape(word)


@cache
def _groups() -> Mapping[str, tuple[str, ...]]:
    groups = json.loads((resources_dir() / "help" / "words.json").read_text(encoding="utf-8"))
    return {folded(word): tuple(map(folded, group)) for group in groups for word in group}
