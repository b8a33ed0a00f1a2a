"""Where the parts of a case may lie: inside its folder, and nowhere else."""

from __future__ import annotations

import stat
from pathlib import Path, PurePosixPath, PureWindowsPath

from cdss.core.kinds import Modality
from cdss.readers.part import refuse

_MIB = 1 << 20


def part_path(base: Path, text: str, modality: Modality | None) -> Path:
    """The file that ``text`` (a relative path, ``/`` or ``\\``) names inside ``base``.

    Raises ``Refused`` for absolute paths, ``..``, and links that lead out of the folder.
    """
    relative = PurePosixPath(text.replace("\\", "/"))
    absolute = relative.is_absolute() or PureWindowsPath(text).anchor or PureWindowsPath(text).drive
    if not text.strip() or "\0" in text or absolute or ".." in relative.parts:
        raise refuse("path_outside_folder", modality, file=text.replace("\0", "?"))
    path = base / relative
    require_inside(base, path, modality)
    return path


def require_inside(base: Path, path: Path, modality: Modality | None) -> None:
    """Raise ``Refused`` where ``path``, all links followed, lies outside ``base`` (or the links go round in a circle)."""
    try:
        inside = path.resolve().is_relative_to(base.resolve())
    except (OSError, RuntimeError):
        inside = False
    if not inside:
        raise refuse("path_outside_folder", modality, file=source_name(base, path))


def source_name(base: Path, path: Path) -> str:
    """How a file is named to the clinician: its path below the case folder, with ``/``."""
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name


def require_size(path: Path, limit_mib: int, source: str, modality: Modality | None) -> None:
    """Raise ``Refused`` for a file above ``limit_mib`` MiB; raises ``OSError`` where it cannot be looked at."""
    require_regular(path)
    size = path.stat().st_size
    if size > limit_mib * _MIB:
        raise refuse("file_too_large", modality, file=source, size=f"{size / _MIB:.0f}", limit=limit_mib)


def require_regular(path: Path) -> None:
    """Raise ``OSError`` for a folder, and for pipes and devices, which may block or never end."""
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(path)
    if not stat.S_ISREG(mode):
        raise OSError("not a regular file")
