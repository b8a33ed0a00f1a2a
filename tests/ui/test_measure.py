"""The measurement of the window: real window, real case folders; only the engine's answers come from a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cdss.core.kinds import RISK
from cdss.engine.messages import Refused, Told
from cdss.records.case import Case
from cdss.records.question import Changed, Question, WhatIf
from tests.ui.test_app import ScriptedEngine, folder
from ui.__main__ import parser
from ui.app import App
from ui.measure import ANOTHER_OUTPUT, FIRST_ASSESSED, FIRST_EXPLAINED, Measurement, Waited, overall
from ui.pulse import Stretch, WatchedStore


class AnsweringEngine(ScriptedEngine):
    """Answers what is imagined with the patient's own assessment; ``refusing``: the one patient it refuses."""

    def __init__(self, refusing: str = "") -> None:
        super().__init__()
        self.refusing = refusing
        self.targets: list[tuple[str, str]] = []
        self.questions: list[tuple[str, Question]] = []

    def submit(self, case: Case, explain: bool = True, target: str = RISK) -> int:
        if explain:
            self.targets.append((case.case_id, target))
        generation = super().submit(case, explain, target)
        if case.case_id == self.refusing:
            kept = [r for r in self._replies if getattr(r, "generation", None) != generation]
            self._replies = [*kept, Refused(generation, "engine_not_running", "The engine is not running.")]
        return generation

    def ask(self, case: Case, question: Question) -> int:
        self.questions.append((case.case_id, question))
        generation = super().submit(case, False)
        replies = [r for r in self._replies if getattr(r, "generation", None) == generation]
        self._replies = [r for r in self._replies if r not in replies]
        assert isinstance(question, WhatIf)
        self._replies.append(Told(generation, Changed(question, replies[0].assessment)))
        return generation


def measured(qtbot: QtBot, home: Path, engine: AnsweringEngine) -> Measurement:
    cases = (folder(home, "anna", "Crushing chest pain."), folder(home, "ben", "Twisted ankle."))
    store = WatchedStore()
    app = App(engine, store=store)
    qtbot.addWidget(app.window)
    app.window.resize(1600, 1000)
    app.window.show()
    measurement = Measurement(app, store, tuple(case.resolve() for case in cases))
    measurement.start()
    qtbot.waitUntil(lambda: engine.stopped > 0, timeout=60_000)
    return measurement


def test_every_patient_is_waited_for_and_asked_about(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = AnsweringEngine()
    measurement = measured(qtbot, tmp_path, engine)
    assert measurement.code == 0
    assert [w.name for w in measurement.waited] == ["anna", "ben"]
    for name in ("anna", "ben"):
        told = [target for case, target in engine.targets if case == name]
        assert told[:3] == [RISK, ANOTHER_OUTPUT, RISK]
        assert [q for case, q in engine.questions if case == name] == [WhatIf({"heart_rate": 70.0})]
    for w in measurement.waited:
        assert None not in (w.risk_ms, w.shown_ms, w.explained_ms, w.changed_ms, w.imagined_ms)
        assert w.risk_ms <= w.shown_ms <= w.explained_ms
        assert w.longest.wall_ms > 0.0 and w.longest.doing
    lines = capsys.readouterr().out.splitlines()
    told, rows = lines[:2], lines[2:]
    assert told == [FIRST_ASSESSED, FIRST_EXPLAINED]
    assert [re.split(r"  +", row)[0] for row in rows] == ["anna", "ben", "median, n = 1", "all shown again"]
    assert "first, everything cold" in rows[0]
    assert "cold" not in rows[1]


def test_a_patient_who_is_refused_is_said_and_the_next_one_measured(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = AnsweringEngine(refusing="anna")
    measurement = measured(qtbot, tmp_path, engine)
    assert measurement.code == 0
    anna, ben = measurement.waited
    assert anna.refused and anna.risk_ms is None
    assert ben.explained_ms is not None
    told = capsys.readouterr().out
    assert f"anna{'':22s} not assessed: {anna.refused}" in told
    assert FIRST_ASSESSED not in told


def test_the_overall_line_has_medians_and_the_worst_pauses() -> None:
    def one(ms: float, gap: float, cpu: float, imagined: float | None) -> Waited:
        return Waited(
            "x",
            ms,
            2 * ms,
            4 * ms,
            3 * ms,
            imagined,
            Stretch(gap, 1.0, f"gap {gap:.0f}"),
            Stretch(2.0, cpu, f"cpu {cpu:.0f}"),
        )

    line = overall([one(10.0, 40.0, 7.0, None), one(30.0, 20.0, 9.0, 50.0), one(20.0, 35.0, 8.0, 70.0)])
    assert " ".join(line.split()) == (
        "median, n = 3 risk 20 ms explanations shown 40 ms hidden ones too 80 ms other output shown 60 ms what if 60 ms "
        "worst gap 40 ms (CPU 1 ms: gap 40) most CPU 9 ms (cpu 9)"
    )


def test_a_picture_and_a_measurement_cannot_be_had_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert parser().parse_args(["--measure"]).measure is True
    with pytest.raises(SystemExit):
        parser().parse_args(["--measure", "--screenshot", "x.png"])
    assert "not allowed with" in capsys.readouterr().err
