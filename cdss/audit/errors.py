"""Why the audit cannot be written or read, in words."""

from __future__ import annotations

from cdss.core.errors import CdssError
from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.core.system_reasons import system_reason

OTHER_KEY = "audit_other_key"


class AuditError(CdssError):
    """The audit cannot be written or read; ``issue`` says why and what to do. ``entered``: the entry stands in it anyway."""

    entered = False

    def __init__(self, why: Issue) -> None:
        super().__init__(why.text())
        self.issue = why


class AnchorUnwritten(AuditError):
    """The entry is on the disk and its anchor is not: the event must not be entered a second time."""

    entered = True


def unwritable(folder: object, error: OSError) -> AuditError:
    """The disk refused."""
    reason = system_reason(error)
    return AuditError(issue("audit_unwritable", Severity.WARNING, folder=folder, reason=reason))


def unreadable(place: object, error: OSError) -> AuditError:
    """A file of the log, or of what belongs to it, cannot be read."""
    reason = system_reason(error)
    return AuditError(issue("audit_unreadable", Severity.WARNING, file=place, reason=reason))


def other_key(folder: object) -> AuditError:
    """The log was sealed under another key."""
    return AuditError(issue(OTHER_KEY, Severity.WARNING, folder=folder))
