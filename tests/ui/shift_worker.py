"""A clinician at work in a real window without an engine, for ``test_killed_sessions``: acts at random until it is killed.

Usage: ``shift_worker.py SESSION_FILE SEED CASE…``; a session that was kept comes back, else the cases are opened. One JSON
object a line: first ``restored``, what the window shows of the session before; then ``begun`` with a number and what must be
kept once the act is saved, printed before each act; ``saved`` with the number of the last act that is known to be on the disk.
"""

from __future__ import annotations

import json
import os
import random
import string
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from cdss.records.concept_correction import Meant
from cdss.records.vitals_changes import Entered
from ui.app import App

Seen = dict[str, Any]


def seen(app: App) -> Seen:
    """What the window holds of everything that is to be kept."""
    state = app.store.state
    people = {}
    for entry in state.entries:
        note = entry.case.note.text if entry.case and entry.case.note else ""
        rows = entry.as_read.vitals.rows if entry.as_read and entry.as_read.vitals else ()
        ruling = [entry.ruling.level, entry.ruling.reason] if entry.ruling else None
        people[entry.key] = {
            "note": note, "draft": entry.edits.draft, "ruling": ruling, "rate": rows[-1].heart_rate if rows else None,
            "entered": [c.row.heart_rate for c in entry.vitals_work.changes if isinstance(c, Entered)],
            "meant": [c.meant.value for c in entry.note_work.corrections],
        }  # fmt: skip
    look = [state.intent.language, state.intent.theme]
    return {"order": [e.key for e in state.entries], "people": people, "look": look, "selected": state.intent.selected}


class Shift:
    """Acts one after another; ``now`` is what the window must hold after the acts so far, reckoned without it."""

    def __init__(self, app: App, cases: list[str], chance: random.Random, now: Seen) -> None:
        self.app, self.cases, self.chance, self.now = app, cases, chance, now
        self.note = app.window.evidence.note
        self.number = 0
        self.put_by: dict[str, Any] = {}

    def act(self) -> None:
        acts = (self.type, self.type, self.save, self.give_up, self.rule, self.withdraw, self.drop, self.go, self.look)
        self.chance.choice((*acts, self.chart, self.mean, self.close, self.reopen))()
        if self.chance.random() < 0.4:
            self.wait_until_saved()

    @property
    def me(self) -> Seen:
        return self.now["people"][self.now["selected"]]

    def begin(self) -> None:
        self.number += 1
        say(begun=self.number, state=self.now)

    def wait_until_saved(self) -> None:
        QTest.qWait(self.chance.choice((0, 10, 300)))
        wait(self.app, lambda: not self.app.drafts.waiting and self.app.persistence.idle)
        say(saved=self.number)

    def type(self) -> None:
        self.settle()
        if not self.note.editing:
            self.note.edit_button.click()
        text = self.me["draft"] if self.me["draft"] is not None else self.me["note"]
        for letter in self.chance.choices(string.ascii_lowercase, k=self.chance.randint(1, 6)):
            text += letter
            self.me["draft"] = text
            self.begin()
            QTest.keyClick(self.note.text, letter)

    def save(self) -> None:
        if self.note.editing and self.me["draft"] is not None:
            self.me.update(note=self.me["draft"], draft=None)
            self.begin()
            QTest.keyClick(self.note.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def give_up(self) -> None:
        if self.note.editing and self.me["draft"] is not None:
            self.me["draft"] = None
            self.begin()
            QTest.keyClick(self.note.text, Qt.Key.Key_Escape)

    def rule(self) -> None:
        level, reason = self.chance.randint(1, 5), f"because {self.number}"
        self.me["ruling"] = [level, reason]
        self.begin()
        self.app.user.override(self.now["selected"], level, reason)

    def withdraw(self) -> None:
        self.me["ruling"] = None
        self.begin()
        self.app.user.withdraw()

    def chart(self) -> None:
        self.settle()
        rate = self.chance.randint(40, 160)
        self.me["entered"] = [*self.me["entered"], float(rate)]
        self.begin()
        form = self.app.entry_desk.open_vitals()
        QTest.keyClicks(form.rows.fields["heart_rate"], str(rate))
        QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def mean(self) -> None:
        self.settle()
        meant = self.chance.choice((Meant.PRESENT, Meant.NOT_MEANT))
        self.me["meant"] = [meant.value]
        self.begin()
        self.app.entry_desk.notes.correct(self.app.store.state.intent.selected or "", "fever", True, meant)
        self.settle()

    def drop(self) -> None:
        rate = self.chance.randint(40, 160)
        table = Path(self.cases[0]).parent / f"added-{rate}.csv"
        table.write_text(f"heart_rate,sbp\n{rate},120\n", encoding="utf-8")
        self.me["rate"] = float(rate)
        self.begin()
        self.app.cases.drop([table])
        wait(self.app, lambda: seen(self.app)["people"][self.now["selected"]]["rate"] == rate)
        self.settle()

    def go(self) -> None:
        self.now["selected"] = self.chance.choice(self.now["order"])
        self.begin()
        self.app.user.select(self.now["selected"])
        self.settle()

    def look(self) -> None:
        language, theme = self.now["look"]
        self.now["look"] = ["ko" if language == "en" else "en", theme]
        self.begin()
        self.app.user.next_language()

    def close(self) -> None:
        if len(self.now["order"]) < 3:
            return
        gone, rows = self.now["selected"], self.app.window.worklist.list.model().rows
        keys = [row.key for row in rows]
        here = keys.index(gone)
        self.now["order"].remove(gone)
        self.put_by[gone] = self.now["people"].pop(gone)
        self.now["selected"] = keys[here + 1] if here + 1 < len(keys) else keys[here - 1]
        self.begin()
        self.app.user.close()
        self.settle()

    def reopen(self) -> None:
        for key in self.cases:
            if key in self.put_by:
                self.now["order"].append(key)
                self.now["people"][key] = self.put_by.pop(key)
                self.now["selected"] = key
                self.begin()
                self.app.cases.open([Path(key)], select=True)
                self.settle()
                return

    def settle(self) -> None:
        wait(self.app, lambda: read(self.app))


def read(app: App) -> bool:
    return app.turns.idle and all(e.case is not None or e.problem is not None for e in app.store.state.entries)


def wait(app: App, until: Callable[[], object]) -> None:
    """Let the window live until then; what never comes is told with all that could be in its way."""
    end = time.monotonic() + 30
    while not until():
        QTest.qWait(2)
        if time.monotonic() > end:
            state = app.store.state
            unread = [entry.key for entry in state.entries if entry.case is None and entry.problem is None]
            say(stuck=[str(state.unsaved), str(state.remark), app.turns.idle, app.persistence.idle, unread])
            os._exit(3)


def say(**what: object) -> None:
    print(json.dumps(what), flush=True)


def main() -> None:
    kept, seed, *cases = sys.argv[1:]
    QApplication(["shift"])
    app = App(None, kept=lambda: Path(kept))
    app.window.resize(1400, 900)
    app.window.show()
    app.start(() if Path(kept).exists() else tuple(map(Path, cases)))
    wait(app, lambda: app.persistence.idle and app.store.state.entries and read(app))
    editor = app.window.evidence.note
    now = seen(app)
    say(
        restored=now,
        editor=editor.text.toPlainText() if editor.editing else None,
        unsaved=app.store.state.unsaved is not None,
    )
    shift = Shift(app, cases, random.Random(int(seed)), now)
    while True:
        shift.act()


if __name__ == "__main__":
    main()
