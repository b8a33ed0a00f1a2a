"""Figures of too few visits are left out, and a sentence says which and why."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.evaluation.curves import Curve
from cdss.evaluation.left_out import FEWEST, drawn, enough, few_cases, groups_left_out, sifted
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure
from cdss.evaluation.visits import TASKS, ScoredVisits


def made(name, n, positives, part="note", value=0.8):
    return Measured(part, name, Figure(value, 0.7, 0.9, n, positives), "own test visits")


@pytest.mark.parametrize(
    ("name", "n", "positives", "told"),
    [
        ("AUROC admission", 40, 10, True),
        ("AUROC admission", 40, 9, False),
        ("AUROC admission", 40, 31, False),
        ("ECE critical", 300, 9, False),
        ("calibration slope critical", 300, 10, True),
        ("gain of AUROC acs", 100, 2, False),
        ("share of patients answered", 10, 0, True),
        ("share of patients answered", 9, 9, False),
        ("sensitivity admission, NEWS2 (partial) at least 5", 12, 12, True),
    ],
)
def test_a_comparison_needs_cases_of_both_kinds_and_a_share_needs_visits(name, n, positives, told):
    assert FEWEST == 10 and enough(made(name, n, positives)) is told


def test_a_figure_that_could_not_be_computed_is_left_out():
    assert not enough(made("error of the answered over the error of all", 80, 20, value=float("nan")))


def test_what_a_part_lacks_is_named_with_its_counts():
    kept, notes = sifted([made("AUROC admission", 60, 30), made("AUROC acs", 60, 2), made("ECE stroke_tia", 58, 0)])
    assert [m.name for m in kept] == ["AUROC admission"]
    assert notes == [
        "Left out for too few visits (own test visits): AUROC acs (2 of 60); ECE stroke_tia (0 of 58). Of: note."
    ]


def test_parts_that_lack_the_same_are_named_in_one_sentence():
    figures = [made(name, 60, count, part) for part, count in (("acs", 2), ("sepsis", 4)) for name in ("AUROC", "ECE")]
    other = [made("levels in their 90 % set, F <40", 4, 4, "ecg")]
    _, notes = sifted([*figures, *other])
    assert notes == [
        "Left out for too few visits (own test visits): AUROC; ECE. Of: acs (2 of 60), sepsis (4 of 60).",
        "Left out for too few visits (own test visits): levels in their 90 % set, F <40 (n = 4). Of: ecg.",
    ]


def test_outcomes_of_fewer_than_a_hundred_are_called_rough_and_others_are_not():
    actual = np.concatenate([np.repeat([2, 3], 120), np.zeros(60, int)])
    labels = {
        "level<=2": (actual == 2).astype(float),
        "admission": np.arange(300) < 40,
        "critical": np.arange(300) < 3,
    }
    scored = ScoredVisits(np.arange(300), labels, {k: v.astype(float) for k, v in labels.items()}, actual, actual)
    (note,) = few_cases(scored)  # 120 of 240 are enough; 3 are left out altogether
    assert note.startswith("admission: 40 of 300 visits have it.") and "Collins" in note


def test_a_group_is_told_what_it_lacks_and_a_kind_of_group_that_nobody_is_in():
    groups = {
        "sex": {"women": np.arange(50) < 40, "men": np.arange(50) >= 40},
        "arrival": {"ambulance": np.zeros(50, bool), "not by ambulance": np.zeros(50, bool)},
        "year": {},
    }
    names = [f"AUROC {task}" for task in TASKS]
    found = [made(name, 40, 20, "sex: women") for name in names[:2]]
    assert list(groups_left_out(groups, found, names)) == [
        "Left out for too few visits. sex, women (40 visits): AUROC critical.",
        "Left out for too few visits. sex, men (10 visits): all figures.",
        "arrival: not known of any test visit, so there are no figures by it.",
        "year: not known of any test visit, so there are no figures by it.",
    ]


def test_curves_of_few_cases_are_not_drawn_and_missing_ones_are_named():
    def curve(kind, title, positives):
        return Curve(kind, "visits", title, "x", "y", "own test visits", 100, positives, ())

    curves = [curve("roc", "admission", 30), curve("roc", "critical", 9), curve("decision", "admission", 95)]
    kept, notes = drawn(curves, ("roc", "decision"), ("admission", "critical"))
    assert kept == curves[:1]
    assert notes == {
        "roc": "Not drawn for too few visits: roc curve of critical.",
        "decision": "Not drawn for too few visits: decision curve of admission, critical.",
    }
