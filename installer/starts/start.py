"""Starts the installed program: the window under the name ``cdss-ui``, the command line under ``cdss``."""

import sys
from pathlib import Path


def main() -> int:
    """Run what the name of the program says; returns the exit code."""
    if Path(sys.executable).stem == "cdss-ui":
        from ui.__main__ import main as run
    else:
        from cdss.__main__ import main as run
    return run()


if __name__ == "__main__":
    sys.exit(main())
