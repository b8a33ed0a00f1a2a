"""What clinicians changed in the chart of vital signs, who and when: their values must not pass for those of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cdss.core.sentences import sentence
from cdss.records.vitals_changes import Signature, VitalsChange
from cdss.report.record import Block, Facts, Paragraph
from cdss.session.entry.vitals_log import change_words
from cdss.session.report.text.impression import moment_words


def change_blocks(changes: Sequence[VitalsChange], language: str) -> Iterator[Block]:
    """Every change in the order in which they were made, one that was taken back included; nothing where there is none."""
    if changes:
        yield Paragraph(sentence("report_changes", {}, language))
        yield Facts(tuple((_signed(c.signed), change_words(changes, n, language)) for n, c in enumerate(changes)))


def _signed(signed: Signature) -> str:
    return " · ".join(filter(None, (signed.by, moment_words(signed.at))))
