"""Coverage-guided fuzzing of one reader with atheris (``pip install atheris``; not among the program's own tests).

``python -m tests.fuzz READER --minutes 30 --work DIR``: the corpus grows in ``DIR``, which also gets the input of any crash, hang
or unsound case; the sound files in ``tests/fuzz/corpus`` are where it begins. ``--replay FILE`` reads one input again. What came
of it stands in ``REPORT.md``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import atheris

from tests.fuzz.sound import CORPUS, check, seeds, write

LONGEST_S = 20
"""Seconds of computing after which an input counts as a hang; the promise of 2 s is of a machine without instrumentation."""

NEVER_S = 900
"""Seconds by the clock after which it counts as one that never ends: on a busy machine an input may wait for its turn."""

MOST_MEMORY_MIB = 2048

BESIDE = {"dicom": ("pydicom", "data/test_files")}
"""Package and folder of sound and broken files that a library brings, to begin with too."""


def main() -> None:
    """Fuzz until the time is over or something is found."""
    args = parsed()
    folder = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        with atheris.instrument_imports(
            include=["cdss.readers", "pydicom", "wfdb"]
        ):  # all that is imported with the first case
            for data in seeds(args.reader):
                one_input(folder, args.reader, data)
        if args.replay:
            one_input(folder, args.reader, args.replay.read_bytes())
            return
        grown = args.work / args.reader
        grown.mkdir(parents=True, exist_ok=True)
        options = [
            sys.argv[0],
            f"-max_total_time={round(60 * args.minutes)}",
            f"-timeout={NEVER_S}",
            f"-rss_limit_mb={MOST_MEMORY_MIB}",
            f"-artifact_prefix={grown.parent}/{args.reader}-",
            f"-max_len={args.longest}",
            "-print_final_stats=1",
            str(grown),
            str(CORPUS / args.reader),
            *brought(args.reader),
        ]
        atheris.Setup(options, lambda data: one_input(folder, args.reader, data))
        atheris.Fuzz()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("reader", choices=sorted(path.name for path in CORPUS.iterdir()))
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--longest", type=int, default=65536, help="bytes of an input at most")
    parser.add_argument("--work", type=Path, default=Path("fuzzed"))
    parser.add_argument("--replay", type=Path)
    return parser.parse_args()


def brought(reader: str) -> list[str]:
    """The folder that a library brings for ``reader``, if one does."""
    package, folder = BESIDE.get(reader, ("", ""))
    found = find_spec(package) if package else None
    return [str(Path(found.origin).parent / folder)] if found is not None and found.origin else []


def one_input(folder: Path, reader: str, data: bytes) -> None:
    """Read ``data`` as the file of a case; ``AssertionError`` where that takes too long, or what came of it is not sound."""
    for path in folder.iterdir():
        path.unlink()
    write(folder, reader, bytes(data))
    start = time.process_time()
    check(folder, reader)
    assert time.process_time() - start < LONGEST_S, "too slow"


if __name__ == "__main__":
    main()
