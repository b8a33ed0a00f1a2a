"""Explanations of other outputs, computed before they are asked for, while the clinician looks at the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cdss.engine.explained.ecg import explain_ecg
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.subject import Subject
from cdss.records.explanation import Explanation

LIKELY = 5
"""Outputs that are computed ahead: as many conditions as the screen lists without being asked for more."""


def ahead(subject: Subject, outputs: Sequence[str]) -> Iterator[None]:
    """What takes longest of each of ``outputs``, remembered in ``subject.recent``; one method an iteration."""
    for target in outputs:
        for explain in (explain_note, explain_ecg):
            explain(replace(subject, target=target), Explanation())
            yield
