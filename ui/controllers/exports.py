"""Saving what a pane shows (table, picture) and the assessment as a FHIR bundle. Faults become a sentence in the status line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from cdss.core.clock import Clock, now
from cdss.core.files import write_whole
from cdss.core.system_reasons import system_reason
from cdss.report.fhir import Sent, assessment_bundle
from cdss.report.inputs import edited_parts, input_hashes
from cdss.session.actions import Remarked
from cdss.session.decision.own_level import as_seen
from cdss.session.exports import pane_table
from cdss.session.place import Pane
from cdss.session.state import Problem
from cdss.session.store import Store

SavePicture = Callable[[Pane, Path], bool]
"""Writes the picture of a pane as PNG; False where that failed."""


class ExportController:
    """Writes files that the user has named."""

    def __init__(self, store: Store, save_picture: SavePicture, clock: Clock = now) -> None:
        self._store, self._clock = store, clock
        self._save_picture = save_picture

    def table(self, pane: Pane, path: Path) -> None:
        """Save the attributions of ``pane`` as CSV."""
        text = pane_table(self._store.state, pane)
        if text is None:
            self._say("export_nothing")
            return
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self._say("export_failed", name=path.name, reason=system_reason(error))
        else:
            self._say("export_done", name=path.name)

    def fhir(self, path: Path) -> None:
        """Save the assessment of the patient on screen as a FHIR R4 bundle, with the level that the clinician set."""
        state = as_seen(self._store.state)
        entry = state.selected
        if entry is None or entry.case is None or entry.assessment is None:
            self._say("export_no_assessment")
            return
        inputs = input_hashes(entry.key, entry.case, edited_parts(entry))
        sent = Sent(entry.case.patient, self._clock(), inputs, entry.standing)
        bundle = assessment_bundle(entry.assessment, sent, language=state.intent.language)
        try:
            write_whole(path, json.dumps(bundle, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8"))
        except OSError as error:
            self._say("export_failed", name=path.name, reason=system_reason(error))
        else:
            self._say("export_done", name=path.name)

    def picture(self, pane: Pane, path: Path) -> None:
        """Save what ``pane`` shows now as PNG."""
        saved = self._save_picture(pane, path)
        self._say("export_done", name=path.name) if saved else self._say("export_picture_failed", name=path.name)

    def _say(self, code: str, **params: str) -> None:
        self._store.dispatch(Remarked(Problem(code, params=tuple(params.items()))))
