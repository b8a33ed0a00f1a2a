"""Walks through a log from its first entry, and names the first that is not as it was written.

Without a key held elsewhere, who may write to the folder can make a whole new log with its anchor. An anchor that was written
down elsewhere (``Anchor``) finds that, and the loss of the end together with the anchor beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cdss.audit.anchor import Anchor, read_anchor
from cdss.audit.entry import FIRST, Entry
from cdss.audit.errors import AuditError, unreadable
from cdss.audit.held import LOCK, held
from cdss.audit.lines import END, PLAIN, Codec, decode
from cdss.audit.segments import lines, segment_number, segment_path, segments
from cdss.core.hashing import sha256_bytes
from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.core.sentences import sentence
from cdss.records.audit_event import AuditKind


@dataclass(frozen=True, slots=True)
class Verified:
    """``entries`` of which all before ``fault`` are as they were written. ``fault``: the first thing wrong, None for nothing.

    ``bad``: the number of the first bad entry. ``remarks``: what is no sign of tampering, but should be known. ``anchor``: of the
    last sound entry, to be written down elsewhere; None for an empty log.
    """

    entries: int
    fault: Issue | None = None
    bad: int | None = None
    remarks: tuple[Issue, ...] = ()
    anchor: Anchor | None = None

    def words(self, place: Path, language: str) -> tuple[str, ...]:
        """What was found in the log at ``place``: the finding first, then the remarks, and the anchor to be written down."""
        sound = sentence("audit_sound", {"count": str(self.entries), "folder": str(place)}, language)
        found = (sound if self.fault is None else self.fault.text(language), *(r.text(language) for r in self.remarks))
        if self.fault is not None or self.anchor is None:
            return found
        return (*found, sentence("audit_anchor_to_keep", {"anchor": str(self.anchor)}, language))


def verify(folder: Path, codec: Codec = PLAIN, known: Anchor | None = None, *, alone: bool = False) -> Verified:
    """Look at the log in ``folder``; ``known``: an anchor that was written down elsewhere.
    ``alone``: the caller holds the lock of the log.

    Raises ``AuditError`` where there is no log, or it cannot be read.
    """
    try:
        found, newest, anchor = _still(folder, alone)
        if not found and anchor is None:
            raise AuditError(issue("audit_none", Severity.WARNING, folder=folder))
        walk = Walk(codec, ended=not newest or newest.endswith(END))
        for place, path in enumerate(found, start=1):
            if segment_number(path) != place:
                walk.stop("audit_segment_missing", file=segment_path(folder, place).name)
                break
            walk.lines(list(lines(newest if path is found[-1] else path.read_bytes())))
    except OSError as error:
        raise unreadable(folder, error) from error
    walk.end(anchor, known)
    return walk.verified()


def recent(folder: Path, codec: Codec, most: int) -> tuple[Entry, ...]:
    """The last ``most`` entries that can be read, newest first; no more files are read than hold them."""
    found: list[Entry] = []
    for path in reversed(segments(folder)):
        found += reversed(list(_readable(path, codec)))
        if len(found) >= most:
            break
    return tuple(found[:most])


def entries(folder: Path, codec: Codec = PLAIN) -> Iterator[Entry]:
    """The entries of the log in ``folder`` that can be read, oldest first; whether they are sound is for ``verify`` to say."""
    for path in segments(folder):
        yield from _readable(path, codec)


def _still(folder: Path, alone: bool) -> tuple[tuple[Path, ...], bytes, Anchor | None]:
    """The segments, the content of the newest, and the anchor, read while nobody writes: nothing else ever changes.

    Else half an entry could be read, or an anchor older than the end. Where the folder may only be read, nobody is kept waiting.
    """
    with ExitStack() as stack:
        if not alone and (folder / LOCK).exists():
            with suppress(OSError):
                stack.enter_context(held(folder / LOCK))
        found = segments(folder)
        return found, found[-1].read_bytes() if found else b"", read_anchor(folder)


def _readable(path: Path, codec: Codec) -> Iterator[Entry]:
    for line in lines(path.read_bytes()):
        try:
            yield decode(line, codec)
        except ValueError:
            continue


@dataclass
class Walk:
    """Where a walk through entries has come to: behind ``count``, whose hash is ``before``.

    ``pending``: bytes that are no entry, until the next entry says what they are. ``ended``: whether the last line has its end.
    """

    codec: Codec
    count: int = 0
    before: str = FIRST
    ended: bool = True
    hashes: dict[int, str] = field(default_factory=dict)
    pending: list[bytes] = field(default_factory=list)
    fault: Issue | None = None
    bad: int | None = None
    remarks: list[Issue] = field(default_factory=list)

    def lines(self, pieces: list[bytes]) -> None:
        """Go through lines; nothing once a fault was found."""
        for number, line in enumerate(pieces, start=1):
            if self.fault is not None:
                return
            try:
                entry = decode(line, self.codec)
            except ValueError:
                self.pending.append(line)
            else:
                self._take(entry, pieces[number:])

    def stop(self, code: str, bad: int | None = None, **params: object) -> None:
        """The first fault ends the walk."""
        if self.fault is None:
            self.bad = self.count + 1 if bad is None else bad
            self.fault = issue(code, Severity.STOP, None, n=self.bad, **params)

    def end(self, beside: Anchor | None, known: Anchor | None) -> None:
        """What only the end can tell."""
        lost = beside is not None and beside.count > self.count
        if self.pending and self.fault is None and (lost or (self.ended and len(self.pending) > 1)):
            self.stop("audit_entry_changed")
        elif self.pending and self.fault is None:
            self.remarks.append(issue("audit_torn_end", Severity.INFO, n=self.count + 1))
        if self.fault is None and beside is None and self.count > 1:
            self.stop("audit_anchor_missing")
        for one in (beside, known):
            if one is not None and self.fault is None:
                self._compare(one)
        if self.fault is None and beside is not None and beside.count < self.count:
            self.remarks.append(issue("audit_anchor_behind", Severity.INFO, count=self.count - beside.count))

    def verified(self) -> Verified:
        """What was found."""
        anchor = Anchor(self.count, self.before) if self.count else None
        return Verified(self.count, self.fault, self.bad, tuple(self.remarks), anchor)

    def _compare(self, anchor: Anchor) -> None:
        if anchor.count > self.count:
            self.stop("audit_end_missing", lost=anchor.count - self.count)
        elif anchor.count and self.hashes[anchor.count] != anchor.hash:
            self.stop("audit_other_log", bad=anchor.count)

    def _take(self, entry: Entry, later: list[bytes]) -> None:
        if self.pending and not self._explained(entry):
            self.stop("audit_entry_changed")
            return
        what = entry.details.get("what") if entry.kind == AuditKind.DAMAGE_FOUND else None
        if entry.n != self.count + 1:
            self._misplaced(entry, later)
        elif entry.prev != self.before:
            self.stop("audit_entry_unlinked")
        elif what == "torn" and not self.pending:
            self.stop("audit_entry_changed")
        elif what in ("cut", "anchor"):
            code = "audit_end_was_missing" if what == "cut" else "audit_anchor_was_missing"
            self.stop(code, time=_time(entry))
        else:
            self._accept(entry)

    def _accept(self, entry: Entry) -> None:
        self.pending = []
        self.count, self.before = entry.n, entry.hash
        self.hashes[entry.n] = entry.hash
        if entry.back_s > 0:
            self.remarks.append(
                issue("audit_clock_back", Severity.INFO, n=entry.n, time=_time(entry), seconds=f"{entry.back_s:.0f}")
            )

    def _explained(self, entry: Entry) -> bool:
        """Whether ``entry`` says of the bytes before it that they are an entry torn by a power cut."""
        joined = END.join(self.pending)
        told = (sha256_bytes(joined), sha256_bytes(joined + END))
        torn = entry.kind == AuditKind.DAMAGE_FOUND and entry.details.get("what") == "torn"
        if not torn or entry.details.get("sha256") not in told:
            return False
        self.remarks.append(issue("audit_torn", Severity.INFO, n=entry.n, time=_time(entry)))
        return True

    def _misplaced(self, entry: Entry, later: list[bytes]) -> None:
        wanted = self.count + 1
        if entry.n < wanted:
            self.stop("audit_entry_inserted", found=entry.n)
        elif any(self._number(line) == wanted for line in later):
            self.stop("audit_entry_reordered", found=entry.n)
        else:
            self.stop("audit_entry_removed", last=entry.n - 1)

    def _number(self, line: bytes) -> int | None:
        try:
            return decode(line, self.codec).n
        except ValueError:
            return None


def _time(entry: Entry) -> str:
    return f"{entry.time:%Y-%m-%d %H:%M:%S} UTC"
