"""Damaged session files that were set aside: nobody can look into them, and those of older programs were not sealed."""

from __future__ import annotations

from pathlib import Path


def damaged(path: Path) -> tuple[Path, ...]:
    """The files that were set aside as damaged when the session file ``path`` was opened, with their logs."""
    return tuple(sorted(path.parent.glob(f"{path.stem}-damaged-*{path.suffix}*")))
