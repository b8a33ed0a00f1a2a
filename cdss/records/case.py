"""``Case``: everything known about one patient's visit, read once and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity
from cdss.core.result import Issue
from cdss.records.concept_correction import ConceptCorrection
from cdss.records.ecg import Ecg
from cdss.records.film import Film
from cdss.records.identity import Arrival, PartIdentity, Patient, Source
from cdss.records.vitals import Vitals


@dataclass(frozen=True, slots=True)
class Note:
    """Free text of the triage note; ``source`` is the file name, or ``case.json`` where it was inline."""

    source: str
    text: str
    written: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """One visit: identity, the four modalities as far as they exist, and the issues met while reading.

    Several recordings are kept in file order, films with lateral ones last; the first is the one assessed. ``note`` and
    ``chief_complaint`` together form the note modality. ``spo2_scale``: the scale of NEWS2, 1 or 2, that a clinician chose.
    ``concept_corrections``: how they said that concepts of the note are meant.
    """

    case_id: str
    patient: Patient = Patient()
    arrival: Arrival = Arrival()
    composite: bool = False
    chief_complaint: str | None = None
    note: Note | None = None
    films: tuple[Film, ...] = ()
    ecgs: tuple[Ecg, ...] = ()
    vitals: Vitals | None = None
    history: tuple[str, ...] | None = None
    part_identities: tuple[PartIdentity, ...] = ()
    sources: tuple[Source, ...] = ()
    issues: tuple[Issue, ...] = ()
    location: str | None = None
    spo2_scale: int = 1
    concept_corrections: tuple[ConceptCorrection, ...] = ()

    def presence(self, modality: Modality) -> Presence:
        """``present`` where it was read, ``rejected`` where a file was given but could not be used, else ``missing``."""
        if self._has(modality):
            return Presence.PRESENT
        refused = any(i.modality is modality and i.severity is not Severity.INFO for i in self.issues)
        return Presence.REJECTED if refused else Presence.MISSING

    @property
    def present(self) -> tuple[Modality, ...]:
        """The modalities that can be assessed."""
        return tuple(m for m in MODALITIES if self._has(m))

    @property
    def blocking(self) -> tuple[Issue, ...]:
        """Issues that stop the assessment of the whole case (parts of different patients, for one)."""
        return tuple(i for i in self.issues if i.severity is Severity.STOP)

    def _has(self, modality: Modality) -> bool:
        return {
            Modality.IMAGE: bool(self.films),
            Modality.ECG: bool(self.ecgs),
            Modality.VITALS: self.vitals is not None and bool(self.vitals.rows),
            Modality.NOTE: self.note is not None or bool(self.chief_complaint),
        }[modality]
