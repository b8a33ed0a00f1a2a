"""The log: entries are only ever put behind the others, each tied to the one before, by one writer at a time.

A folder holds the segments (``audit-000001.jsonl``, …), the anchor, the secret of the pseudonyms, the lock, and in ``inputs``
what assessments were made from. What is found wrong at its end is never cut off: it stays, and an entry says what was found.
"""

from __future__ import annotations

import getpass
import os
import platform
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from cdss import __version__
from cdss.audit.anchor import Anchor, read_anchor, write_anchor
from cdss.audit.entry import BACK_S, FIRST, Entry
from cdss.audit.errors import AnchorUnwritten, other_key, unwritable
from cdss.audit.held import LOCK, PATIENCE_S, held
from cdss.audit.inputs import keep_inputs
from cdss.audit.lines import END, PLAIN, Codec, encode
from cdss.audit.pseudonym import pseudonym, secret_of
from cdss.audit.segments import Tail, append_bytes, segment_path, tail_of
from cdss.core.hashing import sha256_bytes
from cdss.core.rotation import pending
from cdss.records.audit_event import AuditEvent, AuditKind, Stamped

FOLDER = "audit"
"""Within the user's own folder."""

MOST_BYTES = 8 << 20
"""A segment that would grow beyond this is followed by a new one: some ten thousand entries, small enough to look at."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes: the workstation and the user as the system calls them."""

    workstation: str
    user: str


