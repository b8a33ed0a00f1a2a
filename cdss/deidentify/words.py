"""Names, dates, numbers and addresses in free text, each replaced by a mark that stays visible: ``[NAME]``, ``[DATE]``, ….

By patterns, Korean and English, and by what the case's own headers say (its patient's name, its numbers). That is not perfect: a
name without a title that no header knows is not told from another word. Whoever hands the text on must have read it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from cdss.deidentify.patterns import ID, LABEL, NAME, PATTERNS, WHOSE

SHORTEST = 2
"""Characters of a name from the headers that is looked for: a single initial would take half of the text."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place of the original text, ``start`` to ``end``, and the ``kind`` of what stood there."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """``before``, and ``text`` with a mark for each of the ``found``, in their order."""

    before: str
    text: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the case's own headers say of whose it is: names, and numbers or other identifiers."""

    names: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()

    def __or__(self, other: Known) -> Known:
        return Known(self.names | other.names, self.ids | other.ids)


def scrub(text: str, known: Known) -> Scrubbed:
    """``text`` without what tells whose it is, as far as patterns and ``known`` go.

    Composed first (Unicode NFC): macOS writes a Korean syllable as two or three letters.
    """
    text = normalize("NFC", text)
    taken: list[Found] = []
    for found in (*_known_in(text, known), *_patterns_in(text)):
        place = bisect_left(taken, found.start, key=_start)
        free = not place or taken[place - 1].end <= found.start
        if found.end > found.start and free and (place == len(taken) or found.end <= taken[place].start):
            taken.insert(place, found)
    pieces, place = [], 0
    for one in taken:
        pieces += [text[place : one.start], f"[{one.kind}]"]
        place = one.end
    return Scrubbed(text, "".join((*pieces, text[place:])), tuple(taken))


def _start(found: Found) -> int:
    return found.start


def name_parts(name: str) -> frozenset[str]:
    """The words of a name as it stands in a header (``Hong^Gildong=洪^吉洞=홍^길동``), and its parts put together as one word."""
    parts: set[str] = set()
    for group in re.split(r"[=]", normalize("NFC", name)):
        words = [word for word in re.split(r"[\^,;\s]+", group) if len(word.strip(".")) >= SHORTEST or _is_hangul(word)]
        parts.update(word for word in words if len(word) >= SHORTEST)
        joined = "".join(words)
        if len(words) > 1 and _is_hangul(joined):
            parts.add(joined)
        elif len(words) > 1:
            parts.update({" ".join(words), " ".join(reversed(words)), joined, "".join(reversed(words))})
    return frozenset(parts)


def _known_in(text: str, known: Known) -> Iterator[Found]:
    for kind, words in ((ID, known.ids), (NAME, known.names)):
        for word in sorted(words, key=len, reverse=True):
            if len(word) >= SHORTEST:
                yield from (Found(m.start(), m.end(), kind) for m in _word(word, kind).finditer(text))


def _word(word: str, kind: str) -> re.Pattern[str]:
    """``word`` in any case; not within another word, but Korean is written on without a space (홍길동이)."""
    escaped = re.escape(word)
    if _is_hangul(word):
        return re.compile(
            rf"(?<![가-힣]){escaped}" if len(word) > SHORTEST else rf"(?<![가-힣]){escaped}(?![가-힣]{{2}})"
        )
    return re.compile(
        rf"(?<![A-Za-z0-9]){escaped}(?![A-Za-z0-9])" if kind == ID else rf"(?<![A-Za-z]){escaped}(?![A-Za-z])", re.I
    )


def _patterns_in(text: str) -> Iterable[Found]:
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span(WHOSE if WHOSE in pattern.groupindex else 0)
            if kind == NAME and (label := LABEL.match(match.group())) is not None:
                start += label.end()
            yield Found(start, end, kind)


def _is_hangul(word: str) -> bool:
    return bool(word) and all("가" <= ch <= "힣" for ch in word)
