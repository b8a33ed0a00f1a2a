"""Charting marks after a finding: ``fever(+)``, ``cough(-)``, ``cough/sputum(-/+)``, common in Korean emergency notes.

A minus becomes ``no`` before its finding and ends with a semicolon, so that the negation reaches no further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cdss.text.spans import Expanded, Replacement, Span, rewrite

_SIGN = r"[+\-−–]{1,3}"
_MARKS = re.compile(rf"[(\[]\s*{_SIGN}(?:\s*/\s*{_SIGN})*\s*[)\]]")
_LETTER = re.compile(r"[^\W\d_]")
_TAIL = re.compile(r"\s*[,;.]")
_LINE_ENDS = re.compile(r"[^\S\n]*(?:\n|\Z)")
_STOPS = frozenset("\n,;.()[]")
"""What findings do not reach over."""


@dataclass(frozen=True, slots=True)
class _Marked:
    """Findings, the group of ``marks`` behind them, and the ``end`` of what is spelt out."""

    findings: Span
    marks: Span
    end: int


def spell_marks(text: str) -> Expanded:
    """``text`` with every ``(+)`` and ``(-)`` spelt out before the finding it stands after."""
    return rewrite(text, (change for m in _marked(text) for change in _spelt(text, m)))


def _marked(text: str) -> Iterator[_Marked]:
    """Every group of marks with what stands before it, sought from the marks backwards: no letter is seen more than twice."""
    at = 0
    for group in _MARKS.finditer(text):
        end = group.start()
        while end > at and text[end - 1].isspace():
            end -= 1
        start = end
        while start > at and text[start - 1] not in _STOPS:
            start -= 1
        if (letter := _LETTER.search(text, start, end)) is not None:
            tail = _TAIL.match(text, group.end())
            at = tail.end() if tail else group.end()
            yield _Marked(Span(letter.start(), end), Span(*group.span()), at)


def _spelt(text: str, m: _Marked) -> Iterator[Replacement]:
    signs = re.compile(_SIGN).finditer(text, m.marks.start, m.marks.end)
    marks = [Span(*sign.span()) for sign in signs]
    findings = _findings(text, m, len(marks))
    if len(findings) != len(marks):
        return
    absent = ["+" not in text[s.start : s.end] for s in marks]
    for i, (finding, mark) in enumerate(zip(findings, marks, strict=True)):
        if i:
            yield Replacement(findings[i - 1].end, finding.start, "; " if absent[i - 1] else ", ", Span(0, 0))
        if absent[i]:
            yield Replacement(finding.start, finding.start, "no ", mark)
    yield Replacement(findings[-1].end, m.end, _ending(text, m, absent[-1]), Span(0, 0))


def _findings(text: str, m: _Marked, count: int) -> list[Span]:
    """The findings a group of marks speaks of: as many as there are marks, divided by slashes."""
    if count == 1:
        return [m.findings]
    pieces = re.compile(r"[^/\s][^/]*[^/\s]|[^/\s]").finditer(text, *m.findings)
    return [Span(*piece.span()) for piece in pieces]


def _ending(text: str, m: _Marked, absent: bool) -> str:
    """What stands after the marked finding: a stop for a negation, nothing at the end of a line."""
    mark = text[m.marks.end : m.end].strip()
    if mark == "." or _LINE_ENDS.match(text, m.end):
        return mark
    return ";" if absent else mark or ","
