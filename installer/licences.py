"""The licences of all that is shipped, with their texts: collected by the build from the very files that go into the bundle.

Standard library only, run by the Python of the build (``cdss.spec``). Each file belongs to the program itself, to an installed
package (by the package's own list of files), to Python, or to a library of the system that builds (by dpkg). What belongs to
nobody, has no text, or may be shipped under the GPL alone, ends the build with its name. What Qt's libraries hold of others
(``qt_parts.py``) counts as a part of its own.
"""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, distributions
from pathlib import Path

import qt_parts
from parts import ROOT, normal, version
from sbom import licences as licences_said

TEXTS = qt_parts.TEXTS
APACHE = ROOT / "LICENSE"
LICENCES = ROOT / "build" / "licences"
"""Where the build collects them, before they go into the bundle."""
INDEX = "INDEX.md"
DOCUMENTS = Path("/usr/share/doc")

IS_TEXT = re.compile(r"(licen[cs]e|copying|copyright|notice)", re.IGNORECASE)
NO_TEXT = re.compile(r"\.(py|pyc|pyi|so|json|html)$")

ADDED: Mapping[str, tuple[Path, ...]] = {
    "pyside6-essentials": (TEXTS / "LGPL-3.0.txt", TEXTS / "GPL-3.0.txt", TEXTS / "qt.txt"),
    "shiboken6": (TEXTS / "LGPL-3.0.txt", TEXTS / "GPL-3.0.txt"),
    "tokenizers": (APACHE,),
    "pyjpegls": (TEXTS / "pyjpegls.txt",),
    "torch": (TEXTS / "GCC-exception-3.1.txt", TEXTS / "GPL-3.0.txt"),
}
"""Texts that a package's own files lack; torch's are those of the OpenMP runtime of GCC, which it brings."""

SAID: Mapping[str, str] = {
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller-hooks-contrib": "Apache-2.0",
}
"""Where a package's metadata say it less exactly than its text: of the second, only hooks that run in the program are shipped."""

LIBRARIES: Mapping[str, str] = {
    "libssl3": "Apache-2.0",
    "libffi8": "MIT",
    "libsqlite3-0": "public domain",
    "liblzma5": "public domain",
    "libbz2-1.0": "bzip2-1.0.6",
    "libexpat1": "MIT",
    "libuuid1": "BSD-3-Clause",
    "libmpdec3": "BSD-2-Clause",
    "libnsl2": "LGPL-2.1-only",
    "libtirpc3": "BSD-3-Clause",
    f"libpython3.{sys.version_info[1]}": "PSF-2.0",
}
"""The licence of the library in a package of Debian, whose list also names its tools' and its tests'. ``t64`` is left off."""

QT = "pyside6-essentials"
"""The package with Qt's libraries."""
PART_OF_QT = "part of Qt"

SYSTEM = ("/usr/lib/", "/lib/", "/lib64/", "/usr/lib64/")
EXCEPTED = re.compile(r"WITH \S*exception", re.IGNORECASE)
STRONG = re.compile(r"\bA?GPL|GNU (Affero )?General Public", re.IGNORECASE)


class Fault(Exception):
    """Something is shipped whose licence is not known, has no text, or does not allow it; the sentence names it."""


@dataclass(frozen=True)
class Part:
    """What one maker's files are shipped under: ``texts`` by the name they had."""

    name: str
    version: str
    licence: str
    kind: str
    texts: Mapping[str, str]


def collect(sources: Iterable[str | Path], out: Path) -> list[Part]:
    """Write one file for each maker of the ``sources`` and ``INDEX.md`` into ``out``; ``Fault`` where a licence is missing."""
    parts = sorted(parts_of({Path(source) for source in sources}), key=lambda part: part.name.lower())
    wrong = [*map(fault_of, parts)]
    if any(wrong):
        raise Fault("\n".join(filter(None, wrong)))
    out.mkdir(parents=True, exist_ok=True)
    for old in out.iterdir():
        old.unlink()
    for part in parts:
        text = "".join(f"==== {name}\n\n{body.strip()}\n\n" for name, body in sorted(part.texts.items()))
        (out / file_of(part)).write_text(f"{part.name} {part.version}: {part.licence}\n\n{text}", encoding="utf-8")
    (out / INDEX).write_text(index(parts), encoding="utf-8")
    return parts


