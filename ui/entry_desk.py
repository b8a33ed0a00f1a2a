"""Opens the forms in which a clinician writes about a patient, and hands what they save to the controllers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer, SignalInstance
from PySide6.QtWidgets import QDialog

from cdss.core.clock import Clock, now
from cdss.core.paths import user_dir
from cdss.records.vitals_changes import chart
from cdss.session.editing import NoteDrafted
from cdss.session.entry.charting import SignedAs
from cdss.session.entry.form_actions import DraftTakenOver, drafted_form
from cdss.session.entry.identity_work import identity_of
from cdss.session.entry.patient_form import typed_of
from cdss.session.entry.triage_note import TriageEntry, disagreement
from cdss.session.entry.typed_forms import Typed
from cdss.session.entry.vitals_form import chart_time
from cdss.session.facts import display_id
from cdss.session.state import Entry, SessionState
from cdss.session.store import Store
from ui.controllers.cases import CaseController
from ui.controllers.charting import ChartingController
from ui.controllers.notes import NoteController
from ui.controllers.patients import PatientController
from ui.drafts import Drafts, T
from ui.main_window import MainWindow
from ui.panels.form_panel import FormPanel
from ui.panels.patient_panel import PatientPanel
from ui.panels.sign_panel import SignPanel
from ui.panels.triage_note_panel import TriageNotePanel
from ui.panels.vitals_entry_panel import FormSubject, VitalsEntryPanel
from ui.panels.vitals_history_panel import VitalsHistoryPanel

TYPED = "typed"
"""Folder in the user's own, of patients who were entered by hand."""


