"""Which commit the program was made of: noted by the build in the installed program, asked of git in a checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cdss.core.paths import resources_dir
from cdss.core.sentences import sentence

NOTE = "provenance.json"
"""What the build writes into ``resources/``; a checkout has none."""

PROGRAM = ("cdss", "ui", "resources", "installer", "pyproject.toml")
"""What of a checkout the program is made of; other files may differ from the commit."""

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_PATIENCE_S = 2.0


@dataclass(frozen=True, slots=True)
class Provenance:
    """The commit in full, its day (ISO 8601), and whether files differ from it; ``commit`` None: nobody knows."""

    commit: str | None = None
    date: str | None = None
    changed: bool = False

    def words(self, language: str = "en") -> str:
        """In words: twelve digits of the commit, its day, and what is to be said of it."""
        if self.commit is None:
            return sentence("provenance_unknown", {}, language)
        code = "provenance_changed" if self.changed else "provenance_commit"
        return sentence(code, {"commit": self.commit[:12], "date": self.date or "?"}, language)


@cache
def provenance() -> Provenance:
    """Of this program, as it was at its start."""
    return provenance_of(resources_dir().parent)


def provenance_of(root: Path) -> Provenance:
    """Of the program whose ``resources/`` are in ``root``."""
    note = root / "resources" / NOTE
    return _noted(note) if note.is_file() else _told_by_git(root)


def _noted(path: Path) -> Provenance:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        known = Provenance(told["commit"], told.get("date"), bool(told.get("changed")))
    except (OSError, ValueError, KeyError, TypeError):
        return Provenance()
    return known if isinstance(known.commit, str) and _COMMIT.fullmatch(known.commit) else Provenance()


def _told_by_git(root: Path) -> Provenance:
    """Nothing where ``root`` only lies inside the checkout of something else."""
    top = _git(root, "rev-parse", "--show-toplevel")
    commit = _git(root, "rev-parse", "HEAD")
    if not top or not commit or Path(top).resolve() != root.resolve() or not _COMMIT.fullmatch(commit):
        return Provenance()
    status = _git(root, "status", "--porcelain", "--", *PROGRAM)
    if status is None:
        return Provenance()
    return Provenance(commit, _git(root, "log", "-1", "--format=%cs"), status != "")


def _git(root: Path, *words: str) -> str | None:
    """What git says; None where there is no git, or it refuses."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    no_window = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        told = subprocess.run(
            ["git", "-C", str(root), *words],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env={**environment, "GIT_OPTIONAL_LOCKS": "0"},
            timeout=_PATIENCE_S,
            creationflags=no_window,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return told.stdout.strip() if told.returncode == 0 else None
