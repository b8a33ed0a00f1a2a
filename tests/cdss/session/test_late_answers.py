"""What the engine says, as a table: which replies change which patient, and which must change nothing at all."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdss.core.kinds import MODALITIES, Presence
from cdss.engine.messages import Assessed, Explained, Heartbeat, Ready, Refused, Reply, WorkerFailed
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.explanation import Explanation, ModalityShapley
from cdss.session.actions import (
    Action,
    Answered,
    CaseRead,
    CaseUnreadable,
    EngineAbsent,
    EngineRestarted,
    MaximiseToggled,
    Opened,
    Remarked,
    Ruled,
    Selected,
    Submitted,
)
from cdss.session.panes import Ruling
from cdss.session.place import Pane
from cdss.session.resolve import resolve
from cdss.session.schedule import finished, next_request
from cdss.session.state import EnginePhase, Entry, Pending, Problem, SessionState

MODEL = ModelIdentity("m", "1", "ab" * 32)
KEYS = ("/d/a", "/d/b", "/d/c")
SHAPLEY = Explanation(modality_shapley=ModalityShapley("risk", 0.2, 0.4, {}, {}))


def assessment(case_id: str, level: int = 3) -> Assessment:
    return Assessment(
        case_id, MODEL, {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}, Acuity(level, (0.2,) * 5),
        Risk(6.0, (5.0, 7.0)), {}, (), {}, {}, {}, {}, (), {},
    )  # fmt: skip


def after(state: SessionState, *actions: Action) -> SessionState:
    for action in actions:
        state = action.apply(state)
    return state


def got(state: SessionState, *replies: Reply) -> SessionState:
    return after(state, *(Answered(reply) for reply in replies))


def entry(state: SessionState, key: str) -> Entry:
    found = state.entry(key)
    assert found is not None
    return found


@pytest.fixture
def three() -> SessionState:
    """A, B and C read, the engine ready, A (on screen) asked as 7 with explanations, B asked as 8 without."""
    return after(
        SessionState(),
        Opened(KEYS),
        *(CaseRead(key, Case(key[-1], chief_complaint="pain")) for key in KEYS),
        Answered(Ready(MODEL, "cpu", 2)),
        Submitted(Pending(7, "/d/a", True)),
        Submitted(Pending(8, "/d/b", False)),
    )


@pytest.mark.parametrize(
    "reply",
    [
        Assessed(6, assessment("a")),
        Assessed(9, assessment("a")),
        Assessed(7, assessment("b")),
        Assessed(8, assessment("a")),
        Explained(6, SHAPLEY, True),
        Explained(0, SHAPLEY, False),
        Refused(6, "engine_assess_failed", "no"),
        Heartbeat(300.0),
    ],
    ids=lambda reply: f"{type(reply).__name__}-{getattr(reply, 'generation', '')}",
)
def test_replies_that_nobody_waits_for_change_nothing(three: SessionState, reply: Reply) -> None:
    assert got(three, reply) is three


@pytest.mark.parametrize(
    ("replies", "assessed", "explained", "left"),
    [
        ((Assessed(7, assessment("a")),), True, False, (7, 8)),
        ((Assessed(7, assessment("a")), Explained(7, SHAPLEY, False)), True, False, (7, 8)),
        ((Assessed(7, assessment("a")), Explained(7, SHAPLEY, True)), True, True, (8,)),
        ((Refused(7, "engine_assess_failed", "no"),), False, False, (8,)),
        ((Assessed(7, assessment("a")), Refused(7, "engine_explain_failed", "no")), True, False, (8,)),
    ],
    ids=["assessed", "growing", "complete", "refused", "explanation refused"],
)
def test_a_request_stays_out_until_its_last_answer(
    three: SessionState, replies: tuple[Reply, ...], assessed: bool, explained: bool, left: tuple[int, ...]
) -> None:
    state = got(three, *replies)
    a = entry(state, "/d/a")
    assert (a.assessment is not None, a.explained) == (assessed, explained)
    assert tuple(p.generation for p in state.pending) == left
    assert entry(state, "/d/b") is entry(three, "/d/b") and entry(state, "/d/c") is entry(three, "/d/c")


def test_a_request_without_explanations_ends_with_the_assessment(three: SessionState) -> None:
    state = got(three, Assessed(8, assessment("b", 5)))
    assert entry(state, "/d/b").level == 5 and not entry(state, "/d/b").explained
    assert [p.generation for p in state.pending] == [7]
    assert got(state, Explained(8, SHAPLEY, True)) is state


def test_every_answer_after_the_last_one_is_dropped(three: SessionState) -> None:
    done = got(three, Assessed(7, assessment("a", 2)), Explained(7, SHAPLEY, True))
    assert got(done, Assessed(7, assessment("a", 5)), Explained(7, Explanation(), False)) is done


@pytest.mark.parametrize(
    ("new", "left"),
    [
        (Pending(9, "/d/c", True), (8, 9)),
        (Pending(9, "/d/c", False), (7, 8, 9)),
        (Pending(9, "/d/a", False), (8, 9)),
        (Pending(9, "/d/b", True), (9,)),
    ],
    ids=["explaining another", "another in the queue", "the same again", "one of the queue comes on screen"],
)
def test_what_a_new_request_overtakes(three: SessionState, new: Pending, left: tuple[int, ...]) -> None:
    assert tuple(p.generation for p in after(three, Submitted(new)).pending) == left


def test_the_answer_to_an_overtaken_request_is_dropped_and_the_new_one_lands(three: SessionState) -> None:
    state = after(three, Submitted(Pending(9, "/d/a", True)))
    assert got(state, Assessed(7, assessment("a", 1))) is state
    assert entry(got(state, Assessed(9, assessment("a", 4))), "/d/a").level == 4


def test_reading_files_again_cancels_the_answer_that_is_still_out(three: SessionState) -> None:
    state = after(three, CaseRead("/d/a", Case("a", chief_complaint="now worse")))
    assert got(state, Assessed(7, assessment("a"))) is state
    assert next_request(state) == Pending(0, "/d/a", True)


def test_a_case_that_became_unreadable_is_not_asked_about(three: SessionState) -> None:
    fresh = after(SessionState(engine=three.engine), Opened(("/d/x",)))
    state = after(fresh, CaseUnreadable("/d/x", Problem("", "no manifest")))
    assert next_request(state) is None and finished(state)
    assert after(state, CaseUnreadable("/d/nobody", Problem("", "x"))) is state


@pytest.mark.parametrize(
    "action",
    [
        CaseRead("/d/nobody", Case("n")),
        Selected("/d/nobody"),
        Ruled("/d/nobody", Ruling(1, None, "x")),
        CaseUnreadable("/d/nobody", Problem("", "x")),
    ],
    ids=lambda a: type(a).__name__,
)
def test_an_action_on_a_patient_that_is_not_there_changes_nothing(three: SessionState, action: Action) -> None:
    assert action.apply(three) is three


def test_opening_knows_each_folder_once_and_keeps_what_is_known_of_it(three: SessionState) -> None:
    state = after(got(three, Assessed(8, assessment("b", 5))), Opened(("/d/b", "/d/new", "/d/new"), select=True))
    assert [e.key for e in state.entries] == [*KEYS, "/d/new"]
    assert state.intent.selected == "/d/b" and entry(state, "/d/b").level == 5


def test_opening_beside_a_patient_leaves_them_on_screen_unless_asked(three: SessionState) -> None:
    assert after(three, Opened(("/d/new",))).intent.selected == "/d/a"
    assert after(three, Opened(())).intent.selected == "/d/a"
    assert after(SessionState(), Opened(("/d/x", "/d/y"))).intent.selected == "/d/x"


def test_a_remark_stays_until_the_next_patient(three: SessionState) -> None:
    said = after(three, Remarked(Problem("", "song.mp3 is no case")))
    assert resolve(said).status.message == "song.mp3 is no case"
    assert resolve(after(said, Selected("/d/b"))).status.message is None
    assert after(said, Remarked(None)).remark is None


def test_growing_another_pane_replaces_the_grown_one_and_none_always_goes_back() -> None:
    state = after(SessionState(), MaximiseToggled(Pane.ECG), MaximiseToggled(Pane.FILM))
    assert state.intent.maximised is Pane.FILM
    assert after(state, MaximiseToggled(None)).intent.maximised is None
    assert after(state, MaximiseToggled(None), MaximiseToggled(None)).intent.maximised is None


@pytest.mark.parametrize("restarting", [True, False])
def test_a_dead_worker_keeps_what_was_answered_before(three: SessionState, restarting: bool) -> None:
    state = got(three, Assessed(8, assessment("b", 5)), WorkerFailed("killed", restarting, ""))
    assert entry(state, "/d/b").level == 5
    assert state.engine.phase is (EnginePhase.RESTARTING if restarting else EnginePhase.FAILED)
    assert bool(state.pending) is restarting
    assert next_request(state) is None


def test_the_engines_own_words_are_kept_where_it_gave_up_without_a_code(three: SessionState) -> None:
    state = got(three, WorkerFailed("The bundle was changed: a.safetensors", False))
    assert resolve(state).status.message == "The bundle was changed: a.safetensors"


def test_ready_after_a_restart_takes_the_warning_away(three: SessionState) -> None:
    state = got(three, WorkerFailed("", True), Ready(MODEL, "cuda", 4))
    assert resolve(state).status.message is None and resolve(state).status.device == "cuda"


def test_a_restart_waits_again_only_for_those_refused_because_the_engine_was_off(three: SessionState) -> None:
    state = got(
        three,
        Refused(7, "engine_not_running", "off"),
        Refused(8, "engine_case_crashes", "twice"),
        WorkerFailed("", False, "engine_gave_up"),
    )
    revived = after(state, EngineRestarted())
    assert entry(revived, "/d/a").problem is None and entry(revived, "/d/a").assessable
    crashed = entry(revived, "/d/b").problem
    assert crashed is not None and crashed.code == "engine_case_crashes"
    assert revived.engine.phase is EnginePhase.STARTING and revived.engine.problem is None


def test_an_absent_engine_waits_for_nobody(three: SessionState) -> None:
    state = after(three, EngineAbsent(Problem("session_no_engine")))
    assert state.pending == () and next_request(state) is None
    decision = resolve(state).decision
    assert decision is not None and not decision.busy and decision.refusal


def test_two_entries_of_one_case_id_do_not_share_answers() -> None:
    state = after(
        SessionState(),
        Opened(("/x/a", "/y/a")),
        CaseRead("/x/a", Case("a", chief_complaint="x")),
        CaseRead("/y/a", Case("a", chief_complaint="y")),
        Submitted(Pending(1, "/y/a", True)),
        Answered(Assessed(1, assessment("a", 2))),
    )
    assert [e.level for e in state.entries] == [None, 2]


@pytest.mark.parametrize("model_level", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("own", [1, 2, 3, 4, 5])
def test_no_answer_ever_changes_the_level_a_clinician_set(three: SessionState, own: int, model_level: int) -> None:
    ruled = after(three, Ruled("/d/a", Ruling(own, None, "seen")))
    state = got(ruled, Assessed(7, assessment("a", model_level)), Explained(7, SHAPLEY, True))
    view = resolve(state)
    assert entry(state, "/d/a").level == own
    assert next(row.level for row in view.worklist if row.key == "/d/a") == own
    assert view.decision is not None
    warned = [check.code for check in view.decision.checks] == ["session_model_more_urgent"]
    assert warned is (model_level < own)


generations = st.integers(5, 10)
replies = st.one_of(
    st.builds(Assessed, generations, st.sampled_from([assessment(c) for c in "abc"])),
    st.builds(Explained, generations, st.just(SHAPLEY), st.booleans()),
    st.builds(Refused, generations, st.just("engine_assess_failed"), st.just("no")),
    st.just(WorkerFailed("", True)),
    st.just(Ready(MODEL, "cpu", 2)),
)
steps = st.one_of(
    st.builds(Answered, replies),
    st.builds(Selected, st.sampled_from(KEYS)),
    st.builds(Submitted, st.builds(Pending, generations, st.sampled_from(KEYS), st.booleans())),
    st.builds(lambda key: CaseRead(key, Case(key[-1], chief_complaint="again")), st.sampled_from(KEYS)),
)


@given(st.lists(steps, max_size=25))
def test_whatever_comes_in_whatever_order_no_patient_shows_anothers_answer(actions: list[Action]) -> None:
    state = after(SessionState(), Opened(KEYS), *(CaseRead(k, Case(k[-1], chief_complaint="pain")) for k in KEYS))
    for action in actions:
        state = action.apply(state)
        view = resolve(state)
        assert view.banner is not None and view.banner.case_id == state.intent.selected[-1]  # type: ignore[index]
        assert len({p.key for p in state.pending}) == len(state.pending)
        assert sum(p.explain for p in state.pending) <= 1
        for e in state.entries:
            assert e.assessment is None or e.assessment.case_id == e.key[-1]


def test_rulings_survive_files_that_are_read_again(three: SessionState) -> None:
    ruled = after(three, Ruled("/d/a", Ruling(1, None, "grey")), CaseRead("/d/a", Case("a", chief_complaint="new")))
    assert entry(ruled, "/d/a").ruling == Ruling(1, None, "grey")
    assert entry(after(ruled, Ruled("/d/a", None)), "/d/a").ruling is None


def test_an_entry_with_a_stale_problem_is_asked_again_once_it_was_read_anew(three: SessionState) -> None:
    refused = got(three, Refused(7, "engine_out_of_memory", "full"))
    assert next_request(replace(refused, pending=())) == Pending(0, "/d/b", False)
    again = after(replace(refused, pending=()), CaseRead("/d/a", Case("a", chief_complaint="pain")))
    assert next_request(again) == Pending(0, "/d/a", True)
