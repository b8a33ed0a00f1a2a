"""Korean triage notes as English, through a bilingual clinical lexicon (``resources/lexicon/ko_en.json``).

Not a translator: known terms, durations and negations are put into English in their order, particles are dropped,
everything Latin is copied, and each unknown Korean word is left out of the English and named, so that nobody takes the
result for the whole note.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from cdss.text.korean_time import time_phrase
from cdss.text.korean_verbs import denied_pattern, forms, verb_end, verb_form, verb_pattern
from cdss.text.lexicon import lexicon
from cdss.text.spans import Expanded, Span, TextBuilder, rewrite

_HANGUL = re.compile(r"[가-힣]")
_RUN = re.compile(r"[가-힣]+")
_LATIN = re.compile(r"[^\W_가-힣][^\s,;()\[\]가-힣]*(?<![.:])|[\W_]", re.DOTALL)
_MARK = re.compile(r"[(\[]\s*[+\-−–]{1,3}(?:\s*/\s*[+\-−–]{1,3})*\s*[)\]]")
_NEVER_INSIDE = ("하지",)
"""Words that end other words: ``하지`` (leg) stands in every 운동하지 못함."""

_SPACE_IN_KEY = r"(?:이|가|은|는|을|를|의|에|에서|에게|한테|도|만|로|으로|까지)?\s?"


class Kind(Enum):
    """What part a token plays in its sentence."""

    FINDING = auto()
    EVENT = auto()
    PREDICATE = auto()
    NEGATION = auto()
    DENIAL = auto()
    LINK = auto()
    TIME = auto()
    UNKNOWN = auto()
    COPIED = auto()
    PARTICLE = auto()
    SPACE = auto()
    COMMA = auto()
    BREAK = auto()
    MARK = auto()


_LISTED: dict[str, Kind] = {
    "findings": Kind.FINDING,
    "verbs": Kind.EVENT,
    "predicates": Kind.PREDICATE,
    "negations": Kind.NEGATION,
    "negation_verbs": Kind.NEGATION,
    "links": Kind.LINK,
    "times": Kind.TIME,
}
_DENYING = re.compile(r"[안못없않]|빠지|떨어지")
"""Verbs that tell of something that is not there; nobody denies them."""

_INFLECTED = ("verbs", "negation_verbs")
_NEGATABLE = (Kind.FINDING, Kind.COPIED)
_WITHIN_LIST = (*_NEGATABLE, Kind.SPACE, Kind.PARTICLE, Kind.COMMA)
_LIST_LINKS = ("and", "or")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the Korean text with its English; ``negated_by`` is the word that denies it, before which ``no`` goes."""

    kind: Kind
    span: Span
    english: str
    negated_by: Span | None = None


@dataclass(frozen=True, slots=True)
class Translated:
    """The English of a Korean text, and the Korean words the lexicon does not know, in order and without repeats."""

    english: Expanded
    untranslated: tuple[str, ...]


def has_hangul(text: str) -> bool:
    """Whether any Korean syllable stands in ``text``."""
    return _HANGUL.search(text) is not None


def translate(text: str) -> Translated:
    """``text`` with its Korean put into English word by word; other text is copied."""
    if not has_hangul(text):
        return Translated(rewrite(text, ()), ())
    tokens = _without_loose_ends(_with_negation(list(_tokens(text))))
    unknown = dict.fromkeys(text[t.span.start : t.span.end] for t in tokens if t.kind is Kind.UNKNOWN)
    return Translated(_written(text, tokens), tuple(unknown))


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        token = _next_token(text, at)
        yield token
        at = token.span.end


def _next_token(text: str, at: int) -> Token:
    if (text[at].isdigit() or _HANGUL.match(text[at])) and (phrase := time_phrase(text, at)):
        return Token(Kind.TIME, Span(at, phrase.end), phrase.english)
    if known := _known(text, at):
        return known
    if not _HANGUL.match(text[at]):
        return _copied(text, at)
    inside = at > 0 and (text[at - 1].isalnum() or text[at - 1] in ")]%")
    if inside and (particle := _particle(text, at)):
        return Token(Kind.PARTICLE, particle, "")
    return Token(Kind.UNKNOWN, Span(at, _end_of_unknown(text, at)), "")


