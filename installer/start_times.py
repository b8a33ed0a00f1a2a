#!/usr/bin/env python3
"""How long a start takes, of the installed program or of the source: ``python3 installer/start_times.py [PROGRAM] [--repeat 5]``.

Standard library only. The program is started anew each time, with ``--measure`` and one demonstration patient, and the times
are taken here, from the moment of its start on: until its window is painted, until the patient is assessed, and until all that
is shown without asking is explained. In between the same computation is done here each time: where that is slow, the computer
was busy. The processes are fresh; what the disk has read before may still be in memory, unless ``--drop-caches`` is given.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = ROOT / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
CASE = ROOT / "resources" / "demo" / "01-chest-pain"
STAGES = ("window shown", "first patient assessed", "all that is shown is explained")
"""Lines that the program prints at these moments, in this order."""
DROP_CACHES = Path("/proc/sys/vm/drop_caches")
HASHED_BYTES, HASHED_TIMES = 1_000_000, 400


def main(words: Sequence[str]) -> int:
    """Measure and print; 1 where the program ended before the last stage."""
    parser = argparse.ArgumentParser(prog="start_times.py", description="Measures how long a start takes.")
    parser.add_argument("program", nargs="*", help="command that opens the window; default: the source in .venv")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="starts, default 5")
    parser.add_argument("--case", type=Path, default=CASE, help="the patient, default: the first demonstration patient")
    parser.add_argument("--drop-caches", action="store_true", help="have Linux forget files it has read; needs root")
    args = parser.parse_args(words)
    command = args.program or [str(PYTHON), "-m", "ui"]
    runs = []
    for number in range(args.repeat):
        if args.drop_caches:
            drop_caches()
        reference = reference_s()
        times = start([*command, "--measure", str(args.case)])
        if times is None:
            print("The program ended before all of the patient was explained.", file=sys.stderr)
            return 1
        runs.append((*times, reference))
        print(row(f"start {number + 1}", runs[-1]), flush=True)
    print(row(f"median of {len(runs)}", [statistics.median(column) for column in zip(*runs, strict=True)]))
    return 0


def row(name: str, seconds: Iterable[float]) -> str:
    """One line of the table."""
    named = zip((*STAGES, "reference"), seconds, strict=True)
    return f"{name:14s}" + "   ".join(f"{word} {value:.2f} s" for word, value in named)


def start(command: Sequence[str]) -> tuple[float, ...] | None:
    """Seconds from the start of ``command`` to each stage; None where it ended before. The program is ended after the last."""
    began = time.monotonic()
    times: list[float] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=ROOT) as process:
        for line in process.stdout or ():
            if line.rstrip() == STAGES[len(times)]:
                times.append(time.monotonic() - began)
            if len(times) == len(STAGES):
                break
        process.kill()
    return tuple(times) if len(times) == len(STAGES) else None


def reference_s() -> float:
    """Seconds that one fixed computation takes now."""
    began = time.monotonic()
    block = bytes(HASHED_BYTES)
    for _ in range(HASHED_TIMES):
        hashlib.blake2b(block).digest()
    return time.monotonic() - began


def drop_caches() -> None:
    """Have the next start read its files from the disk."""
    os.sync()
    DROP_CACHES.write_text("3\n", encoding="ascii")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
