"""Floors and published figures are looked up by name: each name must be one that the sections really print.

A figure that is renamed, or measured under other words, would lose its floor and nobody would see it missed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

from cdss.bundle.load import open_bundle
from cdss.core.kinds import CONDITIONS
from cdss.core.paths import model_dir
from cdss.evaluation import uncertainty
from cdss.evaluation.anchors import ALL, ANCHORS, COMPOSITE, SINGLES, beside_ours
from cdss.evaluation.bedside import bedside_figures
from cdss.evaluation.comparators import METHODS, SUBSETS, compared
from cdss.evaluation.composite_scores import SCORED, Composites, PatternTable
from cdss.evaluation.ecgs import ecg_figures
from cdss.evaluation.explanations import named
from cdss.evaluation.explanations.exact import exact_figures
from cdss.evaluation.explanations.planted import Hit, Judgement, Pointed, pointing_figures
from cdss.evaluation.explanations.randomise import Kept, randomised_figures
from cdss.evaluation.explanations.removal import Gaps, gap_figures
from cdss.evaluation.explanations.section import stability_figure
from cdss.evaluation.explanations.synergy import SynergyCheck
from cdss.evaluation.films import film_figures
from cdss.evaluation.floors import BOOSTED, FLOORS, judged, unmeasured
from cdss.evaluation.guards_ecg import ecg_guard_figures
from cdss.evaluation.html import page
from cdss.evaluation.measured import line
from cdss.evaluation.robustness import presence_figures
from cdss.evaluation.subsets import subset_figures
from cdss.evaluation.time_figures import SUMS, time_figures
from cdss.evaluation.visits import TASKS, scored_visits, visit_figures
from cdss.nets.triage import TriageModel
from cdss.training.cohort_films import film_rows
from cdss.training.fit_calibration import PATTERNS

N = 60


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture
def with_films(tiny_data):
    """The small cohort with a picture for each of its films."""
    rng = np.random.default_rng(1)
    for row in film_rows(tiny_data):
        gray = rng.integers(0, 255, (64, 64), dtype=np.uint8)
        Image.fromarray(gray).save(tiny_data / "cxr_nih" / "images" / row.name)
    return tiny_data


def of_visits(model, data):
    scored = scored_visits(model, data, data.rows("test"))
    return [*visit_figures(scored, scored.scores, data.visits), *bedside_figures(scored, data.visits)]


def of_comparators():
    rng = np.random.default_rng(2)
    labels = (rng.random((N, len(SCORED))) < 0.4).astype(np.float64)
    return list(compared({(m, s): rng.random(labels.shape) for s in SUBSETS for m in METHODS}, labels))


def of_presence():
    rng, nobody = np.random.default_rng(3), np.zeros(N, np.int64)
    visits = Composites(nobody, nobody, nobody, (rng.random((N, len(SCORED))) < 0.4).astype(np.float64))
    table = PatternTable(visits, rng.random((len(PATTERNS), N, len(SCORED))))
    return list(presence_figures(table, table, rng.random((N, 4)) < 0.5))


def of_explanations():
    """Every judged figure of the explanations, of patients made up here; ``explanations/test_section.py`` has real ones."""
    hit = Judgement((Hit(True, 0.2), Hit(True, 0.2)), True)
    for title in (named.FILM, named.ECG, named.NOTE, named.VITALS):
        yield from pointing_figures(title, [Pointed(0.1, hit)])
        yield from gap_figures(title, [Gaps(0.1, 0.1, 0.2)])
        yield from randomised_figures(title, {"all": [Kept(0.1, 49)]})
        yield stability_figure(title, [0.9])
    yield from exact_figures([0.0], SynergyCheck(1.0, 0.01, 0.0, 16))


@pytest.fixture
def printed(model, tiny_fusion, with_films, monkeypatch):
    """The lines of every section that has floors, measured on the small cohort."""
    monkeypatch.setattr(uncertainty, "LEAST", 2)  # so that worst cases are found, and named, among 24 visits
    monkeypatch.setattr(uncertainty, "DRAWS", 5)
    sections = [
        of_visits(model, tiny_fusion),
        ecg_figures(model, with_films),
        film_figures(model, with_films),
        ecg_guard_figures(with_films),
        subset_figures(model, tiny_fusion),
        uncertainty.uncertainty_figures(model, tiny_fusion),
        of_comparators(),
        of_presence(),
        of_explanations(),
        time_figures(
            [{"name": name, "value": 1.0, "unit": "", "n": 1} for parts, _ in SUMS.values() for name in parts], 2
        ),
    ]
    return [line(m) for section in sections for m in section]


def test_floors_and_published_figures_have_the_names_of_figures_that_are_printed(printed):
    assert unmeasured(printed) == ()
    rows = judged(printed)
    by_design = [row for row in rows if row["source"] == "design"]
    assert len(by_design) == len(FLOORS)  # each floor has one figure and no floor has two
    assert any("worst gap of pattern x sex x age (" in row["name"] for row in by_design)
    beside = {(row["name"], row["split"]) for row in rows if row["source"] != "design"}
    assert beside == {
        (f"AUROC {task}", where) for task in TASKS for where in ("2020, all ages", "2020, 16 years and older")
    }
    keys = {(f["part"], f["name"], f["split"]) for f in printed}
    assert {anchor.ours for anchor in ANCHORS if anchor.ours} <= keys
    assert {(part, f"AUROC {code}", COMPOSITE) for part in (*SINGLES, ALL) for code in CONDITIONS} <= keys


# what happens to a name that is not printed -------------------------------------------------------------------------------


def every_figure(figure):
    """A line under the name of every floor, at its floor."""
    return [figure(floor.part, floor.name, floor.floor, floor.split) for floor in FLOORS]


@pytest.mark.parametrize("place", range(0, len(FLOORS), 7))
@pytest.mark.parametrize("change", [{"part": "another"}, {"name": "AUROC by another name"}, {"split": "elsewhere"}])
def test_a_floor_whose_figure_has_another_name_is_told(figure, place, change):
    lines = every_figure(figure)
    assert unmeasured(lines) == ()
    lost = lines[place]
    found = unmeasured([replace_line(f, lost, change) for f in lines])
    assert {(f.part, f.name, f.split) for f in found} == {(lost["part"], lost["name"], lost["split"])}


def replace_line(one, lost, change):
    same = all(one[key] == lost[key] for key in ("part", "name", "split"))
    return {**one, **change} if same else one


def test_the_page_says_how_many_floors_were_not_measured(report, figure):
    whole = page(report(*every_figure(figure)))
    assert "not measured" not in whole
    assert f"{len(judged(every_figure(figure)))} reached, 0 missed." in whole
    part = page(report(figure("ECG", "AUROC AF", 0.97, "folds 9 + 10")))
    assert f"1 reached, 0 missed, {len(FLOORS) - 1} not measured." in part


def test_a_floor_of_the_complete_visits_is_not_met_by_a_figure_on_all_of_them(figure):
    """Two sets of composite visits have similar names: one figure must not stand for the other."""
    (floor,) = [f for f in FLOORS if f.part == "gap after adding a modality"]
    assert judged([figure(floor.part, floor.name, 0.0, COMPOSITE)]) == []
    named = figure(floor.part, floor.name, 0.004, f"{floor.split}: acs, note to vitals+note")
    (row,) = judged([named])
    assert (row["reached"], row["floor"], row["at_most"]) == (True, 0.005, True)
    (row,) = judged([{**named, "value": 0.006}])
    assert row["reached"] is False


def test_boosting_is_found_by_the_name_that_the_visits_print(model, tiny_fusion):
    scored = scored_visits(model, tiny_fusion, tiny_fusion.rows("test"))
    better = {task: 2 * scored.labels[task] + scored.scores[task] for task in TASKS}  # a comparator that is never wrong
    lines = [line(m) for m in visit_figures(scored, better, tiny_fusion.visits)]
    boosted = {(f["name"].removesuffix(BOOSTED), f["split"]): f["value"] for f in lines if BOOSTED in f["name"]}
    assert set(boosted.values()) <= {1.0, None}
    rows = [row for row in judged(lines) if row["source"] != "design"]
    assert rows and all(row["floor"] == pytest.approx(0.995) for row in rows)
    assert all(row["reached"] == (row["value"] is not None and row["value"] >= 0.995) for row in rows)


def test_an_anchor_is_not_filled_by_a_figure_on_other_visits(model, tiny_fusion):
    lines = [line(m) for m in of_visits(model, tiny_fusion)]
    elsewhere = [{**f, "split": "2020, all ages"} for f in lines]
    assert all(row["ours"] is None for row in beside_ours(elsewhere))
    ours = [row["ours"] for row in beside_ours(lines)]
    assert len(ours) == len(ANCHORS) and None not in ours


def test_hidden_labels_leave_a_line_without_a_value_and_its_floor_missed(model, tiny_fusion):
    """Where nobody of the test year was admitted to critical care, that line stays and says nothing, floor included."""
    visits = replace(tiny_fusion.visits, outcomes=np.zeros_like(tiny_fusion.visits.outcomes))
    data = replace(tiny_fusion, visits=visits)
    lines = {f["name"]: f for f in map(line, of_visits(model, data)) if f["split"] == "2020, all ages"}
    assert lines["AUROC critical"]["value"] is None and lines["AUROC critical"]["ci"] == [None, None]
    assert lines["ECE critical"]["value"] is not None
