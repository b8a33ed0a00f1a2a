"""The note's units as a list: what raises the output, what lowers it, and the rest, in figures that add up as shown."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.core.figures import signed
from cdss.records.explanation import NoteTokens
from cdss.session.explanation.waterfall import apportion

_TENTHS = 1000.0
"""Tenths of a percentage point in the whole probability scale."""


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """``shown``: its words as displayed, in order, else the English; ``english`` where that differs; ``tenths`` of a point."""

    index: int
    shown: str
    english: str
    tenths: int
    in_text: bool
    charted: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Tenths of a percentage point: ``base`` + all ``raising`` + all ``lowering`` + ``rest`` + ``error`` = ``value``.

    ``rest``: units that are not listed, and signs; ``rest_count``: how many units. ``error``: of the method's completeness.
    """

    raising: tuple[RankedUnit, ...]
    lowering: tuple[RankedUnit, ...]
    base: int
    value: int
    rest: int
    rest_count: int
    error: int


def strongest(tokens: NoteTokens, rows: int) -> tuple[tuple[RankedUnit, ...], tuple[RankedUnit, ...]]:
    """At most ``rows`` units that raise and as many that lower, of effects that promise no sum.

    Each is rounded by itself; one that comes to nothing is not listed.
    """
    sides = (
        [_ranked(tokens, i, round(_TENTHS * tokens.units[i].effect)) for i in side] for side in _sides(tokens, rows)
    )
    up, down = (tuple(row for row in side if row.tenths) for side in sides)
    return up, down


def ranking(tokens: NoteTokens, rows: int) -> Ranking | None:
    """At most ``rows`` units each way, strongest first; None where base and value are not known."""
    if tokens.base is None or tokens.value is None or tokens.error is None:
        return None
    up, down = _sides(tokens, rows)
    left = [i for i in range(len(tokens.units)) if i not in (*up, *down)]
    rest = sum(tokens.units[i].effect for i in left) + tokens.punctuation
    base, value = round(_TENTHS * tokens.base), round(_TENTHS * tokens.value)
    effects = [*(tokens.units[i].effect for i in (*up, *down)), rest, tokens.error]
    tenths = apportion([_TENTHS * effect for effect in effects], value - base)
    listed = [_ranked(tokens, i, t) for i, t in zip((*up, *down), tenths, strict=False)]
    return Ranking(tuple(listed[: len(up)]), tuple(listed[len(up) :]), base, value, tenths[-2], len(left), tenths[-1])


def points(tenths: int) -> str:
    """Signed percentage points: ``+5.6``, ``−1.0``."""
    return signed(tenths / 10) if tenths else "0.0"


def _sides(tokens: NoteTokens, rows: int) -> tuple[list[int], list[int]]:
    """Indices of the strongest units that raise and that lower the output."""
    order = sorted(range(len(tokens.units)), key=lambda i: -abs(tokens.units[i].effect))
    up = [i for i in order if tokens.units[i].effect > 0.0]
    down = [i for i in order if tokens.units[i].effect < 0.0]
    return up[:rows], down[:rows]


def _ranked(tokens: NoteTokens, index: int, tenths: int) -> RankedUnit:
    unit, shown = tokens.units[index], tokens.shown(index)
    english = "" if shown.casefold() == unit.text.casefold() else unit.text
    return RankedUnit(index, shown, english, tenths, bool(unit.places), unit.charted)
