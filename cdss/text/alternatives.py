"""One regular expression for many words that is quick to search with: the words are laid out by their first letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import groupby


def by_first_letter(words: Iterable[str], rest: Callable[[str], str]) -> str:
    """Source of a pattern, case ignored, that finds any of ``words``, at one place the longest that fits.

    ``rest`` writes the pattern of a word behind its first letter, conditions included. A plain list of alternatives is tried
    from end to end at each place of a text; here only the words that begin with the letter found there are tried.
    """
    ordered = sorted(words, key=lambda word: (word[0].casefold(), -len(word), word))
    groups = ((first, [rest(word) for word in group]) for first, group in groupby(ordered, lambda w: w[0].casefold()))
    return "(?:" + "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in groups) + ")"
