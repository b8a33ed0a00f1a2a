"""Explanations of other outputs, computed before they are asked for, while the clinician looks at the first.

Only what is shown without asking: a piece cannot be interrupted, and those of hidden methods take long enough to make a
question wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cdss.core.kinds import CONDITIONS
from cdss.engine.explained.parts import explained, shown
from cdss.engine.explained.subject import Subject
from cdss.scoring.calibrate import OUTCOMES

LIKELY = 5
"""Conditions that come before the outcomes: as many as the screen lists without being asked for more."""


def likely(chance: Mapping[str, float]) -> tuple[str, ...]:
    """The outputs in the order in which they are asked about: what the screen shows, the likeliest conditions first.

    ``chance``: probability of each of ``CONDITIONS``.
    """
    ranked = sorted(CONDITIONS, key=lambda code: -chance[code])
    return (*ranked[:LIKELY], *OUTCOMES, *ranked[LIKELY:])


def ahead(subject: Subject, outputs: Sequence[str]) -> Iterator[None]:
    """The explanation of each of ``outputs``, one part an iteration; what takes long stays in ``subject.recent``."""
    names = shown(subject.model.failed_methods)
    for target in outputs:
        for _ in explained(replace(subject, target=target), names):
            yield
