"""Changed levels and what was seen of them are not lost by a kill at any moment."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.ui.shift_window import folder

ROOT = Path(__file__).parents[2]
KILLS = 4


def live_and_die(session: Path, seed: int, cases: list[Path], seconds: float) -> list[dict[str, Any]]:
    """What a window told from its start until it was killed, ``seconds`` after the session was back."""
    worker = Path(__file__).with_name("alert_worker.py")
    command = [sys.executable, str(worker), str(session), str(seed), *map(str, cases)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            first = process.stdout.readline()
            time.sleep(seconds)
        finally:
            process.kill()
        told = [json.loads(line) for line in (first, *process.stdout) if line.endswith("\n")]
    assert not [line for line in told if "stuck" in line], told
    return told


@pytest.mark.timeout(600)
def test_no_change_and_nothing_that_was_seen_is_lost_by_kills(tmp_path: Path) -> None:
    cases = [folder(tmp_path, name) for name in ("anna", "ben", "cho")]
    chance, session = random.Random(7), tmp_path / "data" / "session.db"
    before: list[dict[str, Any]] = []
    changes, acknowledged = 0, 0
    for seed in range(KILLS + 1):
        told = live_and_die(session, seed, cases, chance.uniform(0.3, 2.0))
        restored = told[0]["restored"]
        if before:
            states = [before[0]["restored"], *(line["state"] for line in before if "state" in line)]
            saved = max((line["saved"] for line in before if "saved" in line), default=0)
            possible = [number for number, state in enumerate(states) if state == restored]
            assert possible and max(possible) >= saved, (saved, len(states), restored)
        works = [json.loads(text) for key, text in restored.items() if key != "grouping" and text]
        changes = max(changes, sum(len(work["changes"]) for work in works))
        acknowledged = max(acknowledged, sum(c["acknowledged"] is not None for w in works for c in w["changes"]))
        before = told
    assert changes > 5 and acknowledged > 1, "there was something to lose"
