"""Opens the forms in which a clinician writes about a patient, and hands what they save to the controllers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QDialog

from cdss.core.clock import Clock, now
from cdss.session.facts import display_id
from cdss.session.state import Entry
from cdss.session.store import Store
from cdss.session.vitals_form import chart_time
from ui.controllers.charting import ChartingController
from ui.main_window import MainWindow
from ui.panels.vitals_entry_panel import FormSubject, VitalsEntryPanel


class EntryDesk:
    """One method for each form; each form is of the patient that was on screen when it was opened."""

    def __init__(self, store: Store, window: MainWindow, clock: Clock = now) -> None:
        self._store = store
        self._window = window
        self._clock = clock
        self.charting = ChartingController(store, clock)
        window.evidence.vitals_entry_requested.connect(self.open_vitals)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the forms do, by their names in the action table."""
        return {"vitals_entry": self.open_vitals}

    def open_vitals(self) -> VitalsEntryPanel | None:
        """The form for a set of vital signs; None where no patient is read."""
        entry = self._store.state.selected
        if entry is None or entry.case is None:
            return None
        panel = VitalsEntryPanel(self._subject(entry), self._window)
        panel.entered.connect(partial(self.charting.enter, entry.key))
        self._open(panel)
        return panel

    def _subject(self, entry: Entry) -> FormSubject:
        intent = self._store.state.intent
        return FormSubject(
            patient=display_id(entry),
            age_years=entry.case.patient.age_years if entry.case else None,
            scale=entry.vitals_work.spo2_scale,
            by=intent.initials,
            required=intent.settings.initials_required,
            clock=lambda: chart_time(entry.case, self._clock()),
        )

    def _open(self, panel: QDialog) -> None:
        panel.finished.connect(panel.deleteLater)
        panel.open()
