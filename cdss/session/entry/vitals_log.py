"""The record of changes to a patient's vital signs in words, one line each: who wrote what, when, and what stood there before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cdss.core.sentences import sentence
from cdss.records.vitals import Vitals, VitalsRow, VitalValue
from cdss.records.vitals_changes import (
    ChartRow,
    Corrected,
    Crossed,
    Entered,
    Signature,
    Struck,
    Undone,
    VitalsChange,
    chart,
)
from cdss.session.names import measured_text, name


def log_lines(changes: Sequence[VitalsChange], language: str) -> tuple[str, ...]:
    """One line a change, the newest first."""
    numbers = reversed(range(len(changes)))
    return tuple(f"{_who(changes, n, language)} · {change_words(changes, n, language)}" for n in numbers)


def signed_words(signed: Signature, like: datetime | None, language: str) -> str:
    """``KSY 15:02``: who and when, by the clock of ``like``; a word of its own for nobody."""
    by = signed.by or sentence("chart_unsigned", {}, language)
    return f"{by} {clock(signed.at, like)}"


def clock(moment: datetime, like: datetime | None) -> str:
    """``moment`` in the time zone of ``like``, else of this computer; with the day where that is another one."""
    there = moment.astimezone(like.tzinfo if like is not None else None) if moment.tzinfo is not None else moment
    return f"{there:%H:%M}" if like is not None and there.date() == like.date() else f"{there:%m-%d %H:%M}"


def row_time(row: VitalsRow, language: str) -> str:
    """When a measurement was taken, with its day."""
    return f"{row.time:%m-%d %H:%M}" if row.time is not None else sentence("chart_no_time", {}, language)


def crossed_words(crossed: Crossed, like: datetime | None, language: str) -> str:
    """``110 (KSY 15:02)``: a value that counts no more, and who crossed it out."""
    return f"{measured_text(crossed.field, crossed.value, language)} ({signed_words(crossed.signed, like, language)})"


def _who(changes: Sequence[VitalsChange], number: int, language: str) -> str:
    change = changes[number]
    target = changes[change.number] if isinstance(change, Undone) else change
    row = None if isinstance(target, Undone) else target.row
    return signed_words(change.signed, row.time if row else None, language)


def change_words(changes: Sequence[VitalsChange], number: int, language: str) -> str:
    """What the change of this number was, with the value that stood there before it."""
    match changes[number]:
        case Entered(row):
            return sentence("chart_entered", {"time": row_time(row, language)}, language)
        case Corrected(row, field, value):
            words = {
                "field": name("vital", field, language),
                "time": row_time(row, language),
                "old": _words_before(changes[:number], row, field, language),
                "new": measured_text(field, value, language),
            }
            return sentence("chart_corrected", words, language)
        case Struck(row, None):
            return sentence("chart_struck_row", {"time": row_time(row, language)}, language)
        case Struck(row, field):
            assert field is not None  # the whole measurement was the case before
            words = {
                "field": name("vital", field, language),
                "time": row_time(row, language),
                "old": _words_before(changes[:number], row, field, language),
            }
            return sentence("chart_struck", words, language)
        case Undone(other):
            return sentence("chart_undone", {"what": change_words(changes, other, language)}, language)


def _words_before(earlier: Sequence[VitalsChange], row: VitalsRow, field: str, language: str) -> str:
    value = _value_before(earlier, row, field)
    return measured_text(field, value, language) or sentence("chart_nothing", {}, language)


def _value_before(earlier: Sequence[VitalsChange], row: VitalsRow, field: str) -> VitalValue | None:
    found: ChartRow = next(r for r in chart(Vitals("", (row,)), earlier) if r.first == row)
    value: VitalValue | None = getattr(found.now, field)
    return value
