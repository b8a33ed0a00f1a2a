"""Starts the command line of the installed program."""

import sys

from cdss.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
