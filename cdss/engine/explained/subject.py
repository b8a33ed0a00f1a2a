"""What is explained: one encoded case, and the output that is asked about."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.nets.recent import Recent, content_digest
from cdss.nets.triage import Encoded, TriageModel
from cdss.records.case import Case


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """``case``: without what the guards rejected; ``encoded``: its tokens; ``target``: one of ``TARGETS``.

    ``recent``: what is remembered of the patients met last; None remembers nothing.
    """

    model: TriageModel
    case: Case
    encoded: Encoded
    target: str
    recent: Recent | None = None

    @property
    def asked(self) -> tuple[bytes, str]:
        """What tells one question from others: everything that the network reads of the patient, and the output."""
        return content_digest(self.encoded.inputs), self.target
