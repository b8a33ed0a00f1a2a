"""A second opinion in the whole window: asked by click and by key, shown, dropped with the patient or the output."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cdss.core.kinds import MODALITIES
from cdss.engine.messages import Assessed, Explained, Ready, Reply, Told
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.attribution import Attribution, Method
from cdss.records.case import Case
from cdss.records.explanation import Contribution, Explanation, NoteTokens, NoteUnit, VitalsShap
from cdss.records.question import Question, SecondOpinion
from cdss.records.second_opinion import Opinion, Surrogate
from cdss.session.actions import Selected, TargetChosen
from ui.app import App
from ui.controllers.screenshot import settled

MODEL = ModelIdentity("scripted", "0", "00" * 32)
WORDS = ("Crushing", "chest", "pain")
SIGNS = ("spo2", "sbp", "heart_rate")


def explained(target: str) -> Explanation:
    units = tuple(NoteUnit(w, (), (i,), 0.03 - 0.02 * i) for i, w in enumerate(WORDS))
    signs = tuple(Contribution(name, "1", 0.05 - 0.03 * i) for i, name in enumerate(SIGNS))
    tokens = NoteTokens(target, "Crushing chest pain.", (), units, base=0.2, value=0.23)
    return Explanation(vitals_shap=VitalsShap(target, 0.3, 0.36, signs), note_tokens=tokens)


def opinion(target: str) -> Opinion:
    """The words ranked as before, the vital signs the other way round."""
    words = {f"note/{i}/{w}": 0.3 - 0.1 * i for i, w in enumerate(WORDS, 1)}
    signs = {f"vitals/{name}": 0.1 * i for i, name in enumerate(SIGNS)}
    parts = [Surrogate(Attribution(Method.LIME, target, effects), 0.9, 64) for effects in (words, signs)]
    return Opinion(target, *parts)


class Scripted:
    """An engine that answers at the next poll; ``held`` keeps the answers to questions back."""

    def __init__(self) -> None:
        self.held = False
        self.asked: list[Question] = []
        self._replies: list[Reply] = []
        self._count = 0

    def start(self) -> None:
        self._replies.append(Ready(MODEL, "cpu", 2))

    def submit(self, case: Case, explain: bool = True, target: str = "risk") -> int:
        self._count += 1
        statuses = {m: ModalityStatus(case.presence(m)) for m in MODALITIES}
        found = Assessment(
            case.case_id, MODEL, statuses, Acuity(2, (0.1, 0.6, 0.1, 0.1, 0.1)), Risk(8.0, (7.0, 9.0)),
            {}, (), {}, {}, {}, {}, (), {"total": 1.0},
        )  # fmt: skip
        self._replies.append(Assessed(self._count, found))
        if explain:
            self._replies.append(Explained(self._count, explained(target), True))
        return self._count

    def ask(self, case: Case, question: Question) -> int:
        self._count += 1
        self.asked.append(question)
        if not self.held and isinstance(question, SecondOpinion):
            self._replies.append(Told(self._count, opinion(question.target)))
        return self._count

    def poll(self) -> tuple[Reply, ...]:
        replies, self._replies = tuple(self._replies), []
        return replies

    def stop(self) -> None: ...


@pytest.fixture
def engine() -> Scripted:
    return Scripted()


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Path, ...]:
    made = tuple(tmp_path / name for name in ("anna", "ben"))
    for folder in made:
        folder.mkdir()
        (folder / "note.txt").write_text("Crushing chest pain.", encoding="utf-8")
        (folder / "vitals.csv").write_text("heart_rate,resp_rate,sbp,dbp,spo2\n110,22,160,95,93\n", encoding="utf-8")
    return made


@pytest.fixture
def app(qtbot: QtBot, engine: Scripted, cases: tuple[Path, ...]) -> Iterator[App]:
    made = App(engine)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start(cases)
    qtbot.waitUntil(lambda: settled(made.store.state) and made.turns.idle)
    yield made
    made.close()


def checks(app: App) -> list[str]:
    return [check.code for check in app.window.decision.checks._checks]


def lines(app: App) -> list[str]:
    decision, words = app.window.decision, app.window.evidence.note.words
    return [line.text() for line in (decision.opinion_line, words.opinion_line) if line.isVisibleTo(app.window)]


def test_one_click_answers_for_the_vital_signs_and_for_the_note(app: App, engine: Scripted, qtbot: QtBot) -> None:
    assert lines(app) == [] and checks(app) == []
    qtbot.mouseClick(app.window.decision.opinion, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(lines(app)) == 2)
    assert engine.asked == [SecondOpinion("risk")]
    assert lines(app)[0].startswith("! LIME disagrees with SHAP") and lines(app)[1].startswith("LIME agrees")
    assert checks(app) == ["opinion_disagrees_vitals"]
    assert app.window.decision.shap.accessibleDescription().startswith("SHAP · LIME")


def test_the_key_asks_and_once_is_enough(app: App, engine: Scripted, qtbot: QtBot) -> None:
    engine.held = True
    for _ in range(2):
        qtbot.keyClick(
            app.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
    app.turns.finish()
    assert engine.asked == [SecondOpinion("risk")]
    assert not app.window.decision.opinion.isEnabled() and not app.window.evidence.note.words.opinion.isEnabled()


def test_it_is_known_and_not_asked_again(app: App, engine: Scripted, qtbot: QtBot) -> None:
    qtbot.mouseClick(app.window.evidence.note.words.opinion, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(lines(app)) == 2)
    app.second_opinion()
    assert len(engine.asked) == 1


def test_the_next_patient_has_none(app: App, cases: tuple[Path, ...], engine: Scripted, qtbot: QtBot) -> None:
    app.second_opinion()
    qtbot.waitUntil(lambda: len(lines(app)) == 2)
    app.store.dispatch(Selected(str(cases[1].resolve())))
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    assert lines(app) == [] and checks(app) == []
    assert app.window.decision.opinion.isVisibleTo(app.window)
    assert "LIME" not in app.window.decision.shap.accessibleDescription()


def test_another_output_drops_it_and_can_be_asked_for(app: App, engine: Scripted, qtbot: QtBot) -> None:
    app.second_opinion()
    qtbot.waitUntil(lambda: len(lines(app)) == 2)
    app.store.dispatch(TargetChosen("acs"))
    app.turns.finish()
    assert lines(app) == []
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    app.second_opinion()
    qtbot.waitUntil(lambda: len(lines(app)) == 2)
    assert engine.asked == [SecondOpinion("risk"), SecondOpinion("acs")]
