"""Starts the installed program: the window under the name ``cdss-ui``, the command line under ``cdss``."""

import os
import sys
from pathlib import Path


def main() -> int:
    """Run what the name of the program says; returns the exit code."""
    give_streams()
    if Path(sys.executable).stem == "cdss-ui":
        from ui.__main__ import main as run
    else:
        from cdss.__main__ import main as run
    return run()


def give_streams() -> None:
    """Where a window has no place to print to, as on Windows, what libraries print goes nowhere instead of stopping them."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115, PTH123  (open until the program ends)


if __name__ == "__main__":
    sys.exit(main())
