"""A package of the program is looked at, and what its administrator does with it said: by the window and by ``cdss install``."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from pathlib import Path

from cdss.bundle.program_file import Signed, check_program, install_command, system_of
from cdss.bundle.trust import Key, trusted
from cdss.core.errors import BundleError
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason

_NAMES = {"Darwin": "macOS"}


@dataclass(frozen=True, slots=True)
class FoundProgram:
    """A sound package at ``path``, as it was ``signed`` with ``key``. Nothing here installs it."""

    path: Path
    signed: Signed
    key: Key

    def words(self, language: str = "en") -> tuple[str, ...]:
        """What it is and whose; then who installs it, where and with which command."""
        told = {
            "file": self.path.name,
            "version": self.signed.version,
            "signer": self.key.name,
            "date": self.signed.signed,
        }
        system = system_of(self.path)
        elsewhere = system not in ("", platform.system())
        how = {"command": install_command(self.path), "system": _NAMES.get(system, system)}
        return (
            sentence("program_sound", told, language),
            sentence("program_how_elsewhere" if elsewhere else "program_how", how, language),
        )


def look_at_program(path: Path, older: bool = False) -> FoundProgram:
    """Check a package against the signature beside it; nothing is written. ``BundleError`` says why not to install it.

    ``older``: one that is not newer than this program is wanted all the same.
    """
    path = path.absolute()
    try:
        return FoundProgram(path, *check_program(path, trusted(), older))
    except OSError as error:
        raise BundleError.of("program_unreadable", file=path.name, reason=system_reason(error)) from error
