"""Recommended actions as the panes show them, and what the clinician ticked off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class DoneActions:
    """The recommended actions that the clinician ticked off, by code, and when (None: not known)."""

    done: tuple[tuple[str, datetime | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Recommended:
    """One action to consider, in the language of the screen: for which condition (None: for the level), and by whom it is said.

    ``source``: guideline, year and strength; ``ticked``: done, ``at`` that time; ``cited``: the source in English;
    ``by_check``: a check of the assessment calls for it, not the condition.
    """

    code: str
    condition: str | None
    text: str
    source: str
    ticked: bool = False
    at: datetime | None = None
    cited: str = ""
    by_check: bool = False
