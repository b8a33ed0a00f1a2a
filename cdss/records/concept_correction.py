"""A clinician's word on how a concept of the note is meant, where the reading of the text went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cdss.records.vitals_changes import Signature


class Meant(StrEnum):
    """How a concept is meant: the patient has it, does not have it, or the note does not speak of it at all."""

    PRESENT = "present"
    DENIED = "denied"
    NOT_MEANT = "not_meant"


@dataclass(frozen=True, slots=True)
class ConceptCorrection:
    """Every mention of ``term`` that the note is read to deny (``denied``), or to state, is ``meant`` otherwise."""

    term: str
    denied: bool
    meant: Meant
    signed: Signature

    @property
    def place(self) -> tuple[str, bool]:
        """What it is a correction of."""
        return self.term, self.denied


def as_read(denied: bool) -> Meant:
    """What a concept means as the text is read."""
    return Meant.DENIED if denied else Meant.PRESENT
