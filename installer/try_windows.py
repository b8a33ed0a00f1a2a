#!/usr/bin/env python3
"""Install, try and remove the program on a Windows that may be changed, as administrator: ``py installer/try_windows.py dist``.

Standard library only; for the workflow that builds it. Each installer in the folder is run silently, for one user and for all of
them, the programs are tried where they were put, and they are removed. 1 where something fails, with the reason.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import smoke
from identity import NAME

WAIT_S = 900
GONE_S = 180
"""An uninstaller goes on by itself after its first process has ended."""


class Failed(Exception):
    """What did not work."""


def main(words: Sequence[str]) -> int:
    """Try every installer of the folder."""
    folder = Path(words[0]).resolve()
    (setup,), (package,) = folder.glob("*-setup.exe"), folder.glob("*.msi")
    own = Path(os.environ["LOCALAPPDATA"])
    shared = Path(os.environ["PROGRAMFILES"]) / NAME
    kept = own / NAME / "kept.txt"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("a file of the user", encoding="utf-8")
    try:
        for mode, place in (("/CurrentUser", own / "Programs" / NAME), ("/AllUsers", shared)):
            attempt([setup, "/S", mode], [place / "uninstall.exe", "/S", mode], place)
        attempt(["msiexec", "/i", package, "/qn"], ["msiexec", "/x", package, "/qn"], shared)
        if not kept.exists():
            raise Failed(f"{kept} was removed.")
    except (Failed, OSError, subprocess.TimeoutExpired) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def attempt(install: Sequence[str | Path], remove: Sequence[str | Path], place: Path) -> None:
    """Install, install again over it, try and remove; ``Failed`` where the programs do not work or something stays."""
    run(install)
    run(install)
    if smoke.main([str(place)]):
        raise Failed(f"The programs in {place} do not work.")
    run(remove)
    ends = time.monotonic() + GONE_S
    while place.exists() and time.monotonic() < ends:
        time.sleep(1)
    if place.exists():
        raise Failed(f"{place} is still there: {sorted(path.name for path in place.rglob('*'))[:20]}")
    print(f"Installed, tried and removed: {place}")


def run(words: Sequence[str | Path]) -> None:
    """Run an installer to its end; ``Failed`` names what it ended with."""
    done = subprocess.run([str(word) for word in words], timeout=WAIT_S, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(map(str, words))} ended with {done.returncode}.")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
