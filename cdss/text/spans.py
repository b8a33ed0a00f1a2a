"""Text that was rewritten, with the way back: every stretch of the new text knows the stretch of the old it came from.

A word mark on screen has to sit on what the nurse typed, while the encoder reads the expanded English sentence.
All ranges are half-open character ranges.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open character range."""

    start: int
    end: int


class Replacement(NamedTuple):
    """Put ``new`` in the place of ``start:end``; its origin is ``source`` where that is not the replaced range itself."""

    start: int
    end: int
    new: str
    source: Span | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch ``start:end`` of new text made from ``source``; ``verbatim`` where it was copied letter by letter."""

    start: int
    end: int
    source: Span
    verbatim: bool

    def origin(self, start: int, end: int) -> Span:
        """Where the part of this piece inside ``start:end`` came from; a replaced word answers with all of its source."""
        if not self.verbatim:
            return self.source
        shift = self.source.start - self.start
        return Span(max(start, self.start) + shift, min(end, self.end) + shift)


@dataclass(frozen=True, slots=True)
class Expanded:
    """Rewritten ``text`` and its ``spans``, in the order of the new text and covering all of it."""

    text: str
    spans: tuple[Piece, ...]

    def to_original(self, start: int, end: int) -> Span | None:
        """The smallest range of the original that ``start:end`` came from; None where it came from nothing."""
        touched = [p.origin(start, end) for p in self.spans if p.start < end and start < p.end]
        sourced = [s for s in touched if s.start < s.end]
        return Span(min(s.start for s in sourced), max(s.end for s in sourced)) if sourced else None


@dataclass(slots=True)
class TextBuilder:
    """Collects copied and replaced stretches in the order of the new text."""

    parts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    length: int = 0

    def copy(self, text: str, at: int) -> None:
        """Append ``text`` unchanged; it stood at ``at`` in the original."""
        self._add(text, Span(at, at + len(text)), verbatim=True)

    def put(self, text: str, source: Span) -> None:
        """Append ``text`` that stands for ``source``; an empty source marks text that came from nothing."""
        self._add(text, source, verbatim=False)

    def ends_with(self, characters: str) -> bool:
        """Whether the text so far is empty or ends with one of ``characters``."""
        return not self.parts or self.parts[-1][-1] in characters

    def built(self) -> Expanded:
        """The finished text."""
        return Expanded("".join(self.parts), tuple(self.pieces))

    def _add(self, text: str, source: Span, verbatim: bool) -> None:
        if not text:
            return
        self.parts.append(text)
        self.pieces.append(Piece(self.length, self.length + len(text), source, verbatim))
        self.length += len(text)


def rewrite(text: str, replacements: Iterable[Replacement]) -> Expanded:
    """``text`` with the ``replacements`` made; those may not overlap, and an insertion has ``start`` = ``end``."""
    builder, at = TextBuilder(), 0
    for change in sorted(replacements, key=lambda r: (r.start, r.end)):
        builder.copy(text[at : change.start], at)
        builder.put(change.new, change.source or Span(change.start, change.end))
        at = change.end
    builder.copy(text[at:], at)
    return builder.built()
