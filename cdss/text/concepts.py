"""Clinical concepts of an English note, for the chips beside it: each with its usual name, its place and its negation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from cdss.text.alternatives import by_first_letter
from cdss.text.lexicon import lexicon
from cdss.text.negation import negated_spans
from cdss.text.spans import Span


@dataclass(frozen=True, slots=True)
class Concept:
    """A clinical concept: its usual English name ``term``, its half-open range, and whether the note denies it."""

    term: str
    start: int
    end: int
    negated: bool


def find_concepts(text: str) -> tuple[Concept, ...]:
    """The concepts named in English ``text``, in order; of two names at one place the longer one counts."""
    denied = negated_spans(text)
    return tuple(_concept(m, denied) for m in _pattern().finditer(text))


def _concept(m: re.Match[str], denied: tuple[Span, ...]) -> Concept:
    start, end = m.span()
    negated = any(span.start <= start and end <= span.end for span in denied)
    return Concept(_terms()[" ".join(m.group().casefold().split())], start, end, negated)


@cache
def _terms() -> dict[str, str]:
    return {name.casefold(): term for term, names in lexicon("concepts").items() for name in names}


@cache
def _pattern() -> re.Pattern[str]:
    names = by_first_letter(_terms(), lambda name: re.escape(name[1:]).replace(r"\ ", r"\s+"))
    return re.compile(rf"(?<![\w-]){names}(?![\w-])", re.IGNORECASE)
