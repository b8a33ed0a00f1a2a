"""What the audit is told of the session: what happened is seen from two states, so that no action can forget to say it.

Free text about a patient, their name and the names of their files are never among it; what was typed is kept with the inputs of
the assessment that was made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from pathlib import PurePath
from typing import Any

from cdss.records.assessment import ModelIdentity
from cdss.records.audit_event import AuditEvent, AuditKind
from cdss.records.vitals_changes import Entered, Undone, VitalsChange
from cdss.session.decision.own_level import awaited
from cdss.session.decision.reasons import REASONS
from cdss.session.kept_work import Kept, work_text
from cdss.session.setting_actions import values_of
from cdss.session.settings import Value
from cdss.session.state import ArchiveUse, Entry, ModelSwitch, SessionState

_NOT_ASSESSED = frozenset({"film", "report", "own_level", "forms", "shift", "actions"})
"""Kinds of kept work that change nothing of what is assessed; whatever else there is, or comes, is kept with the inputs."""

_OWN_EVENTS = frozenset({"pin", "wrong_pins", "watched_names", "tour"})
"""Settings that are said otherwise, or that the program keeps for itself."""

_FREE_TEXT = "free text"
_CLIPBOARD = "clipboard"
COPY_WITHOUT_IDENTITY = "copy_without_identity"
_LEFT = {
    "export_done": "",
    "archive_done": ".dcm",
    "handover_copied": _CLIPBOARD,
    "deidentify_written": COPY_WITHOUT_IDENTITY,
}
"""What leaves the program is announced by one of these sentences; of the first, the name of the file tells the kind."""


def events_between(before: SessionState, after: SessionState) -> Iterator[AuditEvent]:
    """What happened from one state to the next, in the order in which it is to be entered.

    An assessment is told by its kind and patient only: its hashes take longer than a window may stand still.
    """
    yield from _lock(before, after)
    yield from _settings(before, after)
    yield from _model(before, after)
    if before.entries is not after.entries or before.closed is not after.closed:
        yield from _patients(before, after)
    seen = shown(after)
    if seen is not None and seen != shown(before):
        yield AuditEvent(AuditKind.PATIENT_SHOWN, seen)
    told = _explained(after)
    if told is not None and told != _explained(before):
        yield AuditEvent(AuditKind.EXPLANATION_SHOWN, told[0], {"target": told[1]})
    yield from _exports(before, after)
    use = after.archive_use
    if use is not None and use is not before.archive_use:
        yield archive_used(use)


def shown(state: SessionState) -> str | None:
    """The patient who can be seen: on screen, read, and not behind the lock."""
    entry = state.selected
    return entry.key if entry is not None and entry.case is not None and not state.locked else None


def typed_of(entry: Entry) -> tuple[str | None, Kept]:
    """What was typed about a patient and changes what is assessed: their note, and other kinds as they are kept."""
    return entry.edits.note, tuple((name, text) for name, text in work_text(entry) if name not in _NOT_ASSESSED)


def _explained(state: SessionState) -> tuple[str, str] | None:
    """Whose explanation of which output is on screen."""
    entry, key = state.selected, shown(state)
    if key is None or entry is None or not entry.explained or awaited(entry, state):
        return None
    return key, state.intent.target


def _lock(before: SessionState, after: SessionState) -> Iterator[AuditEvent]:
    was, now = before.intent.settings, after.intent.settings
    if now.wrong_pins != was.wrong_pins and now.wrong_pins:
        yield AuditEvent(AuditKind.UNLOCK_FAILED, None, {"wrong_pins": now.wrong_pins})
    if before.locked != after.locked:
        yield AuditEvent(AuditKind.LOCKED if after.locked else AuditKind.UNLOCKED)
    if now.pin != was.pin:
        what = "removed" if not now.pin else "changed" if was.pin else "set"
        yield AuditEvent(AuditKind.SETTING_CHANGED, None, {"name": "pin", "what": what})


def _settings(before: SessionState, after: SessionState) -> Iterator[AuditEvent]:
    if before.intent is after.intent:
        return
    old, new = values_of(before.intent), values_of(after.intent)
    for name, value in new.items():
        if value != old[name] and name not in _OWN_EVENTS:
            details: dict[str, Value] = {"name": name, "old": old[name], "new": value}
            yield AuditEvent(AuditKind.SETTING_CHANGED, None, details)


def model_loaded(model: ModelIdentity, device: str | None, threads: int | None) -> AuditEvent:
    """From now on ``model`` answers."""
    return AuditEvent(AuditKind.MODEL_LOADED, None, {**_named(model), "device": device, "threads": threads})


def _named(model: ModelIdentity) -> dict[str, Any]:
    return {"model": model.name, "model_version": model.version, "model_sha256": model.sha256}


def _model(before: SessionState, after: SessionState) -> Iterator[AuditEvent]:
    engine, model = after.engine, after.engine.model
    if model is not None and before.engine.model != model:
        yield model_loaded(model, engine.device, engine.threads)
    if after.model_switch is not None and after.model_switch is not before.model_switch:
        yield model_switched(after.model_switch)


def model_switched(switch: ModelSwitch) -> AuditEvent:
    """Another model to start from, and which one it replaced; of an installed one the key that signed it."""
    former = {f"former_{name}": value for name, value in _named(switch.former).items()}
    if not switch.signed_with:
        return AuditEvent(AuditKind.MODEL_RETURNED, None, {**_named(switch.model), **former})
    key = {"signed_with": switch.signed_with}
    return AuditEvent(AuditKind.MODEL_INSTALLED, None, {**_named(switch.model), **former, **key})


def _patients(before: SessionState, after: SessionState) -> Iterator[AuditEvent]:
    old = {entry.key: entry for entry in (*before.entries, *before.closed)}
    new = {entry.key: entry for entry in (*after.entries, *after.closed)}
    there = {entry.key for entry in before.entries}
    for key, entry in new.items():
        if key in old and entry is not old[key]:
            yield from _changes(old[key], entry)
    for entry in after.closed:
        if entry.key in there:
            yield AuditEvent(AuditKind.PATIENT_CLOSED, entry.key)
    yield from (AuditEvent(AuditKind.PATIENT_DELETED, key) for key in old if key not in new)


def _changes(old: Entry, new: Entry) -> Iterator[AuditEvent]:
    """What was done to one patient."""
    key = new.key
    if old.edits.drops != new.edits.drops:
        fewer = len(new.edits.drops) < len(old.edits.drops)
        count = {"count": 0 if fewer else len(new.edits.drops[-1])}
        yield AuditEvent(AuditKind.FILES_TAKEN_BACK if fewer else AuditKind.FILES_ADDED, key, {} if fewer else count)
    if old.vitals_work != new.vitals_work:
        added = new.vitals_work.changes[len(old.vitals_work.changes) :]
        details = {"changes": [_charted(one) for one in added], "spo2_scale": new.vitals_work.spo2_scale}
        yield AuditEvent(AuditKind.VITALS_CHARTED, key, details)
    if old.edits.note != new.edits.note and new.edits.note is not None:
        signed = new.note_work.edited or new.triage.signed
        details = {"signed": signed.by if signed else "", "form": new.triage != old.triage}
        yield AuditEvent(AuditKind.NOTE_EDITED, key, details)
    if old.identity != new.identity:
        names = [f.name for f in fields(new.identity) if getattr(old.identity, f.name) != getattr(new.identity, f.name)]
        signed_by = new.identity.signed.by if new.identity.signed else ""
        changed = {"fields": [name for name in names if name != "signed"], "signed": signed_by}
        yield AuditEvent(AuditKind.IDENTITY_WRITTEN, key, changed)
    if old.note_work.corrections != new.note_work.corrections:
        yield AuditEvent(AuditKind.CONCEPTS_CORRECTED, key, {"corrections": len(new.note_work.corrections)})
    if new.assessment is not None and new.assessment is not old.assessment:
        yield AuditEvent(AuditKind.ASSESSED, key)
    yield from _decisions(old, new)
    if old.report_work != new.report_work:
        yield AuditEvent(AuditKind.REPORT_EDITED, key, {"edits": len(new.report_work.edits)})


def _decisions(old: Entry, new: Entry) -> Iterator[AuditEvent]:
    key, ruling = new.key, new.ruling
    if old.own != new.own and new.own.level is not None:
        yield AuditEvent(AuditKind.OWN_LEVEL, key, {"level": new.own.level})
    if ruling is None and old.ruling is not None:
        yield AuditEvent(AuditKind.DECISION_WITHDRAWN, key, {"level": old.ruling.level})
    elif ruling is not None and ruling is not old.ruling:
        reason = ruling.reason if not ruling.reason or ruling.reason in REASONS else _FREE_TEXT
        details = {
            "level": ruling.level,
            "model_level": ruling.model_level,
            "accepted": ruling.accepted,
            "reason": reason,
        }
        yield AuditEvent(AuditKind.DECIDED, key, details)
    was, now = dict(old.done.done), dict(new.done.done)
    yield from (AuditEvent(AuditKind.ACTION_TICKED, key, {"action": code}) for code in now if code not in was)
    yield from (AuditEvent(AuditKind.ACTION_UNTICKED, key, {"action": code}) for code in was if code not in now)


def _charted(change: VitalsChange) -> dict[str, Any]:
    """Which value was changed how and by whom; the values themselves are kept with the inputs."""
    field = None if isinstance(change, Entered | Undone) else change.field
    return {"kind": change.kind, "field": field, "signed": change.signed.by}


def archive_used(use: ArchiveUse) -> AuditEvent:
    """A search by which fields, or what came; whom for is told by the key alone."""
    if use.fields:
        return AuditEvent(AuditKind.ARCHIVE_SEARCHED, use.key, {"archive": use.name, "fields": list(use.fields)})
    return AuditEvent(AuditKind.ARCHIVE_FETCHED, use.key, {"archive": use.name, "objects": use.objects})


def _exports(before: SessionState, after: SessionState) -> Iterator[AuditEvent]:
    """Every file that is saved, and the hand-over, is announced in the line at the foot; the name of the file is not entered."""
    remark = after.remark
    if remark is None or remark is before.remark or remark.code not in _LEFT:
        return
    kind = _LEFT[remark.code] or PurePath(dict(remark.params).get("name", "")).suffix.lower()
    yield exported(after.intent.selected, kind)


def exported(key: str | None, kind: str) -> AuditEvent:
    """Something of the patient ``key`` left the program; ``kind``: the ending of the file, or what else it is."""
    return AuditEvent(AuditKind.EXPORTED, key, {"kind": kind})


def model_written(model: ModelIdentity) -> AuditEvent:
    """A model that was made here was put into a folder; nobody is assessed with it yet."""
    return AuditEvent(AuditKind.EXPORTED, None, {"kind": "model", **_named(model)})
