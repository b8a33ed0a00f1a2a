"""Layers of the window: views ← panels ← controllers ← app, and nothing heavy in the Qt process."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = ("torch", "monai", "captum", "shap", "sklearn", "pandas", "wfdb", "pydicom", "numba", "scipy")

FORBIDDEN = {
    "ui/theme": ("ui.views", "ui.panels", "ui.controllers", "ui.app", "ui.main_window", "cdss.session", "cdss.readers"),
    "ui/views": (
        "ui.panels", "ui.controllers", "ui.app", "ui.main_window", "ui.run",
        "cdss.session.store", "cdss.session.actions", "cdss.session.resolve", "cdss.readers", "cdss.engine",
    ),
    "ui/panels": (
        "ui.controllers", "ui.app", "ui.main_window", "ui.run",
        "cdss.session.store", "cdss.session.actions", "cdss.session.resolve", "cdss.readers", "cdss.engine",
    ),
    "ui/report": (
        "ui.controllers", "ui.app", "ui.main_window", "ui.run", "ui.panels",
        "cdss.session.store", "cdss.session.actions", "cdss.session.resolve", "cdss.readers", "cdss.engine",
    ),
    "ui/controllers": ("ui.views", "ui.panels", "ui.report", "ui.app", "ui.main_window", "ui.run", "PySide6", "cdss.readers"),
}  # fmt: skip


def modules(folder: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield path, node.module
                yield from ((path, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_layer_imports_nothing_above_it(folder: str) -> None:
    above = FORBIDDEN[folder]
    broken = [
        f"{path.name} imports {name}"
        for path, name in modules(folder)
        if any(name == banned or name.startswith(banned + ".") for banned in above)
    ]
    assert broken == []


def test_only_pyside_is_used_and_no_private_engine_part() -> None:
    banned = (
        "PyQt5",
        "PyQt6",
        "PySide2",
        "qtpy",
        "torch",
        "monai",
        "captum",
        "shap",
        "cdss.engine.local",
        "cdss.engine.worker",
        "cdss.nets",
        "cdss.explain",
    )
    broken = [
        f"{path.name}: {name}"
        for path, name in modules("ui")
        if any(name == b or name.startswith(b + ".") for b in banned)
    ]
    assert broken == []


def test_nothing_heavy_is_loaded_when_the_window_is_open(tmp_path: Path) -> None:
    """In a process of its own, as a user would start it, without a model bundle."""
    script = f"""
import sys
import ui.app
early = sorted(name for name in {HEAVY!r} if name in sys.modules)
from PySide6.QtWidgets import QApplication
qt = QApplication([])
app = ui.app.App(None)
app.window.show()
qt.processEvents()
late = sorted(name for name in {HEAVY!r} if name in sys.modules)
app.window.close()
print(early, late)
"""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.strip() == "[] []"


def test_command_line_refuses_what_is_not_there(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ui", str(tmp_path / "nowhere")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip() == f"There is no case at {tmp_path / 'nowhere'}."


def test_lists_of_the_command_line_are_those_of_the_program() -> None:
    """They are repeated in ``ui.__main__`` so that the worker, which imports it, stays without Qt."""
    from cdss.session.place import Pane
    from ui.__main__ import PANES, THEMES
    from ui.theme import THEMES as KNOWN

    assert tuple(PANES) == tuple(pane.value for pane in Pane)
    assert THEMES == KNOWN
