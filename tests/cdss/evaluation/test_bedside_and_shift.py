"""Beside the bedside scores and over the years: who is compared with what, and that no booster scores what it saw."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.kinds import Consciousness
from cdss.evaluation import shift
from cdss.evaluation.bedside import bedside_figures, news2_values
from cdss.evaluation.curve_set import ecg_curves, film_curves, visit_curves
from cdss.evaluation.held_out import ScoredEcgs, ScoredFilms, scored_ecgs, scored_films
from cdss.evaluation.metrics import auroc
from cdss.evaluation.shift import held_out_year, shift_figures
from cdss.evaluation.visits import TASKS, ScoredVisits, task_labels, visit_figures
from cdss.training.cohort_visits import load_visits


def visits_scored(visits, rows, scores):
    labels, actual = task_labels(visits, rows), visits.acuity[rows] + 1
    return ScoredVisits(rows, dict.fromkeys(TASKS, scores), labels, np.maximum(actual, 1), actual)


def found(figures):
    return {(m.part, m.name, m.split): m.figure for m in figures}


# NEWS2 and the nurse -----------------------------------------------------------------------------------------------------


@pytest.fixture
def wards(write_visits):
    """Sick adults with high NEWS2, well ones with NEWS2 0, a child, and one with nothing measured."""
    sick = {"AGE": 70, "PULSE": 132, "RESPR": 26, "POPCT": 90, "IMMEDR": 2, "ADMITHOS": 1, "ADMIT": 1}
    well = {"AGE": 30, "PULSE": 70, "RESPR": 16, "POPCT": 98, "BPSYS": 120, "IMMEDR": 4}
    unmeasured = dict.fromkeys(("PULSE", "RESPR", "POPCT", "BPSYS", "BPDIAS", "TEMPF", "PAINSCALE"), -9)
    return load_visits(write_visits(*[sick] * 6, *[well] * 8, {**sick, "AGE": 5}, {**sick, **unmeasured}))


def test_news2_counts_what_was_measured_and_nothing_else(wards):
    values = news2_values(wards, np.arange(len(wards)))
    assert values[0] == 3 + 3 + 3  # pulse over 130, breathing over 24, saturation under 92
    assert values[6] == 0 and np.isnan(values[15])


def test_news2_counts_consciousness_where_a_table_has_it(wards):
    spoken = replace(wards, consciousness=(None, Consciousness.ALERT, Consciousness.CONFUSION, *[None] * 13))
    values = news2_values(spoken, np.array([0, 1, 2]))
    assert values.tolist() == [9, 9, 9 + 3]  # new confusion earns three (Royal College of Physicians, 2017)


def test_where_no_level_was_recorded_the_nurse_is_no_rival(wards):
    ungraded = replace(wards, acuity=np.full(len(wards), -1))
    scored = visits_scored(ungraded, np.arange(len(wards)), np.linspace(1, 0, len(wards)))
    curves = {(c.kind, c.title): c for c in visit_curves(scored, ungraded)}
    assert not any(title == "level 1 or 2" for _, title in curves)
    decided = curves["decision", "admission"]
    assert decided.n == 14 and decided.split == "2020, 16 years and older, vital signs known"
    names = [line.name for line in decided.lines]
    assert names == ["this model", "treat all", "treat none", "NEWS2 >= 5 (partial)", "NEWS2 >= 7 (partial)"]


def test_visits_carry_the_name_of_the_patients_they_are_of(wards):
    scored = visits_scored(wards, np.arange(len(wards)), np.linspace(1, 0, len(wards)))
    scored = replace(scored, part="All that was recorded", where="own visits")
    drawn = [*visit_figures(scored, {}, wards), *bedside_figures(scored, wards)]
    assert {m.split for m in drawn} == {
        *("own visits, all ages", "own visits, 16 years and older", "own visits, 16 years and older, level known")
    }
    assert {m.part for m in drawn} == {"All that was recorded", "Bedside scores"}
    assert not any("boosting" in m.name for m in drawn)
    assert {c.split.split(",")[0] for c in visit_curves(scored, wards)} == {"own visits"}


def test_bedside_figures_are_of_adults_with_any_vital_sign(wards):
    scored = visits_scored(wards, np.arange(len(wards)), np.linspace(1, 0, len(wards)))
    out = found(bedside_figures(scored, wards))
    where = "2020, 16 years and older"
    assert out["Bedside scores", "AUROC admission, NEWS2 (partial)", where].n == 14
    assert out["Bedside scores", "AUROC admission, NEWS2 (partial)", where].value == 1.0
    assert out["Bedside scores", "sensitivity admission, NEWS2 (partial) at least 7", where].value == 1.0
    assert out["Bedside scores", "specificity admission, NEWS2 (partial) at least 5", where].n == 8
    known = f"{where}, level known"
    assert out["Bedside scores", "AUROC critical, nurse's level", known].value == 1.0
    assert not any("level<=2, nurse" in name for _, name, _ in out)  # the level is no rival for its own label


def test_decision_curves_compare_all_on_the_same_adults(wards):
    scored = visits_scored(wards, np.arange(len(wards)), np.linspace(1, 0, len(wards)))
    curves = {c.title: c for c in visit_curves(scored, wards) if c.kind == "decision"}
    assert {c.n for c in curves.values()} == {14}
    rivals = ["NEWS2 >= 5 (partial)", "NEWS2 >= 7 (partial)"]
    names = [line.name for line in curves["level 1 or 2"].lines]
    assert names == ["this model", "treat all", "treat none", *rivals]
    assert [line.name for line in curves["admission"].lines] == [*names, "nurse's level 1-2", "nurse's level 1-3"]
    by_score = next(line for line in curves["admission"].lines if line.name == "NEWS2 >= 7 (partial)")
    assert by_score.y == pytest.approx(np.full(50, 6 / 14))  # all six found, no false alarm


def test_every_task_has_its_three_curves(wards):
    scored = visits_scored(wards, np.arange(len(wards)), np.linspace(1, 0, len(wards)))
    drawn = [(c.kind, c.title) for c in visit_curves(scored, wards)]
    for kind in ("roc", "precision-recall", "reliability"):
        assert [title for k, title in drawn if k == kind] == ["level 1 or 2", "admission", "critical care or death"]


# films and ECGs ----------------------------------------------------------------------------------------------------------


def test_curves_of_a_class_without_cases_are_left_out():
    labels = np.full((20, 6), np.nan, np.float32)
    labels[:, 1] = np.tile([0, 1], 10)
    labels[:, 2] = 0
    unknown = np.full(20, np.nan)
    ecgs = ScoredEcgs(labels, np.zeros((20, 6), np.float32), unknown, unknown, np.ones(20, bool))
    assert [(c.title, c.n, c.positives) for c in ecg_curves(ecgs)] == [("STTC", 20, 10)]
    one_view = ScoredFilms(labels[:, [1] * 8], labels[:, [1] * 8], np.full(20, "PA"), np.full(20, "F"), unknown)
    (curve,) = film_curves(one_view)
    assert [line.name for line in curve.lines] == ["all films", "within PA"]


def test_scores_of_the_encoders_are_the_mean_of_their_evidence(tiny_data, tiny_fusion):
    films = scored_films(tiny_data, tiny_fusion.image)
    assert films.logits.shape == (10, 8) and set(films.sex) == {"F", "M"} and set(films.view) == {"PA"}
    assert films.age.shape == (10,) and (films.age > 0).all()
    assert films.logits == pytest.approx(tiny_fusion.image[20:].mean(dim=1).numpy())
    ecgs = scored_ecgs(tiny_data, tiny_fusion.ecg)
    assert ecgs.scores == pytest.approx(tiny_fusion.ecg[36:].mean(dim=1).numpy())
    assert ecgs.fold10.sum() == 12 and np.isnan(ecgs.sex).all()


# years -------------------------------------------------------------------------------------------------------------------


def test_a_training_year_is_scored_by_the_other_years_only(tiny_fusion, monkeypatch):
    fitted, asked = [], []

    class Recorder:
        """Notes what it was fitted on; predicts a constant."""

        def fit(self, x, y):
            fitted.append(x)
            return self

        def predict_proba(self, x):
            asked.append(len(x))
            return np.full((len(x), 2), 0.5)

    monkeypatch.setattr(shift, "booster", lambda seed: Recorder())
    pairs = held_out_year(tiny_fusion, 2017)
    train = tiny_fusion.rows("train")
    assert len(fitted) == 3 and len(fitted[1]) == (tiny_fusion.visits.year[train] != 2017).sum()
    assert asked == [len(pairs[task][0]) for task in TASKS]
    own = (tiny_fusion.visits.year == 2017) & tiny_fusion.has_note
    assert asked[1] == own.sum() and asked[0] == (own & (tiny_fusion.visits.acuity >= 0)).sum() < asked[1]


def test_years_and_changes_by_hand(tiny_fusion, monkeypatch):
    """2019 is scored perfectly and 2020 the wrong way round: the change is from 1 to 0."""
    monkeypatch.setattr(shift, "RESAMPLES", 20)
    visits = tiny_fusion.visits
    parts = {}
    for year, sign in (("2019", 1.0), ("2020", -1.0)):
        rows = np.flatnonzero((visits.year == int(year)) & tiny_fusion.has_note)
        labels = task_labels(visits, rows)
        scores = {task: 0.5 + 0.4 * sign * (labels[task] - 0.5) for task in TASKS}
        parts[year] = ScoredVisits(rows, scores, labels, visits.acuity[rows] + 1, visits.acuity[rows] + 1)
    boosted = {year: dict(scored.scores) for year, scored in parts.items()}
    out = found(shift_figures(tiny_fusion, parts["2019"], parts["2020"], boosted))
    changes = "2019 to 2020, later minus earlier"
    assert out["Year 2019", "AUROC admission", "2019, seeded sample"].value == 1.0
    assert out["Year 2020", "AUROC admission", "2020, all ages"].value == 0.0
    assert out["Change 2019 to 2020", "AUROC admission", changes].value == -1.0
    admitted = parts["2020"].labels["admission"].mean()
    assert out["Year 2020", "observed share of admission", "2020, all ages"].value == pytest.approx(admitted)
    assert {part for part, name, _ in out if name == "AUROC critical, gradient boosting"} == {
        *(f"Year {year}" for year in range(2016, 2021)),
        "Change 2016-2018 to 2020",
        "Change 2019 to 2020",
    }
    assert not any(part in ("Year 2016", "Year 2017", "Year 2018") and "boosting" not in name for part, name, _ in out)


# the figures of the test year --------------------------------------------------------------------------------------------


def test_agreement_and_boosting_are_of_the_same_visits(wards):
    scored = visits_scored(wards, np.arange(len(wards)), np.linspace(1, 0, len(wards)))
    boosted = dict.fromkeys(TASKS, np.linspace(0, 1, len(wards)))
    out = found(visit_figures(scored, boosted, wards))
    for group, n in (("2020, all ages", 16), ("2020, 16 years and older", 15)):
        ours, other = (out["Note + vitals", f"AUROC admission{s}", group] for s in ("", ", gradient boosting"))
        assert (ours.n, other.n) == (n, n) and ours.value == pytest.approx(1 - other.value)
    assert ours.value == auroc(scored.labels["admission"][wards.age >= 16], scored.scores["admission"][wards.age >= 16])
    assert out["Note + vitals", "agreement with the nurse, exact level", "2020, all ages"].value == 1.0
