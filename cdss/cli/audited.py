"""The audit of a command: what somebody does at the command line stands in the same log as what they do in the window.

``deidentify``, ``calibrate`` and ``listen`` write to the log of this workstation, as the window does, for they do what the
window does too. ``assess`` writes only where it is asked to, in the folder that is named: it is used on whole research sets as
well, where an entry with three writes to the disk a case would be a burden that nobody asked for, and the workstation's log no
place for them.
"""

from __future__ import annotations

import argparse
import getpass
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from cdss import __version__
from cdss.audit.assessed import assessed_event
from cdss.audit.errors import OTHER_KEY, AuditError, unwritable
from cdss.audit.inputs import Inputs, files_of
from cdss.audit.log import FOLDER, AuditLog, present_writer
from cdss.audit.opening import codec_of, open_log
from cdss.cli.inputs import CaseInput
from cdss.core.clock import Clock, now
from cdss.core.data_key import KeyUnavailable, PinNeeded, forget_key, open_key
from cdss.core.paths import user_dir
from cdss.core.sentences import sentence
from cdss.database.records import FILE_NAME
from cdss.engine.guard import available_cores
from cdss.records.assessment import Assessment
from cdss.records.audit_event import AuditEvent, AuditKind, Stamped
from cdss.records.case import Case

T = TypeVar("T")

AUDIT_HELP = "enter it in the audit log in this folder, made where there is none (default: the log of this workstation)"


def add_audit_argument(parser: argparse.ArgumentParser) -> None:
    """``--audit`` of the commands that write to the log of this workstation."""
    parser.add_argument("--audit", metavar="DIR", type=Path, help=AUDIT_HELP)


class CommandAudit:
    """The log of one run, from its first entry to its last: that in ``folder``, or that of this workstation where it is None.

    One that is named must be written: entering raises ``AuditError`` where it cannot be, before anything is done. That of the
    workstation is held as the window holds it: under a PIN nothing is done before the PIN is given (``PinNeeded``); what cannot
    be written for another reason waits in its order, is tried again with whatever is entered next, and stops nothing. Why is
    said on stderr, at once where ``at_once``, and at the end with the number of entries that were lost.
    """

    def __init__(
        self, folder: Path | None = None, language: str = "en", at_once: bool = False, clock: Clock = now
    ) -> None:
        self._named, self._folder = folder is not None, folder or user_dir() / FOLDER
        self._language, self._at_once, self._clock = language, at_once, clock
        self._log: AuditLog | None = None
        self._waiting: deque[Stamped] = deque()
        self._alone = threading.Lock()
        self._fault: AuditError | KeyUnavailable | None = None

    @property
    def unwritten(self) -> int:
        """How many entries could not be written so far."""
        return len(self._waiting)

    def __enter__(self) -> CommandAudit:
        if not self._named:
            _unlock()
        self.enter(AuditEvent(AuditKind.PROGRAM_STARTED, None, _PROGRAM))
        if self._named and self._fault is not None:
            raise self._fault
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.enter(AuditEvent(AuditKind.PROGRAM_STOPPED, None, _PROGRAM))
        if self._waiting and self._fault is not None:
            reason = self._fault.issue.text(self._language)
            told = {"count": str(self.unwritten), "reason": reason}
            _say(sentence("audit_command_unwritten", told, self._language))

    def enter(self, event: AuditEvent, inputs: bytes | None = None) -> None:
        """Write ``event``; may be called by any thread."""
        with self._alone:
            self._waiting.append(Stamped(event, self._clock(), time.monotonic(), inputs=inputs))
            self._write()

    def assessed(self, source: CaseInput, case: Case, answer: Assessment) -> None:
        """Enter the assessment of ``case``."""
        files = files_of(source.key, case, inline=source.inline)
        inputs = Inputs(source.key, files, source.manifest)
        self.enter(*assessed_event(case, answer, inputs, available_cores()))

    def again(self) -> None:
        """Try once more to write what waits."""
        with self._alone:
            self._write()

    def _write(self) -> None:
        try:
            if self._log is None:
                self._log = self._opened()
            while self._waiting:
                self._log.append(self._waiting[0])
                self._waiting.popleft()
        except (AuditError, KeyUnavailable) as error:
            if getattr(error, "entered", False):
                self._waiting.popleft()
            if (
                error.issue.code == OTHER_KEY and not self._named
            ):  # it was changed meanwhile: the next try opens the log anew
                self._log = None
                forget_key(self._folder.parent)
            self._failed(error)
        except OSError as error:
            self._failed(unwritable(self._folder, error))
        else:
            self._fault = None

    def _failed(self, error: AuditError | KeyUnavailable) -> None:
        if self._at_once and self._fault is None:
            _say(error.issue.text(self._language))
        self._fault = error

    def _opened(self) -> AuditLog:
        if self._named:
            return AuditLog(self._folder, present_writer(), codec_of(self._folder))
        return open_log(self._folder, self._clock())


def with_pin(use: Callable[[str | None], T]) -> T:
    """What ``use`` gives without a PIN or, where the key is under one, with that which is asked for.

    Raises ``PinNeeded`` where it is a wrong one, or there is nobody to ask.
    """
    try:
        return use(None)
    except PinNeeded as error:
        print(error, file=sys.stderr)
        try:
            pin = getpass.getpass("PIN: ")
        except (EOFError, OSError):  # no terminal
            raise error from None
        return use(pin)


def never_kept(home: Path) -> bool:
    """Whether neither a session nor an audit log stands in ``home``."""
    return not (home / FILE_NAME).exists() and not (home / FOLDER).exists()


def _unlock() -> None:
    """Have the key of this workstation open; made as the window makes it, where nothing was ever sealed under one.

    Raises ``PinNeeded``. Any other fault is met again, and said, when the log is opened.
    """
    home = user_dir()
    try:
        with_pin(lambda pin: open_key(home, pin, make=never_kept(home)))
    except PinNeeded:
        raise
    except (KeyUnavailable, OSError):
        return


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


_PROGRAM = {"program": __version__, "part": "command line"}
