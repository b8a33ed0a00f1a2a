"""What a clinician writes into a patient's chart of vital signs, signed and dated, as actions on the store."""

from __future__ import annotations

from cdss.core.clock import Clock, now
from cdss.records.vitals import VitalsRow, VitalValue
from cdss.records.vitals_changes import Corrected, Entered, Signature, Struck, VitalsChange
from cdss.session.entry.charting import LastVitalsUndone, SignedAs, VitalsCharted
from cdss.session.entry.form_actions import VitalsTyped
from cdss.session.entry.typed_forms import Typed
from cdss.session.store import Store


class ChartingController:
    """Every method names the patient: whoever is on screen when a form is saved, it goes to the one it was opened for."""

    def __init__(self, store: Store, clock: Clock = now) -> None:
        self._store = store
        self._clock = clock

    def enter(self, key: str, row: VitalsRow, scale: int, by: str) -> None:
        """A set of measurements, and the SpO2 scale of NEWS2 that was chosen with it."""
        self._store.dispatch(VitalsTyped(key, ()))
        self._chart(key, Entered(row, self._signed(by)), by, scale)

    def type(self, key: str, texts: Typed | None) -> None:
        """Keep what stands in the form of the vital signs; None: it was thrown away."""
        self._store.dispatch(VitalsTyped(key, texts or ()))

    def correct(self, key: str, row: VitalsRow, field: str, value: VitalValue, by: str) -> None:
        """``field`` of the measurement that was first written as ``row`` is ``value``."""
        self._chart(key, Corrected(row, field, value, self._signed(by)), by)

    def strike(self, key: str, row: VitalsRow, field: str | None, by: str) -> None:
        """``field`` of a measurement, or all of it, is wrong and counts no more."""
        self._chart(key, Struck(row, field, self._signed(by)), by)

    def undo(self, key: str, by: str) -> None:
        """Take back the last change that counts."""
        self._store.dispatch(SignedAs(by), LastVitalsUndone(key, self._signed(by)))

    def _chart(self, key: str, change: VitalsChange, by: str, scale: int | None = None) -> None:
        self._store.dispatch(SignedAs(by), VitalsCharted(key, (change,), scale))

    def _signed(self, by: str) -> Signature:
        return Signature(by, self._clock())
