"""Questions about an imagined case, asked of the shipped model: the answers are those of the whole pipeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cdss.core.errors import EmptyCaseError, EngineError
from cdss.core.kinds import TARGETS, Consciousness, Modality
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.local import LocalEngine
from cdss.guards.vitals import vitals_guard
from cdss.nets.vitals_series import course_of
from cdss.readers.case_folder import read_case
from cdss.readers.edited import edited_case
from cdss.records.case import Case, Note
from cdss.records.question import SmallestChange, WhatIf

QUESTIONS = {
    "vital signs": WhatIf({"heart_rate": 150.0, "sbp": 84.0, "dbp": 50.0, "spo2": None}),
    "consciousness and oxygen": WhatIf({"consciousness": Consciousness.VOICE, "on_oxygen": True}),
    "note": WhatIf(note="Ankle pain after a fall, walks well."),
    "without film": WhatIf(off=frozenset({Modality.IMAGE})),
    "without vital signs": WhatIf(off=frozenset({Modality.VITALS})),
    "without note": WhatIf(off=frozenset({Modality.NOTE})),
    "much at once": WhatIf({"temperature_c": 39.4}, "Fever and rigors.", frozenset({Modality.ECG})),
}


@pytest.fixture(scope="module")
def engine():
    return LocalEngine(model_dir(), device="cpu", threads=1)


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return {p.name[:2]: read_case(p) for p in sorted(demo_dir().iterdir()) if p.is_dir()}


def without_times(assessment):
    return repr(replace(assessment, timings_ms={}))


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_answer_is_the_assessment_of_the_edited_case(engine, cases, name):
    question, case = QUESTIONS[name], cases["01"]
    found = engine.answer(case, question)
    alone = LocalEngine.assess(engine, edited_case(case, question))
    assert without_times(found.assessment) == without_times(alone)
    assert found.question == question
    assert (found.level, found.risk, found.interval) == (alone.acuity.level, alone.risk.score, alone.risk.interval)
    assert set(found.outputs) == set(TARGETS)
    assert found.outputs["risk"] == pytest.approx(found.risk / 10)
    assert found.outputs["sepsis"] == next(c.probability for c in alone.conditions if c.code == "sepsis")


def test_without_the_film_the_risk_is_that_which_the_assessment_names(engine, cases):
    known = engine.assess(cases["01"]).without
    for modality, risk in known.items():
        assert engine.answer(cases["01"], WhatIf(off=frozenset({modality}))).risk == pytest.approx(risk, abs=1e-5)


def test_the_scores_and_the_guards_see_the_edits(engine, cases):
    found = engine.answer(cases["01"], WhatIf({"sbp": 84.0, "dbp": 80.0, "spo2": 86.0})).assessment
    assert "vitals_pulse_pressure_narrow" in {c.code for c in found.checks}
    assert found.scores["news2"].value > engine.assess(cases["01"]).scores["news2"].value


def test_a_note_that_is_no_note_is_left_out_as_everywhere(engine, cases):
    found = engine.answer(
        replace(cases["01"], chief_complaint=None), WhatIf(note="int main() { return {x}; } {{}} = `;`")
    )
    assert found.assessment.modalities[Modality.NOTE].status == "rejected"


def test_a_note_that_a_guard_refused_can_be_replaced_by_a_sound_one(engine, cases):
    refused = replace(cases["01"], chief_complaint=None, note=Note("n", "a,b,c\n1,2,3\n4,5,6"))
    assert engine.assess(refused).modalities[Modality.NOTE].status == "rejected"
    found = engine.answer(refused, WhatIf(note="Crushing chest pain."))
    assert found.assessment.modalities[Modality.NOTE].status == "present"


def test_what_cannot_be_is_refused_in_words_and_not_clipped(engine, cases):
    with pytest.raises(EngineError, match="Heart rate 900 /min lies outside 20–300 /min"):
        engine.answer(cases["01"], WhatIf({"heart_rate": 900.0}))
    with pytest.raises(EngineError, match="Nothing is left"):
        engine.answer(cases["01"], WhatIf(off=frozenset(Modality)))
    with pytest.raises(EmptyCaseError):
        engine.answer(Case("empty", chief_complaint="1,2"), WhatIf({"on_oxygen": True}))


def test_asking_what_if_leaves_the_patients_own_answer_as_it_was(engine, cases):
    before = without_times(engine.assess(cases["01"]))
    for question in QUESTIONS.values():
        engine.answer(cases["01"], question)
    assert without_times(engine.assess(cases["01"])) == before


@pytest.fixture(scope="module")
def searched(engine, cases):
    return {name: engine.answer(cases[name], SmallestChange()) for name in ("02", "10")}


def test_a_smallest_change_reassessed_gives_the_promised_level_and_risk(engine, cases, searched):
    """At least one of these patients has one; every one found must hold."""
    promised = [(name, one) for name, found in searched.items() for one in found.found if one.changes]
    assert promised
    for name, one in promised:
        again = engine.answer(cases[name], WhatIf({c.name: c.new for c in one.changes}))
        own = engine.assess(cases[name]).acuity.level
        assert again.level == one.level and (one.level < own if one.urgent else one.level > own)
        assert again.risk == pytest.approx(one.risk, abs=1e-4)


def test_a_smallest_change_is_coherent_and_of_two_vital_signs_at_most(cases, searched):
    for name, found in searched.items():
        latest, age = cases[name].vitals.latest, cases[name].patient.age_years
        for one in found.found:
            assert len(one.changes) <= 2 and all(c.old == getattr(latest, c.name) != c.new for c in one.changes)
            new = replace(latest, **{c.name: c.new for c in one.changes})
            assert {i.code for i in vitals_guard(new, age)} <= {i.code for i in vitals_guard(latest, age)}


def test_the_search_says_how_far_the_risk_got_where_it_found_nothing(engine, cases, searched):
    own = engine.assess(cases["02"])
    nothing = [one for one in searched["02"].found if not one.changes]
    assert course_of(cases["02"].vitals) is not None  # a series: the search must move its evidence too
    for one in nothing:
        assert one.level == own.acuity.level
        assert one.risk > own.risk.score if one.urgent else one.risk < own.risk.score


def test_without_vital_signs_there_is_nothing_to_vary(engine, cases):
    with pytest.raises(EngineError, match="No vital sign was measured"):
        engine.answer(replace(cases["01"], vitals=None), SmallestChange())
