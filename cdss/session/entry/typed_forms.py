"""What stands in a form that was left, or cut off, before it was saved: kept with the patient, and in the form again."""

from __future__ import annotations

from dataclasses import dataclass

from cdss.session.entry.triage_note import TriageEntry

Typed = tuple[tuple[str, str], ...]
"""Names of fields, and what stands in them."""


@dataclass(frozen=True, slots=True)
class TypedForms:
    """``vitals``: fields of the form of the vital signs; ``triage``: the form of the triage entry, None where nothing waits;
    ``patient``: fields of the form of who the patient is.
    """

    vitals: Typed = ()
    triage: TriageEntry | None = None
    patient: Typed = ()
