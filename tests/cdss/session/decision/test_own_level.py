"""The clinician first: nothing of the model's answer is seen before their own level, and the own level stands."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality, Presence, Severity
from cdss.core.result import issue
from cdss.engine.messages import Assessed, Explained, Ready
from cdss.records.assessment import (
    Acuity,
    Assessment,
    Condition,
    Finding,
    ModalityStatus,
    ModelIdentity,
    Risk,
)
from cdss.records.case import Case, Note
from cdss.records.ecg import Ecg
from cdss.records.explanation import Explanation, ModalityShapley
from cdss.records.question import WhatIf
from cdss.session.actions import Answered, CaseRead, Imagined, Opened, Ruled, Selected, Submitted
from cdss.session.decision.own_level import OwnLevelGiven, as_seen, awaited
from cdss.session.editing import Closed
from cdss.session.exports import pane_table
from cdss.session.panes import EcgPane, OwnLevel, Ruling
from cdss.session.place import Pane
from cdss.session.resolve import report_text_of, resolve
from cdss.session.saved import Restored, saved_of
from cdss.session.setting_actions import SettingChanged
from cdss.session.state import Pending, SessionState
from cdss.session.worklist.rows import worklist

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)
MODEL = ModelIdentity("m", "1", "00" * 32)
CODES = ("check_news2_above_model", "check_level_not_likeliest", "check_model_unsure")
TELLING = tuple(
    issue(code, Severity.WARNING, None, news2=8, level=4, likeliest=3, first=3, last=4) for code in CODES
)  # fmt: skip
DOUBT = issue("check_pulse_differs", Severity.WARNING, None, pulse=70, rate=140)


def assessment(level: int = 4, risk: float = 2.345) -> Assessment:
    return Assessment(
        case_id="a", model=MODEL, modalities={m: ModalityStatus(Presence.PRESENT) for m in MODALITIES},
        acuity=Acuity(level, (0.01, 0.02, 0.1, 0.77, 0.1)), risk=Risk(risk, (1.111, 3.333)),
        outcomes={"admission": 0.4567}, conditions=(Condition("acs", 0.6789, (0.6, 0.7), True),),
        findings={Modality.ECG: (Finding("MI", 0.5432),)}, ecg_measurements={"heart_rate": 88.5}, st_level_mv={"V1": 0.12},
        scores={}, checks=(*TELLING, DOUBT), timings_ms={"total": 1.0}, without={Modality.ECG: 4.4444},
    )  # fmt: skip


FIGURES = ("2.345", "0.6789", "0.4567", "0.5432", "4.4444", "0.9876", "likeliest", "('level', '4')")


def after(state: SessionState, *actions: object) -> SessionState:
    for action in actions:
        state = action.apply(state)  # type: ignore[attr-defined]
    return state


@pytest.fixture
def hidden() -> SessionState:
    """One patient, assessed and explained, at a site where the clinician's level comes first."""
    ecg = Ecg("e.csv", np.zeros((12, 10), np.float32), 500.0)
    case = Case("a", chief_complaint="chest pain", note=Note("n", "Chest pain."), ecgs=(ecg,))
    return after(
        SessionState(),
        SettingChanged("own_level_first", True),
        Opened(("/d/a", "/d/b"), at=NOW),
        CaseRead("/d/a", case),
        Answered(Ready(MODEL, "cpu", 2)),
        Submitted(Pending(1, "/d/a", True)),
        Answered(Assessed(1, assessment())),
        Answered(Explained(1, Explanation(modality_shapley=ModalityShapley("risk", 0.1, 0.9876, {}, {})), True)),
    )


def words(view: object) -> str:
    return repr(dataclasses.asdict(view))  # type: ignore[call-overload]


def test_nothing_of_the_answer_is_in_any_pane_before_the_own_level(hidden: SessionState) -> None:
    view = resolve(hidden)
    said = words(view)
    assert [figure for figure in FIGURES if figure in said] == []
    assert view.banner and view.banner.acuity is None and view.banner.risk is None and view.banner.own_awaited
    assert view.decision and view.decision.own_awaited and view.decision.conditions == ()
    assert not view.decision.busy and not view.banner.busy
    row = worklist(hidden)[0]
    assert (row.level, row.risk, row.ruling, row.own_awaited, row.waiting) == (None, None, None, True, False)


def test_the_same_patient_shows_all_of_it_where_the_site_does_not_want_that(hidden: SessionState) -> None:
    said = words(resolve(after(hidden, SettingChanged("own_level_first", False))))
    assert [figure for figure in FIGURES if figure not in said] == []


def test_measurements_and_doubts_about_the_evidence_are_shown_meanwhile(hidden: SessionState) -> None:
    view = resolve(hidden)
    assert isinstance(view.ecg, EcgPane) and view.ecg.measurements == (("heart_rate", 88.5),)
    assert view.ecg.st_level_mv == (("V1", 0.12),) and view.ecg.findings == ()
    assert view.decision and [c.code for c in view.decision.checks] == ["check_news2_high", DOUBT.code]


@pytest.mark.parametrize("graded", [Severity.INFO, Severity.WARNING])
def test_a_single_red_score_is_said_meanwhile_and_its_gravity_tells_nothing_of_the_level(
    hidden: SessionState, graded: Severity
) -> None:
    entry = hidden.entries[0]
    assert entry.assessment is not None
    single = issue("check_news2_single", graded, Modality.VITALS, news2="3", names="name_vital_heart_rate")
    shown = resolve(hidden.with_entry(replace(entry, assessment=replace(entry.assessment, checks=(single,)))))
    assert shown.decision and [(c.code, c.severity) for c in shown.decision.checks] == [(single.code, Severity.WARNING)]


