"""``cdss rotate-key``: another key for the kept session and the audit log, and all of both encrypted anew."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from cdss import __version__
from cdss.audit.held import LOCK, held
from cdss.audit.lines import Codec, Sealed
from cdss.audit.log import FOLDER, AuditLog, present_writer
from cdss.audit.opening import PURPOSE, codec_of
from cdss.audit.reseal import reseal
from cdss.audit.segments import segments
from cdss.audit.verify import verify
from cdss.cli.audited import never_kept, with_pin
from cdss.core.clock import now
from cdss.core.data_key import KEY_NAME, DataKey, Guard, forget_key, guard_with_pin, open_key, settled
from cdss.core.errors import CdssError
from cdss.core.files import overwrite
from cdss.core.held import Busy
from cdss.core.paths import user_dir
from cdss.core.rotation import changing
from cdss.core.sentences import LANGUAGES, sentence
from cdss.core.system_reasons import system_reason
from cdss.database.backup import BackupUnsound, reseal_backup
from cdss.database.leftovers import backups, copies, unopened
from cdss.database.records import FILE_NAME
from cdss.database.session_file import open_session
from cdss.records.audit_event import AuditEvent, AuditKind, Stamped


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss rotate-key``."""
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the sentences (default: en)")


def run(args: argparse.Namespace) -> int:
    """Change the key, or say that nothing is kept under one yet; ``CdssError`` says why everything is as it was."""
    home = user_dir()
    settled(home)
    if _nothing(home):
        print(sentence("rotate_nothing", {"folder": str(home)}, args.language))
        return 0
    old, pin = with_pin(lambda pin: (open_key(home, pin, make=False), pin))
    try:
        guard = rotate(home, old, pin)
    except Busy as error:
        raise CdssError(sentence("rotate_busy", {})) from error
    except OSError as error:
        raise CdssError(sentence("rotate_not_written", {"reason": system_reason(error)})) from error
    print(sentence("rotate_done", {"folder": str(home)}, args.language))
    print(sentence(f"key_guard_{guard}", {}, args.language))
    return 0


def _nothing(home: Path) -> bool:
    """Whether there is neither a key nor anything that could lie under one that was lost."""
    file = home / FILE_NAME
    return never_kept(home) and not (home / KEY_NAME).exists() and not copies(file) and not unopened(file)


def rotate(home: Path, old: DataKey, pin: str | None) -> Guard:
    """Have everything in ``home`` under a new key, under the same guard; returns what guards it.

    Raises ``NotKept`` where a window is open, ``AuditError``, ``KeyUnavailable``, ``Busy`` or ``OSError``: all is as it was then.
    """
    log = home / FOLDER
    with changing(home) as part:
        new = _session(home, part, old, pin)
        log.mkdir(mode=0o700, exist_ok=True)
        with held(log / LOCK):
            _audit(log, part / FOLDER, codec_of(log, pin), Sealed(new.seal(PURPOSE)), new.guard)
            for backup in backups(home / FILE_NAME):
                try:
                    reseal_backup(backup, old, new, part)
                except BackupUnsound:
                    continue  # it goes with the old key, under which alone it could have been looked at
            kept = {path.name for path in part.iterdir()}
    forget_key(home)
    overwrite(path for path in copies(home / FILE_NAME) if path.name not in kept)
    return new.guard


def _session(home: Path, part: Path, old: DataKey, pin: str | None) -> DataKey:
    """The session as it is, written anew under a key that is made with it; the window cannot be open meanwhile."""
    now_open = open_session(home / FILE_NAME, now(), pin)
    try:
        anew = open_session(part / FILE_NAME, now())
        if old.guard is Guard.PIN and pin is not None:
            guard_with_pin(part, pin)
        new = open_key(part)
        anew.file.write(now_open.saved)
        anew.file.close()
        again = open_session(part / FILE_NAME, now(), pin if new.guard is Guard.PIN else None)
        again.file.close()
    finally:
        now_open.file.close()
    if again.saved != now_open.saved or new.secret == old.secret:
        raise CdssError(sentence("rotate_not_same", {}))
    return new


def _audit(log: Path, target: Path, old: Codec, new: Codec, guard: Guard) -> None:
    """The log under the new key, looked at, with one entry more that says so."""
    reseal(log, target, old, new)
    if segments(log):
        was, became = verify(log, old, alone=True), verify(target, new)
        if was != became:
            raise CdssError(sentence("rotate_not_same", {}))
    details = {"program": __version__, "guard": guard.value}
    AuditLog(target, present_writer(), new).append(
        Stamped(AuditEvent(AuditKind.KEY_CHANGED, None, details), now(), time.monotonic())
    )
    (target / LOCK).unlink(missing_ok=True)
