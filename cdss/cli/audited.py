"""The audit of ``cdss assess``: only where it is asked for, in the folder that is named.

The window writes its audit always, for there a clinician acts. The command is used on whole research sets as well, where an entry
with three writes to the disk a case would be a burden that nobody asked for, and the workstation's log no place for them.
"""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType

from cdss import __version__
from cdss.audit.assessed import assessed_event
from cdss.audit.errors import AuditError, unwritable
from cdss.audit.inputs import Inputs, files_of
from cdss.audit.lines import Codec
from cdss.audit.log import AuditLog, present_writer
from cdss.audit.opening import codec_of
from cdss.cli.inputs import CaseInput
from cdss.core.clock import Clock, now
from cdss.engine.guard import available_cores
from cdss.records.assessment import Assessment
from cdss.records.audit_event import AuditEvent, AuditKind, Stamped
from cdss.records.case import Case


class CommandAudit:
    """The log of one run, from its first entry to its last. Entering it raises ``AuditError`` where it cannot be written.

    ``unwritten``: how many entries could not be written later on, and ``reason`` why not the last of them.
    """

    def __init__(self, folder: Path, clock: Clock = now) -> None:
        self.unwritten, self.reason = 0, ""
        self._log, self._clock = AuditLog(folder, present_writer(), _codec(folder)), clock

    def __enter__(self) -> CommandAudit:
        self._log.append(self._stamped(AuditEvent(AuditKind.PROGRAM_STARTED, None, _PROGRAM)))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._enter(self._stamped(AuditEvent(AuditKind.PROGRAM_STOPPED, None, _PROGRAM)))

    def assessed(self, source: CaseInput, case: Case, answer: Assessment) -> None:
        """Enter the assessment of ``case``; what cannot be written is counted, and stops nothing."""
        files = files_of(source.key, case, inline=source.inline)
        inputs = Inputs(source.key, files, source.manifest)
        event, content = assessed_event(case, answer, inputs, available_cores())
        self._enter(self._stamped(event, content))

    def _stamped(self, event: AuditEvent, inputs: bytes | None = None) -> Stamped:
        return Stamped(event, self._clock(), time.monotonic(), inputs=inputs)

    def _enter(self, event: Stamped) -> None:
        try:
            self._log.append(event)
        except AuditError as error:
            self.unwritten += not error.entered
            self.reason = str(error)


def _codec(folder: Path) -> Codec:
    try:
        return codec_of(folder)
    except OSError as error:
        raise unwritable(folder, error) from error


_PROGRAM = {"program": __version__, "part": "command line"}