class EntryDesk:
    """One method for each form; each form is of the patient that was on screen when it was opened.

    ``typed_elsewhere``: hands on what was typed last into the editor of the note.
    """

    def __init__(
        self,
        store: Store,
        window: MainWindow,
        cases: CaseController,
        clock: Clock = now,
        typed_elsewhere: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._typed_elsewhere = typed_elsewhere
        self._window = window
        self._clock = clock
        self.charting, self.notes = ChartingController(store, clock), NoteController(store, clock)
        self.vitals_drafts = Drafts[Typed](self.charting.type, window)
        self.triage_drafts = Drafts[TriageEntry](self.notes.type, window)
        self.patients = PatientController(store, cases, user_dir() / TYPED, clock)
        self.patient_drafts = Drafts[Typed](self.patients.type, window)
        window.banner.details_requested.connect(self.open_patient)
        window.evidence.vitals_entry_requested.connect(self.open_vitals)
        window.evidence.vitals.history_requested.connect(self.open_history)
        window.evidence.note_entry_requested.connect(self.open_triage)
        note = window.evidence.note
        note.concept_corrected.connect(
            lambda term, denied, meant: self.signed(partial(self.notes.correct, note.patient, term, denied, meant))
        )

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions of the forms do, by their names in the action table."""
        return {
            "vitals_entry": self.open_vitals,
            "vitals_history": self.open_history,
            "note_entry": self.open_triage,
            "new_patient": self.add_patient,
            "patient_details": self.open_patient,
            "note_abbreviations": self._window.evidence.note.abbreviations.open_list,
        }

    def add_patient(self) -> None:
        """Put a patient without files onto the worklist; the form of who they are opens once they are read."""
        if (key := self.patients.new()) is None:
            return

        def look(state: SessionState) -> None:
            entry = state.entry(key)
            if entry is None or entry.case is not None or entry.problem is not None:
                stop()
                if entry is not None and entry.case is not None and state.intent.selected == key:
                    QTimer.singleShot(0, self._window, self.open_patient)

        stop = self._store.listen(look)

    def open_patient(self) -> PatientPanel | None:
        """The form of who the patient is and when they came; None where no patient is read."""
        entry, intent = self._store.state.selected, self._store.state.intent
        if entry is None or entry.case is None:
            return None
        clock = partial(self._chart_clock, entry.key)
        panel = PatientPanel(
            display_id(entry), typed_of(identity_of(entry.case)), intent.initials,
            intent.settings.initials_required, clock, self._window,
        )  # fmt: skip
        panel.set_typed(entry.typed.patient)
        self._keep_typed(panel, panel.written, self.patient_drafts, entry.key)
        panel.written.connect(partial(self.patients.write, entry.key))
        self._open(panel)
        return panel

    def _chart_clock(self, key: str) -> datetime:
        entry = self._store.state.entry(key)
        return chart_time(entry.case if entry else None, self._clock())

    def open_vitals(self) -> VitalsEntryPanel | None:
        """The form for a set of vital signs; None where no patient is read."""
        entry = self._store.state.selected
        if entry is None or entry.case is None:
            return None
        panel = VitalsEntryPanel(self._subject(entry), self._window)
        panel.set_typed(entry.typed.vitals)
        self._keep_typed(panel, panel.entered, self.vitals_drafts, entry.key)
        panel.entered.connect(partial(self.charting.enter, entry.key))
        self._open(panel)
        return panel

    def open_triage(self) -> TriageNotePanel | None:
        """The form of the triage entry; None where no patient is read."""
        self._typed_elsewhere()
        entry, intent = self._store.state.selected, self._store.state.intent
        if entry is None or entry.case is None:
            return None
        draft = entry.edits.draft
        if draft is not None:
            self._window.evidence.note.leave_editor()
            self._store.dispatch(DraftTakenOver(entry.key))
            entry = self._store.state.entry(entry.key) or entry
        panel = TriageNotePanel(
            display_id(entry), drafted_form(entry), intent.initials, intent.settings.initials_required, self._window
        )
        if draft is not None:  # the form is thrown away, not what stood in the editor before
            panel.cancel.clicked.connect(lambda *_: self._store.dispatch(NoteDrafted(entry.key, draft)))
        panel.set_disagreement(disagreement(entry.case, entry.triage) if entry.case else None)
        panel.continued.setVisible(entry.typed.triage is not None)
        self._keep_typed(panel, panel.written, self.triage_drafts, entry.key)
        panel.written.connect(partial(self.notes.write, entry.key))
        self._open(panel)
        return panel

    def open_history(self) -> VitalsHistoryPanel | None:
        """The chart of the vital signs, to be corrected; None where no patient is read."""
        entry, intent = self._store.state.selected, self._store.state.intent
        if entry is None or entry.as_read is None:
            return None
        panel = VitalsHistoryPanel(display_id(entry), intent.initials, intent.settings.initials_required, self._window)
        for signal, written in (
            (panel.corrected, self.charting.correct),
            (panel.struck, self.charting.strike),
            (panel.undo_requested, self.charting.undo),
        ):
            signal.connect(partial(written, entry.key))
            signal.connect(lambda *_: self._show_chart(panel, entry.key))
        self._show_chart(panel, entry.key)
        self._open(panel)
        panel.table.setFocus()
        return panel

    @property
    def unsigned(self) -> bool:
        """Whether the site wants a signature and nobody has signed yet."""
        intent = self._store.state.intent
        return intent.settings.initials_required and not intent.initials

    def signed(self, write: Callable[[], object], given_up: Callable[[], object] = lambda: None) -> SignPanel | None:
        """``write`` at once where somebody has signed, or nobody need; else once they did, or ``given_up`` where they do not."""
        if not self.unsigned:
            write()
            return None
        panel = SignPanel(self._window)
        panel.signed.connect(lambda by: self._store.dispatch(SignedAs(by)))
        panel.accepted.connect(lambda: write())
        panel.rejected.connect(lambda: given_up())
        self._open(panel)
        return panel

    def flush(self) -> None:
        """Hand on what was typed last into a form."""
        self.vitals_drafts.flush()
        self.triage_drafts.flush()
        self.patient_drafts.flush()

    def _show_chart(self, panel: VitalsHistoryPanel, key: str) -> None:
        entry = self._store.state.entry(key)
        if entry is not None and entry.as_read is not None:
            changes = entry.vitals_work.changes
            panel.set_chart(chart(entry.as_read.vitals, changes), changes)

    def _subject(self, entry: Entry) -> FormSubject:
        intent = self._store.state.intent
        return FormSubject(
            patient=display_id(entry),
            age_years=entry.case.patient.age_years if entry.case else None,
            scale=entry.vitals_work.spo2_scale,
            by=intent.initials,
            required=intent.settings.initials_required,
            clock=lambda: chart_time(entry.case, self._clock()),
            arrival=entry.case.arrival.time if entry.case else None,
            scale_2=intent.settings.spo2_scale_2,
        )

    def _keep_typed(self, panel: FormPanel, saved: SignalInstance, drafts: Drafts[T], key: str) -> None:
        """What is typed into the form of the patient ``key`` is kept until the form is saved."""
        panel.typed.connect(partial(drafts.take, key))
        saved.connect(lambda *_: drafts.forget())

    def _open(self, panel: QDialog) -> None:
        panel.finished.connect(panel.deleteLater)
        panel.open()
