"""Charting marks after a finding: ``fever(+)``, ``cough(-)``, ``cough/sputum(-/+)``, common in Korean emergency notes.

A minus becomes ``no`` before its finding and ends with a semicolon, so that the negation reaches no further.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cdss.text.spans import Expanded, Replacement, Span, rewrite

_SIGN = r"[+\-−–]{1,3}"
_MARKED = re.compile(
    rf"(?P<findings>[^\W\d_][^\n,;.()\[\]]*?)\s*(?P<marks>[(\[]\s*{_SIGN}(?:\s*/\s*{_SIGN})*\s*[)\]])(?P<tail>(?:\s*[,;.])?)"
)


def spell_marks(text: str) -> Expanded:
    """``text`` with every ``(+)`` and ``(-)`` spelt out before the finding it stands after."""
    return rewrite(text, (change for m in _MARKED.finditer(text) for change in _spelt(m)))


def _spelt(m: re.Match[str]) -> Iterator[Replacement]:
    marks = [Span(*(m.start("marks") + i for i in s.span())) for s in re.finditer(_SIGN, m["marks"])]
    findings = _findings(m, len(marks))
    if len(findings) != len(marks):
        return
    absent = ["+" not in m["marks"][s.start - m.start("marks") : s.end - m.start("marks")] for s in marks]
    for i, (finding, mark) in enumerate(zip(findings, marks, strict=True)):
        if i:
            yield Replacement(findings[i - 1].end, finding.start, "; " if absent[i - 1] else ", ", Span(0, 0))
        if absent[i]:
            yield Replacement(finding.start, finding.start, "no ", mark)
    yield Replacement(findings[-1].end, m.end(), _ending(m, absent[-1]), Span(0, 0))


def _findings(m: re.Match[str], count: int) -> list[Span]:
    """The findings a group of marks speaks of: as many as there are marks, divided by slashes."""
    if count == 1:
        return [Span(*m.span("findings"))]
    pieces = re.finditer(r"[^/\s][^/]*[^/\s]|[^/\s]", m["findings"])
    return [Span(m.start("findings") + p.start(), m.start("findings") + p.end()) for p in pieces]


def _ending(m: re.Match[str], absent: bool) -> str:
    """What stands after the marked finding: a stop for a negation, nothing at the end of a line."""
    mark = m["tail"].strip()
    if mark == "." or m.string[m.end() :].split("\n", 1)[0].strip() == "":
        return mark
    return ";" if absent else mark or ","
