"""The session without a window: actions, schedule and resolve, above all that two patients can never mix."""

from __future__ import annotations

import dataclasses

import pytest

from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, MODALITIES, Modality, Presence, Severity, Sex
from cdss.core.result import issue
from cdss.core.sentences import catalogue
from cdss.engine.messages import Assessed, Explained, Ready, Refused, WorkerFailed
from cdss.records.assessment import Acuity, Assessment, Condition, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case, Note
from cdss.records.explanation import Explanation, NoteTokens
from cdss.records.identity import Patient
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.actions import (
    Answered,
    CaseRead,
    CaseUnreadable,
    EngineAbsent,
    EngineRestarted,
    LanguageChosen,
    MessageDismissed,
    Opened,
    Ruled,
    Searched,
    Selected,
    Submitted,
)
from cdss.session.names import name
from cdss.session.panes import EmptyPane, Ruling
from cdss.session.resolve import activity, resolve
from cdss.session.schedule import finished, next_request
from cdss.session.state import EnginePhase, Pending, Problem, SessionState
from cdss.session.store import Store

MODEL = ModelIdentity("m", "1", "ab" * 32)


def make_case(case_id: str, note: str = "chest pain") -> Case:
    vitals = Vitals("vitals.csv", (VitalsRow(heart_rate=float(len(note))),))
    return Case(
        case_id,
        Patient(case_id, 50.0, Sex.MALE),
        chief_complaint=f"{note} {case_id}",
        note=Note("n", note),
        vitals=vitals,
    )


def make_assessment(case_id: str, level: int = 2, score: float = 9.0) -> Assessment:
    probabilities = tuple(1.0 if i + 1 == level else 0.0 for i in range(5))
    return Assessment(
        case_id=case_id,
        model=MODEL,
        modalities={m: ModalityStatus(Presence.PRESENT) for m in MODALITIES},
        acuity=Acuity(level, probabilities),  # type: ignore[arg-type]
        risk=Risk(score, (score - 0.5, score + 0.5)),
        outcomes={"admission": 0.5},
        conditions=(Condition("acs", 0.7, (0.6, 0.8), True),),
        findings={},
        ecg_measurements={},
        st_level_mv={},
        scores={},
        checks=(),
        timings_ms={"total": 300.0},
    )


def tokens(text: str) -> Explanation:
    return Explanation(note_tokens=NoteTokens("risk", text, ()))


def run(*actions: object, state: SessionState | None = None) -> SessionState:
    store = Store(state)
    store.dispatch(*actions)  # type: ignore[arg-type]
    return store.state


@pytest.fixture
def two() -> SessionState:
    """Patients A and B read, A on screen, the engine ready, A's request (generation 1) out."""
    return run(
        Opened(("/d/a", "/d/b")),
        CaseRead("/d/a", make_case("a")),
        CaseRead("/d/b", make_case("b", "ankle")),
        Answered(Ready(MODEL, "cpu", 2)),
        Submitted(Pending(1, "/d/a", True)),
    )


def every_text_of(view: object) -> str:
    return repr(dataclasses.asdict(view))  # type: ignore[call-overload]


def test_answer_to_the_pending_request_lands_on_its_patient(two: SessionState) -> None:
    view = resolve(run(Answered(Assessed(1, make_assessment("a", 2, 9.1))), state=two))
    assert view.banner and view.banner.case_id == "a"
    assert view.banner.risk == Risk(9.1, (8.6, 9.6))
    assert view.decision and view.decision.acuity and view.decision.acuity.level == 2
    assert [row.level for row in view.worklist] == [2, None]


def test_late_answer_of_an_older_generation_changes_nothing(two: SessionState) -> None:
    switched = run(Selected("/d/b"), Submitted(Pending(2, "/d/b", True)), state=two)
    late = run(Answered(Assessed(1, make_assessment("a"))), Answered(Explained(1, tokens("a"), True)), state=switched)
    assert late is switched


