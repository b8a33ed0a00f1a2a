"""Groups of patients and the gaps between them, on cases small enough to count."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS
from cdss.evaluation.composite_scores import FIRST_CONDITION, Composites, PatternTable
from cdss.evaluation.held_out import ScoredEcgs, ScoredFilms, sex_and_age
from cdss.evaluation.metrics import auroc, expected_calibration_error, mean_score
from cdss.evaluation.subgroups import (
    FEWEST,
    age_bands,
    by_group,
    condition_subgroups,
    difference,
    ecg_subgroups,
    enough,
    film_subgroups,
    visit_groups,
    visit_subgroups,
)
from cdss.evaluation.visits import TASKS, ScoredVisits
from cdss.training.cohort_visits import load_visits
from cdss.training.fit_calibration import PATTERNS


def found(figures):
    return {(m.part, m.name): m for m in figures}


def scored(n, given, actual, scores, labels):
    same = dict.fromkeys(TASKS, np.asarray(scores, float))
    return ScoredVisits(np.arange(n), same, dict.fromkeys(TASKS, np.asarray(labels, float)), given, actual)


# groups ------------------------------------------------------------------------------------------------------------------


def test_age_bands_meet_without_overlap():
    age = np.array([0, 15.99, 16, 39.9, 40, 64.9, 65, 101, np.nan])
    bands = age_bands(age)
    assert [int(mask.sum()) for mask in bands.values()] == [2, 2, 2, 2]
    assert np.sum(list(bands.values()), axis=0).tolist() == [1] * 8 + [0]


def test_groups_are_those_of_the_survey_and_unknown_is_none_of_them(write_visits):
    rows = ({"SEX": 1, "ARREMS": 1, "AGE": 70}, {"SEX": 2, "ARREMS": 2, "AGE": 30}, {"SEX": 2, "ARREMS": -8, "AGE": 10})
    groups = visit_groups(load_visits(write_visits(*rows)), np.arange(3))
    assert groups["sex"]["women"].tolist() == [True, False, False]
    assert groups["sex"]["men"].tolist() == [False, True, True]
    assert groups["arrival"]["ambulance"].tolist() == [True, False, False]
    assert groups["arrival"]["not by ambulance"].tolist() == [False, True, False]
    assert [name for name, mask in groups["age"].items() if mask[2]] == ["under 16"]


# figures and gaps --------------------------------------------------------------------------------------------------------


@pytest.fixture
def halves():
    """Ten cases ordered rightly and ten ordered wrongly by half."""
    labels = np.tile([0, 1.0], 10)
    scores = np.where(np.arange(20) < 10, labels, np.tile([0.2, 0.1, 0.1, 0.2], 5)) + np.arange(20) * 1e-6
    first = np.arange(20) < 10
    return labels, scores, {"half": {"first": first, "second": ~first}}


def test_each_group_has_its_figure_and_the_gap_is_worst_minus_best(halves):
    labels, scores, groups = halves
    out = found(by_group("AUROC", auroc, groups, "here", lambda m: (labels[m], scores[m])))
    first, second = (out[f"half: {g}", "AUROC"].figure for g in ("first", "second"))
    assert first.value == 1.0 and second.value == auroc(labels[10:], scores[10:]) < 0.7
    gap = out["gap by half", "AUROC"]
    assert gap.figure.value == pytest.approx(second.value - 1.0)
    assert gap.split == "here: second minus first"
    assert gap.figure.low < gap.figure.value < gap.figure.high <= 0 and gap.figure.n == 20


def test_of_an_error_the_largest_is_the_worst():
    labels = np.tile([0, 1.0], 10)
    scores = np.where(np.arange(20) < 10, labels, 0.5)
    first = np.arange(20) < 10
    groups = {"half": {"first": first, "second": ~first}}
    out = found(
        by_group("ECE", expected_calibration_error, groups, "h", lambda m: (labels[m], scores[m]), lower_is_better=True)
    )
    assert out["gap by half", "ECE"].figure.value == pytest.approx(0.5)
    assert out["gap by half", "ECE"].split == "h: second minus first"


def test_a_group_with_too_few_of_a_class_is_left_out_and_alone_there_is_no_gap(halves):
    labels, scores, groups = halves
    few = labels.copy()
    few[10:19] = 0
    out = found(by_group("AUROC", auroc, groups, "here", lambda m: (few[m], scores[m])))
    assert set(out) == {("half: first", "AUROC")}


def test_a_share_needs_cases_but_not_both_classes():
    ones = np.ones(FEWEST)
    assert enough(mean_score, ones, ones) and not enough(auroc, ones, ones)
    assert not enough(mean_score, ones[1:], ones[1:])


def test_groups_alike_have_a_gap_that_may_be_none():
    rng = np.random.default_rng(0)
    labels = (rng.random(600) < 0.4).astype(float)
    scores = labels + rng.normal(0, 1, 600)
    figure = difference(auroc, (labels[:300], scores[:300]), (labels[300:], scores[300:]), seeds=(1, 2))
    assert figure.low < 0 < figure.high
    assert figure.value == pytest.approx(auroc(labels[:300], scores[:300]) - auroc(labels[300:], scores[300:]))


# visits ------------------------------------------------------------------------------------------------------------------


def test_sensitivity_and_specificity_are_counted_at_the_assigned_level(write_visits):
    """Women: of six urgent four are found, of six others all are left; men: all urgent found, half the others alarmed."""
    n = 24
    visits = load_visits(write_visits(*({"SEX": 1 if i < 12 else 2, "AGE": 50} for i in range(n))))
    actual = np.tile(np.repeat([2, 4], 6), 2)
    given = np.array([1, 2, 2, 2, 3, 4] + [3] * 6 + [2] * 6 + [2, 2, 2, 3, 3, 5])
    out = found(
        visit_subgroups(
            scored(n, given, actual, np.linspace(0, 1, n), (actual <= 2)), visit_groups(visits, np.arange(n))
        )
    )
    name = "sensitivity at level 2"
    assert out["sex: women", name].figure.value == pytest.approx(4 / 6)
    assert out["sex: men", name].figure.value == 1.0
    assert out["sex: men", "specificity at level 2"].figure.value == 0.5
    assert out["gap by sex", name].figure.value == pytest.approx(-2 / 6)
    assert ("age: 40-64", "AUROC admission") in out and ("age: under 16", "AUROC admission") not in out


def test_a_visit_without_level_counts_for_outcomes_only(write_visits):
    visits = load_visits(write_visits(*({"SEX": 1, "AGE": 50} for _ in range(30))))
    actual = np.repeat([2, 4, 0], 10)
    labels = np.concatenate([np.ones(10), np.zeros(10), np.tile([0, 1.0], 5)])
    out = found(visit_subgroups(scored(30, actual, actual, labels, labels), visit_groups(visits, np.arange(30))))
    assert out["sex: women", "AUROC level<=2"].figure.n == 20
    assert out["sex: women", "AUROC admission"].figure.n == 30


# films and ECGs ----------------------------------------------------------------------------------------------------------


def test_films_are_told_apart_by_view_and_sex():
    n = 48
    labels = np.zeros((n, 8), np.float32)
    labels[::2, 0] = 1
    logits = labels + np.linspace(0, 0.01, n, dtype=np.float32)[:, None]
    view, sex = np.where(np.arange(n) < 24, "AP", "PA"), np.where(np.arange(n) % 24 < 12, "F", "M")
    logits[view == "PA", 0] *= -1
    out = found(film_subgroups(ScoredFilms(labels, logits, view, sex, np.full(n, np.nan))))
    assert out["view: films AP", "AUROC pneumonia"].figure.value == 1.0
    assert out["view: films PA", "AUROC pneumonia"].figure.value < 0.1
    assert out["gap by view", "AUROC pneumonia"].split == "test patients: films PA minus films AP"
    assert out["view and sex: AP, women", "AUROC pneumonia"].figure.n == 12
    assert not [part for part, _ in out if part.startswith("age")]  # an unknown age is in no band


def test_every_film_finding_is_told_by_sex_and_age_where_there_are_enough():
    n, edema = 60, IMAGE_FINDINGS.index("edema")
    labels = np.zeros((n, 8), np.float32)
    labels[::3, edema] = 1
    age = np.where(np.arange(n) < 30, 50.0, 70.0)
    labels[45:, edema] = 0  # five of those of 65 and older
    logits = labels + np.linspace(0, 0.01, n, dtype=np.float32)[:, None]
    logits[age > 65] *= -1
    sex = np.where(np.arange(n) % 2 == 0, "F", "M")
    films = ScoredFilms(labels, logits, np.full(n, "AP"), sex, age)
    out = found(film_subgroups(films))
    assert out["age: films, 40-64", "AUROC edema"].figure.value == 1.0
    old = out["age: films, 65 and older", "AUROC edema"].figure
    assert (old.value, old.n, old.positives) == (0.0, 30, 5)
    assert out["gap by age", "AUROC edema"].figure.value == -1.0
    assert out["sex: films of women", "AUROC edema"].figure.n == 30
    assert {name for _, name in out} == {"AUROC edema"}  # nobody has the others


def test_conditions_are_told_by_sex_age_and_arrival(write_visits):
    n = 80
    people = [{"SEX": 1 if i < 40 else 2, "AGE": 50 if i % 2 else 70, "ARREMS": 1} for i in range(n)]
    visits = load_visits(write_visits(*people))
    labels, scores = np.full((n, 13), np.nan), np.zeros((len(PATTERNS), n, 13))
    acs, sepsis = (FIRST_CONDITION + CONDITIONS.index(code) for code in ("acs", "sepsis"))
    labels[:, FIRST_CONDITION:] = 0
    labels[::4, acs] = labels[1::4, acs] = 1
    labels[:4, sepsis] = 1  # too few
    scores[-1, :, acs] = np.where(np.arange(n) < 40, labels[:, acs], 0.5)
    places = np.arange(n)
    out = found(condition_subgroups(PatternTable(Composites(places, places, places, labels), scores), visits))
    name = "AUROC acs, all four modalities"
    assert {other for _, other in out} == {name}
    assert (out["sex: women", name].figure.value, out["sex: men", name].figure.value) == (1.0, 0.5)
    assert out["sex: women", name].figure.n == 40 and out["gap by sex", name].figure.value == -0.5
    assert out["age: 40-64", name].figure.n == out["age: 65 and older", name].figure.n == 40
    assert out["arrival: ambulance", name].figure.n == n and ("gap by arrival", name) not in out


def test_recordings_of_unknown_sex_and_labels_are_left_out():
    n = 40
    labels = np.full((n, 6), np.nan, np.float32)
    labels[:30, 0] = np.tile([0, 1], 15)
    sex = np.concatenate([np.repeat([0, 1.0], 10), np.full(20, np.nan)])
    ecgs = ScoredEcgs(labels, np.nan_to_num(labels), sex, np.full(n, 30.0), np.ones(n, bool))
    out = found(ecg_subgroups(ecgs))
    assert set(out) == {
        ("sex: ECGs of women", f"AUROC {ECG_FINDINGS[0]}"),
        ("sex: ECGs of men", f"AUROC {ECG_FINDINGS[0]}"),
        ("gap by sex", f"AUROC {ECG_FINDINGS[0]}"),
        ("age: ECGs under 60", f"AUROC {ECG_FINDINGS[0]}"),
    }
    assert out["age: ECGs under 60", f"AUROC {ECG_FINDINGS[0]}"].figure.n == 30


def test_sex_and_age_come_from_the_published_table(tmp_path):
    (tmp_path / "ptbxl").mkdir()
    (tmp_path / "ptbxl" / "ptbxl_database.csv").write_text("ecg_id,age,sex,x\n7,300.0,1,a\n9,54.0,0,b\n")
    sex, age = sex_and_age(tmp_path, np.array([9, 8, 7]))
    assert sex[[0, 2]].tolist() == [0, 1] and np.isnan(sex[1])
    assert age[[0, 2]].tolist() == [54, 90] and np.isnan(age[1])  # 300 stands for older than 89
    assert all(np.isnan(part).all() for part in sex_and_age(tmp_path / "elsewhere", np.array([9])))
