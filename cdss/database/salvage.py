"""What can still be read of a session file in which some cells were damaged: each cell is sealed alone, so the others are sound.

A cell that does not open is left out, never guessed; whose it was is told, so that a clinician looks again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, Table

from cdss.core.kinds import Severity
from cdss.core.result import Issue, issue
from cdss.core.sealed import Seal, SealBroken
from cdss.database.records import SavedSession
from cdss.database.schema import PATIENTS
from cdss.database.tables import Cells, load

_LOOSE = ("opened", "closed", "note", "draft")
"""Cells of a patient without which the rest of their row still stands."""

_PIN = "pin"
"""The setting without which the screen does not lock."""


@dataclass(frozen=True, slots=True)
class Salvaged:
    """``session``: what could be read. ``touched``: keys of patients of whom something could not.

    ``gone``: how many patients cannot even be named. ``settings``: the names of the settings that were lost.
    """

    session: SavedSession
    touched: tuple[str, ...]
    gone: int
    settings: frozenset[str]

    def issues(self, aside: Path) -> tuple[Issue, ...]:
        """What must be said of it; ``aside``: where the damaged file is kept."""
        names = ", ".join(Path(key).name for key in self.touched)
        told = [issue("session_salvaged", Severity.WARNING, name=str(aside))]
        if self.touched:
            told.append(issue("session_salvaged_touched", Severity.WARNING, patients=names))
        if self.gone:
            told.append(issue("session_salvaged_gone", Severity.WARNING, count=str(self.gone)))
        if _PIN in self.settings:
            told.append(issue("session_salvaged_pin", Severity.WARNING))
        if self.settings - {_PIN}:
            told.append(issue("session_salvaged_settings", Severity.WARNING))
        return tuple(told)


@dataclass(frozen=True, slots=True)
class _WhatOpens(Cells):
    """Cells that leave out what is damaged. ``of``: pseudonyms of its patients; ``settings``: names of its settings."""

    of: set[str] = field(default_factory=set)
    settings: set[str] = field(default_factory=set)

    def opened(self, table: Table, row: Row[tuple[object, ...]]) -> dict[str, Any] | None:
        """The row without its damaged cells; None where too little is left of it."""
        try:
            return Cells.opened(self, table, row)
        except SealBroken:
            whose = row._asdict()
            names, name = (self.of, whose["key"]) if "key" in whose else (self.settings, whose["name"])
            names.add(str(name))
        if table is not PATIENTS:
            return None
        kept = row._asdict()
        for name in _LOOSE:
            try:
                self.cell(table, kept, name)
            except SealBroken:
                kept[name] = None
        try:
            return {name: self.cell(table, kept, name) for name in kept}
        except SealBroken:
            return None


def salvage(connection: Connection, seal: Seal) -> Salvaged:
    """What opens of a file under its own key. ``ValueError`` where a sound cell holds what no program writes."""
    cells = _WhatOpens(seal)
    session = load(connection, cells)
    keys = {seal.pseudonym(patient.key): patient.key for patient in session.patients}
    touched = tuple(sorted(keys[name] for name in cells.of & keys.keys()))
    return Salvaged(session, touched, len(cells.of - keys.keys()), frozenset(cells.settings))
