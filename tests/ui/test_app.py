"""The whole window on real case folders; only the engine's answers come from a script."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from pytestqt.qtbot import QtBot

from cdss.core.errors import BundleError
from cdss.core.kinds import MODALITIES, RISK
from cdss.engine.messages import Assessed, Explained, Ready, Reply, WorkerFailed
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.session.actions import Answered, Selected
from cdss.session.panes import Ruling
from cdss.session.place import Pane
from ui.app import App
from ui.controllers.screenshot import settled

MODEL = ModelIdentity("scripted", "0", "00" * 32)
LEVELS = {"anna": (2, 9.1), "ben": (5, 1.1)}
ACCEPT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class ScriptedEngine:
    """Answers every request at the next poll; ``held`` keeps the answers back."""

    def __init__(self) -> None:
        self.held = False
        self.asked: list[tuple[str, bool]] = []
        self.stopped = 0
        self._replies: list[Reply] = []

    def start(self) -> None:
        self._replies.append(Ready(MODEL, "cpu", 2))

    def submit(self, case: Case, explain: bool = True, target: str = RISK) -> int:
        self.asked.append((case.case_id, explain))
        generation = len(self.asked)
        level, score = LEVELS[case.case_id]
        probabilities = tuple(1.0 if i == level else 0.0 for i in range(1, 6))
        statuses = {m: ModalityStatus(case.presence(m)) for m in MODALITIES}
        self._replies.append(
            Assessed(
                generation,
                Assessment(
                    case.case_id, MODEL, statuses, Acuity(level, probabilities), Risk(score, (score - 1, score + 0.5)),
                    {}, (), {}, {}, {}, {}, (), {"total": 100.0},
                ),
            )
        )  # fmt: skip
        if explain:
            self._replies.append(Explained(generation, Explanation(), True))
        return generation

    def poll(self) -> tuple[Reply, ...]:
        if self.held:
            return ()
        replies, self._replies = tuple(self._replies), []
        return replies

    def stop(self) -> None:
        self.stopped += 1


def folder(home: Path, name: str, note: str) -> Path:
    made = home / name
    made.mkdir()
    (made / "note.txt").write_text(note, encoding="utf-8")
    (made / "vitals.csv").write_text("heart_rate,resp_rate,sbp,dbp,spo2\n110,22,160,95,93\n", encoding="utf-8")
    return made


@pytest.fixture
def cases(tmp_path: Path) -> tuple[Path, Path]:
    return folder(tmp_path, "anna", "Crushing chest pain."), folder(tmp_path, "ben", "Twisted ankle.")


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def app(qtbot: QtBot, engine: ScriptedEngine, cases: tuple[Path, Path]) -> Iterator[App]:
    made = App(engine)
    qtbot.addWidget(made.window)
    made.window.resize(1600, 1000)
    made.window.show()
    made.start(cases)
    yield made
    made.close()
    sys.excepthook = sys.__excepthook__


def shown(app: App) -> str:
    return f"{app.window.banner.identity.text()} | {app.window.banner.level.text()}"


def test_cases_are_read_assessed_and_shown(app: App, engine: ScriptedEngine, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    assert shown(app) == "anna | KTAS 2 Emergent\nrisk 9.1 / 10 · 90 % interval 8.1–9.6"
    assert engine.asked == [("anna", True), ("ben", False)]
    assert [row.level for row in app.window.worklist.list.model().rows] == [2, 5]
    assert app.window.windowTitle() == "anna – TriageLens"


def test_the_arrow_key_changes_the_whole_screen(app: App, engine: ScriptedEngine, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    engine.held = True
    qtbot.keyClick(app.window.worklist.list, Qt.Key.Key_Down)
    assert shown(app).startswith("ben | KTAS 5 Non-urgent")
    assert not app.window.evidence.note.isVisible(), "blank, and not the note of the patient before, until its turn"
    qtbot.waitUntil(lambda: app.turns.idle)
    assert "ankle" in app.window.evidence.note._pane.text
    qtbot.waitUntil(lambda: engine.asked[-1] == ("ben", True))


def test_answers_that_come_late_do_not_reach_the_next_patient(
    app: App, engine: ScriptedEngine, cases: tuple[Path, Path], qtbot: QtBot
) -> None:
    engine.held = True
    qtbot.waitUntil(lambda: all(e.case is not None for e in app.store.state.entries))
    app.store.dispatch(Answered(Ready(MODEL, "cpu", 2)))
    qtbot.waitUntil(lambda: engine.asked == [("anna", True)])
    app.store.dispatch(Selected(str(cases[1].resolve())))
    assert shown(app) == "ben | Being assessed…"
    engine.held = False
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    assert shown(app).startswith("ben | KTAS 5 Non-urgent")


def test_override_lands_on_the_patient_it_was_opened_for(app: App, cases: tuple[Path, Path], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    dialog = app.decisions.ask_override()
    assert dialog is not None
    app.store.dispatch(Selected(str(cases[1].resolve())))
    dialog.levels.button(1).setChecked(True)
    qtbot.keyClicks(dialog.reason, "shock")
    dialog.buttons.accepted.emit()
    anna, ben = app.store.state.entries
    assert anna.ruling == Ruling(1, 2, "shock") and ben.ruling is None


def test_accept_and_undo_by_key(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    with qtbot.waitActive(app.window):
        app.window.activateWindow()
    qtbot.keyClick(app.window, Qt.Key.Key_Return, ACCEPT)
    assert "accepted by clinician" in shown(app)
    qtbot.keyClick(app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "accepted" not in shown(app)


def test_ctrl_enter_in_the_note_saves_the_note_and_accepts_nothing(
    app: App, engine: ScriptedEngine, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    with qtbot.waitActive(app.window):
        app.window.activateWindow()
    note = app.window.evidence.note
    note.edit_button.click()
    qtbot.keyClicks(note.text, " Now pale.")
    qtbot.keyClick(note.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    anna = app.store.state.entries[0]
    assert anna.case is not None and anna.case.note is not None and anna.case.note.text.endswith(" Now pale.")
    assert anna.ruling is None and anna.assessment is None
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    assert engine.asked[-1] == ("anna", True)
    for _ in range(2):  # once more, out of habit, after it was saved
        qtbot.keyClick(app.window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert app.store.state.entries[0].ruling is None


def test_no_key_accepts_a_level_while_someone_types(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    with qtbot.waitActive(app.window):
        app.window.activateWindow()
    window = app.window
    window._actions["report"].trigger()
    qtbot.waitUntil(lambda: app.turns.idle and window.report.isVisible())
    window.report.list.opened.emit(window.report.list.first())
    note = window.evidence.note
    for field in (window.worklist.search, window.report.editor, note.text):
        if field is note.text:
            note.edit_button.click()
        field.setFocus()
        for keys in (ACCEPT, Qt.KeyboardModifier.ControlModifier):
            qtbot.keyClick(field, Qt.Key.Key_Return, keys)
            assert app.store.state.entries[0].ruling is None, (field, keys)
    window.worklist.list.setFocus()
    qtbot.keyClick(window.worklist.list, Qt.Key.Key_Return, ACCEPT)
    assert app.store.state.entries[0].ruling is not None


def test_each_pane_grows_and_shrinks(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    evidence, decision = app.window.evidence, app.window.decision
    small = evidence.note.width()
    app.user.maximise(Pane.NOTE)
    assert evidence.note.isVisible() and not evidence.vitals.isVisible() and not decision.isVisible()
    qtbot.waitUntil(lambda: evidence.note.width() > 2 * small)
    app.user.maximise(Pane.DECISION)
    assert decision.isVisible() and not evidence.isVisible()
    app.user.maximise(None)
    assert decision.isVisible() and evidence.note.isVisible() and evidence.vitals.isVisible()


def test_missing_modalities_have_their_empty_pane(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    for place in (Pane.FILM, Pane.ECG):
        stack = app.window.evidence._stacks[place]
        assert stack.currentWidget() is stack.empty
    assert app.window.evidence._stacks[Pane.VITALS].currentWidget() is app.window.evidence.vitals


def test_a_dropped_folder_is_opened_and_selected(app: App, tmp_path: Path, qtbot: QtBot) -> None:
    LEVELS["cora"] = (3, 5.0)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(folder(tmp_path, "cora", "Palpitations.")))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    app.window.dropEvent(event)
    qtbot.waitUntil(lambda: shown(app).startswith("cora | KTAS 3"))


def test_a_dropped_file_is_added_to_the_patient_on_screen(app: App, tmp_path: Path, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    film = tmp_path / "film.png"
    picture = QImage(320, 300, QImage.Format.Format_Grayscale8)
    picture.fill(90)
    picture.setPixel(5, 5, 0xFFFFFF)
    picture.save(str(film))
    app.cases.drop([film])
    stack = app.window.evidence._stacks[Pane.FILM]
    qtbot.waitUntil(lambda: stack.currentWidget() is stack.view)
    assert shown(app).startswith("anna")
    assert len(app.store.state.entries[0].case.films) == 1 and app.store.state.entries[1].case.films == ()


def test_a_dropped_stranger_is_refused_in_words(app: App, tmp_path: Path, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    (tmp_path / "song.mp3").write_bytes(bytes(range(256)) * 9)
    app.cases.drop([tmp_path / "song.mp3"])
    qtbot.waitUntil(lambda: "song.mp3" in app.window.status.message.toolTip())


def test_a_dead_engine_is_said_on_screen_and_can_be_started_again(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    app.store.dispatch(Answered(WorkerFailed("The engine cannot be started.", False)))
    assert app.window.status.message.toolTip() == "The engine cannot be started."
    app.start_engine()
    qtbot.waitUntil(lambda: app.window.status.message.toolTip() == "Ready")


def test_a_model_that_is_refused_at_the_start_is_said_in_korean_on_a_korean_screen(app: App, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    app.set_look("ko", None)
    error = BundleError.of("bundle_file_changed", file="image.safetensors", folder="cdss-triage")
    app.store.dispatch(Answered(WorkerFailed(str(error), False, error.code, tuple(error.params.items()))))
    assert app.window.status.message.toolTip() == error.words("ko")
    assert "image.safetensors" in error.words("ko") and error.words("ko") != str(error)


def test_an_exception_in_a_slot_is_said_on_screen(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    app.report(ZeroDivisionError, ZeroDivisionError("division by zero"), None)
    assert "ZeroDivisionError: division by zero" in app.window.status.message.toolTip()
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_closing_the_window_ends_engine_and_reader_once(app: App, engine: ScriptedEngine) -> None:
    app.window.close()
    app.close()
    assert engine.stopped == 1


def test_repainting_does_not_lose_references_to_none(app: App, qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 dropped one at every void call and died after some dozens of frames."""
    qtbot.waitUntil(lambda: settled(app.store.state) and app.turns.idle)
    views = (app.window.decision.dial, app.window.banner, app.window.decision.conditions)
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(1000):
        for view in views:
            view.update()
    assert abs(sys.getrefcount(None) - before) < 200
