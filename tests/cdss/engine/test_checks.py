"""The checks beside the answer: each condition that should raise one does, and its neighbour does not."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from cdss.core.kinds import MODALITIES, Consciousness, Modality, Presence, Severity
from cdss.core.result import issue
from cdss.engine.checks import case_checks, modality_statuses
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk, Score
from cdss.records.case import Case, Note
from cdss.records.identity import Patient
from cdss.records.vitals import Vitals, VitalsRow
from cdss.scoring.news2 import news2

FULL = VitalsRow(heart_rate=80, resp_rate=16, sbp=120, dbp=80, spo2=98, temperature_c=36.8, on_oxygen=False)


def case(age=50.0, row=FULL, composite=False, issues=()):
    return Case("c", Patient(age_years=age), composite=composite, vitals=Vitals("v", (row,)), issues=issues)


def assessed(level=3, scores=None, rate=None, missing=(), probabilities=(0.2, 0.2, 0.2, 0.2, 0.2)):
    statuses = {m: ModalityStatus(Presence.MISSING if m in missing else Presence.PRESENT) for m in MODALITIES}
    return Assessment(
        case_id="c",
        model=ModelIdentity("m", "0", "0"),
        modalities=statuses,
        acuity=Acuity(level, probabilities),
        risk=Risk(4.0, (3.0, 5.0)),
        outcomes={},
        conditions=(),
        findings={},
        ecg_measurements={"heart_rate": rate},
        st_level_mv={},
        scores=scores or {},
        checks=(),
        timings_ms={},
    )


def encoded(truncated=False, untranslated=(), course=(0.0,) * 7):
    ids = SimpleNamespace(truncated=truncated, ids=tuple(range(192)))
    note = SimpleNamespace(ids=ids, read=SimpleNamespace(untranslated=untranslated))
    return SimpleNamespace(note=note, inputs=SimpleNamespace(series=torch.tensor([course])))


def without_note(course=(0.0,) * 7):
    return SimpleNamespace(note=None, inputs=SimpleNamespace(series=torch.tensor([course])))


def codes(*arguments):
    return {c.code for c in case_checks(*arguments)}


@pytest.mark.parametrize(
    ("age", "expected"), [(None, {"check_age_unknown"}), (15.9, {"check_child"}), (16.0, set()), (90.0, set())]
)
def test_age(age, expected):
    assert codes(case(age), assessed(), encoded()) & {"check_age_unknown", "check_child"} == expected


def test_a_composite_patient_is_called_that():
    assert "check_composite" in codes(case(composite=True), assessed(), encoded())
    assert "check_composite" not in codes(case(), assessed(), encoded())


@pytest.mark.parametrize("modality", MODALITIES)
def test_each_missing_modality_is_named(modality):
    found = [c for c in case_checks(case(), assessed(missing=(modality,)), encoded()) if "without" in c.code]
    assert [(c.code, c.modality) for c in found] == [(f"check_without_{modality}", modality)]


@pytest.mark.parametrize(
    ("value", "level", "expected"),
    [
        (7, 3, "check_news2_above_model"),
        (7, 2, "check_news2_agrees"),
        (6, 3, None),
        (0, 2, "check_news2_below_model"),
        (0, 3, None),
        (1, 1, None),
    ],
)
def test_news2_beside_the_level(value, level, expected):
    found = codes(case(), assessed(level, {"news2": Score(value, complete=True)}), encoded())
    assert {c for c in found if c.startswith("check_news2_")} == ({expected} if expected else set())


def test_disagreement_upwards_is_a_warning_and_says_both_figures():
    (found,) = [
        c
        for c in case_checks(case(), assessed(4, {"news2": Score(9, complete=True)}), encoded())
        if c.code == "check_news2_above_model"
    ]
    assert found.severity is Severity.WARNING
    assert "NEWS2 9" in found.text() and "level 4" in found.text()
    assert "9점" in found.text("ko")


def test_a_partial_news2_names_what_is_missing():
    row = replace(FULL, on_oxygen=None, consciousness=None)
    (partial,) = [
        c for c in case_checks(case(row=row), assessed(3, {"news2": news2(row)}), encoded()) if "partial" in c.code
    ]
    assert partial.text() == "NEWS2 is partial; not measured: Oxygen, Consciousness."
    assert partial.text("ko") == "NEWS2가 불완전합니다. 측정되지 않음: 산소 투여, 의식."


@pytest.mark.parametrize(("level", "severity"), [(2, Severity.INFO), (3, Severity.WARNING)])
def test_three_points_in_one_sign_ask_for_a_review_whatever_the_sum(level, severity):
    row = replace(FULL, heart_rate=142.0)
    found = case_checks(case(row=row), assessed(level, {"news2": news2(row)}), encoded())
    (single,) = [c for c in found if c.code == "check_news2_single"]
    assert single.severity is severity and news2(row).value < 5
    assert single.text().startswith(f"NEWS2 is {news2(row).value:g}, but Heart rate alone scores 3")
    assert "심박수" in single.text("ko")


@pytest.mark.parametrize("row", [FULL, replace(FULL, heart_rate=142.0, resp_rate=30.0)])
def test_without_three_points_or_where_the_sum_says_more_the_single_sign_is_not_named(row):
    assert "check_news2_single" not in codes(case(row=row), assessed(3, {"news2": news2(row)}), encoded())


def test_a_news2_on_spo2_scale_2_says_so_beside_its_points():
    of_scale = [codes(case(), assessed(3, {"news2": news2(FULL, scale)}), encoded()) for scale in (1, 2)]
    assert ["check_news2_scale_2" in found for found in of_scale] == [False, True]


@pytest.mark.parametrize(
    ("rate", "differs"), [(110.0, False), (110.1, True), (49.9, True), (50.0, False), (None, False)]
)
def test_monitor_and_ecg_rates_that_differ_by_more_than_thirty(rate, differs):
    assert ("check_pulse_differs" in codes(case(), assessed(rate=rate), encoded())) is differs


def test_no_pulse_no_contradiction():
    row = replace(FULL, heart_rate=None)
    assert "check_pulse_differs" not in codes(case(row=row), assessed(rate=180.0), encoded())


def test_a_note_that_was_cut_or_not_understood_says_so():
    assert "check_note_truncated" in codes(case(), assessed(), encoded(truncated=True))
    found = [c for c in case_checks(case(), assessed(), encoded(untranslated=("꿈",))) if "untranslated" in c.code]
    assert "꿈" in found[0].text()
    assert not {c for c in codes(case(), assessed(), encoded()) if c.startswith("check_note_")}


def test_issues_of_reading_come_first_and_are_kept():
    read = issue("case_empty", Severity.INFO)
    assert case_checks(case(issues=(read,)), assessed(), encoded())[0] is read


def test_a_given_but_unusable_modality_is_rejected_with_its_reason():
    refused = issue("check_without_image", Severity.WARNING, Modality.IMAGE)
    found = modality_statuses(case(issues=(refused,)), (Modality.VITALS,))
    assert found[Modality.IMAGE] == ModalityStatus(Presence.REJECTED, refused.text())
    assert found[Modality.ECG] == ModalityStatus(Presence.MISSING)
    assert found[Modality.VITALS] == ModalityStatus(Presence.PRESENT)


def test_a_note_that_could_not_be_encoded_is_rejected_not_missing():
    blank = replace(case(), note=Note("n", "..."))
    assert modality_statuses(blank, (Modality.VITALS,))[Modality.NOTE].status is Presence.REJECTED


@pytest.mark.parametrize(
    ("level", "probabilities", "between", "korean"),
    [
        (2, (0.03, 0.35, 0.47, 0.12, 0.03), "between level 2 and 3", "2단계와 3단계 사이"),
        (1, (0.30, 0.1, 0.4, 0.1, 0.1), "between level 1 and 3", "1단계와 3단계 사이"),
    ],
)
def test_a_level_that_is_not_the_likeliest_is_not_sure_and_says_why(level, probabilities, between, korean):
    found = {c.code: c for c in case_checks(case(), assessed(level, probabilities=probabilities), encoded())}
    doubt, why = found["check_model_unsure"], found["check_level_not_likeliest"]
    assert (doubt.severity, why.severity) == (Severity.WARNING, Severity.INFO)
    assert between in doubt.text() and korean in doubt.text("ko")
    assert f"Level {level}" in why.text() and "level 3" in why.text()


@pytest.mark.parametrize(
    ("level", "probabilities"),
    [(3, (0.03, 0.35, 0.47, 0.12, 0.03)), (2, (0.1, 0.35, 0.35, 0.1, 0.1)), (3, (0.2,) * 5)],
)
def test_a_level_that_none_exceeds_raises_no_doubt(level, probabilities):
    codes = {c.code for c in case_checks(case(), assessed(level, probabilities=probabilities), encoded())}
    assert codes.isdisjoint({"check_model_unsure", "check_level_not_likeliest"})


def test_a_level_below_the_likeliest_is_a_warning_with_both_shares():
    told = assessed(4, probabilities=(0.0, 0.05, 0.46, 0.45, 0.04))
    found = {c.code: c for c in case_checks(case(), told, encoded())}
    assert found["check_level_less_urgent"].severity is Severity.WARNING
    assert "Level 4 is given at 45 %" in found["check_level_less_urgent"].text()
    assert "level 3 is the single most probable one (46 %)" in found["check_level_less_urgent"].text()
    assert "check_level_not_likeliest" not in found and "check_model_unsure" in found


OF_THE_PULSE, OF_CONSCIOUSNESS = (0.4,) + (0.0,) * 6, (0.0,) * 6 + (0.4,)


@pytest.mark.parametrize(
    ("level", "read", "said"),
    [
        (Consciousness.CONFUSION, without_note(), True),
        (Consciousness.VOICE, without_note(), True),
        (Consciousness.PAIN, without_note(), True),
        (Consciousness.UNRESPONSIVE, without_note(), True),
        (Consciousness.ALERT, without_note(), False),
        (None, without_note(), False),
        (Consciousness.VOICE, encoded(), False),
        (Consciousness.VOICE, encoded(truncated=True), True),
        (Consciousness.VOICE, without_note(OF_CONSCIOUSNESS), False),
        (Consciousness.VOICE, without_note(OF_THE_PULSE), True),
    ],
)
def test_a_level_of_consciousness_that_the_model_could_not_read_is_named(level, read, said):
    row = replace(FULL, consciousness=level)
    assert ("check_consciousness_unread" in codes(case(row=row), assessed(), read)) is said


def test_no_vital_signs_no_level_of_consciousness():
    assert "check_consciousness_unread" not in codes(replace(case(), vitals=None), assessed(), without_note())


def test_an_earlier_level_of_consciousness_holds_until_the_next():
    rows = (replace(FULL, consciousness=Consciousness.PAIN), FULL)
    kept = replace(case(), vitals=Vitals("v", rows))
    assert "check_consciousness_unread" in codes(kept, assessed(), without_note())
    awake = replace(case(), vitals=Vitals("v", (*rows, replace(FULL, consciousness=Consciousness.ALERT))))
    assert "check_consciousness_unread" not in codes(awake, assessed(), without_note())


def test_the_unread_level_of_consciousness_is_a_warning_that_asks_for_urgent_assessment():
    row = replace(FULL, consciousness=Consciousness.CONFUSION)
    (found,) = [c for c in case_checks(case(row=row), assessed(), without_note()) if "consciousness" in c.code]
    assert (found.severity, found.modality) == (Severity.WARNING, Modality.VITALS)
    assert "recorded as C" in found.text() and "did not take it into account" in found.text()
    assert "urgent by itself (3 points in NEWS2)" in found.text()
    assert "C(으)로" in found.text("ko") and "NEWS2 3점" in found.text("ko") and "긴급" in found.text("ko")
