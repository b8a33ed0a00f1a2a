"""The installer's modules, loaded as its scripts load them."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def installer(monkeypatch):
    """Loads a module of the folder ``installer`` by its name."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "installer"))
    yield import_module
    for name in (
        "parts",
        "sbom",
        "audit",
        "relock",
        "contents",
        "check_bundle",
        "debian",
        "build",
        "start",
        "licences",
    ):
        sys.modules.pop(name, None)