def test_answer_of_the_right_generation_for_another_patient_is_dropped(two: SessionState) -> None:
    assert run(Answered(Assessed(1, make_assessment("b"))), state=two) is two


def test_late_explanation_does_not_reach_the_next_patient(two: SessionState) -> None:
    state = run(
        Answered(Assessed(1, make_assessment("a"))),
        Selected("/d/b"),
        Submitted(Pending(2, "/d/b", True)),
        Answered(Explained(1, tokens("chest pain"), True)),
        Answered(Assessed(2, make_assessment("b", 5, 1.0))),
        state=two,
    )
    view = resolve(state)
    assert view.note and not isinstance(view.note, EmptyPane)
    assert view.note.tokens is None
    assert state.entry("/d/a").explanation is None  # type: ignore[union-attr]


def test_switching_patient_leaves_nothing_of_the_other_on_screen(two: SessionState) -> None:
    done = run(
        Answered(Assessed(1, make_assessment("a", 2, 9.1))), Answered(Explained(1, tokens("zebra"), True)), state=two
    )
    before, after = resolve(done), resolve(run(Selected("/d/b"), state=done))
    assert "zebra" in every_text_of(before.note)
    shown = (after.banner, after.film, after.ecg, after.vitals, after.note, after.decision)
    assert after.banner and after.banner.case_id == "b" and after.banner.busy
    assert after.banner.risk is None and after.decision and after.decision.risk is None
    for pane in shown:
        assert "zebra" not in every_text_of(pane) and "9.1" not in every_text_of(pane)


def test_a_file_read_again_drops_what_was_known_from_the_old_one(two: SessionState) -> None:
    ruled = run(Answered(Assessed(1, make_assessment("a"))), Ruled("/d/a", Ruling(3, 2, "x")), state=two)
    again = run(CaseRead("/d/a", make_case("a", "new note")), state=ruled)
    entry = again.entry("/d/a")
    assert entry and entry.assessment is None and entry.ruling == Ruling(3, 2, "x")
    assert again.pending == ()


def test_worklist_sorts_by_level_then_risk_and_the_unassessed_last() -> None:
    keys = ("/d/a", "/d/b", "/d/c", "/d/d")
    state = run(Opened(keys), *(CaseRead(k, make_case(k[-1])) for k in keys), Answered(Ready(MODEL, "cpu", 1)))
    for number, (key, level, score) in enumerate((("/d/a", 3, 5.0), ("/d/b", 2, 7.0), ("/d/c", 2, 9.0)), 1):
        pending = Submitted(Pending(number, key, False))
        state = run(pending, Answered(Assessed(number, make_assessment(key[-1], level, score))), state=state)
    assert [row.case_id for row in resolve(state).worklist] == ["c", "b", "a", "d"]


def test_search_filters_the_worklist_but_keeps_the_patient_on_screen(two: SessionState) -> None:
    view = resolve(run(Searched("ANKLE"), state=two))
    assert [row.case_id for row in view.worklist] == ["b"]
    assert view.banner and view.banner.case_id == "a"


def test_the_patient_on_screen_overtakes_the_others(two: SessionState) -> None:
    assert next_request(two) is None
    assert next_request(run(Selected("/d/b"), state=two)) == Pending(0, "/d/b", True)
    explained = run(Answered(Assessed(1, make_assessment("a"))), Answered(Explained(1, Explanation(), True)), state=two)
    assert finished(explained)
    assert next_request(explained) == Pending(0, "/d/b", False)


def test_nothing_is_asked_before_the_engine_is_ready() -> None:
    state = run(Opened(("/d/a",)), CaseRead("/d/a", make_case("a")))
    assert next_request(state) is None


def test_refusal_is_shown_in_words_and_ends_the_wait(two: SessionState) -> None:
    state = run(Answered(Refused(1, "no_such_code", "Nothing to assess: add a file.")), state=two)
    decision = resolve(state).decision
    assert decision and decision.refusal == "Nothing to assess: add a file." and not decision.busy
    assert finished(state) and next_request(state) == Pending(0, "/d/b", False)


