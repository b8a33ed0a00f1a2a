"""What the clinician does with a patient's report, as actions of the session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from cdss.session.actions import Imagined
from cdss.session.report.work import ReportWork, Rewording
from cdss.session.state import SessionState


@dataclass(frozen=True, slots=True)
class ReportToggled:
    """The user opened the report's text beside the evidence, or closed it."""

    def apply(self, state: SessionState) -> SessionState:
        """It takes the place of the panel "What if…", whose edits are gone then."""
        opened = not state.intent.report
        cleared = Imagined(None).apply(state) if opened else state
        return replace(cleared, intent=replace(cleared.intent, report=opened))


@dataclass(frozen=True, slots=True)
class SentenceReworded:
    """The clinician wrote ``edit`` in place of a sentence of the report of ``key``, left it out, or added it."""

    key: str
    edit: Rewording

    def apply(self, state: SessionState) -> SessionState:
        """Kept with the patient; unknown ones are ignored."""
        return _with_work(state, self.key, lambda work: work.having(self.edit))


@dataclass(frozen=True, slots=True)
class SentenceRestored:
    """The clinician wants the sentence ``sentence`` of the report of ``key`` as it was drafted."""

    key: str
    sentence: str

    def apply(self, state: SessionState) -> SessionState:
        """One that they had added is gone."""
        return _with_work(state, self.key, lambda work: work.without(self.sentence))


def _with_work(state: SessionState, key: str, change: Callable[[ReportWork], ReportWork]) -> SessionState:
    entry = state.entry(key)
    if entry is None:
        return state
    return state.with_entry(replace(entry, report_work=change(entry.report_work)))
