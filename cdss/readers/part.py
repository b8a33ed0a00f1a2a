"""What a reader hands back for one file, and how a reader says no.

A reader raises ``Refused`` with the sentence for the clinician; ``guarded`` is the one place where that, and whatever a
third-party parser raises on damaged bytes, becomes an issue of one modality, so that the other modalities go on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from cdss.core.kinds import Modality, Severity
from cdss.core.result import Issue, issue
from cdss.core.system_reasons import system_reason
from cdss.records.identity import PartIdentity

T = TypeVar("T")
_REASON_LENGTH = 160


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One file as read: its value (None where refused), the issues met, and who its own header says the patient is."""

    value: T | None
    issues: tuple[Issue, ...] = ()
    identity: PartIdentity | None = None


class Refused(Exception):
    """A file, or a value in it, that may not be used; carries the issue that says why."""

    def __init__(self, found: Issue) -> None:
        super().__init__(found.code)
        self.issue = found


def refuse(code: str, modality: Modality | None, **params: object) -> Refused:
    """The exception to raise for the sentence ``code``, at warning severity."""
    return Refused(issue(code, Severity.WARNING, modality, **params))


def guarded(read: Callable[[], Part[T]], source: str, modality: Modality | None) -> Part[T]:
    """Run one reader; every failure becomes one warning of ``modality`` that names the file ``source``."""
    try:
        return read()
    except Refused as refusal:
        return Part(None, (refusal.issue,))
    except FileNotFoundError:
        return _failed("file_missing", modality, file=source)
    except PermissionError:
        return _failed("file_not_permitted", modality, file=source)
    except IsADirectoryError:
        return _failed("file_is_folder", modality, file=source)
    except MemoryError:
        return _failed("file_too_large", modality, file=source, size="?", limit="?")
    except (
        Exception
    ) as error:  # parsers of foreign formats raise anything on damaged bytes; one file must not stop a case
        return _failed("file_unreadable", modality, file=source, reason=reason_of(error))


def reason_of(error: BaseException) -> str:
    """One line of at most 160 characters that says what ``error`` was."""
    text = system_reason(error)
    return text if len(text) <= _REASON_LENGTH else text[: _REASON_LENGTH - 1] + "…"


def _failed(code: str, modality: Modality | None, **params: object) -> Part[T]:
    return Part(None, (issue(code, Severity.WARNING, modality, **params),))
