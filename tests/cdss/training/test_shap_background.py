"""The visits that explanations compare with are real, complete, of training years, and together like all of them."""

from __future__ import annotations

import numpy as np
import pytest
from safetensors.numpy import load_file

from cdss.nets.background import BACKGROUND, WIDTHS
from cdss.training import shap_background
from cdss.training.shap_background import herded, write_background


def visits_of(count, **same):
    """Visits that differ in pulse, age and arrival."""
    return [{"PULSE": 60 + i % 60, "AGE": 20 + i % 70, "ARREMS": 1 + i % 2, **same} for i in range(count)]


def test_only_complete_visits_of_training_years_are_stored(write_visits, tmp_path, monkeypatch):
    monkeypatch.setattr(shap_background, "VISITS", 12)
    later = visits_of(20, YEAR=2019, POPCT=80)
    gaps = visits_of(20, PAINSCALE=-8, POPCT=81) + visits_of(20, NOCHRON=2, POPCT=82)
    data = write_visits(*later, *gaps, *visits_of(30, YEAR=2018))
    found = write_background(tmp_path, data)
    stored = load_file(tmp_path / BACKGROUND)
    assert {name: table.shape for name, table in stored.items()} == {n: (12, width) for n, width in WIDTHS.items()}
    assert set(found.vitals[:, 4]) == {98.0}  # SpO2 of the complete ones alone
    assert len(np.unique(np.column_stack([found.vitals, found.age]), axis=0)) == 12
    assert stored["age"][:, 0].tolist() == found.age.tolist()


def test_the_same_data_give_the_same_file(write_visits, tmp_path, monkeypatch):
    monkeypatch.setattr(shap_background, "VISITS", 8)
    data = write_visits(*visits_of(40))
    write_background(tmp_path, data)
    first = (tmp_path / BACKGROUND).read_bytes()
    write_background(tmp_path, data)
    assert (tmp_path / BACKGROUND).read_bytes() == first


def test_too_few_visits_are_an_error(write_visits, tmp_path):
    with pytest.raises(ValueError, match="5 complete"):
        write_background(tmp_path, write_visits(*visits_of(5)))
    assert not (tmp_path / BACKGROUND).exists()


def test_herded_points_stand_for_all_better_than_a_random_draw():
    rng = np.random.default_rng(3)
    points = np.concatenate([rng.normal(0, 1, (300, 3)), rng.normal(4, 0.5, (100, 3))])

    def gap(chosen):
        return float(np.abs(points[chosen].mean(axis=0) - points.mean(axis=0)).max())

    drawn = np.mean([gap(rng.permutation(400)[:16]) for _ in range(50)])
    picked = herded(points, 16)
    assert len(set(picked.tolist())) == 16
    assert gap(picked) < 0.5 * drawn
    assert picked[:4].tolist() == herded(points, 4).tolist()