def shipped_files(*lists: Iterable[Sequence[str | None]]) -> list[Path]:
    """The files behind PyInstaller's lists of what goes in, and PyInstaller itself, whose part starts the program.

    An entry has a place, a source and a kind; a link leads to another entry, and an option or a folder has no source.
    """
    entries = [entry for one in lists for entry in one if entry[2] != "SYMLINK" and entry[1]]
    sources = {Path(str(entry[1])) for entry in entries if Path(str(entry[1])).is_absolute()}
    starter = [Path(str(installed()["pyinstaller"].locate_file("PyInstaller/__init__.py")))]
    return [*sorted(sources), *starter]


def parts_of(sources: set[Path]) -> Iterator[Part]:
    """The makers of the files, each once; ``Fault`` names every file that is nobody's."""
    owners: set[str] = set()
    nobodys: list[Path] = []
    outside: set[Path] = set()
    qt: list[Path] = []
    for path in sources:
        name = owner_of(path)
        if name:
            owners.add(name)
            qt += [path] if name == QT else []
        elif is_system(path):
            outside.add(path)
        elif not is_own(path):
            nobodys.append(path)
    if nobodys:
        raise Fault("Nobody's files are to be shipped:\n" + "\n".join(sorted(map(str, nobodys))))
    yield Part("TriageLens", version(), "Apache-2.0", "program", own_texts())
    yield Part("Python", sys.version.split()[0], "PSF-2.0", "Python", {"LICENSE": python_text()})
    yield from (package(installed()[name]) for name in owners)
    yield from (library(name) for name in {debian_package(path) for path in outside})
    yield from parts_of_qt(qt)


def parts_of_qt(files: Sequence[Path]) -> Iterator[Part]:
    """What the shipped files of Qt hold of others; ``Fault`` for a library of which nobody looked what it holds."""
    unknown = qt_parts.unknown(files)
    if unknown:
        raise Fault(f"It is not known what Qt's libraries hold of others ({qt_parts.TABLE.name}): {', '.join(unknown)}")
    for held in qt_parts.held_in(files):
        whose = {"Copyright": held.copyright} if held.copyright else {}
        yield Part(held.name, f"in Qt {installed()[QT].version}", held.licence, PART_OF_QT, {**whose, **held.texts})


def is_own(path: Path) -> bool:
    """Whether the program, its build or Python itself made the file; what lies among packages and is none's is nobody's."""
    real = path.resolve()
    homes = {ROOT, Path(sysconfig.get_path("stdlib")), *({Path(sys.base_prefix)} - {Path("/usr")})}
    among_packages = any(
        real.is_relative_to(Path(sysconfig.get_path(kind)).resolve()) for kind in ("purelib", "platlib")
    )
    return not among_packages and any(real.is_relative_to(home.resolve()) for home in homes)


def is_system(path: Path) -> bool:
    """Whether a library of the system is shipped, as opposed to a Python of the system."""
    return not is_own(path) and str(path.resolve()).startswith(SYSTEM)


@cache
def installed() -> dict[str, Distribution]:
    """Every package of this environment by its normal name: the one that is imported, for setuptools brings copies of others."""
    return {normal(one.metadata["Name"]): one for one in reversed([*distributions()])}


@cache
def _real(folder: str) -> str:
    return os.path.realpath(folder)


@cache
def _owners() -> dict[str, str]:
    return {
        os.path.normpath(f"{_real(str(one.locate_file('')))}/{file}"): name
        for name, one in installed().items()
        for file in record(one)
        if name != "triagelens"
    }


def record(one: Distribution) -> list[str]:
    """Places of a package's files, from where packages lie."""
    return [row[0] for row in csv.reader((one.read_text("RECORD") or "").splitlines()) if row]


