"""A window in which levels change and are acknowledged, for ``test_killed_alerts``: it goes on until it is killed.

Usage: ``alert_worker.py SESSION_FILE SEED CASE…``. One JSON object a line: ``restored``, what the window knows of the session
before; ``state`` for each state that is to be kept, before it is; ``saved`` with how many of those are known to be on the disk.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cdss.records.vitals import VitalsRow
from cdss.session.kept_work import work_text
from cdss.session.state import SessionState
from tests.ui.shift_window import RuleEngine, done, read
from ui.app import App


def kept(state: SessionState) -> dict[str, object]:
    """What the shift brought each patient, and how the list is divided."""
    return {"grouping": state.intent.grouping} | {e.key: dict(work_text(e)).get("shift") for e in state.entries}


def say(**told: object) -> None:
    print(json.dumps(told), flush=True)


class Told:
    """Tells every new state; made before the window saves anything, so that none is on the disk unheard."""

    def __init__(self, app: App) -> None:
        self.count = 0
        self._last: dict[str, object] = {}
        self.on = False
        app.store.listen(self._tell)

    def _tell(self, state: SessionState) -> None:
        now = kept(state)
        if self.on and now != self._last:
            self._last = now
            self.count += 1
            say(state=now)


def wait(app: App, until: Callable[[App], bool] = done) -> None:
    for _ in range(4000):
        if app.store.state.entries and until(app):
            return
        QTest.qWait(5)
    say(stuck=repr([(e.key, e.problem) for e in app.store.state.entries]))


def main(session: str, seed: str, *cases: str) -> None:
    """Live until killed."""
    QApplication([])
    engine, chance = RuleEngine(), random.Random(seed)
    engine.held = True  # what is restored is told before anybody is assessed again
    app = App(engine, kept=lambda: Path(session))
    told = Told(app)
    app.window.show()
    app.start(tuple(map(Path, cases)) if not Path(session).exists() else ())
    wait(app, read)
    say(restored=kept(app.store.state))
    told.on, engine.held = True, False
    wait(app)
    while True:
        key = chance.choice(app.store.state.entries).key
        spo2 = float(chance.choice((97, 90, 80)))
        app.entry_desk.charting.enter(key, VitalsRow(datetime.now(UTC), heart_rate=90.0, spo2=spo2), 1, "kim")
        if chance.random() < 0.5:
            wait(app)
        chance.choice((partial(app.user.seen, key), app.user.next_grouping, lambda: None))()
        if chance.random() < 0.5:
            wait(app)
            say(saved=told.count)


if __name__ == "__main__":
    main(*sys.argv[1:])
