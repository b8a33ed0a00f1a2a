"""What the program is called and what it opens, for the packages of every system; each fact is read from its one source.

Standard library only. The version stands in ``cdss``, names in both languages in the menu entry of Linux, and file types in the
list of them for Linux.
"""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

from parts import ROOT

LINUX = ROOT / "installer" / "linux"
ID = "org.triagelens.TriageLens"
NAME = "TriageLens"
PUBLISHER = "TriageLens contributors"
LANGUAGES = ("en", "ko")
PROGRAMS = ("cdss", "cdss-ui")
"""The command line and the window."""
LICENCE = ROOT / "LICENSE"
ICON = ROOT / "resources" / "icons" / "triagelens.svg"


class FileType(NamedTuple):
    """Files that the window opens: their media type, their extension with its dot, and what they are by language."""

    media_type: str
    extension: str
    described: dict[str, str]


def file_types() -> list[FileType]:
    """Every type of the list; of a whole name such as ``case.json`` the extension counts, as no other system knows more."""
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    found = []
    for entry in ElementTree.parse(LINUX / "triagelens-mime.xml").getroot():
        glob = entry.find(f"{space}glob")
        comments = entry.findall(f"{space}comment")
        if glob is not None:
            words = {c.get("{http://www.w3.org/XML/1998/namespace}lang", "en"): c.text or "" for c in comments}
            found.append(FileType(entry.attrib["type"], Path(glob.attrib["pattern"]).suffix, words))
    return found


def said(key: str, language: str) -> str:
    """A line of the menu entry, such as ``Name`` or ``Comment``, in one language; ``KeyError`` where it has none."""
    lines = (LINUX / f"{ID}.desktop").read_text(encoding="utf-8").splitlines()
    entry = dict(line.split("=", 1) for line in lines if "=" in line)
    return entry[key if language == "en" else f"{key}[{language}]"]


def status(language: str) -> str:
    """The sentence about what the program is and is not, as its window says it."""
    catalogue = ROOT / "resources" / "i18n" / "sentences" / "session.json"
    sentences: dict[str, dict[str, str]] = json.loads(catalogue.read_text(encoding="utf-8"))
    return sentences["session_status_sentence"][language]
