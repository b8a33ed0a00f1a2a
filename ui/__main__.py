"""``python -m ui [CASE…]``: the window, with ``--screenshot`` a picture of it, with ``--measure`` how fast it is.

The worker process imports this module again under another name, so nothing heavy is imported at its top.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from cdss.core.sentences import LANGUAGES
from cdss.engine.birth import Born, give_birth

PANES = ("film", "ecg", "note", "vitals", "decision")
WINDOW_SHOWN = "window shown"
"""Printed by ``--measure`` when the window has been painted: ``installer/start_times.py`` takes the time."""

THEMES = ("dark", "light", "high_contrast")


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(
        prog="cdss-ui", description="TriageLens: decision support for emergency triage, offline."
    )
    made.add_argument(
        "cases", metavar="CASE", nargs="*", type=Path, help="case folder or manifest; none opens the demo patients"
    )
    instead = made.add_mutually_exclusive_group()
    instead.add_argument(
        "--screenshot", metavar="PNG", type=Path, help="write a picture of the finished screen and exit"
    )
    instead.add_argument(
        "--measure",
        action="store_true",
        help="show the patients one after another, print how long each answer took and how long the window stood still, and exit",
    )
    instead.add_argument(
        "--soak",
        metavar="N",
        type=int,
        help="open, assess, explain and close N patients, kill the worker ten times, print what was left behind, and exit",
    )
    made.add_argument(
        "--size", type=size, default=(1600, 1000), metavar="WxH", help="size of the window, default 1600x1000"
    )
    made.add_argument("--panel", choices=PANES, help="let this pane fill the window")
    made.add_argument("--lang", choices=LANGUAGES, help="default: as last used, English at first")
    made.add_argument("--theme", choices=THEMES, help="default: as last used, dark at first")
    made.add_argument(
        "--no-store", action="store_true", help="open no worklist of an earlier session, and save nothing of this one"
    )
    made.add_argument(
        "--forget-pin",
        action="store_true",
        help="take a forgotten PIN of the lock away; opens nothing that is encrypted under the PIN",
    )
    made.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where the model computes")
    return made


def size(text: str) -> tuple[int, int]:
    """``1600x1000`` as two numbers; ``ArgumentTypeError`` for anything else."""
    width, cross, height = text.lower().partition("x")
    if not (cross and width.isdigit() and height.isdigit() and int(width) > 0 and int(height) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1600x1000")
    return int(width), int(height)


def choose_platform() -> None:
    """Draw without a display where there is none; must run before Qt is loaded."""
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in displays):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def first_worker() -> Born | None:
    """The process of the engine, which imports the networks while the window opens; None where it cannot be made now."""
    try:
        return give_birth(ahead="cdss.engine.local")
    except OSError:
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the window; returns the exit code."""
    multiprocessing.freeze_support()
    options = parser().parse_args(arguments)
    absent = next((path for path in options.cases if not path.exists()), None)
    if absent is not None:
        print(f"There is no case at {absent}.", file=sys.stderr)
        return 2
    choose_platform()
    gc.disable()  # until all is loaded (``ui.app.load_ahead``): it would walk through what stays, a tenth of the time
    born = first_worker()
    from ui.opening import open_window

    window = open_window(options)
    if options.measure:
        print(WINDOW_SHOWN, flush=True)
    from ui.run import run

    return run(options, window, born)


if __name__ == "__main__":
    sys.exit(main())