class AuditLog:
    """The log in ``folder``, for one thread at a time; other programs may write to it too. Made with its first entry."""

    def __init__(
        self,
        folder: Path,
        writer: Writer,
        codec: Codec = PLAIN,
        most_bytes: int = MOST_BYTES,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.folder = folder
        self._writer, self._codec, self._most_bytes, self._patience_s = writer, codec, most_bytes, patience_s
        self._run = uuid.uuid4().hex[:8]
        self._known: Tail | None = None
        self._own: tuple[float, float] | None = None

    def append(self, event: Stamped) -> Entry:
        """Write ``event``; it is on the disk when this returns. Returns its entry.

        Raises ``AuditError`` where that cannot be, for example because the disk is full; it may be tried again then, unless the
        error says that it was ``entered``.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with held(self.folder / LOCK, self._patience_s):
                return self._append(event)
        except OSError as error:
            self._known = None
            raise unwritable(self.folder, error) from error

    def _append(self, event: Stamped) -> Entry:
        if pending(self.folder.parent):
            raise other_key(self.folder)
        tail, secret = self._tail(), self._secret()
        if event.inputs is not None:
            keep_inputs(self.folder, event.inputs, self._codec)
        before = [*(() if tail.last else (_begun(),)), *_found_wrong(tail, read_anchor(self.folder))]
        made: list[Entry] = []
        last, own = tail.last, self._own
        for one in (*(Stamped(e, event.at, event.up_s, event.initials) for e in before), event):
            last = self._entry(one, last, own, secret)
            own = (one.at.timestamp(), one.up_s)
            made.append(last)
        made = self._write(tail, made, event)
        self._own = own
        try:
            write_anchor(self.folder, Anchor(made[-1].n, made[-1].hash))
        except OSError as error:
            raise AnchorUnwritten(unwritable(self.folder, error).issue) from error
        return made[-1]

    def _secret(self) -> bytes:
        try:
            return secret_of(self.folder, self._codec)
        except ValueError as error:  # the key was changed since the log was opened
            self._known = None
            raise other_key(self.folder) from error

    def _tail(self) -> Tail:
        """The end of the log, read again only where another program has written since."""
        known = self._known
        if known is not None and known.last is not None:
            path = segment_path(self.folder, known.segment)
            following = segment_path(self.folder, known.segment + 1)
            if path.exists() and path.stat().st_size == known.size and not following.exists():
                return known
        return tail_of(self.folder, self._codec)

    def _entry(self, one: Stamped, last: Entry | None, own: tuple[float, float] | None, secret: bytes) -> Entry:
        who = {"workstation": self._writer.workstation, "user": self._writer.user}
        key = one.event.key
        return Entry(
            n=1 if last is None else last.n + 1,
            time=one.at.replace(microsecond=one.at.microsecond // 1000 * 1000),
            up_s=round(one.up_s, 3),
            run=self._run,
            back_s=_back(one, last, own),
            kind=one.event.kind.value,
            who={**who, "initials": one.initials} if one.initials else who,
            patient=None if key is None else pseudonym(secret, key),
            details=_plain(one.event.details),
            prev=FIRST if last is None else last.hash,
        )

    def _write(self, tail: Tail, made: list[Entry], event: Stamped) -> list[Entry]:
        """Write the entries where the newest segment has room for them, else behind the first entry of a new one."""
        data = b"".join(encode(entry, self._codec) for entry in made)
        number, size, glue = max(tail.segment, 1), tail.size, b"" if tail.ended else END
        if tail.last is not None and not tail.rest and size + len(data) > self._most_bytes:
            number, size, glue = number + 1, 0, b""
            made = self._rotated(tail, made, event)
            data = b"".join(encode(entry, self._codec) for entry in made)
        self._known = None
        append_bytes(segment_path(self.folder, number), glue + data)
        self._known = Tail(made[-1], b"", number, size + len(glue) + len(data))
        return made

    def _rotated(self, tail: Tail, made: list[Entry], event: Stamped) -> list[Entry]:
        """The same entries behind one that names the segment before and its last hash."""
        assert tail.last is not None
        details = {"former": segment_path(self.folder, tail.segment).name, "former_hash": tail.last.hash}
        begun = Stamped(AuditEvent(AuditKind.SEGMENT_BEGUN, None, details), event.at, event.up_s)
        chained = [self._entry(begun, tail.last, self._own, b"")]
        for entry in made:
            chained.append(replace(entry, n=chained[-1].n + 1, prev=chained[-1].hash))
        return chained


def _begun() -> AuditEvent:
    """The log's first entry. Its number makes the chain of this log another than that of any other."""
    return AuditEvent(AuditKind.LOG_BEGUN, None, {"log": uuid.uuid4().hex, "program": __version__})


def _found_wrong(tail: Tail, anchor: Anchor | None) -> Iterator[AuditEvent]:
    """What an entry must say of the end of the log before anything is put behind it."""
    count = tail.last.n if tail.last is not None else 0
    lost = anchor is not None and (
        anchor.count > count or (anchor.count == count and tail.last is not None and anchor.hash != tail.last.hash)
    )
    if tail.rest:
        torn = not tail.ended and not lost  # perhaps more than once: each crash leaves a part of a line
        said = {"what": "torn" if torn else "changed", "bytes": len(tail.rest), "sha256": sha256_bytes(tail.rest)}
        yield AuditEvent(AuditKind.DAMAGE_FOUND, None, said)
    elif lost and anchor is not None:
        yield AuditEvent(AuditKind.DAMAGE_FOUND, None, {"what": "cut", "count": anchor.count, "hash": anchor.hash})
    if anchor is None and count > 1:
        yield AuditEvent(AuditKind.DAMAGE_FOUND, None, {"what": "anchor"})


def _back(one: Stamped, last: Entry | None, own: tuple[float, float] | None) -> float:
    """Seconds by which the clock went back since the entry before, or since this program's own last one; 0 for not."""
    time = one.at.timestamp()
    since_last = last.time.timestamp() - time if last is not None else 0.0
    since_own = (one.up_s - own[1]) - (time - own[0]) if own is not None else 0.0
    back = max(since_last, since_own)
    return round(back, 3) if back > BACK_S else 0.0


def _plain(details: Mapping[str, object]) -> dict[str, object]:
    """Lists as they come back from JSON, so that an entry equals the one that is read again."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in details.items()}


def present_writer() -> Writer:
    """The workstation and the user, as far as the system knows them."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # a system without accounts
        user = f"uid {os.getuid()}" if hasattr(os, "getuid") else ""
    return Writer(platform.node(), user)
