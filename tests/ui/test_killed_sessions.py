"""A window that is killed at any moment loses nothing that was saved: killed for real, a dozen times in one long session."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cdss.database.session_file import open_session

ROOT = Path(__file__).parents[2]
KILLS = 12
PEOPLE = ("anna", "ben", "cora")


@dataclass
class Life:
    """What one process told before it was killed. ``states``: by number of the act, what was to be kept after it."""

    restored: dict[str, Any]
    editor: str | None
    unsaved: bool
    saved: int = 0
    states: dict[int, dict[str, Any]] = field(default_factory=dict)


def live_and_die(kept: Path, seed: int, cases: list[str], seconds: float) -> Life:
    """Start the window, let it act for ``seconds`` after the session is back, and kill it."""
    command = [sys.executable, str(Path(__file__).with_name("shift_worker.py")), str(kept), str(seed), *cases]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            first = json.loads(process.stdout.readline())
            assert "stuck" not in first, first
            time.sleep(seconds)
        finally:
            process.kill()
        told = [json.loads(line) for line in process.stdout if line.endswith("\n")]
    life = Life(first["restored"], first["editor"], first["unsaved"], states={0: first["restored"]})
    for line in told:
        assert "stuck" not in line, line
        if "saved" in line:
            life.saved = line["saved"]
        else:
            life.states[line["begun"]] = line["state"]
    return life


@pytest.fixture
def cases(tmp_path: Path) -> list[str]:
    for name in PEOPLE:
        folder = tmp_path / "cases" / name
        folder.mkdir(parents=True)
        (folder / "note.txt").write_text(f"Note of {name}.", encoding="utf-8")
        (folder / "vitals.csv").write_text("heart_rate,sbp\n80,120\n", encoding="utf-8")
    return [str(tmp_path / "cases" / name) for name in PEOPLE]


@pytest.mark.timeout(900)
def test_nothing_saved_is_lost_by_a_dozen_kills_at_any_moment(tmp_path: Path, cases: list[str]) -> None:
    kept, chance = tmp_path / "session.db", random.Random(20261121)
    lives: list[Life] = []
    for seed in range(KILLS + 1):
        life = live_and_die(kept, seed, cases, chance.uniform(0.0, 2.0))
        assert not life.unsaved
        if lives:
            before = lives[-1]
            possible = [number for number, state in before.states.items() if state == life.restored]
            assert possible and max(possible) >= before.saved, (before.saved, before.states, life.restored)
            assert life.editor == life.restored["people"][life.restored["selected"]]["draft"]
        lives.append(life)
    killed = lives[:KILLS]
    assert sum(life.saved for life in killed) > 30, "acts that were known to be saved"
    assert sum(max(life.states) > life.saved for life in killed) > 2, (
        "some were killed while something was not saved yet"
    )
    opened = open_session(kept, datetime.now(UTC))
    opened.file.close()
    assert opened.issues == ()
    assert {p.key for p in opened.saved.patients} == set(cases)
