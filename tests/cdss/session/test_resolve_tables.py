"""``resolve()`` as tables: order of the worklist, search, what stands in banner, decision and status line, and when."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity
from cdss.core.result import Issue, issue
from cdss.core.sentences import LANGUAGES, catalogue
from cdss.records.assessment import Acuity, Assessment, Condition, Finding, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case, Note
from cdss.records.ecg import Ecg
from cdss.records.explanation import Explanation, ModalityShapley
from cdss.records.film import Film, Window
from cdss.records.identity import Patient, Source
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.facts import display_id
from cdss.session.names import condition_name, finding_name, modality_chip, modality_name, name
from cdss.session.panes import EcgPane, EmptyPane, FilmPane, NotePane, Ruling, VitalsPane
from cdss.session.resolve import activity, resolve
from cdss.session.schedule import finished, next_request
from cdss.session.state import EnginePhase, EngineStatus, Entry, Intent, Pending, Problem, SessionState
from cdss.session.worklist.rows import worklist

MODEL = ModelIdentity("cdss-triage", "0.1", "3f9c" + "0" * 60)
READY = EngineStatus(EnginePhase.READY, "cpu", 2, MODEL)


def assessment(case_id: str = "a", level: int = 3, score: float = 6.0, **more: object) -> Assessment:
    base = Assessment(
        case_id, MODEL, {m: ModalityStatus(Presence.PRESENT) for m in MODALITIES}, Acuity(level, (0.2,) * 5),
        Risk(score, (score - 1.0, score + 0.5)), {"admission": 0.4},
        (Condition("sepsis", 0.5, (0.4, 0.6), True),), {}, {}, {}, {}, (), {"total": 840.0},
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def known(key: str, level: int | None = None, score: float = 5.0, complaint: str = "pain", **more: object) -> Entry:
    case = Case(key, Patient(key), chief_complaint=complaint)
    made = None if level is None else assessment(key, level, score)
    return replace(Entry(key, case=case, assessment=made), **more)  # type: ignore[arg-type]


def screen(*entries: Entry, engine: EngineStatus = READY, **more: object) -> SessionState:
    first = entries[0].key if entries else None
    return replace(SessionState(entries, Intent(selected=first), engine), **more)  # type: ignore[arg-type]


def test_most_urgent_first_then_higher_risk_then_as_opened_and_the_unassessed_last() -> None:
    state = screen(
        known("wait1"), known("l5", 5, 9.0), known("l2low", 2, 7.0), known("l2high", 2, 9.5), known("wait2"),
        known("l1", 1, 8.0), known("l3a", 3, 4.0), known("l3b", 3, 4.0),
        known("own1", 4, 2.0, ruling=Ruling(1, 4, "grey")), known("ownunassessed", ruling=Ruling(3, None, "x")),
    )  # fmt: skip
    assert [row.case_id for row in worklist(state)] == [
        "l1", "own1", "l2high", "l2low", "l3a", "l3b", "ownunassessed", "l5", "wait1", "wait2",
    ]  # fmt: skip


@given(st.lists(st.tuples(st.none() | st.integers(1, 5), st.floats(0, 10)), max_size=12))
def test_any_worklist_is_in_order_complete_and_each_row_is_of_its_own_patient(
    drawn: list[tuple[int | None, float]],
) -> None:
    entries = tuple(known(f"k{i}", level, score) for i, (level, score) in enumerate(drawn))
    rows = worklist(screen(*entries))
    assert sorted(row.key for row in rows) == sorted(e.key for e in entries)
    order = [(row.level or 9, -(row.risk or 0.0)) for row in rows]
    assert order == sorted(order)
    for row in rows:
        level, score = drawn[int(row.key[1:])]
        assert (row.level, row.risk) == ((level, score) if level else (None, None))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["demo-01", "demo-02", "unread"]),
        ("   ", ["demo-01", "demo-02", "unread"]),
        ("chest", ["demo-01"]),
        ("CHEST 01", ["demo-01"]),
        ("01 02", []),
        ("흉통", ["demo-02"]),
        ("unrea", ["unread"]),
        ("/data", []),
    ],
)
def test_search_finds_by_id_and_complaint_in_any_case_and_every_word(typed: str, found: list[str]) -> None:
    state = screen(
        known("demo-01", complaint="Chest pain"), known("demo-02", complaint="흉통, 호흡곤란"), Entry("/data/unread/")
    )
    state = replace(state, intent=replace(state.intent, search=typed))
    assert [row.case_id for row in worklist(state)] == found
    banner = resolve(state).banner
    assert banner is not None and banner.case_id == "demo-01"


@pytest.mark.parametrize(
    ("key", "shown"),
    [("/data/p1", "p1"), ("/data/p1/", "p1"), (r"C:\cases\p1", "p1"), ("/data/p1/case.json", "case.json")],
)
def test_an_unread_case_is_named_by_the_end_of_its_path(key: str, shown: str) -> None:
    assert display_id(Entry(key)) == shown


def test_a_patient_being_read_has_no_evidence_and_is_waited_for() -> None:
    view = resolve(screen(Entry("/d/a")))
    assert view.banner is not None and view.banner.busy and view.banner.reading
    assert (view.film, view.ecg, view.vitals, view.note) == (None,) * 4
    assert view.decision is not None and view.decision.busy and view.decision.missing == ()
    assert view.worklist[0].waiting and view.worklist[0].presence == ()


def test_without_a_patient_nothing_is_shown_but_how_to_open_one() -> None:
    view = resolve(SessionState(engine=READY))
    assert view.banner is None and view.decision is None and view.worklist == ()
    assert view.status.message is not None and "Ctrl+O" in view.status.message


@pytest.mark.parametrize(
    ("entry", "pending", "engine", "word"),
    [
        (Entry("a"), (), READY, "reading"),
        (known("a"), (Pending(1, "a", True),), READY, "assessing"),
        (known("a", 2), (Pending(1, "a", True),), READY, "explaining"),
        (known("a", 2), (Pending(1, "b", False),), READY, "assessing_others"),
        (known("a", 2), (), READY, "ready"),
        (known("a"), (), EngineStatus(), "starting"),
        (known("a"), (Pending(1, "a", True),), EngineStatus(EnginePhase.RESTARTING), "restarting"),
        (Entry("a", problem=Problem("", "no")), (), READY, "ready"),
    ],
)
def test_one_word_for_what_is_happening(
    entry: Entry, pending: tuple[Pending, ...], engine: EngineStatus, word: str
) -> None:
    state = screen(entry, known("b"), engine=engine, pending=pending)
    assert activity(state) == word
    assert resolve(state).status.engine == word


@pytest.mark.parametrize(
    ("entry", "phase", "banner_busy", "decision_busy"),
    [
        (known("a"), EnginePhase.READY, True, True),
        (known("a"), EnginePhase.STARTING, True, True),
        (known("a"), EnginePhase.FAILED, False, False),
        (known("a"), EnginePhase.ABSENT, False, False),
        (known("a", 2), EnginePhase.READY, False, True),
        (known("a", 2, explained=True), EnginePhase.READY, False, False),
        (known("a", problem=Problem("", "no")), EnginePhase.READY, False, False),
        (Entry("a"), EnginePhase.FAILED, True, True),
        (Entry("a", problem=Problem("", "no")), EnginePhase.READY, False, False),
    ],
)
def test_busy_only_while_an_answer_may_still_come(
    entry: Entry, phase: EnginePhase, banner_busy: bool, decision_busy: bool
) -> None:
    view = resolve(screen(entry, engine=EngineStatus(phase)))
    assert view.banner is not None and view.decision is not None
    assert (view.banner.busy, view.decision.busy) == (banner_busy, decision_busy)


def test_a_doubt_about_the_level_is_said_once_in_the_headline_and_not_among_the_checks() -> None:
    doubt = issue("check_model_unsure", Severity.WARNING, None, first=2, last=3)
    other = issue("check_composite", Severity.INFO)
    made = assessment(level=2, checks=(doubt, other))
    entry = replace(known("a"), assessment=made)
    shown = resolve(screen(entry)).decision
    assert shown is not None and shown.doubt == doubt and shown.checks == (other,)
    ruled = resolve(screen(replace(entry, ruling=Ruling(3, 2, "seen")))).decision
    assert ruled is not None and ruled.doubt == doubt
    assert [c.code for c in ruled.checks] == ["session_model_more_urgent", "check_composite"]
    sure = resolve(screen(known("a", 2))).decision
    assert sure is not None and sure.doubt is None


def test_what_the_banner_says_already_stands_behind_the_other_checks() -> None:
    first, level = (
        issue("check_composite", Severity.INFO),
        issue("check_level_not_likeliest", Severity.INFO, level=2, likeliest=3),
    )
    shown = resolve(screen(replace(known("a"), assessment=assessment(level=2, checks=(first, level))))).decision
    assert shown is not None and shown.checks == (level, first)


def test_figures_are_withheld_where_the_case_was_refused() -> None:
    view = resolve(screen(known("a", problem=Problem("", "Two patients in one folder."))))
    decision = view.decision
    assert decision is not None and decision.refusal == "Two patients in one folder."
    assert (decision.acuity, decision.risk, decision.conditions, decision.outcomes, decision.without) == (
        None, None, (), (), (),
    )  # fmt: skip
    assert view.worklist[0].problem == "Two patients in one folder." and not view.worklist[0].waiting


def test_an_explanation_that_failed_says_so_and_leaves_the_finished_assessment_on_screen() -> None:
    entry = known("a", 2, 9.0, problem=Problem("engine_explain_failed"))
    state = screen(entry)
    view = resolve(state)
    assert view.decision is not None and view.banner is not None
    assert view.decision.acuity == view.banner.acuity and view.decision.risk == Risk(9.0, (8.0, 9.5))
    assert [c.code for c in view.decision.conditions] == ["sepsis"]
    assert view.decision.refusal is not None and view.decision.refusal.startswith("The assessment is complete")
    assert finished(state) and next_request(state) is None


def test_every_blocking_issue_stands_in_the_refusal() -> None:
    stops = tuple(issue("session_model_more_urgent", Severity.STOP, None, model=m, own=5) for m in (1, 2))
    entry = known("a")
    assert entry.case is not None
    decision = resolve(screen(replace(entry, case=replace(entry.case, issues=stops)))).decision
    assert decision is not None and decision.refusal is not None
    assert "level 1," in decision.refusal and "level 2," in decision.refusal


def test_what_the_engine_said_last_stands_beside_figures_that_are_known() -> None:
    failed = EngineStatus(EnginePhase.FAILED, problem=Problem("", "The engine is switched off."))
    decision = resolve(screen(known("a", 2, 9.0), engine=failed)).decision
    assert decision is not None and decision.refusal == "The engine is switched off."
    assert decision.acuity is not None and decision.acuity.level == 2


@pytest.mark.parametrize(
    ("problem", "language", "words"),
    [
        (Problem("session_unreadable", params=(("name", "x"), ("reason", "y"))), "en", "x cannot be read: y"),
        (Problem("session_unreadable", "fallback"), "en", "fallback"),
        (Problem("no_such_code", "as it came"), "ko", "as it came"),
        (Problem("engine_out_of_memory", "as it came"), "ko", "메모리가 부족하여"),
    ],
)
def test_a_problem_is_said_in_the_language_where_it_can_be(problem: Problem, language: str, words: str) -> None:
    assert problem.words(language).startswith(words)


def test_status_line_names_time_device_and_the_bundle() -> None:
    status = resolve(screen(known("a", 2))).status
    assert status.total_ms == 840.0 and status.device == "cpu"
    assert status.model == "cdss-triage 0.1 · sha256 3f9c0000"
    assert resolve(screen(known("a"))).status.total_ms is None


def test_status_says_a_remark_before_the_engines_trouble() -> None:
    trouble = EngineStatus(EnginePhase.RESTARTING, problem=Problem("session_engine_restarting"))
    state = screen(known("a"), engine=trouble)
    assert "restarted" in (resolve(state).status.message or "")
    assert resolve(replace(state, remark=Problem("", "x.mp3 is no case"))).status.message == "x.mp3 is no case"


@pytest.mark.parametrize(
    ("severity", "presence"),
    [(None, Presence.MISSING), (Severity.INFO, Presence.MISSING), (Severity.WARNING, Presence.REJECTED)],
)
def test_rejected_is_told_from_missing_in_worklist_and_pane(severity: Severity | None, presence: Presence) -> None:
    issues = (Issue("session_no_engine", severity, Modality.ECG),) if severity else ()
    case = Case("a", chief_complaint="pain", issues=issues)
    view = resolve(screen(Entry("a", case=case)))
    assert dict(view.worklist[0].presence)[Modality.ECG] is presence
    assert isinstance(view.ecg, EmptyPane) and view.ecg.presence is presence and view.ecg.reasons == issues
    assert isinstance(view.film, EmptyPane) and view.film.reasons == ()
    assert dict(view.worklist[0].presence)[Modality.NOTE] is Presence.PRESENT


def test_what_a_guard_left_out_is_shown_as_rejected_once_it_is_assessed() -> None:
    case = Case("a", chief_complaint="pain", note=Note("n", "hello, world"))
    rejected = {
        **{m: ModalityStatus(Presence.MISSING) for m in MODALITIES},
        Modality.NOTE: ModalityStatus(Presence.REJECTED),
    }
    before = resolve(screen(Entry("a", case=case)))
    after = resolve(screen(Entry("a", case=case, assessment=assessment(modalities=rejected))))
    assert dict(before.worklist[0].presence)[Modality.NOTE] is Presence.PRESENT
    assert dict(after.worklist[0].presence)[Modality.NOTE] is Presence.REJECTED
    assert Modality.NOTE not in before.decision.missing and Modality.NOTE in after.decision.missing


@pytest.mark.parametrize(
    ("level", "explained", "engine", "awaited"),
    [
        (None, False, READY, True),
        (2, False, READY, True),
        (2, True, READY, False),
        (None, False, EngineStatus(EnginePhase.FAILED), False),
    ],
)
def test_film_and_ecg_wait_only_while_an_answer_may_still_come(
    level: int | None, explained: bool, engine: EngineStatus, awaited: bool
) -> None:
    film = Film("f", np.zeros((4, 4), dtype=np.float32), Window(0.5, 1.0))
    case = Case("a", films=(film,), ecgs=(Ecg("e", np.zeros((12, 100), dtype=np.float32), 100.0),))
    made = None if level is None else assessment(level=level)
    view = resolve(screen(Entry("a", case=case, assessment=made, explained=explained), engine=engine))
    assert isinstance(view.film, FilmPane) and view.film.awaited is awaited
    assert isinstance(view.ecg, EcgPane) and view.ecg.awaited is awaited


def test_what_the_st_level_shows_stands_before_the_noise_of_the_same_recording() -> None:
    noise = issue("ecg_leads_noisy", Severity.WARNING, Modality.ECG, leads="I")
    lowered = issue("check_st_depressed", Severity.WARNING, Modality.ECG, leads="II, III", lead="III", mv="-0.34")
    ecg = Ecg("e", np.zeros((12, 5000), dtype=np.float32), 500.0)
    case = Case("a", chief_complaint="pain", ecgs=(ecg,), issues=(noise,))
    view = resolve(screen(Entry("a", case=case, assessment=assessment(checks=(noise, lowered)))))
    assert isinstance(view.ecg, EcgPane) and view.ecg.issues == (lowered, noise)


def test_each_pane_has_its_own_issues_and_credit() -> None:
    own = issue("session_no_engine", Severity.INFO, Modality.VITALS)
    other = issue("session_no_patients", Severity.INFO, Modality.NOTE)
    sources = (
        Source("vitals", "MIMIC-IV-ED Demo", "ODbL", "10.1/x"),
        Source("note", "Own text"),
        Source("vitals", "B"),
    )
    case = Case(
        "a", chief_complaint="pain", note=Note("n", "Pain since noon."), issues=(own, other), sources=sources,
        vitals=Vitals("v", (VitalsRow(heart_rate=80.0),)),
    )  # fmt: skip
    view = resolve(screen(Entry("a", case=case)))
    assert isinstance(view.vitals, VitalsPane) and isinstance(view.note, NotePane)
    assert view.vitals.issues == (own,) and view.vitals.credit == "MIMIC-IV-ED Demo · ODbL · 10.1/x; B"
    assert view.note.issues == (other,) and view.note.credit == "Own text"
    assert view.sources == sources


def test_vitals_file_without_a_row_is_a_missing_modality() -> None:
    view = resolve(screen(Entry("a", case=Case("a", chief_complaint="x", vitals=Vitals("v.csv", ())))))
    assert isinstance(view.vitals, EmptyPane)
    assert view.decision is not None and Modality.VITALS in view.decision.missing


def test_explanations_and_findings_reach_the_panes_they_belong_to() -> None:
    shapley = ModalityShapley("risk", 0.2, 0.4, {Modality.NOTE: 0.2}, {})
    made = assessment(findings={Modality.ECG: (Finding("MI", 0.7),)}, without={Modality.NOTE: 1.5})
    entry = replace(known("a"), assessment=made, explanation=Explanation(modality_shapley=shapley))
    decision = resolve(screen(entry)).decision
    assert decision is not None and decision.shapley is shapley
    assert decision.without == ((Modality.NOTE, 1.5),)
    assert decision.vitals_shap is None and decision.attention is None and decision.busy


def test_two_patients_of_one_case_id_are_two_rows_and_one_is_on_screen() -> None:
    one, other = (replace(known("a"), key=key) for key in ("/x/a", "/y/a"))
    rows = worklist(screen(one, other))
    assert [(row.case_id, row.key, row.selected) for row in rows] == [("a", "/x/a", True), ("a", "/y/a", False)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_both_languages_and_unknown_codes_as_they_are(language: str) -> None:
    korean = language == "ko"
    assert condition_name("sepsis", language) == ("패혈증" if korean else "Sepsis")
    assert finding_name(Modality.ECG, "NORM", language) == ("정상 심전도" if korean else "Normal ECG")
    assert finding_name(Modality.IMAGE, "pneumothorax", language) == ("기흉" if korean else "Pneumothorax")
    assert modality_name(Modality.VITALS, language) == ("활력징후" if korean else "Vital signs")
    assert modality_chip(Modality.IMAGE, language) == "CXR"
    assert name("condition", "brand_new_code", language) == "brand new code"


def test_pneumonia_of_the_film_and_of_the_diagnosis_have_their_own_names() -> None:
    texts = catalogue()
    assert {"name_condition_pneumonia", "name_image_pneumonia"} <= set(texts)
    likelihoods = [code for code in texts if code.startswith("name_likelihood_")]
    with_condition = [c for c in likelihoods if "_likelihood_none_" not in c]
    assert (len(likelihoods), len(with_condition)) == (5, 4)
    assert all("{condition}" in texts[c][language] for c in with_condition for language in LANGUAGES)
