"""A log, and what lies beside it, under another key: each line says the same, so that the chain of its hashes holds."""

from __future__ import annotations

from pathlib import Path

from cdss.audit.anchor import NAME as ANCHOR
from cdss.audit.inputs import FOLDER as INPUTS
from cdss.audit.lines import END, Codec
from cdss.audit.pseudonym import NAME as PSEUDONYMS
from cdss.audit.segments import segments
from cdss.core.files import write_whole


def reseal(folder: Path, target: Path, old: Codec, new: Codec) -> None:
    """Write the log in ``folder`` into ``target``, which is made; ``OSError`` of the disk. The log's lock must be held.

    What does not open is taken over as it is: a torn line is known by the hash of its bytes, and damage is not hidden.
    """
    target.mkdir(mode=0o700)
    for path in segments(folder):
        lines = path.read_bytes().split(END)
        write_whole(target / path.name, END.join(_other(line, old, new) for line in lines), private=True)
    if (folder / ANCHOR).exists():
        write_whole(target / ANCHOR, (folder / ANCHOR).read_bytes(), private=True)
    if (folder / PSEUDONYMS).exists():
        write_whole(target / PSEUDONYMS, _other((folder / PSEUDONYMS).read_bytes(), old, new), private=True)
    kept = sorted((folder / INPUTS).glob("*.json")) if (folder / INPUTS).is_dir() else []
    if kept:
        (target / INPUTS).mkdir(mode=0o700)
    for path in kept:
        write_whole(target / INPUTS / path.name, _other(path.read_bytes(), old, new), private=True)


def _other(sealed: bytes, old: Codec, new: Codec) -> bytes:
    try:
        return new.seal(old.unseal(sealed)) if sealed else sealed
    except ValueError:
        return sealed
