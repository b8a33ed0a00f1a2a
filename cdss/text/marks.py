"""Charting marks after a finding: ``fever(+)``, ``cough(-)``, ``cough/sputum(-/+)``, common in Korean emergency notes.

A minus becomes ``no`` before its finding and ends with a semicolon, so that the negation reaches no further. In a line that
begins with a mark and ends with a finding, the marks stand before their findings: ``(+) chest pain (-) cough``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cdss.text.spans import Expanded, Replacement, Span, rewrite

_SIGN = r"[+\-−–]{1,3}"
_MARKS = re.compile(rf"[(\[]\s*{_SIGN}(?:\s*/\s*{_SIGN})*\s*[)\]]")
_LED = re.compile(rf"^[^\S\n]*[(\[]\s*{_SIGN}\s*[)\]][^\S\n]*[^\W\d_][^\n]*", re.MULTILINE)
_ENDS_MARKED = re.compile(rf"{_SIGN}\s*[)\]]\W*\Z")
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
    return rewrite(text, _changes(text))


def _changes(text: str) -> Iterator[Replacement]:
    """Line by line where marks lead, else from one of these lines to the next."""
    at = 0
    for line in _LED.finditer(text):
        if not _ENDS_MARKED.search(line.group()):
            yield from _spelt_behind(text, Span(at, line.start()))
            yield from _spelt_ahead(text, Span(*line.span()))
            at = line.end()
    yield from _spelt_behind(text, Span(at, len(text)))


def _spelt_behind(text: str, part: Span) -> Iterator[Replacement]:
    """Changes where marks stand behind their findings."""
    for m in _marked(text, part):
        yield from _spelt(text, m)


def _spelt_ahead(text: str, line: Span) -> Iterator[Replacement]:
    """Changes where marks stand before their findings: each reaches to the next mark."""
    groups = [Span(*group.span()) for group in _MARKS.finditer(text, line.start, line.end)]
    for mark, follows in zip(groups, [*(group.start for group in groups[1:]), line.end], strict=True):
        if (letter := _LETTER.search(text, mark.end, follows)) is None:
            continue
        absent, last = "+" not in text[mark.start : mark.end], letter.end()
        last += len(text[last:follows].rstrip(" \t,;"))
        yield Replacement(mark.start, letter.start(), "no " if absent else "", mark)
        yield Replacement(last, follows, "" if follows == line.end else "; " if absent else ", ", Span(0, 0))


def _marked(text: str, part: Span) -> Iterator[_Marked]:
    """Every group of marks with what stands before it, sought from the marks backwards: no letter is seen more than twice."""
    at = part.start
    for group in _MARKS.finditer(text, part.start, part.end):
        end = group.start()
        while end > at and text[end - 1].isspace():
            end -= 1
        start = end
        while start > at and text[start - 1] not in _STOPS:
            start -= 1
        if (letter := _LETTER.search(text, start, end)) is not None:
            tail = _TAIL.match(text, group.end(), part.end)
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
