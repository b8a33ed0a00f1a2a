"""Pointing at a planted truth: what counts, and that a method that points elsewhere fails."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cdss.core.kinds import Modality
from cdss.evaluation.explanations import planted
from cdss.evaluation.explanations.methods import subject_of
from cdss.evaluation.explanations.named import BY_CHANCE, FILM, FOLLOWED, FOUND, NOTE, PLANTED
from cdss.evaluation.explanations.planted import Hit, Judgement, Plant, Pointed, leads, one_by_one, pointed
from cdss.evaluation.explanations.planted_vitals import judge_of, with_values
from cdss.records.case import Case, Note
from cdss.records.vitals import Vitals, VitalsRow


def one(right, turns=True, moved=0.1, chance=0.2):
    return Pointed(moved, Judgement((Hit(right, chance),), turns))


def values(title, found):
    return {m.name.partition(": ")[2]: m.figure for m in planted.pointing_figures(title, found)}


def test_the_share_counts_only_plants_on_which_the_output_turns():
    found = [one(True), one(True), one(False), one(False, turns=False), Pointed(0.001, None)]
    figures = values(NOTE, found)
    assert figures[FOUND].value == pytest.approx(2 / 3) and figures[FOUND].n == 3
    assert figures[FOLLOWED].value == pytest.approx(2 / 4)
    assert figures["followed by the output"].value == pytest.approx(4 / 5)
    assert figures[BY_CHANCE].value == pytest.approx(0.2) and figures[BY_CHANCE].n == 3


def test_each_map_has_its_own_share_and_one_that_is_not_shown_has_none():
    found = [Pointed(0.1, Judgement((Hit(True, 0.2), None), True))] * 3
    lines = {m.name: m.figure for m in planted.pointing_figures(FILM, found)}
    of_output, of_finding = PLANTED[FILM]
    assert (lines[f"{of_output}: {FOUND}"].value, lines[f"{of_output}: {FOUND}"].n) == (1.0, 3)
    assert math.isnan(lines[f"{of_finding}: {FOUND}"].value) and lines[f"{of_finding}: {FOUND}"].n == 0


def test_the_output_turns_on_the_place_whose_absence_takes_most_from_its_way():
    outputs = np.array([0.6, 0.5, 0.55, 0.7])  # whole; without each of three places
    assert leads(outputs, [True, False, False], 1.0)
    assert not leads(outputs, [False, True, False], 1.0)
    assert leads(outputs, [False, False, True], -1.0)


def test_places_are_taken_away_one_at_a_time_after_nothing():
    assert one_by_one(2).tolist() == [[False, False], [True, False], [False, True]]


# the model itself --------------------------------------------------------------------------------------------------------


@pytest.fixture
def well():
    row = VitalsRow(heart_rate=75.0, resp_rate=16.0, sbp=125.0, dbp=75.0, spo2=98.0, temperature_c=36.8, pain=2.0)
    return Case("x", note=Note("n", "Cough"), vitals=Vitals("v", (row,)))


def test_the_output_with_the_plant_is_what_is_explained(model, well):
    seen = []

    def judge(subject, way):
        seen.append((subject.target, way, subject.case.vitals.latest.spo2))
        return Judgement((Hit(True, 0.5),), True)

    ill = with_values(well, {"spo2": 80.0})
    up, same, down = pointed(
        model, "risk", [Plant(well, ill, judge), Plant(well, well, judge), Plant(ill, well, judge)]
    )
    assert up.moved == pytest.approx(-down.moved) and up.moved > 0.005
    assert same.moved == 0.0 and same.judgement is None  # a plant without effect is not judged
    assert seen == [("risk", 1.0, 80.0), ("risk", -1.0, 98.0)]


def test_an_abnormal_vital_sign_is_pointed_at_and_another_one_is_not(model, well):
    subject = subject_of(model, with_values(well, {"spo2": 80.0}), "risk")
    assert Modality.VITALS in subject.encoded.present
    right = judge_of(frozenset({"spo2"}))(subject, 1.0)
    wrong = judge_of(frozenset({"heart_rate"}))(subject, 1.0)
    assert right.hits[0].right and right.leads
    assert not wrong.hits[0].right and not wrong.leads
    assert right.hits[0].chance == pytest.approx(1 / 7)


def test_no_more_patients_are_asked_than_are_needed(model, well, monkeypatch):
    ill = with_values(well, {"spo2": 80.0})
    turns = iter([True, False, True, True])
    plants = [Plant(well, ill, lambda subject, way: Judgement((Hit(True, 0.5),), next(turns)))] * 4
    monkeypatch.setattr(planted, "ENOUGH", 2)
    assert [one.judgement.leads for one in pointed(model, "risk", plants)] == [True, False, True]
