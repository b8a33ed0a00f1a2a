"""Impression and comparison: words follow the figures, the clinician's level comes first, only what is there is compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cdss.core.figures import percent
from cdss.core.kinds import Severity, View
from cdss.core.result import issue
from cdss.records.assessment import Acuity, Assessment, Condition
from cdss.records.case import Case
from cdss.records.vitals import Vitals, VitalsRow
from cdss.session.decision.considered import DoneActions
from cdss.session.decision.wording import Likelihood, likelihood
from cdss.session.panes import Ruling
from cdss.session.report.text.certainty import Graded, graded
from cdss.session.report.text.impression import level_words
from cdss.session.report.text.records import Section
from cdss.session.resolve import resolve
from cdss.session.settings import Settings
from cdss.session.state import Entry, Intent, Problem, SessionState

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def texts(draft, entry: Entry, section: Section, language: str = "en", **intent: object) -> list[str]:
    return [one.text for one in draft(entry, language, **intent).of(section)]


def test_the_impression_says_level_risk_conditions_and_outcomes_with_their_figures(draft, entry: Entry) -> None:
    assert texts(draft, entry, Section.IMPRESSION) == [
        "Level suggested by the model: KTAS 2 Emergent (64 %); 90 % set: 2–3.",
        "Risk of level 1 or 2: 6.7 / 10 (90 % interval 5.0–8.0).",
        "Acute coronary syndrome likely (72 %; 90 % interval 60–80 %).",
        "Unlikely: Sepsis (20 %).",
        "90 % conformal set: Acute coronary syndrome.",
        "Estimated: Admission 40 %, ICU / death <1 %.",
    ]


def test_levels_are_called_after_the_scale_of_the_settings(draft, entry: Entry) -> None:
    words = texts(draft, entry, Section.IMPRESSION, settings=Settings(level_terms="esi"))[0]
    assert words.startswith(f"Level suggested by the model: {level_words(2, 'en', 'esi')}")
    assert "KTAS" not in words


@pytest.mark.parametrize(
    ("ruling", "words"),
    [
        (Ruling(2, 2), "KTAS 2 Emergent: the model's level, accepted by the clinician."),
        (Ruling(1, 2, "looks grey."), "KTAS 1 Resuscitation: set by the clinician. looks grey."),
    ],
)
def test_the_clinicians_own_level_stands_first(draft, entry: Entry, ruling: Ruling, words: str) -> None:
    said = texts(draft, replace(entry, ruling=ruling), Section.IMPRESSION)
    assert said[0] == words
    assert said[1].startswith("Level suggested by the model")


def test_when_a_level_was_set_is_said(draft, entry: Entry) -> None:
    said = texts(draft, replace(entry, ruling=Ruling(1, 2, "grey", NOON)), Section.IMPRESSION)[0]
    assert f"({NOON.astimezone():%Y-%m-%d %H:%M})" in said


def test_a_level_that_stands_without_an_assessment_is_all_that_is_said(draft, entry: Entry) -> None:
    alone = replace(entry, assessment=None, ruling=Ruling(3, None, "walks"), problem=Problem("x", "out of order"))
    assert texts(draft, alone, Section.IMPRESSION) == [
        "KTAS 3 Urgent: set by the clinician. walks.",
        "Not assessed by the model: out of order",
    ]


def test_doubt_and_missing_evidence_are_said(draft, entry: Entry, assessed: Assessment) -> None:
    unsure = replace(assessed, checks=(issue("check_model_unsure", Severity.WARNING, None, first=2, last=3),))
    bare = replace(entry, case=replace(entry.case, ecgs=()), assessment=unsure)
    said = texts(draft, bare, Section.IMPRESSION)
    assert "The model is not sure: between level 2 and 3." in said
    assert said[-1] == "Assessed without: ECG."


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((Condition("acs", 0.2, (0.1, 0.3), True),), "All listed conditions are in the 90 % conformal set"),
        ((Condition("acs", 0.2, (0.1, 0.3), False),), "No condition is in the 90 % conformal set."),
    ],
)
def test_a_set_of_all_or_none_says_so(draft, entry: Entry, assessed: Assessment, found, words: str) -> None:
    said = texts(draft, replace(entry, assessment=replace(assessed, conditions=found)), Section.IMPRESSION)
    assert any(text.startswith(words) for text in said)
    assert "No listed condition stands out." in said


@pytest.mark.parametrize("severity", [Severity.INFO, Severity.WARNING])
def test_that_no_condition_stands_out_is_no_all_clear_beside_a_warning(
    draft, entry: Entry, assessed: Assessment, severity: Severity
) -> None:
    found, told = (Condition("acs", 0.2, (0.1, 0.3), True),), (issue("check_st_over_threshold", severity, leads="II"),)
    said = texts(draft, replace(entry, assessment=replace(assessed, conditions=found, checks=told)), Section.IMPRESSION)
    warned = "No listed condition stands out, but see the warnings among the checks."
    plain = "No listed condition stands out."
    assert (warned in said, plain in said) == (severity is Severity.WARNING, severity is Severity.INFO)


@pytest.mark.parametrize(
    ("best", "chance", "first"),
    [("heart_failure", 0.44, True), ("acs", 0.60, True), ("acs", 0.20, True), ("acs", 0.66, False)],
)
def test_a_warning_of_st_stands_in_full_before_conditions_that_point_elsewhere(
    draft, entry: Entry, assessed: Assessment, best: str, chance: float, first: bool
) -> None:
    found = (Condition(best, chance, (0.1, 0.9), True),)
    told = (
        issue("check_child", Severity.WARNING, age="3"),
        issue("check_st_depressed", Severity.WARNING, leads="V5, V6", lead="V5", mv="-0.11"),
    )
    text = draft(replace(entry, assessment=replace(assessed, conditions=found, checks=told)), "en")
    keys = [one.key for one in text.of(Section.IMPRESSION)]
    said = text.sentence("impression/read_first")
    assert (said is not None) is first
    if said is not None:
        assert said.text.startswith("Before any condition: ST depression at J+60 ms in leads V5, V6, most in V5")
        assert "16" not in said.text and said.basis == "checks=check_st_depressed"
        assert all(
            keys.index(said.key) < i
            for i, key in enumerate(keys)
            if "/condition" in key or key.endswith("/none_stands_out")
        )


def test_one_level_alone_in_its_set_is_one_figure(draft, entry: Entry, assessed: Assessment) -> None:
    sure = replace(assessed, acuity=Acuity(1, (0.995, 0.005, 0.0, 0.0, 0.0), level_set=(1,)))
    assert texts(draft, replace(entry, assessment=sure), Section.IMPRESSION)[0].endswith("(>99 %); 90 % set: 1.")
    plain = replace(assessed, acuity=Acuity(1, (0.9, 0.1, 0.0, 0.0, 0.0)))
    assert texts(draft, replace(entry, assessment=plain), Section.IMPRESSION)[0].endswith("Resuscitation (90 %).")


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.90, Likelihood.VERY_LIKELY), (0.896, Likelihood.VERY_LIKELY), (0.66, Likelihood.LIKELY), (0.894, Likelihood.LIKELY),
        (0.51, Likelihood.MORE_LIKELY_THAN_NOT), (0.50, Likelihood.POSSIBLE), (0.33, Likelihood.POSSIBLE),
        (0.32, Likelihood.NONE_STANDS_OUT),
    ],
)  # fmt: skip
def test_the_word_is_that_of_the_percent_beside_it(probability: float, expected: Likelihood) -> None:
    assert likelihood(probability) is expected
    assert likelihood(float(percent(probability).removesuffix(" %")) / 100.0) is expected


def test_ten_percent_is_very_unlikely_and_eleven_is_unlikely() -> None:
    found = graded(
        "findings/film", "film", [Graded("a", "A", 0.10), Graded("b", "B", 0.11), Graded("c", "C", 0.104)], "en"
    )
    assert [one.draft for one in found] == ["Unlikely: B (11 %).", "Very unlikely: C (10 %), A (10 %)."]


def test_nothing_earlier_is_said_to_be_nothing(draft, entry: Entry, chest_pain: Case) -> None:
    said = texts(draft, entry, Section.COMPARISON)
    assert said[0].startswith("Vital signs from 14:24 to 15:54: Heart rate 96 → 110 /min")
    assert said[1] == "None earlier to compare with: Chest X-ray, ECG."
    bare = replace(entry, case=Case("bare", chief_complaint="cough"), assessment=None)
    assert texts(draft, bare, Section.COMPARISON) == ["None: there is no film, ECG or set of vital signs to compare."]


def test_an_earlier_film_and_ecg_are_named_and_their_change_is_left_to_the_reader(
    draft, entry: Entry, chest_pain: Case
) -> None:
    film, ecg = chest_pain.films[0], chest_pain.ecgs[0]
    now = (replace(film, acquired=NOON), replace(ecg, recorded=NOON))
    before = NOON - timedelta(days=300)
    films = (now[0], replace(film, source="old.jpg", view=View.PA, acquired=before))
    ecgs = (now[1], replace(ecg, recorded=before - timedelta(days=9)), replace(ecg, recorded=before))
    said = texts(draft, replace(entry, case=replace(chest_pain, films=films, ecgs=ecgs)), Section.COMPARISON)
    assert said[0].startswith("Earlier: Chest X-ray, PA view, 2026-01-25 12:00. The program does not assess the change")
    assert said[1].startswith("Earlier: ECG, 10 s, 2026-01-25 12:00.")
    assert not any("None earlier" in text for text in said)


def test_another_film_without_a_date_is_not_called_earlier(draft, entry: Entry, chest_pain: Case) -> None:
    films = (chest_pain.films[0], replace(chest_pain.films[0], source="other.jpg"))
    said = texts(draft, replace(entry, case=replace(chest_pain, films=films)), Section.COMPARISON)
    assert said[0].startswith(
        "Also there: Chest X-ray, AP view, date not given. Which of the two is earlier is not stated"
    )


def test_vital_signs_are_compared_only_where_both_ends_have_a_time_and_a_value(
    draft, entry: Entry, chest_pain: Case
) -> None:
    rows = (VitalsRow(NOON, heart_rate=80.0, spo2=97.0), VitalsRow(NOON + timedelta(hours=1), heart_rate=90.0))
    timed = replace(entry, case=replace(chest_pain, vitals=Vitals("v", rows)))
    assert texts(draft, timed, Section.COMPARISON)[0] == "Vital signs from 12:00 to 13:00: Heart rate 80 → 90 /min."
    untimed = replace(entry, case=replace(chest_pain, vitals=Vitals("v", (rows[0], VitalsRow(heart_rate=90.0)))))
    assert texts(draft, untimed, Section.COMPARISON) == ["None earlier to compare with: Chest X-ray, ECG, Vital signs."]


def test_recommendations_are_those_of_the_table_each_with_its_guideline(draft, entry: Entry) -> None:
    shown = resolve(SessionState((entry,), Intent(selected=entry.key))).decision.actions
    said = draft(entry).of(Section.RECOMMENDATION)
    assert shown and len(said) == len(shown)
    assert [one.text for one in said] == [f"Consider: {a.text.rstrip('.')} ({a.source})." for a in shown]
    assert all(one.evidence[0].code == action.code for one, action in zip(said, shown, strict=True))


def test_what_was_ticked_off_is_said_to_be_done(draft, entry: Entry) -> None:
    first = resolve(SessionState((entry,), Intent(selected=entry.key))).decision.actions[0]
    done = replace(entry, done=DoneActions(((first.code, NOON),)))
    text = draft(done).sentence(f"recommendation/{first.code}").text
    assert text.startswith(f"Done {NOON.astimezone():%Y-%m-%d %H:%M}: ") and first.source in text


def test_without_an_assessment_or_a_level_nothing_is_recommended(draft, entry: Entry) -> None:
    assert draft(replace(entry, assessment=None)).of(Section.RECOMMENDATION) == ()
