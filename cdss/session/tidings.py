"""Which messages say that something was done, or goes on: every other one says that something failed, or was refused."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from cdss.session.state import Problem

TIDINGS = frozenset(
    {
        "archive_done",
        "deidentify_written",
        "deletion_done",
        "export_done",
        "files_taken_back",
        "handover_copied",
        "lock_pin_forgotten",
        "lock_pin_gone",
        "lock_pin_set",
        "lock_pin_set_sealed",
        "report_progress",
        "report_writing",
        "session_no_patients",
        "store_put_aside",
        "watch_back",
        "watch_started",
    }
)
"""Codes of messages that nobody has to act on. One that is not among them is taken for a failure: to overlook that does harm."""


class MessageKind(StrEnum):
    """What a message is: nothing to act on, or something that was not done."""

    INFORMATION = "information"
    ATTENTION = "attention"


def kind_of(said: Iterable[Problem]) -> MessageKind:
    """The kind of what is said at once: one failure among it makes it one."""
    told = (one for problem in said for one in (problem, *problem.more))
    return MessageKind.INFORMATION if all(one.code in TIDINGS for one in told) else MessageKind.ATTENTION
