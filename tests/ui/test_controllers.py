"""Controllers without Qt and without an engine: views and client are mocks of their protocols."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import MagicMock

import pytest

from cdss.core.errors import CaseError
from cdss.core.kinds import RISK
from cdss.engine.messages import Assessed, Explained, Ready
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.session.actions import Answered, CaseRead, EngineAbsent, Opened, Selected
from cdss.session.panes import Ruling
from cdss.session.place import Pane
from cdss.session.state import Problem
from cdss.session.store import Store
from tests.ui.controllers.doubles import MODEL, Inline, assessment, silent_engine
from ui.controllers.cases import CaseController, cases_at, startup_cases
from ui.controllers.engine import EngineController
from ui.controllers.protocols import Screen
from ui.controllers.screen import ScreenController
from ui.controllers.screenshot import failure, settled
from ui.controllers.user import UserController

THEMES = ("dark", "light", "high_contrast")


@pytest.fixture
def store() -> Store:
    made = Store()
    keys = ("/d/a", "/d/b")
    made.dispatch(Opened(keys), *(CaseRead(k, Case(k[-1], chief_complaint="pain")) for k in keys))
    return made


@pytest.fixture
def client() -> MagicMock:
    return silent_engine()


def test_engine_is_asked_for_the_patient_on_screen_first_then_for_the_others(store: Store, client: MagicMock) -> None:
    controller = EngineController(store, client)
    controller.tick()
    client.submit.assert_not_called()
    client.poll.return_value = (Ready(MODEL, "cpu", 2),)
    controller.tick()
    case_a, case_b = (e.case for e in store.state.entries)
    client.submit.assert_called_once_with(case_a, True, RISK)
    client.poll.return_value = (Assessed(1, assessment("a")), Explained(1, Explanation(), True))
    controller.tick()
    client.submit.assert_called_with(case_b, False, RISK)
    client.poll.return_value = (Assessed(2, assessment("b")),)
    controller.tick()
    client.poll.return_value = ()
    controller.tick()
    assert client.submit.call_count == 2
    assert [e.level for e in store.state.entries] == [2, 2]


def test_choosing_another_patient_overtakes_the_request_that_is_out(store: Store, client: MagicMock) -> None:
    controller = EngineController(store, client)
    store.dispatch(Answered(Ready(MODEL, "cpu", 2)))
    controller.tick()
    store.dispatch(Selected("/d/b"))
    client.poll.return_value = (Assessed(1, assessment("a")),)
    controller.tick()
    assert client.submit.call_args.args == (store.state.entries[1].case, True, RISK)
    assert [p.generation for p in store.state.pending] == [2]


def test_screen_gets_only_what_changed(store: Store) -> None:
    screen = MagicMock(spec=Screen)
    controller = ScreenController(store, screen)
    controller.refresh(store.state)
    screen.reset_mock()
    UserController(store, THEMES).search("nobody")
    assert [name for name, *_ in screen.method_calls] == ["show_worklist"]
    screen.show_worklist.assert_called_once_with(())


def test_switching_patient_hands_over_banner_and_decision_of_the_new_one(store: Store) -> None:
    screen = MagicMock(spec=Screen)
    ScreenController(store, screen).refresh(store.state)
    screen.reset_mock()
    UserController(store, THEMES).step(1)
    assert screen.show_banner.call_args.args[0].case_id == "b"


def test_language_is_changed_before_new_words_are_shown(store: Store) -> None:
    screen = MagicMock(spec=Screen)
    ScreenController(store, screen).refresh(store.state)
    store.dispatch(EngineAbsent(Problem("session_no_engine")))
    screen.reset_mock()
    UserController(store, THEMES).next_language()
    names = [name for name, *_ in screen.method_calls]
    assert names[0] == "show_language" and "show_status" in names
    assert screen.show_status.call_args.args[0].message.startswith("이 설치본")


def test_step_stays_within_the_worklist(store: Store) -> None:
    user = UserController(store, THEMES)
    user.step(-1)
    assert store.state.intent.selected == "/d/a"
    user.step(1)
    user.step(1)
    assert store.state.intent.selected == "/d/b"


def test_accept_needs_an_assessment_and_override_does_not(store: Store) -> None:
    user = UserController(store, THEMES)
    user.accept()
    assert store.state.entries[0].ruling is None
    user.override("/d/a", 1, "shock")
    assert store.state.entries[0].ruling == Ruling(1, None, "shock")
    user.withdraw()
    assert store.state.entries[0].ruling is None


def test_an_edited_note_is_assessed_again_and_an_empty_one_is_no_note(store: Store, client: MagicMock) -> None:
    user = UserController(store, THEMES)
    controller = EngineController(store, client)
    store.dispatch(Answered(Ready(MODEL, "cpu", 2)))
    controller.tick()
    client.poll.return_value = (Assessed(1, assessment("a")), Explained(1, Explanation(), True))
    user.edit_note("Now short of breath.")
    controller.tick()
    case = client.submit.call_args.args[0]
    assert case.note.text == "Now short of breath." and client.submit.call_args.args[1] is True
    assert store.state.entries[0].assessment is None
    user.edit_note("  ")
    assert store.state.entries[0].case is not None and store.state.entries[0].case.note is None


def test_growing_the_same_pane_twice_goes_back(store: Store) -> None:
    user = UserController(store, THEMES)
    user.maximise(Pane.ECG)
    assert store.state.intent.maximised is Pane.ECG
    user.maximise(Pane.ECG)
    assert store.state.intent.maximised is None


def test_themes_follow_each_other_round(store: Store) -> None:
    user = UserController(store, THEMES)
    for expected in ("light", "high_contrast", "dark"):
        user.next_theme()
        assert store.state.intent.theme == expected


def test_a_case_that_cannot_be_read_and_a_fault_in_the_reader_both_end_in_words(tmp_path: Path) -> None:
    def read(path: Path) -> Case:
        if path.name == "bad":
            raise CaseError("case.json is not JSON")
        raise AttributeError("bug")

    store = Store()
    CaseController(store, read, MagicMock(), Inline(), store.dispatch).open([tmp_path / "bad", tmp_path / "bug"])
    words = [e.problem.words("en") for e in store.state.entries if e.problem]
    assert words == ["case.json is not JSON", "bug cannot be read: AttributeError('bug')"]


def test_dropped_folders_are_opened_and_strangers_are_named(tmp_path: Path) -> None:
    (tmp_path / "p1").mkdir()
    (tmp_path / "p1" / "note.txt").write_text("pain")
    film = tmp_path / "film.dcm"
    film.write_bytes(b"x")
    store = Store()
    controller = CaseController(store, lambda path: Case(path.name), MagicMock(), Inline(), store.dispatch)
    controller.drop([tmp_path / "p1", film])
    assert store.state.selected is not None and store.state.selected.case is not None
    assert store.state.selected.case.case_id == "p1"
    assert store.state.remark is not None and store.state.remark.words("en").startswith("film.dcm is not a case")


def test_opening_a_known_case_selects_it_and_reads_it_once(tmp_path: Path) -> None:
    read = MagicMock(side_effect=lambda path: Case(path.name))
    store = Store()
    controller = CaseController(store, read, MagicMock(), Inline(), store.dispatch)
    controller.open([tmp_path / "a", tmp_path / "b"])
    controller.open([tmp_path / "b"], select=True)
    assert store.state.intent.selected == str(tmp_path / "b")
    assert read.call_count == 2


def test_a_folder_of_cases_stands_for_each_of_them(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "case.json").write_text("{}")
    (tmp_path / "README.md").write_text("x")
    assert cases_at(tmp_path) == (tmp_path / "a", tmp_path / "b")
    assert cases_at(tmp_path / "a") == (tmp_path / "a",)
    assert cases_at(tmp_path / "README.md") == ()


def test_a_bundle_is_a_case_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "export.txt").write_text('{"resourceType": "Bundle", "type": "collection"}')
    assert cases_at(tmp_path / "export.txt") == (tmp_path / "export.txt",)


def test_the_named_case_comes_first_and_the_demo_patients_stay_only_beside_one_of_theirs(tmp_path: Path) -> None:
    demo, own = tmp_path / "demo", tmp_path / "own"
    for folder in (demo / "a", demo / "b", own):
        folder.mkdir(parents=True)
    assert startup_cases((), demo) == (demo / "a", demo / "b")
    assert startup_cases((demo / "b",), demo) == (demo / "b", demo / "a")
    assert startup_cases((own,), demo) == (own,)
    assert startup_cases((), tmp_path / "nowhere") == ()


def test_the_picture_waits_for_explanations_and_for_the_whole_worklist(store: Store, client: MagicMock) -> None:
    assert not settled(store.state)
    controller = EngineController(store, client)
    client.poll.return_value = (Ready(MODEL, "cpu", 1),)
    controller.tick()
    client.poll.return_value = (Assessed(1, assessment("a")),)
    controller.tick()
    assert not settled(store.state) and failure(store.state) == "The assessment was not ready in time."
    client.poll.return_value = (Explained(1, Explanation(), True),)
    controller.tick()
    assert not settled(store.state) and failure(store.state) is None
    client.poll.return_value = (Assessed(2, assessment("b")),)
    controller.tick()
    assert settled(store.state)


def test_the_picture_does_not_wait_for_an_engine_that_is_not_there(store: Store) -> None:
    store.dispatch(EngineAbsent(Problem("session_no_bundle", params=(("folder", "x"),))))
    assert settled(store.state)
    words = failure(store.state)
    assert words is not None and words.startswith("No model bundle found in x")
    assert settled(Store().state) and failure(Store().state) == "There is no patient to show: name a case folder."
