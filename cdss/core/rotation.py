"""Another key for all that is kept, in one step: a crash leaves it under the old key, or under the new one, never in parts.

What is to stand in the folder is made whole in ``rotation.part`` within it, key file and all; renaming that to ``rotation.ready``
is the step. From then on each file of it takes the place of the old one, which is overwritten. Whoever opens the key next
finishes what was begun (``settle``), and takes back what had not come as far as the step.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cdss.core.data_key import KEY_NAME, drop_from_keyring, forget_key
from cdss.core.files import name_on_disk, overwrite
from cdss.core.held import held

PART, READY, LOCK = "rotation.part", "rotation.ready", "rotation.lock"
PATIENCE_S = 10.0
_CHANGING: set[Path] = set()
"""Folders of which this process changes the key now."""


def pending(folder: Path) -> bool:
    """Whether the key of ``folder`` was changed, and what is kept there is not yet all under the new one."""
    return (folder / READY).exists()


def settle(folder: Path) -> None:
    """Finish a change of the key that was begun, or take it back. ``held.Busy`` where one is going on now, ``OSError``."""
    if folder.resolve() not in _CHANGING and ((folder / PART).exists() or pending(folder)):
        with held(folder / LOCK, PATIENCE_S):
            _settle(folder)


@contextmanager
def changing(folder: Path) -> Iterator[Path]:
    """The folder to make everything in, key file and all; at the end of the block it takes the place of what is in ``folder``.

    An exception in the block leaves all as it was. ``held.Busy`` where another program changes the key now, ``OSError``.
    """
    with held(folder / LOCK, PATIENCE_S):
        _settle(folder)
        part = folder / PART
        part.mkdir(mode=0o700)
        _CHANGING.add(folder.resolve())
        try:
            yield part
            for made in [part, *(path for path in part.rglob("*") if path.is_dir())]:
                name_on_disk(made)
            part.rename(folder / READY)
        except BaseException:
            _settle(folder)
            raise
        finally:
            _CHANGING.discard(folder.resolve())
        name_on_disk(folder)
        _settle(folder)


def _settle(folder: Path) -> None:
    """With the lock held."""
    part, ready = folder / PART, folder / READY
    if part.exists():
        drop_from_keyring(part / KEY_NAME)
        forget_key(part)
        shutil.rmtree(part)
    if not ready.exists():
        return
    for made in sorted(path for path in ready.rglob("*") if path.is_file()):
        _put(made, folder / made.relative_to(ready))
    shutil.rmtree(ready)
    name_on_disk(folder)
    forget_key(folder)


def _put(made: Path, place: Path) -> None:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if place.name == KEY_NAME:
        drop_from_keyring(place)
    log = [place.with_name(f"{place.name}{ending}") for ending in ("-wal", "-shm")]
    overwrite(path for path in (*log, place) if path.exists())
    made.replace(place)
