"""What a clinician says of the reading of a note, signed and dated, as actions on the store."""

from __future__ import annotations

from dataclasses import replace

from cdss.core.clock import Clock, now
from cdss.records.concept_correction import ConceptCorrection, Meant
from cdss.records.vitals_changes import Signature
from cdss.session.entry.charting import SignedAs
from cdss.session.entry.form_actions import TriageTyped
from cdss.session.entry.note_actions import ConceptCorrected, TriageWritten
from cdss.session.entry.triage_note import TriageEntry
from cdss.session.store import Store


class NoteController:
    """Every method names the patient: whoever is on screen when it is signed, it goes to the one it was said of."""

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._store = store
        self._clock = clock

    def correct(self, key: str, term: str, denied: bool, meant: Meant) -> None:
        """Say how a concept of the note is meant that the text is read to deny (``denied``) or to state."""
        signed = Signature(self._store.state.intent.initials, self._clock())
        self._store.dispatch(ConceptCorrected(key, ConceptCorrection(term, denied, meant, signed)))

    def write(self, key: str, entry: TriageEntry, by: str) -> None:
        """Save the triage entry of the patient ``key``, whoever is on screen then."""
        signed = replace(entry, signed=Signature(by, self._clock()))
        self._store.dispatch(SignedAs(by), TriageTyped(key, None), TriageWritten(key, signed))

    def type(self, key: str, entry: TriageEntry | None) -> None:
        """Keep what stands in the form of the triage entry; None: it was thrown away."""
        self._store.dispatch(TriageTyped(key, entry))
