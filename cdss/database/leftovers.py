"""Session files beside the one in use: damaged ones, and whole ones that nobody could open and that were put aside."""

from __future__ import annotations

from pathlib import Path


def damaged(path: Path) -> tuple[Path, ...]:
    """The files that were set aside as damaged when the session file ``path`` was opened, with their logs.

    Nobody can look into them, and those of older programs were not sealed.
    """
    return tuple(sorted(path.parent.glob(f"{path.stem}-damaged-*{path.suffix}*")))


def unopened(path: Path) -> tuple[Path, ...]:
    """The sessions that a user put aside because nobody could open them; with their PIN they can be put back."""
    return tuple(sorted(path.parent.glob(f"{path.stem}-aside-*{path.suffix}")))
