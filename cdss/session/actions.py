"""Everything that can happen in a session, as frozen actions with one method: ``apply(state)`` gives the next state."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from cdss.core.kinds import RISK
from cdss.engine.messages import Assessed, Explained, Heartbeat, Ready, Refused, Reply, Told, WorkerFailed
from cdss.records.case import Case
from cdss.records.question import Answer, Changed, Counterfactuals, Occlude, SecondOpinion, WhatIf
from cdss.session.decision.own_level import awaited
from cdss.session.edits import edited
from cdss.session.panes import Ruling
from cdss.session.place import Pane
from cdss.session.state import EnginePhase, EngineStatus, Entry, Pending, Problem, SessionState
from cdss.session.worklist.batch import assessed, batched
from cdss.session.worklist.level_changes import with_level


class Action(Protocol):
    """One thing that happened."""

    def apply(self, state: SessionState) -> SessionState:
        """The state after it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Case folders were named at the time ``at``; the first new one is selected when ``select``."""

    keys: tuple[str, ...]
    select: bool = False
    at: datetime | None = None

    def apply(self, state: SessionState) -> SessionState:
        """Append the unknown ones, select the first of ``keys`` where asked or nothing is selected.

        A patient who was taken off the worklist comes back with what the clinician decided and wrote.
        """
        known, closed = {e.key for e in state.entries}, {e.key: e for e in state.closed}
        new = [key for key in dict.fromkeys(self.keys) if key not in known]
        fresh = tuple(replace(closed[k], closed=None) if k in closed else Entry(k, opened=self.at) for k in new)
        left = tuple(e for e in state.closed if e.key not in new)
        shown = state.heard if self.select else state  # a watched folder opens patients while a message is being read
        opened = batched(replace(shown, entries=state.entries + fresh, closed=left), tuple(new))
        if self.keys and (self.select or state.selected is None):
            return Selected(self.keys[0]).apply(opened)
        return opened


@dataclass(frozen=True, slots=True)
class CaseRead:
    """The files of one entry were read (again)."""

    key: str
    case: Case

    def apply(self, state: SessionState) -> SessionState:
        """Keep the case; whatever was known from older files is dropped, the clinician's own ruling and edits stay."""
        old = state.entry(self.key)
        if old is None:
            return state
        pending = tuple(p for p in state.pending if p.key != self.key)
        case = old.identity.on(old.triage.on(edited(self.case, old.edits, old.vitals_work, old.note_work)))
        fresh = replace(old.without_files(), as_read=self.case, case=case)
        shown = replace(state.with_entry(fresh), pending=pending)
        return _imagining_nothing(shown) if self.key == state.intent.selected else shown


@dataclass(frozen=True, slots=True)
class CaseUnreadable:
    """The files of one entry cannot be read at all."""

    key: str
    problem: Problem

    def apply(self, state: SessionState) -> SessionState:
        """The entry stays in the worklist with its sentence."""
        old = state.entry(self.key)
        return state if old is None else state.with_entry(replace(old, problem=self.problem))


@dataclass(frozen=True, slots=True)
class Selected:
    """The user chose a patient: the one assignment that changes the whole screen."""

    key: str

    def apply(self, state: SessionState) -> SessionState:
        """Unknown keys are ignored."""
        if state.entry(self.key) is None:
            return state
        other = state if self.key == state.intent.selected else leaving(state)
        return replace(other.heard, intent=replace(other.intent, selected=self.key))


