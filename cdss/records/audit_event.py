"""What the audit is told: one thing that happened, before it becomes an entry of the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Details = Mapping[str, Any]
"""Plain values of JSON: never a name of a patient, and never free text about one."""


class AuditKind(StrEnum):
    """What may stand in the log; the first three are the log's own."""

    LOG_BEGUN = "log_begun"
    SEGMENT_BEGUN = "segment_begun"
    DAMAGE_FOUND = "damage_found"
    PROGRAM_STARTED = "program_started"
    PROGRAM_STOPPED = "program_stopped"
    PATIENT_SHOWN = "patient_shown"
    PATIENT_CLOSED = "patient_closed"
    PATIENT_DELETED = "patient_deleted"
    ASSESSED = "assessed"
    EXPLANATION_SHOWN = "explanation_shown"
    OWN_LEVEL = "own_level"
    DECIDED = "decided"
    DECISION_WITHDRAWN = "decision_withdrawn"
    ACTION_TICKED = "action_ticked"
    ACTION_UNTICKED = "action_unticked"
    VITALS_CHARTED = "vitals_charted"
    NOTE_EDITED = "note_edited"
    IDENTITY_WRITTEN = "identity_written"
    CONCEPTS_CORRECTED = "concepts_corrected"
    FILES_ADDED = "files_added"
    FILES_TAKEN_BACK = "files_taken_back"
    REPORT_EDITED = "report_edited"
    EXPORTED = "exported"
    ARCHIVE_SEARCHED = "archive_searched"
    ARCHIVE_FETCHED = "archive_fetched"
    OBJECT_RECEIVED = "object_received"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    UNLOCK_FAILED = "unlock_failed"
    SETTING_CHANGED = "setting_changed"
    MODEL_LOADED = "model_loaded"
    KEY_CHANGED = "key_changed"
    STORE_RESTORED = "store_restored"
    MODEL_INSTALLED = "model_installed"
    MODEL_RETURNED = "model_returned"


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One thing that happened. ``key``: the path the patient was opened from, which the log turns into a pseudonym."""

    kind: AuditKind
    key: str | None = None
    details: Details = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stamped:
    """An event with its time: ``at`` by the computer's clock, ``up_s`` by one that only goes forward, in seconds.

    ``initials``: who signed last in the program. ``inputs``: what an assessment is to be made again from (the bytes of
    ``cdss.audit.inputs``), None for other events.
    """

    event: AuditEvent
    at: datetime
    up_s: float
    initials: str = ""
    inputs: bytes | None = None