def _copied(text: str, at: int) -> Token:
    if m := _MARK.match(text, at):
        return Token(Kind.MARK, Span(*m.span()), m.group())
    m = _LATIN.match(text, at)
    end = m.end() if m else at + 1
    word = text[at:end]
    if word in "\n.;!?":
        kind = Kind.BREAK
    elif word in ",/·、，&+":
        kind = Kind.COMMA
    else:
        kind = Kind.SPACE if word.isspace() else Kind.COPIED
    return Token(kind, Span(at, end), word)


def _known(text: str, at: int, within: bool = False) -> Token | None:
    """The lexicon entry that reaches furthest from ``at``.

    One of a single syllable has to stand alone, particles aside, and a verb has to close its word. ``within`` a word that
    is not known, or behind a particle, neither is looked for.
    """
    best: Token | None = None
    for entry in _entries().get(text[at], ()):
        if within and (entry.syllables == 1 or entry.stem):
            continue
        end = _end_of(entry, text, at)
        if end is not None and (best is None or end > best.span.end):
            best = Token(_role(entry, text[at:end]), Span(at, end), entry.english)
    return best


def _end_of(entry: _Entry, text: str, at: int) -> int | None:
    """Where the entry found at ``at`` ends; None where it is not there, or is only a part of another word."""
    m = entry.pattern.match(text, at)
    if m is None:
        return None
    if entry.stem:
        end = verb_end(text, at, m.end(), entry.stem)
        return end if end is not None and _closes(text, end) else None
    if entry.syllables == 1:
        return m.end() if _stands_alone(text, at, m.end()) else None
    inside = m.group() in _NEVER_INSIDE and at > 0 and _HANGUL.match(text[at - 1])
    return None if inside else m.end()


def _role(entry: _Entry, written: str) -> Kind:
    """A verb plays the part of its form: before a noun it describes a finding, as a noun it is an event, else it is told."""
    if entry.kind is not Kind.EVENT or not entry.stem:
        return entry.kind
    return {"before a noun": Kind.FINDING, "as a noun": Kind.EVENT}.get(verb_form(written), Kind.PREDICATE)


def _stands_alone(text: str, start: int, end: int) -> bool:
    if start > 0 and _HANGUL.match(text[start - 1]):
        return False
    return _closes(text, end)


def _closes(text: str, end: int) -> bool:
    """Whether the word ends at ``end``, particles aside."""
    rest = _RUN.match(text, end)
    return rest is None or rest.group() in lexicon("ko_en")["particles"]


def _particle(text: str, at: int) -> Span | None:
    """A particle or ending that closes its word, or stands before another known word."""
    for particle in lexicon("ko_en")["particles"]:
        end = at + len(particle)
        if text.startswith(particle, at) and (not _RUN.match(text, end) or _known(text, end, within=True)):
            return Span(at, end)
    return None


def _end_of_unknown(text: str, at: int) -> int:
    """Where the next known word of two syllables or more begins inside this run of Korean, else the end of the run."""
    run = _RUN.match(text, at)
    end = run.end() if run else at + 1
    return next((i for i in range(at + 1, end) if _known(text, i, within=True)), end)


def _with_negation(tokens: list[Token]) -> list[Token]:
    """Mark every list member before a negation, back to the last predicate, time or stop, as denied by it."""
    marked = list(tokens)
    for i, token in enumerate(tokens):
        if token.kind is Kind.NEGATION:
            for start in _list_starts(tokens, i):
                marked[start] = replace(tokens[start], negated_by=token.span)
    return marked


def _without_loose_ends(tokens: list[Token]) -> list[Token]:
    """``with`` is said only where something follows it: 동반 at the end of a list says that all of it came together."""
    kept: list[Token] = []
    follows = None
    for token in reversed(tokens):
        loose = token.kind is Kind.LINK and token.english == "with" and follows in (None, Kind.COMMA, Kind.BREAK)
        kept.append(replace(token, english="") if loose else token)
        if token.kind not in (Kind.SPACE, Kind.PARTICLE):
            follows = token.kind
    return kept[::-1]


