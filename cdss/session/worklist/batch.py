"""Many patients at once: which of them wait to be assessed, how far that is, and what was called off."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.records.assessment import Assessment
from cdss.session.state import Entry, SessionState


def unfinished(entry: Entry) -> bool:
    """Whether the patient is still to be read, or to be assessed."""
    refused = entry.problem is not None or (entry.case is not None and bool(entry.case.blocking))
    unassessed = entry.assessment is None and entry.withheld is None
    return unassessed and not refused and not entry.shift_work.put_off


def batched(state: SessionState, keys: tuple[str, ...]) -> SessionState:
    """``state`` with ``keys`` in the batch: beside those of one that is under way, else as a new one."""
    under_way = any(e.key in state.batch and unfinished(e) for e in state.entries)
    return replace(state, batch=tuple(dict.fromkeys((*state.batch, *keys))) if under_way else keys)


def progress(state: SessionState) -> tuple[int, int] | None:
    """How many of the batch are done, of how many; None where it is of one patient or all are done."""
    members = [e for e in state.entries if e.key in set(state.batch)]
    left = sum(unfinished(e) for e in members)
    return (len(members) - left, len(members)) if left and len(members) > 1 else None


def put_off(state: SessionState) -> tuple[Entry, ...]:
    """Those whose assessment was called off."""
    return tuple(e for e in state.entries if e.shift_work.put_off)


@dataclass(frozen=True, slots=True)
class BatchCancelled:
    """The user called the assessment of the batch off."""

    def apply(self, state: SessionState) -> SessionState:
        """Whom it has not reached stays unassessed until they are asked for or chosen; the patient on screen goes on."""
        members = set(state.batch) - {state.intent.selected}
        off = {e.key for e in state.entries if e.key in members and unfinished(e)}
        entries = tuple(_put_off(e, True) if e.key in off else e for e in state.entries)
        pending = tuple(p for p in state.pending if p.key not in off)
        return replace(state, entries=entries, pending=pending, batch=())


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """The user wants those assessed after all whose assessment was called off."""

    def apply(self, state: SessionState) -> SessionState:
        """They are a new batch."""
        keys = tuple(e.key for e in put_off(state))
        if not keys:
            return state
        entries = tuple(_put_off(e, False) if e.shift_work.put_off else e for e in state.entries)
        return batched(replace(state, entries=entries), keys)


@dataclass(frozen=True, slots=True)
class BatchEnded:
    """Nobody of the batch is left to be assessed."""

    def apply(self, state: SessionState) -> SessionState:
        """Whoever is assessed again later is no batch."""
        return replace(state, batch=())


def assessed(entry: Entry, told: Assessment) -> Entry:
    """``entry`` with its assessment: nothing of it is called off any more."""
    known = replace(entry, assessment=told)
    return _put_off(known, False) if entry.shift_work.put_off else known


def _put_off(entry: Entry, off: bool) -> Entry:
    return replace(entry, shift_work=replace(entry.shift_work, put_off=off))
