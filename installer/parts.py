"""What is installed for TriageLens and which hashes are known of it; used by ``sbom.py`` and ``audit.py``, standard library only.

Runs with the Python of ``.venv``: what is installed there is what is told.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "installer" / "locks"
PROVENANCE = ROOT / "build" / "provenance.json"
"""Where the build notes which commit it is made of, before it goes into the bundle."""
PROGRAM = ("run", "torch", "torch-cpu")
"""Lists of what the program itself needs; the others are for its tests and extras."""


@dataclass(frozen=True)
class Locked:
    """One version of a package with the SHA-256 of every file of it that may be installed."""

    name: str
    version: str
    hashes: tuple[str, ...]


def version() -> str:
    """The program's version, from its one source."""
    text = (ROOT / "cdss" / "__init__.py").read_text(encoding="utf-8")
    return text.split('__version__ = "')[1].split('"')[0]


def normal(name: str) -> str:
    """A package's name as it is compared (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(names: tuple[str, ...] = PROGRAM) -> dict[tuple[str, str], Locked]:
    """By name and version, what the lists of hashes hold."""
    found: dict[tuple[str, str], Locked] = {}
    for path in (LOCKS / f"{name}.txt" for name in names):
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        for block in re.split(r"\n(?=\S)", text.strip()):
            name, _, version = block.split()[0].partition("==") if block else ("", "", "")
            if name:
                one = Locked(normal(name), version, tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block)))
                found[one.name, one.version] = one
    return found


def direct() -> list[str]:
    """Names of the packages that ``pyproject.toml`` asks for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [pin.partition("==")[0] for pin in project["dependencies"]]


def needs(found: Distribution) -> list[str]:
    """Names of the packages that one needs here, without its extras; some may be for other systems."""
    wanted = (w for w in found.requires or () if "extra ==" not in w)
    return [m.group() for w in wanted if (m := re.match(r"[\w.-]+", w))]


def installed() -> dict[str, Distribution]:
    """Everything that is installed and that the program needs, directly or not, by its normal name."""
    found: dict[str, Distribution] = {}
    waiting = direct()
    while waiting:
        name = waiting.pop()
        if normal(name) in found:
            continue
        try:
            found[normal(name)] = distribution(name)
        except PackageNotFoundError:
            continue
        waiting += needs(found[normal(name)])
    return dict(sorted(found.items()))
