"""What clinicians changed in the chart of vital signs, who and when: their values must not pass for those of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from cdss.core.sentences import sentence
from cdss.records.vitals_changes import Corrected, Entered, Signature, Struck, VitalsChange, standing
from cdss.report.record import Block, Facts, Paragraph
from cdss.session.names import measured_text, name
from cdss.session.report_text.impression import moment_words


def change_blocks(changes: Sequence[VitalsChange], language: str) -> Iterator[Block]:
    """Every change that counts, in the order in which they were made; nothing where there is none."""
    rows = tuple((_signed(changes[n].signed), _words(changes[n], language)) for n in standing(changes))
    if rows:
        yield Paragraph(sentence("report_changes", {}, language))
        yield Facts(rows)


def _words(change: VitalsChange, language: str) -> str:
    match change:
        case Entered():
            return sentence("report_entered", {"time": _time(change.row.time)}, language)
        case Corrected():
            values = (
                measured_text(change.field, v, language) for v in (getattr(change.row, change.field), change.value)
            )
            old, new = (value or "–" for value in values)
            params = {
                "vital": name("vital", change.field, language),
                "time": _time(change.row.time),
                "old": old,
                "new": new,
            }
            return sentence("report_corrected", params, language)
        case Struck(field=str() as field):
            params = {"vital": name("vital", field, language), "time": _time(change.row.time)}
            return sentence("report_struck_value", params, language)
        case _:
            return sentence(
                "report_struck", {"time": _time(change.row.time) if isinstance(change, Struck) else "–"}, language
            )


def _signed(signed: Signature) -> str:
    return " · ".join(filter(None, (signed.by, moment_words(signed.at))))


def _time(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M}" if time else "–"
