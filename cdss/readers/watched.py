"""A folder into which case folders and manifests are put by others. Nothing in it is opened, moved or deleted here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from cdss.core.paths import MANIFEST_NAME
from cdss.records.watched import Item, Seen, Signature

MOST_FILES = 2000
"""Files of one item that are looked at: a case has a few dozen."""


def is_case(folder: Path) -> bool:
    """Whether ``folder`` itself is a case: to watch it would take it apart."""
    return (folder / MANIFEST_NAME).is_file()


def look(folder: Path) -> dict[str, Seen]:
    """What stands in ``folder``, by name; hidden names and folders without a file are left out. Raises ``OSError``.

    A link is no case, whatever it leads to: what is outside the folder was not put into it.
    """
    found = {}
    for child in sorted(folder.iterdir()):
        if child.name.startswith("."):
            continue
        if child.is_symlink():
            found[child.name] = Seen(Item.OTHER, ((child.name, 0, 0),))
            continue
        signature = _signature(child)
        if signature:
            found[child.name] = Seen(_item(child), signature)
    return found


def _item(child: Path) -> Item:
    if child.is_dir():
        return Item.FOLDER
    return Item.MANIFEST if child.suffix.lower() in (".json", ".hl7") else Item.OTHER


def _signature(child: Path) -> Signature:
    found = []
    for path in _files(child):
        try:
            stat = path.stat()
        except OSError:
            continue  # gone again: the next look tells
        found.append((path.relative_to(child.parent).as_posix(), stat.st_size, stat.st_mtime_ns))
        if len(found) >= MOST_FILES:
            break
    return tuple(sorted(found))


def _files(child: Path) -> Iterator[Path]:
    if child.is_dir():
        yield from (p for p in child.rglob("*") if p.is_file() and not p.name.startswith("."))
    else:
        yield child
