"""What abbreviations stand for, in Korean: for the screen only. The model reads the English, whatever is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from cdss.text.lexicon import lexicon

_NUMBER = re.compile(r"\d+(?:[.-]\d+)?")
_FIGURE = "{n}"
"""Stands in the word list for the figure of an amount: ``for {n} days``."""


def in_korean(expansion: str) -> str | None:
    """The Korean of an ``expansion``, as ``cdss.text.abbreviations.expand`` writes them; None for any other English."""
    listed, english = _listed(), expansion.casefold()
    number = _NUMBER.search(english)
    if english in listed or number is None:
        return listed.get(english)
    korean = listed.get(english.replace(number.group(), _FIGURE, 1))
    return None if korean is None else korean.replace(_FIGURE, number.group())


@cache
def _listed() -> Mapping[str, str]:
    return {english.casefold(): korean for english, korean in lexicon("abbreviations_ko").items()}