@pytest.mark.parametrize("of_the_level", ["check_news2_above_model", "check_news2_agrees"])
def test_a_high_news2_is_said_meanwhile_without_the_level_beside_it(hidden: SessionState, of_the_level: str) -> None:
    entry = hidden.entries[0]
    assert entry.assessment is not None
    high = issue(of_the_level, Severity.INFO, Modality.VITALS, news2="9", level=4)
    shown = resolve(hidden.with_entry(replace(entry, assessment=replace(entry.assessment, checks=(high,)))))
    assert shown.decision and [c.text() for c in shown.decision.checks] == [
        "NEWS2 9 is high: emergency response (RCP 2017)."
    ]
    assert shown.decision.checks[0].severity is Severity.WARNING


def test_nothing_is_exported_and_nothing_imagined_meanwhile(hidden: SessionState) -> None:
    shown = after(hidden, SettingChanged("own_level_first", False))
    assert pane_table(shown, Pane.DECISION) is not None and pane_table(hidden, Pane.DECISION) is None
    assert after(shown, Imagined(WhatIf())).intent.what_if == WhatIf()
    assert after(hidden, Imagined(WhatIf())).intent.what_if is None
    assert resolve(after(shown, Imagined(WhatIf()), SettingChanged("own_level_first", True))).what_if is None


def test_the_patient_is_assessed_all_the_same(hidden: SessionState) -> None:
    entry = hidden.selected
    assert entry and entry.assessment is not None and entry.explained
    seen = as_seen(hidden).selected
    assert seen and seen.assessment is None and seen.withheld is entry.assessment
    assert as_seen(as_seen(hidden)).selected.withheld is entry.assessment  # type: ignore[union-attr]


def test_once_given_both_are_shown_and_the_own_level_holds(hidden: SessionState) -> None:
    given = after(hidden, OwnLevelGiven("/d/a", 2, NOW))
    view = resolve(given)
    assert view.decision and view.decision.own == OwnLevel(2, NOW) and not view.decision.own_awaited
    assert view.decision.acuity and view.decision.acuity.level == 4
    assert view.banner and view.banner.ruling == Ruling(2, None)
    row = next(row for row in view.worklist if row.key == "/d/a")
    assert (row.level, row.ruling) == (2, Ruling(2, None))
    assert awaited(given.entry("/d/b"), given)  # type: ignore[arg-type]


def test_it_is_given_once_and_not_where_it_is_not_asked_for(hidden: SessionState) -> None:
    given = after(hidden, OwnLevelGiven("/d/a", 2, NOW))
    assert after(given, OwnLevelGiven("/d/a", 5, NOW)) is given
    shown = after(hidden, SettingChanged("own_level_first", False))
    assert after(shown, OwnLevelGiven("/d/a", 2, NOW)) is shown
    assert after(hidden, OwnLevelGiven("/gone", 2, NOW)) is hidden


@pytest.mark.parametrize("level", [0, 6, -1])
def test_a_level_that_there_is_not_is_refused(hidden: SessionState, level: int) -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        after(hidden, OwnLevelGiven("/d/a", level, NOW))


def test_the_own_level_stays_when_a_decision_is_made_and_withdrawn(hidden: SessionState) -> None:
    given = after(hidden, OwnLevelGiven("/d/a", 2, NOW), Ruled("/d/a", Ruling(4, 4)))
    assert given.selected and given.selected.level == 4 and given.selected.own == OwnLevel(2, NOW)
    undone = after(given, Ruled("/d/a", None))
    assert undone.selected and undone.selected.level == 2


def test_level_and_time_come_back_after_a_restart_and_after_the_files_are_read_again(hidden: SessionState) -> None:
    given = after(hidden, OwnLevelGiven("/d/a", 2, NOW))
    back = after(SessionState(), Restored(saved_of(given), ("dark",), NOW))
    assert back.intent.settings.own_level_first
    assert [entry.own for entry in back.entries] == [OwnLevel(2, NOW), OwnLevel()]
    case = given.selected.case if given.selected else None
    assert case is not None
    assert after(given, CaseRead("/d/a", case)).selected.own == OwnLevel(2, NOW)  # type: ignore[union-attr]
    again = after(given, Closed("/d/a", NOW), Opened(("/d/a",), select=True), Selected("/d/a"))
    assert again.selected and again.selected.own == OwnLevel(2, NOW)


def test_a_less_urgent_answer_later_lowers_nothing_and_a_more_urgent_one_is_a_check(hidden: SessionState) -> None:
    given = after(hidden, OwnLevelGiven("/d/a", 3, NOW))
    for model, warned in ((5, False), (3, False), (1, True)):
        entry = given.selected
        assert entry is not None
        view = resolve(given.with_entry(replace(entry, assessment=assessment(model))))
        codes = [check.code for check in view.decision.checks] if view.decision else []
        assert ("session_model_more_urgent" in codes) is warned
        assert next(row.level for row in view.worklist if row.key == "/d/a") == 3
        assert view.banner and view.banner.ruling and view.banner.ruling.level == 3


def test_the_text_of_the_report_tells_nothing_either_and_then_the_own_level(hidden: SessionState) -> None:
    entry = hidden.selected
    assert entry is not None
    before = repr(report_text_of(entry, hidden))
    assert [figure for figure in FIGURES if figure in before] == [] and "2.3 of 10" not in before
    given = after(hidden, OwnLevelGiven("/d/a", 2, NOW))
    assert given.selected is not None
    after_ = report_text_of(given.selected, given)
    ruling = after_.sentence("impression/ruling")
    assert ruling is not None and "KTAS 2 Emergent" in ruling.text and after_.sentence("impression/risk") is not None
