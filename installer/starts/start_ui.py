"""Starts the window of the installed program."""

import sys

from ui.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
