"""A symptom stands in the note once, among the visit's own complaints; another word does not count as it."""

from __future__ import annotations

import pytest

from cdss.evaluation.explanations.planted_note import SYMPTOMS, inside, note_plants, pointing
from cdss.evaluation.explanations.planted_vitals import ABNORMAL, NORMAL, all_normal, vitals_plants
from cdss.records.explanation import NoteTokens, NoteUnit
from cdss.training.cohort_visits import load_visits

TEXT = "Cough; vomiting blood; Rash"


def tokens(*effects):
    """The note's four units with their effects."""
    places = ((0, 5), (7, 15), (16, 21), (23, 27))
    units = [NoteUnit(TEXT[a:b], ((a, b),), (i,), e) for i, ((a, b), e) in enumerate(zip(places, effects, strict=True))]
    return NoteTokens("risk", TEXT, (), tuple(units))


def test_words_of_the_symptom_count_and_others_do_not():
    assert inside(tokens(0, 0, 0, 0), "vomiting blood") == [False, True, True, False]
    assert pointing(tokens(0.1, 0.0, 0.2, 0.1), "vomiting blood", 1.0).right
    assert not pointing(tokens(0.3, 0.1, 0.2, 0.0), "vomiting blood", 1.0).right
    assert pointing(tokens(0.3, -0.1, 0.2, 0.0), "vomiting blood", -1.0).right
    assert pointing(tokens(0, 0, 0, 0), "vomiting blood", 1.0).chance == 0.5


def test_the_symptom_is_before_between_or_after_the_complaints_of_a_visit_that_was_not_urgent(shared_data):
    visits = load_visits(shared_data)
    plants = list(note_plants(visits))
    assert len(plants) >= 250
    places = set()
    for i, plant in enumerate(plants):
        own, changed = plant.plain.note.text.split("; "), plant.changed.note.text.split("; ")
        symptom = SYMPTOMS[i % len(SYMPTOMS)]
        assert changed.count(symptom) == 1 and [p for p in changed if p != symptom] == own
        row = int(plant.plain.case_id.removeprefix("visit-"))
        assert visits.acuity[row] >= 3 and visits.year[row] == 2020
        places.add((changed.index(symptom), len(own)))
    assert len(places) > 6


def test_one_vital_sign_of_a_normal_set_is_changed(shared_data):
    visits = load_visits(shared_data)
    plants = list(vitals_plants(visits))
    assert len(plants) >= 200
    normal = all_normal(visits)
    for i, plant in enumerate(plants):
        before, after = plant.plain.vitals.latest, plant.changed.vitals.latest
        assert normal[int(plant.plain.case_id.removeprefix("visit-"))]
        assert all(low <= getattr(before, name) <= high for name, (low, high) in NORMAL.items())
        changed = {n for n in before.__slots__ if getattr(before, n) != getattr(after, n)}
        assert changed == set(ABNORMAL[i % len(ABNORMAL)])
        assert all(getattr(after, n) == pytest.approx(v) for n, v in ABNORMAL[i % len(ABNORMAL)].items())
