#!/usr/bin/env python3
"""Where CI keeps an environment between its runs: ``python3 installer/kept.py CACHE KIND`` prints the folder.

Standard library only. The folder's name holds a hash of everything that decides what is installed into it: another list of
packages, another Python, another way of installing them and it is another folder, made anew; those of other names are removed.
The program itself is never kept: ``run.py`` has an environment lead to the folder it runs from.
"""

from __future__ import annotations

import hashlib
import platform
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DECIDE = ("pyproject.toml", "installer/run.py", "installer/build.py", "installer/locks/*.txt")
"""Which files of the checkout decide what an environment holds."""


def main(words: list[str]) -> int:
    """Print the folder of the environment ``KIND`` in ``CACHE``, after removing those that are of no use any more."""
    cache, kind = Path(words[0]), words[1]
    chosen = cache / f"{kind}-{key_of(ROOT)}"
    for other in cache.glob(f"{kind}-*"):
        if other != chosen:
            shutil.rmtree(other)
    print(chosen)
    return 0


def key_of(root: Path) -> str:
    """Hash of the files that decide and of the Python that installs."""
    made = hashlib.sha256(f"{sys.version} {sys.executable} {platform.machine()}".encode())
    for pattern in DECIDE:
        for path in sorted(root.glob(pattern)):
            made.update(f"\0{path.relative_to(root).as_posix()}\0".encode() + path.read_bytes())
    return made.hexdigest()[:16]


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
