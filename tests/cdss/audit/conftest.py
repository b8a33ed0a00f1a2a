"""A small log on a real disk, and hands that do to it what nobody should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cdss.audit.lines import END
from cdss.audit.log import AuditLog, Writer
from cdss.audit.segments import segments
from cdss.records.audit_event import AuditEvent, AuditKind, Stamped

START = datetime(2026, 11, 22, 0, 15, 30, 123456, tzinfo=UTC)


@pytest.fixture
def stamped():
    """Makes an event at so many seconds after the start."""

    def make(kind=AuditKind.LOCKED, seconds=0.0, key=None, up_s=None, inputs=None, **details):
        up = seconds if up_s is None else up_s
        return Stamped(AuditEvent(kind, key, details), START + timedelta(seconds=seconds), up, "KB", inputs)

    return make


@pytest.fixture
def make_log(tmp_path):
    """Makes a log, in the same folder whenever it is called."""

    def make(**more):
        return AuditLog(tmp_path / "audit", Writer("desk-3", "kim"), **more)

    return make


@pytest.fixture
def folder(make_log, stamped):
    """A log of ten entries: its beginning and nine of what a shift brings."""
    log = make_log()
    for number in range(1, 10):
        log.append(stamped(AuditKind.DECIDED, number, key=f"/cases/{number % 3}", level=number % 5 + 1))
    return log.folder


@pytest.fixture
def rewrite():
    """Puts other lines into the newest segment: ``change`` gets the list of lines and gives another."""

    def write(folder, change):
        path = segments(folder)[-1]
        lines = path.read_bytes().split(END)[:-1]
        path.write_bytes(b"".join(line + END for line in change(lines)))

    return write
