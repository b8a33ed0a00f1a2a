"""Deleting for good what is kept of a patient; the hospital's own files are never touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cdss.core.sentences import sentence
from cdss.session.editing import Closed
from cdss.session.facts import display_id
from cdss.session.state import Entry, SessionState


@dataclass(frozen=True, slots=True)
class PatientDeleted:
    """The user had all that is kept of the patient ``key`` deleted, at the time ``at``."""

    key: str
    at: datetime | None = None

    def apply(self, state: SessionState) -> SessionState:
        """Off the worklist, and unlike one that was only taken off it, nothing is put by."""
        gone = Closed(self.key, self.at).apply(state)
        return replace(
            gone,
            closed=tuple(e for e in gone.closed if e.key != self.key),
            batch=tuple(key for key in gone.batch if key != self.key),
        )


def deletion_words(entry: Entry, damaged: int, language: str, unopened: Sequence[str] = ()) -> tuple[str, ...]:
    """What goes and what stays, in sentences.

    ``damaged``: how many damaged sessions lie beside the kept one; ``unopened``: paths of those that were put aside unopened.
    """
    goes = sentence("deletion_goes", {"name": display_id(entry)}, language)
    stays = sentence("deletion_stays", {"path": entry.key}, language)
    others = [sentence("deletion_damaged", {"count": str(damaged)}, language)] if damaged else []
    if unopened:
        others.append(sentence("deletion_unopened", {"paths": ", ".join(unopened)}, language))
    return (goes, stays, *others, sentence("deletion_final", {}, language))