def test_a_blocking_issue_refuses_without_asking_the_engine(two: SessionState) -> None:
    stop = issue("session_model_more_urgent", Severity.STOP, None, model=1, own=2)
    blocked = dataclasses.replace(make_case("a"), issues=(stop,))
    state = run(CaseRead("/d/a", blocked), state=two)
    decision = resolve(state).decision
    assert decision and decision.refusal and decision.refusal.startswith("The model suggests level 1")
    assert next_request(state) == Pending(0, "/d/b", False)


def test_a_card_that_failed_is_said_once_and_stays_with_the_device(two: SessionState) -> None:
    state = run(Answered(Ready(MODEL, "cuda", 2)), state=two)
    line = resolve(state).status
    assert (line.device, line.device_note, line.message) == ("cuda", "", None)
    gone = Ready(MODEL, "cpu", 2, notice="gpu_out_of_memory")
    state = run(Answered(gone), state=state)
    line = resolve(state).status
    assert line.device == "cpu" and line.message == line.device_note and line.attention and line.dismissable
    assert "memory ran out" in line.device_note and "nothing was lost" in line.device_note
    state = run(MessageDismissed(), Answered(gone), state=state)
    line = resolve(state).status
    assert line.message is None and "memory ran out" in line.device_note
    spoken = resolve(
        dataclasses.replace(state, intent=dataclasses.replace(state.intent, language="ko"))
    ).status.device_note
    assert "그래픽 카드의 메모리가 부족해" in spoken
    assert state.pending == two.pending and state.entries == two.entries


def test_a_restarting_client_sends_again_by_itself_and_its_answer_still_lands(two: SessionState) -> None:
    state = run(Answered(WorkerFailed("killed", True)), state=two)
    assert state.engine.phase is EnginePhase.RESTARTING and next_request(state) is None
    status = resolve(state).status
    assert status.message and "restarted" in status.message
    state = run(Answered(Ready(MODEL, "cpu", 2)), state=state)
    assert next_request(state) is None
    state = run(Answered(Assessed(1, make_assessment("a"))), state=state)
    assert state.entries[0].assessment is not None


def test_after_the_engine_gave_up_it_can_be_asked_for_again(two: SessionState) -> None:
    refused = Answered(Refused(1, "engine_not_running", "The engine is not running."))
    state = run(refused, Answered(WorkerFailed("It cannot be started.", False)), state=two)
    decision = resolve(state).decision
    assert decision and decision.refusal and not decision.busy
    assert state.pending == () and activity(state) == "failed"
    state = run(EngineRestarted(), Answered(Ready(MODEL, "cpu", 2)), state=state)
    assert next_request(state) == Pending(0, "/d/a", True)


def test_a_request_for_the_patient_on_screen_leaves_that_of_another_patient_standing() -> None:
    state = run(
        Opened(("/d/a", "/d/b")),
        CaseRead("/d/a", make_case("a")),
        CaseRead("/d/b", make_case("b")),
        Answered(Ready(MODEL, "cpu", 2)),
        Submitted(Pending(1, "/d/b", False)),
        Submitted(Pending(2, "/d/a", True)),
        Answered(Assessed(1, make_assessment("b", 5, 1.0))),
    )
    assert state.entry("/d/b").assessment is not None  # type: ignore[union-attr]
    assert state.pending == (Pending(2, "/d/a", True),)


def test_two_entries_of_one_case_id_overtake_each_other_as_in_the_client() -> None:
    state = run(
        Opened(("/x/a", "/y/a")),
        CaseRead("/x/a", make_case("a")),
        CaseRead("/y/a", make_case("a")),
        Submitted(Pending(1, "/x/a", False)),
        Submitted(Pending(2, "/y/a", False)),
    )
    assert state.pending == (Pending(2, "/y/a", False),)


