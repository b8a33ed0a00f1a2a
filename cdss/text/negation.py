"""Which stretches of an English note are negated.

The trigger method of NegEx (Chapman et al., J Biomed Inform 34:301-310, 2001), with the scopes and termination terms of
ConText (Harkema et al., J Biomed Inform 42:839-851, 2009): a scope runs from its trigger to the end of the sentence, to
a termination term or to the next trigger, and a pseudo-negation (``no increase``) opens none. Triage notes string statements
together with commas ("no loss of consciousness, vomiting x2"), so behind a comma a scope goes on through a list of findings only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from cdss.text.concept_names import pattern
from cdss.text.spans import Span

_PSEUDO = (
    "no increase",
    "no change",
    "no significant change",
    "no improvement",
    "no relief",
    "no better",
    "no longer",
    "no interval change",
    "not improved",
    "not relieved",
    "not better",
    "not only",
    "not just",
    "not sure",
    "not certain if",
    "not certain whether",
    "not necessarily",
    "not responding",
    "not able to",
    "not ruled out",
    "not been ruled out",
    "rule out",
    "without difficulty",
    "without relief",
    "without improvement",
    "without his",
    "without her",
    "without their",
    "without my",
    "no matter",
    "no one",
    "no doubt",
    "no question",
    "no meds",
    "no medication",
    "no medications",
    "no pulse",
    "no breathing",
    "no respirations",
    "not breathing",
    "no response",
    "negative pressure",
    "never stopped",
)
_BEFORE = (
    "no evidence of",
    "no evidence for",
    "no signs of",
    "no sign of",
    "no history of",
    "no prior history of",
    "no previous history of",
    "no past history of",
    "no significant history of",
    "no complaints of",
    "no suspicion of",
    "no known",
    "no recent",
    "no new",
    "no other",
    "no",
    "not complaining of",
    "not had",
    "not have",
    "not having",
    "not associated with",
    "not appear to have",
    "not",
    "doesn't",
    "didn't",
    "hasn't",
    "isn't",
    "wasn't",
    "denies any",
    "denies",
    "denied",
    "denying",
    "deny",
    "without any",
    "without evidence of",
    "without",
    "negative for",
    "absence of",
    "free of",
    "never had",
    "never",
    "nor",
    "neither",
    "ruled out for",
    "fails to reveal",
)
_AFTER = (
    "is ruled out",
    "was ruled out",
    "has been ruled out",
    "were ruled out",
    "ruled out",
    "is absent",
    "was absent",
    "absent",
    "is negative",
    "was negative",
    "were negative",
    "negative",
    "is denied",
    "was denied",
    "denied",
    "not present",
    "not seen",
    "unlikely",
)
_STOP = (
    "but",
    "however",
    "although",
    "though",
    "nevertheless",
    "except for",
    "except",
    "aside from",
    "apart from",
    "other than",
    "which",
    "who",
    "secondary to",
    "due to",
    "because",
    "cause of",
    "yet",
    "still",
    "reports",
    "reported",
    "states",
    "stated",
    "complains of",
    "complaining of",
    "presents with",
    "presenting with",
    "admits to",
    "endorses",
    "positive for",
    "has",
    "had",
    "took",
    "started",
    "came to",
    "brought in",
    "for the past",
    "past medical history",
    "history of",
    "then",
    "now",
)


def _words(terms: tuple[str, ...]) -> str:
    ordered = sorted(terms, key=len, reverse=True)
    return "|".join(re.escape(t).replace(r"\ ", r"\s+") for t in ordered)


_TOKEN = re.compile(
    rf"(?<![\w-])(?:(?P<pseudo>{_words(_PSEUDO)})|(?P<before>{_words(_BEFORE)})|(?P<after>{_words(_AFTER)})"
    rf"|(?P<stop>{_words(_STOP)}))(?![\w-])|(?P<break>[.!?](?=\s|$)|[;\n:]|\s-\s)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?:(?<!\s)\s+)?(?:,|\band\b|\bor\b|\bwith\b|\bis\b|\bwas\b|\bwere\b|\bare\b)\s*", re.IGNORECASE)
_VERB = re.compile(r"(?:(?<!\s)\s+)?\b(?:is|was|were|are)$", re.IGNORECASE)
_HANGING = re.compile(r"(?<![\s,])[\s,]+(?:and|or|the patient|patient|but|is|was|he|she)$", re.IGNORECASE)
_EDGES = " \t,()[]/-+"
_LISTS = re.compile(
    r"(?:den(?:y|ies|ied|ying)|negative for|not complaining of|no complaints of|free of)\b", re.IGNORECASE
)
"""Triggers behind which a list is denied whatever its members are."""
_ONE = re.compile(r"(?:not|never|no known|doesn't|didn't|hasn't|isn't|wasn't)\b", re.IGNORECASE)
"""Triggers that speak of one thing: a comma ends it."""
_ITEM = re.compile(r"\s*,\s*")
_JOINED = re.compile(r"\s*(?:\b(?:and|or|nor|any)\b|/|&)\s*", re.IGNORECASE)
_CLOSES = re.compile(r"(?:or|nor)\b|.*\s(?:or|nor)\s", re.IGNORECASE)
_HAPPENED = re.compile(
    r"\+|.*\d|.*\b(?:since|today|yesterday|tonight|left|right|here|hit|fell|found|struck|tripped|slipped|passed|brought|came|went"
    r"|woke|vomited|is|was|feels?|with|after)\b",
    re.IGNORECASE,
)
"""What tells that a member of a list is a statement of its own: a plus, a number, a side, a time, a verb."""


class Denial(NamedTuple):
    """A negation trigger (``no``, ``denies``, ``is ruled out``) and the stretch it denies."""

    cue: Span
    scope: Span

    @property
    def whole(self) -> Span:
        """Trigger and scope together: "no chest pain" is one statement."""
        return Span(min(self.cue.start, self.scope.start), max(self.cue.end, self.scope.end))


def negated_spans(text: str) -> tuple[Span, ...]:
    """Half-open ranges of ``text`` that are negated, the triggers themselves not included, in order."""
    return tuple(sorted({denial.scope for denial in denials(text)}))


def denials(text: str) -> tuple[Denial, ...]:
    """Every trigger in ``text`` that denies something, with what it denies, in order of the triggers."""
    return tuple(denial for denial in _denials(text) if denial.scope.start < denial.scope.end)


def _denials(text: str) -> Iterator[Denial]:
    tokens = list(_TOKEN.finditer(text))
    for i, token in enumerate(tokens):
        if token.lastgroup not in ("before", "after"):
            continue
        kind, cue = token.lastgroup, Span(*token.span())
        follows = tokens[i + 1].start() if i + 1 < len(tokens) else len(text)
        ahead = _trimmed(text, token.end(), follows)
        if kind == "after" or (kind == "before" and ahead.start == ahead.end):
            yield Denial(cue, _finding_before(text, tokens[i - 1].end() if i else 0, token.start()))
        elif kind == "before":
            yield Denial(cue, _listed(text, token.group(), ahead))


def _listed(text: str, trigger: str, scope: Span) -> Span:
    """The part of ``scope`` that ``trigger`` denies: up to the first comma behind which no list of findings goes on.

    "No fever, cough" is a list, for both are findings, and so is what an "or" closes; "no distress, chest pain" is none.
    """
    members = _ITEM.split(text[scope.start : scope.end])
    commas = [m.start() for m in _ITEM.finditer(text, scope.start, scope.end)]
    told = bool(_LISTS.match(trigger)) or bool(_CLOSES.match(members[-1]))
    for place, comma in enumerate(commas):
        both = all(_is_finding(member) for member in members[place : place + 2])
        if _ONE.match(trigger) or _HAPPENED.match(members[place + 1]) or not (told or both):
            return Span(scope.start, comma)
    return scope


def _is_finding(member: str) -> bool:
    """Whether a member of a list is the name of a finding, or of several joined by "or", and nothing else."""
    return all(pattern().fullmatch(name.strip(_EDGES)) for name in _JOINED.split(member) if name.strip(_EDGES))


def _finding_before(text: str, start: int, end: int) -> Span:
    """The last member of the list that ends at ``end``: a trigger behind a finding speaks of that finding only."""
    span = _trimmed(text, start, end)
    body = text[span.start : span.end]
    edges = [m for m in _PARTS.finditer(body) if m.end() < len(body)]
    tail = _VERB.search(body)
    stop = span.start + (tail.start() if tail else len(body))
    return _trimmed(text, span.start + edges[-1].end() if edges else span.start, stop)


def _trimmed(text: str, start: int, end: int) -> Span:
    """``start:end`` without blanks, commas and a hanging ``and`` or ``or`` at its edges."""
    while start < end and text[start] in _EDGES:
        start += 1
    body = text[start:end].rstrip(_EDGES)
    body = _HANGING.sub("", body)
    return Span(start, start + len(body.rstrip(_EDGES)))
