"""Where the program's own files are: source tree, installed package, or frozen bundle."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from platformdirs import site_data_path, user_data_path

DEFAULT_MODEL = "cdss-triage"
"""Name of the model bundle that is loaded when none is named."""


@cache
def resources_dir() -> Path:
    """The ``resources/`` folder: beside the package in a source tree, in ``sys._MEIPASS`` when frozen."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parents[2]
    return root / "resources"


MANIFEST_NAME = "case.json"
"""Name of a case folder's manifest."""


def model_dir(name: str = DEFAULT_MODEL) -> Path:
    """Folder of the model bundle called ``name``."""
    return resources_dir() / "models" / name


def demo_dir() -> Path:
    """Folder that holds one case folder per demonstration patient."""
    return resources_dir() / "demo"


def user_dir() -> Path:
    """Folder for this user's own data (settings, store, audit log); created when first asked for."""
    return user_data_path("TriageLens", appauthor=False, ensure_exists=True)


def machine_dir() -> Path:
    """Folder for what an administrator gives to every user of this computer; it need not be there.

    On Linux a fixed one: that of the desktop's list of data folders differs from session to session.
    """
    fixed = sys.platform.startswith("linux")
    return Path("/var/lib/triagelens") if fixed else site_data_path("TriageLens", appauthor=False)
