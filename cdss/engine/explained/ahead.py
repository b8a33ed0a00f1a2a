"""Explanations of other outputs, computed before they are asked for, while the clinician looks at the first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cdss.core.kinds import CONDITIONS
from cdss.engine.explained.ecg import explain_ecg
from cdss.engine.explained.note import explain_note
from cdss.engine.explained.subject import Subject
from cdss.records.explanation import Explanation
from cdss.scoring.calibrate import OUTCOMES

LIKELY = 5
"""Conditions that are computed ahead: as many as the screen lists without being asked for more."""


def likely(chance: Mapping[str, float]) -> tuple[str, ...]:
    """The outputs that are asked about next where one is: what the screen shows, the likeliest conditions first.

    ``chance``: probability of each of ``CONDITIONS``.
    """
    return (*sorted(CONDITIONS, key=lambda code: -chance[code])[:LIKELY], *OUTCOMES)


def ahead(subject: Subject, outputs: Sequence[str]) -> Iterator[None]:
    """What takes longest of each of ``outputs``, remembered in ``subject.recent``; one method an iteration."""
    for target in outputs:
        for explain in (explain_note, explain_ecg):
            explain(replace(subject, target=target), Explanation())
            yield
