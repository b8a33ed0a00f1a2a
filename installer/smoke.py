#!/usr/bin/env python3
"""Does the built program work at all? ``python3 installer/smoke.py FOLDER`` runs both programs in it on demonstration patients.

Standard library only, for every system. It says what is installed, assesses every demonstration patient and draws the window;
1 where something fails, with the reason. No more is looked at than that: the tests compare figures.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from parts import ROOT, version

DEMO = ROOT / "resources" / "demo"
SIZE = (1440, 900)
WAIT_S = 900
SMALLEST_PICTURE = 50_000
"""Bytes: an empty window has less."""


class Failed(Exception):
    """What did not work."""


def main(words: Sequence[str]) -> int:
    """Try both programs of the folder."""
    folder = Path(words[0]).resolve()
    ending = ".exe" if (folder / "cdss.exe").exists() else ""
    try:
        with tempfile.TemporaryDirectory() as out:
            says_its_version(folder / f"cdss{ending}")
            assesses(folder / f"cdss{ending}", Path(out) / "out.jsonl")
            draws(folder / f"cdss-ui{ending}", Path(out) / "window.png")
    except (Failed, OSError, subprocess.TimeoutExpired) as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"Both programs in {folder} work.")
    return 0


def run(*words: str | Path) -> str:
    """What a program prints; ``Failed`` where it ends with anything but 0."""
    done = subprocess.run(
        [str(word) for word in words], capture_output=True, timeout=WAIT_S, check=False, env=_environment()
    )
    if done.returncode:
        raise Failed(
            f"{Path(words[0]).name} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}"
        )
    return done.stdout.decode("utf-8")


def _environment() -> dict[str, str]:
    """Without what would lead an installed program to the sources."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def says_its_version(program: Path) -> None:
    """``cdss --version`` names the version that was built, ``cdss info`` finds the model."""
    told = run(program, "--version").split()
    if told != ["TriageLens", version()]:
        raise Failed(f"It calls itself {' '.join(told)}; {version()} was built.")
    json.loads(run(program, "info", "--json"))


def assesses(program: Path, out: Path) -> None:
    """One assessment with a level for each demonstration patient."""
    cases = sorted(path.parent for path in DEMO.glob("*/case.json"))
    run(program, "assess", *cases, "--out", out)
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    levels = [answer.get("acuity", {}).get("level") for answer in answers]
    if len(levels) != len(cases) or not set(levels) <= {1, 2, 3, 4, 5}:
        raise Failed(f"{len(cases)} patients were assessed with the levels {levels}.")


def draws(program: Path, picture: Path) -> None:
    """A picture of the window with the first demonstration patient, in the size that was asked for."""
    run(program, min(DEMO.glob("*/case.json")).parent, "--screenshot", picture, "--size", "x".join(map(str, SIZE)))
    data = picture.read_bytes()
    if data[:8] != b"\x89PNG\r\n\x1a\n" or struct.unpack(">II", data[16:24]) != SIZE or len(data) < SMALLEST_PICTURE:
        raise Failed(
            f"The picture of the window, {len(data)} bytes, is not one of {SIZE[0]} x {SIZE[1]} with a patient in it."
        )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
