"""Who the patient is, as a clinician writes it, and a patient of whom there are no files yet."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from cdss.core.clock import Clock, now
from cdss.core.files import write_whole
from cdss.core.paths import MANIFEST_NAME
from cdss.core.system_reasons import system_reason
from cdss.records.vitals_changes import Signature
from cdss.session.actions import Remarked
from cdss.session.entry.charting import SignedAs
from cdss.session.entry.form_actions import PatientTyped
from cdss.session.entry.identity_work import IdentityWork
from cdss.session.entry.patient_actions import PatientWritten
from cdss.session.entry.typed_forms import Typed
from cdss.session.state import Problem
from cdss.session.store import Store
from ui.controllers.cases import CaseController

_SCHEMA = "cdss.case/1"


class PatientController:
    """Every method names the patient: whoever is on screen when the form is saved, it goes to the one it was opened for.

    ``home``: where the folders of patients stand who were entered by hand.
    """

    def __init__(self, store: Store, cases: CaseController, home: Path, clock: Clock = now) -> None:
        self._store, self._cases, self._home, self._clock = store, cases, home, clock

    def write(self, key: str, identity: IdentityWork, by: str) -> None:
        """Save who the patient is."""
        signed = replace(identity, signed=Signature(by, self._clock()))
        self._store.dispatch(SignedAs(by), PatientTyped(key, ()), PatientWritten(key, signed))

    def type(self, key: str, texts: Typed | None) -> None:
        """Keep what stands in the form; None: it was thrown away."""
        self._store.dispatch(PatientTyped(key, texts or ()))

    def new(self) -> str | None:
        """Put a patient without files onto the worklist and on screen; returns their key, None where that cannot be written.

        The folder holds a name made of the time and nothing of the patient: what is entered is kept with the session.
        """
        name = self._free_name()
        folder = self._home / name
        try:
            folder.mkdir(parents=True)
            manifest = json.dumps({"schema": _SCHEMA, "case_id": name})
            write_whole(folder / MANIFEST_NAME, manifest.encode())
        except OSError as error:
            reason = system_reason(error)
            said = Problem("patient_not_made", params=(("folder", str(self._home)), ("reason", reason)))
            self._store.dispatch(Remarked(said))
            return None
        self._cases.open((folder,), select=True)
        return str(folder)

    def _free_name(self) -> str:
        stem = f"{self._clock().astimezone():new-%m%d-%H%M}"
        names = (stem, *(f"{stem}-{number}" for number in range(2, 1000)))
        return next(name for name in names if not (self._home / name).exists())
