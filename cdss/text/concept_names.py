"""The names of clinical concepts: what a word or a run of words of an English note is called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from cdss.text.alternatives import by_first_letter
from cdss.text.lexicon import lexicon


@cache
def terms() -> Mapping[str, str]:
    """The usual name of each name, in small letters."""
    return {name.casefold(): term for term, names in lexicon("concepts").items() for name in names}


@cache
def pattern() -> re.Pattern[str]:
    """Finds names; of two at one place the longer one."""
    names = by_first_letter(terms(), lambda name: re.escape(name[1:]).replace(r"\ ", r"\s+"))
    return re.compile(rf"(?<![\w-]){names}(?![\w-])", re.IGNORECASE)
