"""The note's units as a list: what raises the output, what lowers it, and the rest, in figures that add up as shown."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.records.explanation import NoteTokens, NoteUnit
from cdss.session.waterfall import apportion

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


def ranking(tokens: NoteTokens, rows: int) -> Ranking | None:
    """At most ``rows`` units each way, strongest first; None where base and value are not known."""
    if tokens.base is None or tokens.value is None or tokens.error is None:
        return None
    order = sorted(range(len(tokens.units)), key=lambda i: -abs(tokens.units[i].effect))
    up = [i for i in order if tokens.units[i].effect > 0.0][:rows]
    down = [i for i in order if tokens.units[i].effect < 0.0][:rows]
    left = [i for i in order if i not in (*up, *down)]
    rest = sum(tokens.units[i].effect for i in left) + tokens.punctuation
    base, value = round(_TENTHS * tokens.base), round(_TENTHS * tokens.value)
    effects = [*(tokens.units[i].effect for i in (*up, *down)), rest, tokens.error]
    tenths = apportion([_TENTHS * effect for effect in effects], value - base)
    listed = [_ranked(tokens, i, t) for i, t in zip((*up, *down), tenths, strict=False)]
    return Ranking(tuple(listed[: len(up)]), tuple(listed[len(up) :]), base, value, tenths[-2], len(left), tenths[-1])


def points(tenths: int) -> str:
    """Signed percentage points: ``+5.6``, ``−1.0``."""
    return f"{tenths / 10:+.1f}".replace("-", "\N{MINUS SIGN}") if tenths else "0.0"


def _ranked(tokens: NoteTokens, index: int, tenths: int) -> RankedUnit:
    unit = tokens.units[index]
    shown = _shown(tokens.displayed, unit)
    english = "" if shown.casefold() == unit.text.casefold() or not shown else unit.text
    return RankedUnit(index, shown or unit.text, english, tenths, bool(unit.places), unit.charted)


def _shown(displayed: str, unit: NoteUnit) -> str:
    return " … ".join(" ".join(displayed[a:b].split()) for a, b in unit.places)