@dataclass(frozen=True, slots=True)
class Searched:
    """The user typed into the worklist's search field."""

    text: str

    def apply(self, state: SessionState) -> SessionState:
        """Only the worklist is filtered; the patient on screen stays."""
        return replace(state, intent=replace(state.intent, search=self.text))


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The user chose a language, ``en`` or ``ko``."""

    language: str

    def apply(self, state: SessionState) -> SessionState:
        """Only the words change."""
        return replace(state, intent=replace(state.intent, language=self.language))


@dataclass(frozen=True, slots=True)
class ThemeChosen:
    """The user chose a theme by its name."""

    theme: str

    def apply(self, state: SessionState) -> SessionState:
        """Only the colours change."""
        return replace(state, intent=replace(state.intent, theme=self.theme))


@dataclass(frozen=True, slots=True)
class MaximiseToggled:
    """The user grew a pane to full size, or back; None always goes back."""

    pane: Pane | None

    def apply(self, state: SessionState) -> SessionState:
        """The same pane twice is grow and shrink."""
        grown = None if self.pane == state.intent.maximised else self.pane
        return replace(state, intent=replace(state.intent, maximised=grown))


@dataclass(frozen=True, slots=True)
class TargetChosen:
    """The user chose the output that is explained, one of ``TARGETS``."""

    target: str

    def apply(self, state: SessionState) -> SessionState:
        """The patient on screen is explained anew; until then what is shown names its own output.

        It is chosen for this patient alone: of all others the risk is explained.
        """
        if self.target == state.intent.target:
            return state
        chosen = replace(state, intent=replace(state.intent, target=self.target))
        entry = state.selected
        return chosen.with_entry(replace(entry, explained=False, answers=_of_any_target(entry))) if entry else chosen


@dataclass(frozen=True, slots=True)
class FailedMethodsToggled:
    """The user asked for the explanations whose method failed its test, or wants them hidden again."""

    def apply(self, state: SessionState) -> SessionState:
        """For every patient, until the program ends."""
        return replace(state, intent=replace(state.intent, failed_methods=not state.intent.failed_methods))


@dataclass(frozen=True, slots=True)
class Imagined:
    """The user edits the panel "What if…"; None closes it."""

    question: WhatIf | None

    def apply(self, state: SessionState) -> SessionState:
        """Kept with what the user asked to see, never with the patient; the answer to earlier edits is dropped.

        It takes the place of the text of the report.
        Not before the model's answer to the patient may be seen.
        """
        entry = state.selected
        if entry is None or entry.case is None or awaited(entry, state):
            return state
        report = state.intent.report and self.question is None
        return replace(_imagining_nothing(state), intent=replace(state.intent, what_if=self.question, report=report))


@dataclass(frozen=True, slots=True)
class Submitted:
    """A request went out to the engine."""

    pending: Pending

    def apply(self, state: SessionState) -> SessionState:
        """As in the client, it overtakes an earlier one of the same case, and with explanations those of other patients.

        A question overtakes only one of its own kind.
        """
        new, case_id = self.pending, _case_id(state, self.pending.key)
        if new.question is not None:
            others = tuple(p for p in state.pending if type(p.question) is not type(new.question))
            return replace(state, pending=(*others, new))
        kept = (p for p in state.pending if _case_id(state, p.key) != case_id and not (p.explain and new.explain))
        return replace(state, pending=(*kept, new))


@dataclass(frozen=True, slots=True)
class Ruled:
    """The clinician accepted or overrode the level; None withdraws the decision."""

    key: str
    ruling: Ruling | None

    def apply(self, state: SessionState) -> SessionState:
        """Kept with the entry. Nothing the model says later changes it."""
        old = state.entry(self.key)
        return state if old is None else state.heard.with_entry(replace(old, ruling=self.ruling))


@dataclass(frozen=True, slots=True)
class Remarked:
    """Something to say in the status line; None clears it."""

    problem: Problem | None

    def apply(self, state: SessionState) -> SessionState:
        """Shown until the clinician does the next thing, or puts it away: never gone by itself."""
        return replace(state, remark=self.problem)


@dataclass(frozen=True, slots=True)
class Noted:
    """Something to say that came by itself, not from what the clinician just did."""

    problem: Problem

    def apply(self, state: SessionState) -> SessionState:
        """It waits behind a message that is still to be read."""
        return replace(state, noted=self.problem)


@dataclass(frozen=True, slots=True)
class MessageDismissed:
    """The clinician put the message at the foot away."""

    def apply(self, state: SessionState) -> SessionState:
        """What waits behind it is said next; what still holds (nothing is saved, no engine) stays."""
        return state.heard


@dataclass(frozen=True, slots=True)
class EngineAbsent:
    """There is no engine to ask, for example because the model bundle is not installed."""

    problem: Problem

    def apply(self, state: SessionState) -> SessionState:
        """Nothing is assessed from now on; the evidence is still shown."""
        return replace(state, engine=EngineStatus(EnginePhase.ABSENT, problem=self.problem), pending=())


@dataclass(frozen=True, slots=True)
class EngineRestarted:
    """The user asked for the engine again after it gave up."""

    def apply(self, state: SessionState) -> SessionState:
        """What was refused only because it was not running is waited for again."""
        revived = tuple(replace(e, problem=None) if _not_running(e) else e for e in state.entries)
        return replace(state, entries=revived, engine=EngineStatus(), pending=())


def leaving(state: SessionState) -> SessionState:
    """What was asked for of the patient on screen alone ends: the panel "What if…", and the explanation of another output.

    Whoever comes on screen next begins with the risk, and so does this patient on return.
    """
    if state.intent.target == RISK:
        return _imagining_nothing(state)
    asked = tuple(p for p in state.pending if p.key != state.intent.selected or not _of_one_target(p))
    return _imagining_nothing(TargetChosen(RISK).apply(replace(state, pending=asked)))


def _of_one_target(pending: Pending) -> bool:
    """Whether the answer would speak of the explained output alone."""
    return (pending.question is None and pending.explain) or isinstance(pending.question, Occlude | SecondOpinion)


def _imagining_nothing(state: SessionState) -> SessionState:
    """The panel closed, and what was answered to its edits forgotten."""
    entries = tuple(
        replace(e, answers=tuple(a for a in e.answers if not isinstance(a, Changed)))
        if any(isinstance(a, Changed) for a in e.answers)
        else e
        for e in state.entries
    )
    return replace(state, entries=entries, intent=replace(state.intent, what_if=None))


def _of_any_target(entry: Entry) -> tuple[Answer, ...]:
    """Answers that hold whatever output is explained."""
    return tuple(a for a in entry.answers if isinstance(a, Changed | Counterfactuals))


def _not_running(entry: Entry) -> bool:
    return entry.problem is not None and entry.problem.code == "engine_not_running"


@dataclass(frozen=True, slots=True)
class Answered:
    """The engine said something, at the time ``at``."""

    reply: Reply
    at: datetime | None = None

    def apply(self, state: SessionState) -> SessionState:
        """Answers of another generation than the pending one change nothing."""
        match self.reply:
            case Ready() as ready:
                return _ready(state, ready)
            case WorkerFailed() as failed:
                return _failed(state, failed)
            case Assessed() | Explained() | Told() | Refused() as answer:
                return _answer(state, answer, self.at)
            case Heartbeat():
                return state


def _ready(state: SessionState, ready: Ready) -> SessionState:
    """The engine as it says it is; what it says of its device is said once at the foot, and stays with the device there."""
    status = EngineStatus(
        EnginePhase.READY,
        ready.device,
        ready.threads,
        ready.model,
        failed_methods=ready.failed_methods,
        notice=ready.notice,
    )
    news = ready.notice and ready.notice != state.engine.notice
    return replace(state, engine=status, noted=Problem(ready.notice) if news else state.noted)


def _case_id(state: SessionState, key: str) -> str | None:
    entry = state.entry(key)
    return entry.case.case_id if entry and entry.case else None


def _answer(state: SessionState, reply: Assessed | Explained | Told | Refused, at: datetime | None) -> SessionState:
    pending = next((p for p in state.pending if p.generation == reply.generation), None)
    entry = state.entry(pending.key) if pending else None
    if pending is None or entry is None or entry.case is None:
        return state
    match reply:
        case Assessed():
            if reply.assessment.case_id != entry.case.case_id:
                return state
            work = with_level(state, entry, reply.assessment, at)
            done, entry = not pending.explain, assessed(replace(entry, shift_work=work), reply.assessment)
        case Explained():
            done, entry = reply.final, replace(entry, explanation=reply.explanation, explained=reply.final)
        case Told():
            others = tuple(a for a in entry.answers if type(a) is not type(reply.answer))
            done, entry = True, replace(entry, answers=(*others, reply.answer))
        case Refused() if pending.question is not None:
            return replace(_without(state, pending), remark=Problem(reply.code, reply.text, reply.params))
        case Refused():
            done, entry = True, replace(entry, problem=Problem(reply.code, reply.text, reply.params))
    shown = state.with_entry(entry)
    return _without(shown, pending) if done else shown


def _without(state: SessionState, pending: Pending) -> SessionState:
    return replace(state, pending=tuple(p for p in state.pending if p is not pending))


def _failed(state: SessionState, reply: WorkerFailed) -> SessionState:
    """A restarting client sends what is out again by itself; one that gave up refuses it."""
    phase = EnginePhase.RESTARTING if reply.restarting else EnginePhase.FAILED
    unnamed = "session_engine_restarting" if reply.restarting else ""
    engine = replace(state.engine, phase=phase, problem=Problem(reply.code or unnamed, reply.text, reply.params))
    return replace(state, engine=engine, pending=state.pending if reply.restarting else ())
