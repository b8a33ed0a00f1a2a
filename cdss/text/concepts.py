"""Clinical concepts of an English note, for the chips beside it: each with its usual name, its place and its negation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cdss.text.concept_names import pattern, terms
from cdss.text.negation import Denial, denials


@dataclass(frozen=True, slots=True)
class Concept:
    """A clinical concept: its usual English name ``term``, its half-open range, and whether the note denies it."""

    term: str
    start: int
    end: int
    negated: bool


def find_concepts(text: str) -> tuple[Concept, ...]:
    """The concepts named in English ``text``, in order; of two names at one place the longer one counts."""
    denied = denials(text)
    return tuple(_concept(m, denied) for m in pattern().finditer(text))


def _concept(m: re.Match[str], denied: tuple[Denial, ...]) -> Concept:
    start, end = m.span()
    # a name may begin in the middle of its trigger: "no known allergies"
    negated = any(min(d.scope.start, d.cue.start + 1) <= start and end <= d.scope.end for d in denied)
    return Concept(terms()[" ".join(m.group().casefold().split())], start, end, negated)
