"""What is kept of a session: what the clinician did, nothing that can be computed again, and no file's content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

FILE_NAME = "session.db"
"""Name of the session file in the user's own folder."""


@dataclass(frozen=True, slots=True)
class SavedRuling:
    """The clinician's decision: their level 1–5, the model's at that moment (None: none yet), the reason, and when."""

    level: int
    model_level: int | None
    reason: str
    made: datetime | None


@dataclass(frozen=True, slots=True)
class SavedPatient:
    """One patient of the worklist: ``key`` is the path they were opened from.

    ``note``: the note as the clinician edited it, None where they did not; ``draft``: what stands in an editor that is still
    open; ``drops``: paths of the files added, together as they were dropped, oldest first; ``closed``: when they were taken off
    the worklist, None while on it; ``work``: names of other kinds of work, and their text in JSON.
    """

    key: str
    opened: datetime | None = None
    closed: datetime | None = None
    note: str | None = None
    draft: str | None = None
    drops: tuple[tuple[str, ...], ...] = ()
    ruling: SavedRuling | None = None
    work: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SavedSession:
    """All that is kept: patients in the order of the worklist, and ``settings``, names and values of what the user chose."""

    patients: tuple[SavedPatient, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()
