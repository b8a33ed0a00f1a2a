"""A window for whole shifts: real case folders and files; only the engine's answers follow a simple rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES, RISK
from cdss.engine.messages import Assessed, Explained, Ready, Reply
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.question import Question
from ui.app import App

Window = Callable[..., App]
LONG_MS = 60_000
"""How long a test waits for what must come, on a machine that has other work too."""

MODEL = ModelIdentity("rule", "0", "00" * 32)


def level_of(case: Case) -> int:
    """1 below 85 % SpO2, 2 below 92 %, else 3."""
    spo2 = case.vitals.latest.spo2 if case.vitals else None
    return 3 if spo2 is None or spo2 >= 92 else 2 if spo2 >= 85 else 1


class RuleEngine:
    """Answers by ``level_of``; ``held`` keeps the answers back, ``asked`` are the cases in the order they were asked about."""

    def __init__(self) -> None:
        self.held = False
        self.asked: list[tuple[str, bool]] = []
        self._replies: list[Reply] = []

    def start(self) -> None:
        self._replies.append(Ready(MODEL, "cpu", 2))

    def submit(self, case: Case, explain: bool = True, target: str = RISK) -> int:
        self.asked.append((case.case_id, explain))
        generation, level = len(self.asked), level_of(case)
        statuses = {m: ModalityStatus(case.presence(m)) for m in MODALITIES}
        chances = tuple(1.0 if i == level else 0.0 for i in range(1, 6))
        told = Assessment(
            case.case_id, MODEL, statuses, Acuity(level, chances), Risk(5.0, (4.0, 6.0)),
            {}, (), {}, {}, {}, {}, (), {"total": 100.0},
        )  # fmt: skip
        self._replies.append(Assessed(generation, told))
        if explain:
            self._replies.append(Explained(generation, Explanation(), True))
        return generation

    def ask(self, case: Case, question: Question) -> int:
        raise AssertionError("no question is asked here")

    def poll(self) -> tuple[Reply, ...]:
        ready = tuple(r for r in self._replies if isinstance(r, Ready) or not self.held)
        self._replies = [r for r in self._replies if r not in ready]
        return ready

    def stop(self) -> None:
        pass


def folder(home: Path, name: str, spo2: int = 97, note: str = "Short of breath.") -> Path:
    """A case folder with a note and one row of vital signs."""
    made = home / name
    made.mkdir(parents=True)
    (made / "note.txt").write_text(note, encoding="utf-8")
    (made / "vitals.csv").write_text(f"heart_rate,sbp,spo2\n88,130,{spo2}\n", encoding="utf-8")
    return made


def table(home: Path, spo2: int, heart_rate: int = 88) -> Path:
    """A newer table of vital signs, to be dropped onto the patient."""
    made = home / f"later-{spo2}-{heart_rate}.csv"
    made.write_text(f"heart_rate,sbp,spo2\n{heart_rate},130,{spo2}\n", encoding="utf-8")
    return made


def opened(qtbot: QtBot, engine: RuleEngine, *cases: Path, kept: Callable[[], Path] | None = None) -> App:
    """The window on ``cases``, with their files read."""
    app = App(engine, kept=kept)
    qtbot.addWidget(app.window)
    app.window.resize(1600, 1000)
    app.window.show()
    app.start(cases)
    qtbot.waitUntil(lambda: bool(app.store.state.entries) and read(app), timeout=LONG_MS)
    return app


def windows(qtbot: QtBot, kept: Path, prepare: Callable[[App], None] = lambda _: None) -> Iterator[Window]:
    """A call that opens a window on cases, with ``kept`` as its session file, and waits until all are assessed.

    ``prepare`` is called with each window before that wait; all of them are closed at the end.
    """
    made: list[App] = []

    def open_window(*cases: Path) -> App:
        app = opened(qtbot, RuleEngine(), *cases, kept=lambda: kept)
        made.append(app)
        prepare(app)
        qtbot.waitUntil(lambda: done(app), timeout=LONG_MS)
        return app

    yield open_window
    for app in made:
        app.close()


def read(app: App) -> bool:
    """Whether all files are read and nothing waits to be drawn."""
    return app.turns.idle and all(e.case or e.problem for e in app.store.state.entries)


def done(app: App) -> bool:
    """Whether everybody is assessed as far as that will go by itself, and what is kept is on the disk."""
    still = app.persistence is None or app.persistence.idle
    waiting = any(e.assessable and e.assessment is None and not e.shift_work.put_off for e in app.store.state.entries)
    return read(app) and still and not waiting
