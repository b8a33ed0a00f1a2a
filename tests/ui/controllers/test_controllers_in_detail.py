"""Controllers against mocks of their protocols: order of calls, what each screen part is given, and bad input."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from unittest.mock import MagicMock, call

import pytest

from cdss.core.errors import CaseError
from cdss.core.kinds import RISK, Severity
from cdss.core.result import issue
from cdss.engine.messages import Assessed, Explained, Heartbeat, Ready, Refused, WorkerFailed
from cdss.records.case import Case, Note
from cdss.records.explanation import Explanation
from cdss.session.actions import Answered, CaseRead, CaseUnreadable, EngineAbsent, Opened, Remarked
from cdss.session.panes import EmptyPane, Ruling
from cdss.session.place import Pane
from cdss.session.state import EnginePhase, Entry, Problem, SessionState
from cdss.session.store import Store
from tests.ui.controllers.doubles import MODEL, Inline, assessment, silent_engine
from ui.controllers.cases import CaseController, cases_at
from ui.controllers.engine import EngineController
from ui.controllers.protocols import Screen
from ui.controllers.screen import IN_TURNS, PARTS, ScreenController
from ui.controllers.screenshot import failure, settled
from ui.controllers.user import UserController

READY = Ready(MODEL, "cpu", 2)
THEMES = ("dark", "light")


@pytest.fixture
def store() -> Store:
    made = Store()
    keys = ("/d/a", "/d/b", "/d/c")
    made.dispatch(Opened(keys), *(CaseRead(k, Case(k[-1], chief_complaint=f"pain {k[-1]}")) for k in keys))
    return made


@pytest.fixture
def client() -> MagicMock:
    return silent_engine()


@pytest.fixture
def screen() -> MagicMock:
    return MagicMock(spec=Screen)


@pytest.fixture
def user(store: Store) -> UserController:
    return UserController(store, THEMES)


def entry(store: Store, index: int = 0) -> Entry:
    return store.state.entries[index]


def parts_shown(screen: MagicMock) -> list[str]:
    return [name for name, *_ in screen.method_calls]


def test_first_refresh_sets_look_before_any_part_and_shows_every_part(store: Store, screen: MagicMock) -> None:
    ScreenController(store, screen).refresh(store.state)
    assert parts_shown(screen) == [
        "show_language", "show_theme", "show_settings", "show_maximised", *(f"show_{part}" for part in PARTS),
    ]  # fmt: skip
    screen.show_theme.assert_called_once_with("dark")
    screen.show_maximised.assert_called_once_with(None)


@pytest.mark.parametrize(
    ("do", "shown"),
    [
        (lambda user: user.next_theme(), ["show_theme"]),
        (lambda user: user.next_language(), ["show_language"]),
        (lambda user: user.maximise(Pane.ECG), ["show_maximised"]),
        (lambda user: user.search("b"), ["show_worklist"]),
        (lambda user: user.search("pain"), []),
        (lambda user: user.select("/d/a"), []),
        (lambda user: user.select("/d/nobody"), []),
        (lambda user: user.override("/d/b", 1, "grey"), ["show_worklist"]),
        (lambda user: user.override("/d/a", 1, "grey"), ["show_banner", "show_worklist", "show_decision"]),
        (lambda user: user.step(1), ["show_banner", "show_worklist", "show_decision", "show_note"]),
    ],
    ids=["theme", "language", "grow", "search", "no new row", "same", "nobody", "other patient", "own", "next"],
)
def test_each_deed_repaints_only_what_it_changes(
    store: Store, screen: MagicMock, user: UserController, do, shown: list[str]
) -> None:
    ScreenController(store, screen).refresh(store.state)
    screen.reset_mock()
    do(user)
    assert parts_shown(screen) == shown


def test_an_answer_for_another_patient_touches_worklist_and_status_only(
    store: Store, screen: MagicMock, client: MagicMock
) -> None:
    engine = EngineController(store, client)
    client.poll.return_value = (READY,)
    engine.tick()
    client.poll.return_value = (Assessed(1, assessment("a")), Explained(1, Explanation(), True))
    engine.tick()
    ScreenController(store, screen).refresh(store.state)
    screen.reset_mock()
    client.poll.return_value = (Assessed(2, assessment("b", 1)),)
    engine.tick()
    assert set(parts_shown(screen)) == {"show_worklist", "show_shift", "show_status"}, "the batch goes on"
    assert [row.case_id for row in screen.show_worklist.call_args.args[0]] == ["b", "a", "c"]


def test_a_switch_gives_every_part_to_the_new_patient_or_empties_it(store: Store, screen: MagicMock) -> None:
    store.dispatch(Opened(("/d/unread",)))
    ScreenController(store, screen).refresh(store.state)
    screen.reset_mock()
    UserController(store, THEMES).select("/d/unread")
    for part in ("film", "ecg", "vitals", "note"):
        getattr(screen, f"show_{part}").assert_called_once_with(None)
    assert screen.show_banner.call_args.args[0].case_id == "unread"
    assert screen.show_decision.call_args.args[0].missing == ()


def test_in_turns_a_new_patient_never_stands_beside_the_evidence_of_the_last(store: Store, screen: MagicMock) -> None:
    """The panes of the patient before are blank before anything of the new one shows, and each is filled once."""
    waiting: dict[str, Callable[[], None]] = {}
    ScreenController(store, screen, waiting.__setitem__).refresh(store.state)
    assert set(waiting) == set(IN_TURNS)
    for work in waiting.values():
        work()
    waiting.clear()
    screen.reset_mock()
    UserController(store, THEMES).step(1)
    assert parts_shown(screen)[:4] == ["show_film", "show_ecg", "show_vitals", "show_note"]
    assert all(getattr(screen, f"show_{part}").call_args.args == (None,) for part in IN_TURNS)
    assert parts_shown(screen)[4] == "show_banner"
    screen.reset_mock()
    for work in waiting.values():
        work()
    assert sorted(parts_shown(screen)) == sorted(f"show_{part}" for part in IN_TURNS)
    assert screen.show_note.call_args.args[0] is not None


def test_work_whose_turn_comes_late_shows_the_patient_of_now(store: Store, screen: MagicMock) -> None:
    waiting: dict[str, Callable[[], None]] = {}
    ScreenController(store, screen, waiting.__setitem__).refresh(store.state)
    user = UserController(store, THEMES)
    user.step(1)
    user.step(1)
    for work in waiting.values():
        work()
    last = screen.show_note.call_args.args[0]
    ScreenController(store, expected := MagicMock()).refresh(store.state)
    assert last == expected.show_note.call_args.args[0]


def test_missing_parts_of_a_case_are_shown_as_missing(store: Store, screen: MagicMock) -> None:
    ScreenController(store, screen).refresh(store.state)
    for part in ("film", "ecg", "vitals"):
        assert isinstance(getattr(screen, f"show_{part}").call_args.args[0], EmptyPane)


def test_replies_of_one_tick_arrive_in_order_and_repaint_once(store: Store, client: MagicMock) -> None:
    heard: list[SessionState] = []
    EngineController(store, client).tick()
    client.poll.return_value = (READY,)
    engine = EngineController(store, client)
    engine.tick()
    store.listen(heard.append)
    client.submit.side_effect = None
    client.submit.return_value = 2
    client.poll.return_value = (Assessed(1, assessment("a", 4)), Heartbeat(200.0), Explained(1, Explanation(), True))
    engine.tick()
    assert entry(store).level == 4 and entry(store).explained
    assert len(heard) == 2, "one for the replies, one for the next request"


def test_a_tick_without_news_asks_and_tells_nothing(store: Store, client: MagicMock) -> None:
    heard: list[SessionState] = []
    engine = EngineController(store, client)
    client.poll.return_value = (READY,)
    engine.tick()
    store.listen(heard.append)
    client.poll.return_value = ()
    for _ in range(3):
        engine.tick()
    assert heard == [] and client.submit.call_count == 1


def test_start_asks_an_engine_that_gave_up_again(store: Store, client: MagicMock) -> None:
    engine = EngineController(store, client)
    client.poll.return_value = (READY,)
    engine.tick()
    client.poll.return_value = (Refused(1, "engine_not_running", "off"), WorkerFailed("", False, "engine_gave_up"))
    engine.tick()
    assert store.state.engine.phase is EnginePhase.FAILED and entry(store).problem is not None
    engine.start()
    client.start.assert_called_once_with()
    assert store.state.engine.phase is EnginePhase.STARTING and entry(store).problem is None
    client.poll.return_value = (READY,)
    engine.tick()
    assert client.submit.call_args_list[-1] == call(entry(store).case, True, RISK)


def test_starting_a_running_engine_changes_no_state(store: Store, client: MagicMock) -> None:
    engine = EngineController(store, client)
    client.poll.return_value = (READY,)
    engine.tick()
    before = store.state
    engine.start()
    assert store.state is before


def test_a_refused_patient_does_not_hold_up_the_others(store: Store, client: MagicMock) -> None:
    engine = EngineController(store, client)
    client.poll.return_value = (READY,)
    engine.tick()
    client.poll.return_value = (Refused(1, "engine_assess_failed", "no"),)
    engine.tick()
    assert client.submit.call_args == call(entry(store, 1).case, False, RISK)


def test_accept_takes_the_models_level_and_never_replaces_ones_own(
    store: Store, client: MagicMock, user: UserController
) -> None:
    engine = EngineController(store, client)
    client.poll.return_value = (READY,)
    engine.tick()
    client.poll.return_value = (Assessed(1, assessment("a", 4)),)
    engine.tick()
    user.accept()
    assert entry(store).ruling == Ruling(4, 4)
    user.override("/d/a", 1, "grey")
    user.accept()
    assert entry(store).ruling == Ruling(1, 4, "grey"), "an override can only be withdrawn, not accepted away"
    user.withdraw()
    user.accept()
    assert entry(store).ruling == Ruling(4, 4)


def test_undo_past_the_last_decision_says_so_and_touches_nobody(user: UserController, store: Store) -> None:
    user.override("/d/a", 1, "grey")
    user.withdraw()
    before = store.state.entries
    for _ in range(3):
        user.withdraw()
    assert store.state.entries == before and store.state.intent.selected == "/d/a"
    assert store.state.remark is not None and store.state.remark.code == "undo_nothing"
    assert all("a" in store.state.remark.words(language) for language in ("en", "ko"))


def test_deeds_without_a_patient_do_nothing() -> None:
    store = Store()
    user = UserController(store, THEMES)
    before = store.state
    for do in (user.accept, user.withdraw, lambda: user.edit_note("x"), lambda: user.step(1), lambda: user.step(-1)):
        do()
    user.override("/d/nobody", 1, "x")
    assert store.state is before


@pytest.mark.parametrize(
    ("steps", "at"), [((1,), "/d/b"), ((1, 1, 1, 1), "/d/c"), ((-1,), "/d/a"), ((1, 1, -1), "/d/b")]
)
def test_stepping_follows_the_worklist_and_stops_at_its_ends(
    store: Store, user: UserController, steps: tuple[int, ...], at: str
) -> None:
    for by in steps:
        user.step(by)
    assert store.state.intent.selected == at


@pytest.mark.parametrize(("by", "at"), [(1, "/d/b"), (-1, "/d/c")])
def test_stepping_from_a_patient_the_search_has_hidden_enters_the_list_at_its_near_end(
    store: Store, user: UserController, by: int, at: str
) -> None:
    store.dispatch(CaseRead("/d/a", Case("a", chief_complaint="ankle")))
    user.search("pain")
    user.step(by)
    assert store.state.intent.selected == at


def test_stepping_follows_the_order_by_urgency(store: Store, client: MagicMock, user: UserController) -> None:
    user.override("/d/c", 1, "grey")
    user.step(-1)
    assert store.state.intent.selected == "/d/c"


@pytest.mark.parametrize(("text", "note"), [("New text.", Note("note.txt", "New text.")), ("", None), (" \n\t", None)])
def test_an_edited_note_keeps_where_it_came_from(
    user: UserController, store: Store, text: str, note: Note | None
) -> None:
    store.dispatch(CaseRead("/d/a", Case("a", chief_complaint="pain", note=Note("note.txt", "Old."))))
    user.edit_note(text)
    case = entry(store).case
    assert case is not None and case.note == note and case.chief_complaint == "pain"


def test_editing_the_note_keeps_the_clinicians_level(user: UserController, store: Store) -> None:
    user.override("/d/a", 1, "grey")
    user.edit_note("Worse.")
    assert entry(store).ruling == Ruling(1, None, "grey") and entry(store).assessment is None


def opener(store: Store, read: object = None, add: object = None) -> CaseController:
    return CaseController(store, read or (lambda path: Case(path.name)), add or MagicMock(), Inline(), store.dispatch)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CaseError("case.json: unknown key 'foo'"), "case.json: unknown key 'foo'"),
        (PermissionError("denied"), "p1 cannot be read: denied"),
        (ValueError("NaN"), "p1 cannot be read: NaN"),
        (KeyError("age"), "p1 cannot be read: KeyError('age')"),
        (MemoryError(), "p1 cannot be read: MemoryError()"),
    ],
)
def test_every_fault_of_reading_ends_in_words_on_that_patient(tmp_path: Path, error: Exception, words: str) -> None:
    store = Store()
    opener(store, MagicMock(side_effect=error)).open([tmp_path / "p1"])
    problem = entry(store).problem
    assert problem is not None and problem.words("en") == words


def test_the_good_cases_of_a_drop_are_opened_beside_the_bad(tmp_path: Path) -> None:
    def read(path: Path) -> Case:
        if path.name == "bad":
            raise CaseError("broken")
        return Case(path.name)

    for name in ("bad", "good"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "case.json").write_text("{}")
    store = Store()
    opener(store, read).drop([tmp_path])
    assert [(Path(e.key).name, e.case is not None) for e in store.state.entries] == [("bad", False), ("good", True)]
    assert store.state.remark is None


def test_files_dropped_without_a_patient_are_named_and_read_by_nobody(tmp_path: Path) -> None:
    film = tmp_path / "film.dcm"
    film.write_bytes(b"x")
    store, add = Store(), MagicMock()
    opener(store, add=add).drop([film])
    assert store.state.remark is not None and store.state.remark.words("en").startswith("film.dcm is not a case")
    add.assert_not_called()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (CaseError("film.dcm is not a chest film."), "film.dcm is not a chest film."),
        (OSError("disk"), "film.dcm cannot be read: disk"),
    ],
)
def test_a_bad_file_dropped_on_a_patient_leaves_them_as_they_were(
    store: Store, tmp_path: Path, error: Exception, words: str
) -> None:
    film = tmp_path / "film.dcm"
    film.write_bytes(b"x")
    before = store.state.entries
    opener(store, add=MagicMock(side_effect=error)).drop([film])
    assert store.state.entries == before
    assert store.state.remark is not None and store.state.remark.words("en") == words


def test_good_files_are_added_together_to_the_patient_on_screen(store: Store, tmp_path: Path) -> None:
    files = [tmp_path / "film.dcm", tmp_path / "ecg.csv"]
    for file in files:
        file.write_bytes(b"x")
    add = MagicMock(side_effect=lambda case, _: Case(case.case_id, location="with files"))
    opener(store, add=add).drop(files)
    case, added = add.call_args.args
    assert case.case_id == "a" and added == tuple(files)
    assert [e.case.location for e in store.state.entries if e.case] == ["with files", None, None]


def test_a_cancelled_reading_says_nothing() -> None:
    store = Store()
    cancelled: Future = Future()
    cancelled.cancel()
    executor = MagicMock(spec=Executor)
    executor.submit.return_value = cancelled
    CaseController(store, MagicMock(), MagicMock(), executor, store.dispatch).open([Path("/d/x")])
    assert entry(store).problem is None and entry(store).case is None


def test_what_a_path_stands_for(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "loose").mkdir()
    (tmp_path / "loose" / "film.png").write_bytes(b"x")
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / ".DS_Store").write_bytes(b"x")
    manifest = tmp_path / "CASE.JSON"
    manifest.write_text("{}")
    assert cases_at(tmp_path / "empty") == () == cases_at(tmp_path / "hidden") == cases_at(tmp_path / "gone")
    assert cases_at(tmp_path / "loose") == (tmp_path / "loose",)
    assert cases_at(manifest) == (manifest,)


@pytest.mark.parametrize(
    ("actions", "still"),
    [
        ((CaseUnreadable("/d/a", Problem("", "broken")), CaseUnreadable("/d/b", Problem("", "b"))), True),
        ((EngineAbsent(Problem("", "none")),), True),
        ((Answered(WorkerFailed("gave up", False)),), True),
        ((Answered(WorkerFailed("again", True)),), False),
        ((Opened(("/d/new",)),), False),
        ((Remarked(Problem("", "x")),), False),
    ],
    ids=["all refused", "no engine", "gave up", "restarting", "still reading", "only a remark"],
)
def test_the_picture_is_taken_when_nothing_changes_any_more(actions: tuple, still: bool) -> None:
    store = Store()
    store.dispatch(Opened(("/d/a", "/d/b")))
    store.dispatch(*(CaseRead(k, Case(k[-1], chief_complaint="pain")) for k in ("/d/a", "/d/b")), *actions)
    assert settled(store.state) is still


def test_the_picture_says_what_was_wrong_with_it(store: Store) -> None:
    stop = issue("session_no_patients", Severity.STOP)
    store.dispatch(CaseRead("/d/a", Case("a", chief_complaint="pain", issues=(stop,))))
    assert (failure(store.state) or "").startswith("No patient is open.")
    store.dispatch(CaseUnreadable("/d/a", Problem("", "The folder is empty.")))
    assert failure(store.state) == "The folder is empty."
