"""Session files beside the one in use: damaged ones, backups, and whole ones that nobody could open and that were put aside."""

from __future__ import annotations

from pathlib import Path

BACKUP_ENDING = ".sealed"


def damaged(path: Path) -> tuple[Path, ...]:
    """The files that were set aside as damaged when the session file ``path`` was opened, with their logs.

    Nobody can look into them, and those of older programs were not sealed.
    """
    return tuple(sorted(path.parent.glob(f"{path.stem}-damaged-*{path.suffix}*")))


def backups(path: Path) -> tuple[Path, ...]:
    """What was kept before a newer program changed the tables of ``path`` (``cdss.database.backup``), newest first."""
    found = path.parent.glob(f"{path.stem}-backup-v*{BACKUP_ENDING}")
    return tuple(sorted(found, key=lambda backup: (backup.name.split("-")[3:], backup.name), reverse=True))


def replaced(path: Path) -> tuple[Path, ...]:
    """Session files in whose place a backup was put."""
    return tuple(sorted(path.parent.glob(f"{path.stem}-replaced-*{path.suffix}")))


def copies(path: Path) -> tuple[Path, ...]:
    """All of these: they go with the deletion of a patient, for nobody can leave one patient out of them."""
    return (*damaged(path), *backups(path), *replaced(path))


def unopened(path: Path) -> tuple[Path, ...]:
    """The sessions that a user put aside because nobody could open them; with their PIN they can be put back."""
    return tuple(sorted(path.parent.glob(f"{path.stem}-aside-*{path.suffix}")))
