"""Figures of the film encoder: each film by networks that never saw its patient, each crop against what was read in it."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from cdss.evaluation import films
from cdss.evaluation.films import _left_out_logits, _opacity, _sampled
from cdss.nets.image import FilmNet
from cdss.training.cohort_films import film_rows
from cdss.training.fit_image import film_set
from cdss.training.splits import film_fold

GRAY = np.random.default_rng(0).integers(20, 235, (48, 48)).astype(np.uint8)


@pytest.fixture
def model():
    """Six members, two of each fold, that say one number of every film."""
    net = FilmNet(6).eval()
    for member, value in zip(net.members, (1.0, 5.0, 2.0, 3.0, 9.0, 4.0), strict=True):
        torch.nn.init.zeros_(member.evidence.weight)
        torch.nn.init.constant_(member.evidence.bias, value)
    return SimpleNamespace(film=net)


def test_a_training_film_is_scored_by_the_members_that_left_its_patient_out(model, write_films, patients):
    rows = [(f"{p}.jpg", "Pneumonia", p, 50, "F", "PA", GRAY) for p in patients["train"][:8]]
    folder = write_films(*rows)
    seen = film_set(folder, film_rows(folder), 224)
    scores = _left_out_logits(model, seen)
    assert scores.tolist() == [(2.0, 7.0, 3.0)[film_fold(r.patient, 3)] for r in seen.rows]
    assert len(set(scores.tolist())) > 1


def test_crops_count_by_what_the_radiologists_saw(model, write_crops, patients, monkeypatch):
    mine = patients["test"][:6]
    folder = write_crops(
        *((f"{p}.jpg", "No Finding", p, 50, "F", "PA" if i % 2 else "AP", GRAY) for i, p in enumerate(mine))
    )
    classes = dict(zip((f"{p}.jpg" for p in mine), ("op", "normal", "noop_ab", "op", "normal", "normal"), strict=True))
    table = folder / "cxr_lungcrops" / "labels.csv"
    lines = table.read_text().splitlines()
    table.write_text(
        "\n".join([lines[0], *(line.replace(",op,", f",{classes[line.split(',')[-1]]},") for line in lines[1:])])
    )
    found = {m.name: m.figure for m in _opacity(model, folder)}
    assert (found["AUROC lung opacity"].n, found["AUROC lung opacity"].positives) == (6, 2)
    against_sick = found["AUROC lung opacity against other abnormalities"]
    assert (against_sick.n, against_sick.positives) == (3, 2)
    assert found["AUROC lung opacity within PA"].n == found["AUROC lung opacity within AP"].n == 3
    assert found["AUROC lung opacity"].value == 0.5, "a network that says the same of all tells nothing apart"


def test_without_crops_there_are_no_figures_of_crops(model, tmp_path):
    assert list(_opacity(model, tmp_path)) == []


def test_the_sample_of_crops_is_the_same_each_time_and_in_order(monkeypatch):
    monkeypatch.setattr(films, "CROPS_READ", 5)
    rows = list(range(40))
    assert _sampled(rows) == _sampled(rows) == sorted(_sampled(rows))
    assert len(_sampled(rows)) == 5 and _sampled(rows[:3]) == [0, 1, 2]
