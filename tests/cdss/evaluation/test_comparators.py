"""The fusion against other ways: gaps and costs are found where they were put, and each comparator is what it says."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from cdss.core.kinds import CONDITIONS
from cdss.evaluation import comparators as module
from cdss.evaluation.comparators import (
    ALL,
    DEDICATED,
    FUSION,
    GAIN,
    GROUPS,
    KNN,
    LATE,
    METHODS,
    SUBSETS,
    WORST,
    ZERO,
    additions,
    comparator_scores,
    compared,
)
from cdss.evaluation.composite_scores import FIRST_CONDITION, PatternTable, composites
from cdss.evaluation.metrics import auroc
from cdss.evaluation.paired import auroc_draws
from cdss.scoring.calibrate import pattern_name

N = 300
ECG, VITALS, NOTE = (False, True, False, False), (False, False, True, False), (False, False, False, True)
VITALS_NOTE = (False, False, True, True)
ACS, PE = (FIRST_CONDITION + CONDITIONS.index(code) for code in ("acs", "pulmonary_embolism"))


@pytest.fixture(autouse=True)
def few_draws(monkeypatch):
    """Twenty draws an interval: 975 figures are made in each test, and none of their intervals is close to a limit."""
    monkeypatch.setattr(module, "auroc_draws", partial(auroc_draws, resamples=20))


@pytest.fixture
def labels():
    return (np.random.default_rng(0).random((N, 13)) < 0.3).astype(np.float64)


@pytest.fixture
def scores(labels):
    """Every method and subset answers alike."""
    answer = labels + np.random.default_rng(1).normal(0, 1, labels.shape)
    return {(method, s): answer.copy() for s in SUBSETS for method in METHODS}


def figures(scores, labels):
    found = list(compared(scores, labels))
    return found, {(m.part, m.name): m for m in found}


def test_additions_are_a_subset_and_the_same_with_one_modality_more():
    pairs = additions()
    assert len(pairs) == len(set(pairs)) == 28
    for small, large in pairs:
        assert any(small) and sum(large) == sum(small) + 1
        assert all(b or not a for a, b in zip(small, large, strict=True))


def test_equal_answers_have_no_gap_and_no_cost(scores, labels):
    found, named = figures(scores, labels)
    assert len(found) == 15 * 5 * 14 + 4 * 2 + 3 + 10 == len(named)
    for s in SUBSETS:
        for method in METHODS:
            assert named[f"{pattern_name(s)}: {method}", "AUROC conditions (macro)"].figure.n == N
    for group in GROUPS:
        gap = named[f"gap to the dedicated model, {group}", WORST].figure
        assert (gap.value, gap.low, gap.high) == pytest.approx((0, 0, 0), abs=1e-12)
        count = named[f"gap to the dedicated model, {group}", "subsets above .010"].figure
        assert count.value == 0 and np.isnan(count.low) and np.isnan(count.high)  # a count has no interval
    assert named["gap after adding a modality", WORST].figure.value == pytest.approx(0, abs=1e-12)
    assert named["gap after adding a modality", "additions above .005"].figure.value == 0


def test_the_worst_gap_and_the_worst_addition_are_named(scores, labels):
    scores[DEDICATED, ECG] = scores[FUSION, ECG] + labels
    scores[DEDICATED, NOTE] = scores[FUSION, NOTE] - labels  # worse: no gap
    scores[FUSION, VITALS_NOTE][:, ACS] -= labels[:, ACS]
    scores[FUSION, NOTE][:, ACS] -= 0.3 * labels[:, ACS]
    labels[:, PE] = 0  # a condition that nobody has is left out
    _, named = figures(scores, labels)
    for group in GROUPS:
        worst = named[f"gap to the dedicated model, {group}", WORST]
        assert worst.split.endswith(": ecg")
        assert 0.05 < worst.figure.value < 0.3 and worst.figure.low > 0
        count = named[f"gap to the dedicated model, {group}", "subsets above .010"].figure
        assert (count.value, count.n) == (1 + (group == GROUPS[-1]), 15)  # the macro also feels acs in vitals + note
    assert np.isnan(named["ecg: fusion", "AUROC pulmonary_embolism"].figure.value)
    assert np.isfinite(named["ecg: fusion", "AUROC conditions (macro)"].figure.value)

    worst = named["gap after adding a modality", WORST]
    assert worst.split.endswith(": acs, vitals to vitals+note")
    fused = {s: named[f"{s}: {FUSION}", "AUROC acs"].figure.value for s in ("vitals", "vitals+note")}
    assert worst.figure.value == pytest.approx(fused["vitals"] - fused["vitals+note"])
    # two additions lead to vitals + note; none leads to the note alone
    assert named["gap after adding a modality", "additions above .005"].figure.value == 2
    sure = named["gap after adding a modality", "additions above .005, interval too"].figure
    assert (sure.value, sure.n) == (2, 28 * 9)


def test_the_gain_of_all_four_is_over_the_best_single_modality(scores, labels):
    scores[FUSION, ALL] = scores[FUSION, ALL] + labels
    scores[FUSION, ECG][:, ACS] += 0.4 * labels[:, ACS]
    scores[FUSION, VITALS_NOTE][:, ACS] += 5 * labels[:, ACS]  # two modalities are no single one
    _, named = figures(scores, labels)
    gain = named[GAIN, "gain of AUROC acs"]
    areas = {s: named[f"{pattern_name(s)}: {FUSION}", "AUROC acs"].figure.value for s in (ALL, ECG, NOTE)}
    assert gain.split.endswith(": ecg") and areas[ECG] > areas[NOTE]
    assert gain.figure.value == pytest.approx(areas[ALL] - areas[ECG])
    assert 0 < gain.figure.low < gain.figure.value < gain.figure.high


def test_a_condition_that_nobody_has_gains_nothing_that_could_be_told(scores, labels):
    labels[:, PE] = 0
    _, named = figures(scores, labels)
    assert np.isnan(named[GAIN, "gain of AUROC pulmonary_embolism"].figure.value)


# the comparators themselves, on a handful of visits ------------------------------------------------------------------------


def test_each_comparator_is_what_it_says(tiny_fusion):
    visits = composites(tiny_fusion, "test", thinned=1)
    table = PatternTable(visits, np.random.default_rng(0).random((16, len(visits), 13)))
    scores = comparator_scores(tiny_fusion, table)
    assert set(scores) == {(method, s) for method in METHODS for s in SUBSETS}
    for answer in scores.values():
        assert answer.shape == (len(visits), 13) and np.isfinite(answer).all()
    assert all((scores[FUSION, s] == table.of(s)).all() for s in SUBSETS)

    # with nothing missing there is nothing to fill
    assert (scores[ZERO, ALL] == scores[KNN, ALL]).all()
    assert scores[DEDICATED, ALL][:, FIRST_CONDITION:] == pytest.approx(scores[ZERO, ALL][:, FIRST_CONDITION:])
    assert (scores[ZERO, ECG] != scores[ZERO, ALL]).any() and (scores[ZERO, ECG] != scores[KNN, ECG]).any()

    # late fusion of one modality is that modality's own model, up to a line
    for subset in (NOTE, VITALS, VITALS_NOTE):
        late, alone = scores[LATE, subset][:, FIRST_CONDITION:], scores[DEDICATED, subset][:, FIRST_CONDITION:]
        agree = np.abs([np.corrcoef(late[:, i], alone[:, i])[0, 1] for i in range(len(CONDITIONS))])
        assert (agree > 1 - 1e-6).all() == (sum(subset) == 1)

    # in the small cohort the pulse tells the level and so admission
    admission = visits.labels[:, 1]
    assert auroc(admission, scores[DEDICATED, VITALS][:, 1]) > 0.85