def owner_of(path: Path) -> str:
    """The package that a file came with, by the package's own list; empty where none did."""
    return _owners().get(os.path.normpath(f"{_real(str(path.parent))}/{path.name}"), "")


def package(one: Distribution) -> Part:
    """An installed package with every text of a licence among its files, and those added here."""
    name = normal(one.metadata["Name"])
    names = {place: place.rsplit("/", 1)[-1] for place in record(one)}
    found = [place for place, file in names.items() if IS_TEXT.search(file) and not NO_TEXT.search(file)]
    texts = {place: Path(str(one.locate_file(place))) for place in found}
    texts |= {path.name: path for path in ADDED.get(name, ())}
    said = licences_said(one)["licenses"]
    words = SAID.get(name) or " AND ".join(s.get("expression") or s["license"]["name"] for s in said)
    read = {
        place: path.read_text(encoding="utf-8", errors="replace") for place, path in texts.items() if path.is_file()
    }
    return Part(str(one.metadata["Name"]), one.version, words, "Python package", read)


def debian_package(path: Path) -> str:
    """The package of Debian that brought a library; ``Fault`` where dpkg knows of none."""
    real = path.resolve()
    for asked in (real, Path("/", *real.parts[2:])):
        try:
            told = subprocess.run(["dpkg-query", "-S", str(asked)], capture_output=True, text=True, check=False).stdout
        except FileNotFoundError:
            break
        if told:
            return told.split(":", 1)[0]
    raise Fault(f"It is not known which package brought {path}.")


def library(name: str) -> Part:
    """A library of the system with what its package says of copyright."""
    asked = ["dpkg-query", "--show", "--showformat", "${Version}", name]
    found = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    text = DOCUMENTS / name / "copyright"
    licence = LIBRARIES.get(name.removesuffix("t64"), "")
    read = {"copyright": text.read_text(encoding="utf-8", errors="replace")} if text.is_file() else {}
    return Part(name, found, licence, "library of the system", read)


def own_texts() -> dict[str, str]:
    """The program's own licence, its notices of others' data and weights, and the licence of the data that ship."""
    paths = (APACHE, ROOT / "resources" / "legal" / "THIRD_PARTY.md", ROOT / "resources" / "demo" / "CREDITS.md")
    return {path.name: path.read_text(encoding="utf-8") for path in (*paths, TEXTS / "CC-BY-4.0.txt")}


def python_text() -> str:
    """The licence of the Python that is shipped; empty where its makers' file is not found."""
    places = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix), DOCUMENTS / "libpython3-stdlib")
    found = (place / name for place in places for name in ("LICENSE.txt", "LICENSE", "copyright"))
    return next((path.read_text(encoding="utf-8") for path in found if path.is_file()), "")


def fault_of(part: Part) -> str:
    """Why this part may not be shipped so; empty where it may."""
    if not any(text.strip() for text in part.texts.values()):
        return f"{part.name} {part.version} has no text of its licence."
    if not part.licence or part.licence == "not stated":
        return f"It is not known which licence {part.name} {part.version} is under."
    if all(STRONG.search(choice) and not EXCEPTED.search(choice) for choice in choices(part.licence)):
        return f"{part.name} {part.version} is under {part.licence}."
    return ""


def choices(licence: str) -> list[str]:
    """What one may choose between: the sides of every OR."""
    return re.split(r"\s+OR\s+", licence)


def file_of(part: Part) -> str:
    """Name of the file with the texts of a part."""
    words = re.sub("[^A-Za-z0-9._-]+", "-", part.name).strip("-")
    return f"{'qt-' if part.kind == PART_OF_QT else ''}{normal(words)}.txt"


def index(parts: Iterable[Part]) -> str:
    """All parts in a table: what, which version, under which licence, in which file."""
    rows = "".join(f"| {p.name} | {p.version} | {p.licence} | {p.kind} | {file_of(p)} |\n" for p in parts)
    head = (
        "# Licences of all that is shipped\n\n| Part | Version | Licence | What it is | Text |\n|---|---|---|---|---|\n"
    )
    return head + rows
