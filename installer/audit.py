"""Check what is installed in ``.venv``: ``python3 installer/run.py audit``.

Without a network: whether each package has the version and hashes of ``installer/locks``, and whether each of its files is
the one that was installed (``RECORD``). Known weaknesses need a list that is kept elsewhere: where ``pip-audit`` is installed
and the network allows it, it is asked; else the command is printed.
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
from importlib.metadata import Distribution
from importlib.util import find_spec
from pathlib import Path

from parts import LOCKS, installed, locked

ASK = ("--require-hashes", "--disable-pip")


def main() -> int:
    """Say what was found; 1 where something is not as it was locked."""
    found = installed()
    wrong = [*unlocked(found), *(f"{name}: {path} was changed" for name, one in found.items() for path in changed(one))]
    print(
        "\n".join(wrong) if wrong else f"{len(found)} packages are as they were locked, every file as it was installed."
    )
    return 1 if weaknesses() or wrong else 0


def unlocked(found: dict[str, Distribution]) -> list[str]:
    """What is installed in a version that no list has."""
    known = locked()
    listed = {name: version for name, version in known}
    return [
        f"{name} {one.version}: {'locked is ' + listed[name] if name in listed else 'no hash is known'}"
        for name, one in found.items()
        if (name, one.version) not in known
    ]


def changed(one: Distribution) -> list[str]:
    """Files of a package that are missing or other than its list says; what Python compiles by itself is passed over."""
    wrong = []
    for file in one.files or ():
        if file.hash is None or file.suffix == ".pyc":
            continue
        path = Path(str(file.locate()))
        wanted = file.hash.value.rstrip("=")
        if not path.is_file() or _digest(path, file.hash.mode) != wanted:
            wrong.append(str(file))
    return wrong


def _digest(path: Path, algorithm: str) -> str:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, algorithm).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def weaknesses() -> int:
    """Ask ``pip-audit`` for known weaknesses of the locked versions; its exit code, 0 where it is not here."""
    words = [*ASK, *(word for name in ("run", "torch") for word in ("-r", str(LOCKS / f"{name}.txt")))]
    if find_spec("pip_audit") is None:
        print(f"Known weaknesses were not asked for: install pip-audit, then: pip-audit {' '.join(words)}")
        return 0
    return subprocess.call([sys.executable, "-m", "pip_audit", *words])


if __name__ == "__main__":
    raise SystemExit(main())
