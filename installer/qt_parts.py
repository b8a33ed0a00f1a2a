"""What the libraries and plugins of Qt hold of others, with the texts of its licences: ``installer/licences/qt-parts.toml``.

Standard library only, used by ``licences.py``. A library is known by its name without what each system puts around it
(``libQt6Gui.so.6``, ``Qt6Gui.dll`` and ``QtGui.framework/…/QtGui`` are ``Gui``), a plugin by its own (``qxcb``), ICU as ``icu``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from parts import ROOT

TEXTS = ROOT / "installer" / "licences"
TABLE = TEXTS / "qt-parts.toml"
APACHE = ("Apache-2.0", ROOT / "LICENSE")

LIBRARY = re.compile(r"^(?:lib)?Qt6([A-Z]\w*?)(?:\.so[.\d]*|\.dll|[.\d]*\.dylib)$|^Qt([A-Z]\w*)$")
PLUGIN = re.compile(r"/plugins/[\w-]+/(?:lib)?(\w+)\.(?:so|dll|dylib)$")
OTHER = re.compile(r"^(?:lib)?(icu|opengl32sw)")


@dataclass(frozen=True)
class Held:
    """What Qt holds of one maker: ``texts`` by the name of the licence, ``copyright`` of whom where the texts do not say."""

    name: str
    licence: str
    copyright: str
    texts: Mapping[str, str]


@cache
def table() -> dict[str, Any]:
    """The table as it stands in the file."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def library_of(path: Path) -> str:
    """Name of the library of Qt at ``path``; empty where it is none."""
    found = LIBRARY.match(path.name)
    return (found[1] or found[2]) if found else ""


def names_of(path: Path) -> set[str]:
    """What the table may call the file at ``path``."""
    found = (PLUGIN.search(path.as_posix()), OTHER.match(path.name))
    return {name for name in (library_of(path), *(one[1] for one in found if one)) if name}


def unknown(files: Iterable[Path]) -> list[str]:
    """Libraries of Qt of which the table does not say what they hold of others."""
    known = set(table()["alone"]).union(*(part["of"] for part in table()["part"]))
    return sorted({library_of(path) for path in files} - known - {""})


def held_in(files: Iterable[Path]) -> list[Held]:
    """What the files of Qt hold of others."""
    present = set().union(*map(names_of, files))
    return [
        Held(part["name"], part["licence"], part.get("copyright", ""), {name: text(name) for name in part["texts"]})
        for part in table()["part"]
        if present & set(part["of"])
    ]


def text(name: str) -> str:
    """The text of a licence."""
    path = APACHE[1] if name == APACHE[0] else TEXTS / "qt" / f"{name}.txt"
    return path.read_text(encoding="utf-8")
