"""Notes written anew are the same visits in other words: what they lose is the loss of words that were read otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.bundle.load import open_bundle
from cdss.core.paths import model_dir
from cdss.evaluation import korean_notes
from cdss.evaluation.composite_scores import composites, fused_scores
from cdss.evaluation.korean_notes import KOREAN, ORIGINAL, PART, korean_figures, versions
from cdss.evaluation.metrics import auroc
from cdss.evaluation.robustness_inputs import with_texts
from cdss.evaluation.visits import NOTE_VITALS, TASKS
from cdss.nets.triage import TriageModel
from cdss.text.korean import has_hangul
from cdss.training.note_vectors import joined

DENIED = f"{KOREAN}, with a denial"
UNKNOWN = "Inadequate data base"


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture
def visits(tiny_fusion):
    return composites(tiny_fusion, "test", thinned=1)


@pytest.fixture
def figures(model, tiny_fusion, visits):
    return {(m.part, m.name): m for m in korean_figures(model, tiny_fusion, visits, 2020)}


def test_each_way_of_writing_is_of_the_same_visits(tiny_fusion, visits):
    written = versions(tiny_fusion, visits)
    assert next(iter(written)) == ORIGINAL
    assert written[ORIGINAL] == [joined(tiny_fusion.visits.phrases[row]) for row in visits.rows]
    assert {len(texts) for texts in written.values()} == {len(visits)}
    assert all(map(has_hangul, written[KOREAN])) and all(map(has_hangul, written[DENIED]))
    assert not any(map(has_hangul, written["in terse English"]))
    for before, after in zip(written[KOREAN], written[DENIED], strict=True):
        assert after.startswith(f"{before}. ") and len(after) > len(before) + 2
    for before, after in zip(written[ORIGINAL], written[f"{ORIGINAL}, with a denial"], strict=True):
        assert after.startswith(f"{before}. ")


def test_a_visit_is_written_alike_whoever_is_measured_beside_it(tiny_fusion, visits):
    few = versions(tiny_fusion, visits.at(np.array([3, 5])))
    every = versions(tiny_fusion, visits)
    assert all(few[way] == [every[way][3], every[way][5]] for way in every)
    assert len(set(every[KOREAN])) > 6


def test_figures_are_of_the_notes_as_the_pipeline_reads_them(model, tiny_fusion, visits, figures):
    texts = [joined(tiny_fusion.visits.phrases[row]) for row in visits.rows]
    read = with_texts(model, tiny_fusion, visits, texts)
    scores = fused_scores(model, read, visits, np.tile(np.array(NOTE_VITALS), (len(visits), 1)))
    for column, task in enumerate(TASKS):
        labels = visits.labels[:, column]
        known = ~np.isnan(labels)
        found = figures[f"{PART}: note and vitals, {ORIGINAL}", f"AUROC {task}"]
        assert found.figure.value == pytest.approx(auroc(labels[known], scores[known, column]), nan_ok=True)
        assert found.split == f"2020, {len(visits)} visits with note and vitals"


def test_a_loss_is_what_lies_between_two_ways_of_writing(figures):
    for task in TASKS:
        for name in ("note alone", "note and vitals"):
            whole = figures[f"{PART}: {name}, {ORIGINAL}", f"AUROC {task}"].figure.value
            other = figures[f"{PART}: {name}, {DENIED}", f"AUROC {task}"].figure.value
            lost = figures[f"{PART}: {name}, {DENIED}", f"loss of AUROC {task}"].figure.value
            assert lost == pytest.approx(whole - other, nan_ok=True)
    assert (f"{PART}: note alone, {ORIGINAL}", "loss of AUROC level<=2") not in figures


def test_what_stays_english_is_counted(model, tiny_fusion, visits):
    phrases = [p if i % 2 else (*p, UNKNOWN) for i, p in enumerate(tiny_fusion.visits.phrases)]
    data = replace(tiny_fusion, visits=replace(tiny_fusion.visits, phrases=tuple(phrases)))
    found = {m.name: m.figure for m in korean_notes._written(data, visits, "2020")}
    counted = [len(phrases[row]) for row in visits.rows]
    english = sum(row % 2 == 0 for row in visits.rows)
    share = found["share of phrases written in Korean"]
    assert (share.n, share.positives) == (sum(counted), sum(counted) - english)
    assert found["share of notes wholly in Korean"].positives == len(visits) - english


def test_only_a_sample_is_written_anew(monkeypatch, model, tiny_fusion, visits):
    monkeypatch.setattr(korean_notes, "SAMPLE", 7)
    found = list(korean_figures(model, tiny_fusion, visits, 2019))
    assert {m.split for m in found} == {"2019, 7 visits with note and vitals"}