def test_the_clinicians_level_stands_against_the_model(two: SessionState) -> None:
    state = run(Ruled("/d/a", Ruling(1, None, "shock")), Answered(Assessed(1, make_assessment("a", 4, 2.0))), state=two)
    view = resolve(state)
    assert view.worklist[0].level == 1 and view.worklist[0].ruling == Ruling(1, None, "shock")
    assert view.banner and view.banner.ruling == Ruling(1, None, "shock")
    assert view.decision and view.decision.checks == ()


def test_a_more_urgent_model_warns_and_changes_nothing(two: SessionState) -> None:
    state = run(Ruled("/d/a", Ruling(4, None, "well")), Answered(Assessed(1, make_assessment("a", 2))), state=two)
    view = resolve(state)
    assert view.worklist[0].level == 4
    assert view.decision and view.decision.checks[0].text("ko").startswith("모델은 2단계")


def test_without_an_engine_the_evidence_is_shown_and_nobody_waits() -> None:
    state = run(
        Opened(("/d/a",)),
        CaseRead("/d/a", make_case("a")),
        EngineAbsent(Problem("session_no_bundle", params=(("folder", "models"),))),
    )
    view = resolve(state)
    assert view.vitals is not None and not isinstance(view.vitals, EmptyPane)
    assert view.decision and view.decision.refusal and "No model bundle" in view.decision.refusal
    assert not view.decision.busy and activity(state) == "absent"


def test_an_unreadable_entry_keeps_its_sentence_in_both_languages() -> None:
    problem = Problem("session_unreadable", params=(("name", "x"), ("reason", "no file")))
    state = run(Opened(("/d/x",)), CaseUnreadable("/d/x", problem))
    assert resolve(state).worklist[0].problem == "x cannot be read: no file"
    korean = resolve(run(LanguageChosen("ko"), state=state))
    assert korean.worklist[0].problem == "x을(를) 읽을 수 없습니다: no file"


def test_note_is_read_without_the_engine() -> None:
    case = dataclasses.replace(
        make_case("a"), chief_complaint="chest pain", note=Note("n", "Chest pain. Denies fever.")
    )
    note = resolve(run(Opened(("/d/a",)), CaseRead("/d/a", case))).note
    assert note is not None and not isinstance(note, EmptyPane)
    assert note.text == "Chest pain. Denies fever."
    assert [note.text[a:b] for a, b in note.negated_spans] == ["fever"]
    assert dict(note.concepts) == {"chest pain": False, "fever": True}


def test_scores_stand_before_the_engine_has_answered_and_a_child_has_no_news2() -> None:
    child = dataclasses.replace(make_case("c"), patient=Patient("c", 9.0))
    for case, first in ((make_case("a"), "news2"), (child, "qsofa")):
        vitals = resolve(run(Opened(("/d/a",)), CaseRead("/d/a", case))).vitals
        assert vitals is not None and not isinstance(vitals, EmptyPane)
        assert vitals.scores[0][0] == first


def test_missing_modalities_become_empty_panes(two: SessionState) -> None:
    view = resolve(two)
    assert isinstance(view.film, EmptyPane) and view.film.presence is Presence.MISSING
    assert isinstance(view.ecg, EmptyPane)
    assert view.decision and view.decision.missing == (Modality.IMAGE, Modality.ECG)


def test_the_same_state_resolves_equal_so_nothing_repaints(two: SessionState) -> None:
    assert resolve(two) == resolve(two)


def test_listeners_hear_changes_only() -> None:
    heard: list[SessionState] = []
    store = Store()
    stop = store.listen(heard.append)
    store.dispatch(Selected("unknown"))
    assert heard == []
    store.dispatch(Opened(("/d/a",)))
    stop()
    store.dispatch(Opened(("/d/b",)))
    assert len(heard) == 1


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_code_has_a_name(language: str) -> None:
    codes = {"condition": CONDITIONS, "image": IMAGE_FINDINGS, "ecg": ECG_FINDINGS, "modality": MODALITIES}
    for kind, members in codes.items():
        for code in members:
            assert f"name_{kind}_{code.lower()}" in catalogue()
            assert name(kind, code, language)
