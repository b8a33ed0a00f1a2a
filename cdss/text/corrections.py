"""A clinician's corrections of concepts, put into the English text that the encoder reads.

The network reads text, not a list of concepts. A corrected mention is therefore taken out of its place, and the trigger that
denied it too where it denies nothing else; how it is meant stands in a clause of its own behind the text: ``; fever`` or
``; no fever``. That is the form in which the level of consciousness stands there, and which a charting mark such as
``fever(-)`` is spelt into (``cdss.text.marks``). A concept that is not meant is only taken out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cdss.records.concept_correction import ConceptCorrection, Meant
from cdss.text.concepts import Concept, find_concepts
from cdss.text.negation import Denial, denials
from cdss.text.spans import Expanded, Replacement, Span, rewrite

_BEHIND = re.compile(r"\s*,\s*|\s+(?=[.;\n]|$)")
_LINKS = frozenset({"and", "or", "nor", "any"})


def with_corrections(english: str, corrections: Sequence[ConceptCorrection]) -> Expanded:
    """``english`` as corrected, and the way back: a clause behind the text comes from the mention it stands for."""
    wanted, moved = _moved(english, corrections)
    if not moved:
        return rewrite(english, ())
    out = [_with_comma(english, concept) for concept in moved]
    cues = [d.cue for d in denials(english) if _empty(english, d, out)]
    changes = [Replacement(span.start, span.end, "") for span in (*out, *cues)]
    behind = [
        Replacement(len(english), len(english), clause, source)
        for clause, source in _clauses(english, moved, wanted).items()
    ]
    return rewrite(english, (*changes, *behind))


def clauses(english: str, corrections: Sequence[ConceptCorrection]) -> tuple[str, ...]:
    """What ``with_corrections`` puts behind the text, in words: ``no fever``."""
    wanted, moved = _moved(english, corrections)
    return tuple(clause.removeprefix("; ") for clause in _clauses(english, moved, wanted))


def denied_mentions(english: str, corrections: Sequence[ConceptCorrection]) -> tuple[Span, ...]:
    """Every mention in ``english`` that a correction denies; the clause behind the text comes from the first of them only."""
    wanted, moved = _moved(english, corrections)
    return tuple(Span(c.start, c.end) for c in moved if wanted[c.term, c.negated] is Meant.DENIED)


def _moved(
    english: str, corrections: Sequence[ConceptCorrection]
) -> tuple[dict[tuple[str, bool], Meant], list[Concept]]:
    """How concepts are meant, by name and as they are read, and the mentions that this is said of."""
    wanted = {correction.place: correction.meant for correction in corrections}
    return wanted, [c for c in find_concepts(english) if (c.term, c.negated) in wanted] if wanted else []


def _clauses(english: str, moved: Sequence[Concept], wanted: Mapping[tuple[str, bool], Meant]) -> dict[str, Span]:
    """Each clause once, in the words of the note, with the mention that it comes from first."""
    found: dict[str, Span] = {}
    for concept in moved:
        meant = wanted[concept.term, concept.negated]
        if meant is not Meant.NOT_MEANT:
            words = " ".join(english[concept.start : concept.end].split())
            clause = f"; no {words}" if meant is Meant.DENIED else f"; {words}"
            found.setdefault(clause, Span(concept.start, concept.end))
    return found


def _with_comma(english: str, concept: Concept) -> Span:
    """The mention, with the comma behind it that would else stand alone."""
    m = _BEHIND.match(english, concept.end)
    return Span(concept.start, m.end() if m else concept.end)


def _empty(english: str, denial: Denial, out: Sequence[Span]) -> bool:
    """Whether a trigger denies nothing but what is taken out."""
    scope = denial.scope
    taken = [s for s in out if s.start < scope.end and scope.start < s.end]
    if not taken:
        return False
    left = list(english[scope.start : scope.end])
    for span in taken:
        for place in range(max(span.start, scope.start), min(span.end, scope.end)):
            left[place - scope.start] = " "
    return not {word.lower() for word in re.findall(r"\w+", "".join(left))} - _LINKS
