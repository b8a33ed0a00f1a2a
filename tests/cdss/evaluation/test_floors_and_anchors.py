"""Floors are judged as written, under names that are measured; published figures stand beside the right one of ours."""

from __future__ import annotations

import pytest

from cdss.core.kinds import CONDITIONS
from cdss.evaluation.anchors import ALL, ANCHORS, COMPOSITE, SINGLES, beside_ours
from cdss.evaluation.composite_scores import WHERE as COMPLETE
from cdss.evaluation.floors import FLOORS, judged


def only(rows):
    (row,) = rows
    return row


def meant(row, floor):
    """A figure may have a floor and a ceiling: the row of the one asked for."""
    return (row["floor"], row["at_most"]) == (floor.floor, floor.at_most)


@pytest.mark.parametrize("floor", FLOORS, ids=lambda f: f"{f.part} {f.name}")
def test_a_figure_at_its_floor_reaches_it_and_one_beyond_does_not(figure, floor):
    beyond = floor.floor + (0.01 if floor.at_most else -0.01)
    (row,) = (r for r in judged([figure(floor.part, floor.name, floor.floor, floor.split)]) if meant(r, floor))
    assert row["reached"] is True
    (row,) = (r for r in judged([figure(floor.part, floor.name, beyond, floor.split)]) if meant(r, floor))
    assert row["reached"] is False and row["aim_reached"] is False
    assert (row["floor"], row["aim"], row["at_most"], row["n"]) == (floor.floor, floor.aim, floor.at_most, 100)


@pytest.mark.parametrize("floor", [f for f in FLOORS if f.aim is not None], ids=lambda f: f"{f.part} {f.name}")
def test_an_aim_lies_beyond_its_floor_and_can_be_reached(figure, floor):
    assert floor.aim < floor.floor if floor.at_most else floor.aim > floor.floor
    assert only(judged([figure(floor.part, floor.name, floor.aim, floor.split)]))["aim_reached"] is True


def test_a_figure_that_could_not_be_computed_reaches_nothing(figure):
    assert only(judged([figure("ECG", "AUROC AF", None, "folds 9 + 10")]))["reached"] is False


@pytest.mark.parametrize(("ours", "reached", "aim"), [(0.846, True, False), (0.844, False, False), (0.861, True, True)])
def test_boosting_on_the_same_visits_is_a_floor(figure, ours, reached, aim):
    row = only(
        judged(
            [
                figure("Note + vitals", "AUROC admission", ours, "2020"),
                figure("Note + vitals", "AUROC admission, gradient boosting", 0.85, "2020"),
            ]
        )
    )
    assert (row["reached"], row["aim_reached"], row["floor"], row["aim"]) == (reached, aim, 0.845, 0.86)


def test_boosting_on_other_patients_is_no_floor(figure):
    ours = figure("Note + vitals", "AUROC admission", 0.7, "2020, all ages")
    other = figure("Note + vitals", "AUROC admission, gradient boosting", 0.9, "2020, 16 years and older")
    assert judged([ours, other]) == []
    change = [figure("Change 2019 to 2020", f"AUROC admission{s}", 0.1, "c") for s in ("", ", gradient boosting")]
    assert judged(change) == []


def test_a_worst_case_is_meant_whichever_it_is(figure):
    """Where a figure names the worst case it found, the floor holds for it all the same; other figures are not meant."""
    worst = figure("all patterns", "worst ECE critical (ecg+note)", 0.04, COMPOSITE)
    gap = figure("gap to the dedicated model, critical", "worst loss of AUROC", 0.02, f"{COMPLETE}: ecg+note")
    rows = judged([worst, gap, figure("all patterns", "worst ECE critical or not", 0.1, COMPOSITE)])
    assert [(r["value"], r["floor"], r["reached"]) for r in rows] == [(0.04, 0.03, False), (0.02, 0.01, False)]


def test_conditions_that_a_film_or_an_ecg_speaks_of_must_gain_from_all_modalities():
    gains = {f.name.removeprefix("gain of AUROC ") for f in FLOORS if f.name.startswith("gain of AUROC ")}
    assert gains == set(CONDITIONS) - {"copd_asthma", "gi_bleed"}


def test_a_gain_is_judged_whichever_single_modality_was_best(figure):
    part = "gap from the best single modality to all four"
    found = [figure(part, f"gain of AUROC {code}", 0.012, f"{COMPLETE}: note") for code in ("acs", "gi_bleed")]
    row = only(judged(found))
    assert (row["name"], row["floor"], row["reached"]) == ("gain of AUROC acs", 0.015, False)


def test_an_anchor_has_our_figure_on_the_same_task(figure):
    rows = beside_ours([figure("Note + vitals", "AUROC critical", 0.89, "2020, 16 years and older", 11801)])
    ours = {row["task"]: row["ours"] for row in rows}
    assert ours["critical outcome"] == {"value": 0.89, "ci": [0.87, 0.91], "n": 11801}
    assert ours["hospital admission"] is None
    assert len(rows) == len(ANCHORS) and all(row["source"] and row["caution"] for row in rows)


def test_averages_over_the_conditions_by_hand(figure):
    figures = [figure(p, f"AUROC {c}", 0.6, COMPOSITE) for p in SINGLES for c in CONDITIONS]
    figures += [figure(ALL, f"AUROC {c}", 0.8, COMPOSITE) for c in CONDITIONS]
    figures += [figure("ecg", f"AUROC {CONDITIONS[0]}", 0.7, COMPOSITE)]  # the best single one of one condition
    ours = {row["task"]: row["ours"] for row in beside_ours(figures)}
    assert ours["diagnoses, mean"]["value"] == pytest.approx(0.8)
    assert ours["gain of several modalities over the best single one"]["value"] == pytest.approx(0.8 - 0.61)
    assert ours["diagnoses, mean"]["ci"] is None


def test_without_every_pattern_there_are_no_averages(figure):
    figures = [figure(ALL, f"AUROC {c}", 0.8, COMPOSITE) for c in CONDITIONS]
    assert "diagnoses, mean" not in {row["task"] for row in beside_ours(figures)}
