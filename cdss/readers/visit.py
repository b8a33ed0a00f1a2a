"""What a message from another system says of the visit as a whole, beside the parts that it carries."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.records.identity import Arrival, Patient


@dataclass(frozen=True, slots=True)
class Visit:
    """Who, when and why. ``history`` None: nothing was said of it; empty: nothing is known to be wrong.

    ``known_as``: every number under which the sending system knows the patient, ``patient.id`` among them.
    """

    case_id: str | None = None
    patient: Patient = Patient()
    arrival: Arrival = Arrival()
    chief_complaint: str | None = None
    history: tuple[str, ...] | None = None
    composite: bool = False
    known_as: frozenset[str] = frozenset()