def _list_starts(tokens: list[Token], negation: int) -> Iterator[int]:
    """Index of the first token of each member of the list that ends just before ``negation``.

    An event is denied only where it stands next to the negation: "넘어짐, 구토 없음" denies no fall.
    """
    first, anything = None, False
    for i in range(negation - 1, -1, -1):
        token = tokens[i]
        listed = token.kind is Kind.LINK and token.english in _LIST_LINKS
        if first is not None and (listed or token.kind is Kind.COMMA or token.kind not in _WITHIN_LIST):
            yield first
            first = None
        if token.english and (token.kind in _NEGATABLE or (token.kind is Kind.EVENT and not anything)):
            first, anything = i, True
        elif token.kind not in _WITHIN_LIST and not listed:
            return
    if first is not None:
        yield first


def _written(text: str, tokens: list[Token]) -> Expanded:
    builder = TextBuilder()
    gap: Span | None = None
    closing = False
    for token in tokens:
        if token.kind is Kind.NEGATION:
            closing = True
        elif token.kind is Kind.SPACE:
            gap = gap or token.span
        elif token.english:
            _write(builder, token, gap, closing)
            gap, closing = None, token.kind is Kind.DENIAL
    return builder.built()


def _write(builder: TextBuilder, token: Token, gap: Span | None, closing: bool) -> None:
    """Append one token after its ``gap``; ``closing``: a negation has just ended, and its list is closed first."""
    mark = token.kind in (Kind.COMMA, Kind.BREAK, Kind.MARK)
    if closing and token.kind is not Kind.BREAK:
        builder.put(";", Span(0, 0))
        if token.english == ",":
            return
    if _needs_space(builder, token, gap):
        builder.put(" ", gap or Span(0, 0))
    if token.negated_by is not None:
        builder.put("no ", token.negated_by)
    if mark or token.kind is Kind.COPIED:
        builder.copy(token.english, token.span.start)
    else:
        builder.put(token.english, token.span)


def _needs_space(builder: TextBuilder, token: Token, gap: Span | None) -> bool:
    """Words are kept apart; marks stand close to the word before them; copied text keeps the spacing it had."""
    if builder.ends_with(" \n") or token.english in tuple(",.;!?\n") or token.kind is Kind.MARK:
        return False
    if gap is not None:
        return True
    return token.kind not in (Kind.COPIED, Kind.COMMA) and not builder.ends_with("([/+-·:~")


class _Entry(NamedTuple):
    """What the lexicon knows; ``syllables`` of the Korean, ``stem``: of a verb in any of its forms, else empty."""

    pattern: re.Pattern[str]
    kind: Kind
    english: str
    syllables: int
    stem: str


@cache
def _entries() -> dict[str, tuple[_Entry, ...]]:
    """Lexicon entries by first syllable, longest first."""
    by_first: dict[str, list[_Entry]] = defaultdict(list)
    for group, kind in _LISTED.items():
        for korean in lexicon("ko_en")[group]:
            for first, entry in _entries_of(korean, group, kind):
                by_first[first].append(entry)
    return {first: tuple(sorted(found, key=lambda e: -e.syllables)) for first, found in by_first.items()}


def _entries_of(korean: str, group: str, kind: Kind) -> Iterator[tuple[str, _Entry]]:
    """The entry with the syllables that it can begin with; of a verb also what denies it."""
    listed, syllables = lexicon("ko_en")[group], len(korean.replace(" ", ""))
    english = "" if kind is Kind.NEGATION else listed[korean]
    *before, last = korean.split(" ")
    if group not in _INFLECTED:
        happened = group == "findings" and english in lexicon("ko_en")["events"]
        pattern = _spaced([*before, last])
        yield korean[0], _Entry(pattern, Kind.EVENT if happened else kind, english, syllables, stem="")
        return
    starts = {korean[0]} if before else {form[0] for form in forms(last)}
    for start in starts:
        yield start, _Entry(_spaced(before, verb_pattern(last)), kind, english, syllables, last)
    if kind is Kind.EVENT and not _DENYING.search(korean):
        pattern = _spaced(before, denied_pattern(last))
        for start in starts | ({"안"} if not before else set()):
            yield start, _Entry(pattern, Kind.DENIAL, f"no {english}", syllables, last)


def _spaced(words: list[str], last: str | None = None) -> re.Pattern[str]:
    """Words with or without particles and blanks between them; ``last``: pattern of the last one."""
    return re.compile(_SPACE_IN_KEY.join([*map(re.escape, words), *([last] if last else [])]))
