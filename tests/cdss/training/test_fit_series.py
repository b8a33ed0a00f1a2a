"""Fitting the evidence of the course: it learns what the course adds to the offset, and nothing of how many died."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from cdss.nets.fusion import OUTPUTS, FusionEnsemble
from cdss.nets.normalise import fit_scales
from cdss.nets.vitals_series import FEATURES, SERIES_NAMES
from cdss.training.cohort_icu import FOLDER, RAW, Stay
from cdss.training.fit_series import (
    CRITICAL,
    WINDOWS,
    Windows,
    effect,
    fit_weights,
    latest_logits,
    levels_share,
    train_series,
    windows_of,
)

HEART, MEAN_HIGH = SERIES_NAMES.index("heart_rate"), FEATURES.index("mean_high")


def stay(record, died, heart, times=40):
    hours = np.linspace(0.0, 47.0, times)
    raw = np.full((times, len(RAW)), np.nan)
    raw[:, RAW.index("HR")] = heart
    return Stay(record, "train", 60.0, 1.0, died, hours, raw)


def windows(n=4000, seed=0, intercept=-2.0, offset=None):
    """Deaths drawn with a weight of 1 on one feature, beside the offset."""
    rng = np.random.default_rng(seed)
    features = np.zeros((n, len(SERIES_NAMES), len(FEATURES)))
    features[:, HEART, MEAN_HIGH] = rng.normal(size=n)
    features[:, HEART, 1] = rng.normal(size=n)
    logit = features[:, HEART, MEAN_HIGH] + intercept + (0 if offset is None else offset)
    died = (rng.random(n) < 1 / (1 + np.exp(-logit))).astype(float)
    nothing = np.zeros(n)
    return Windows(features, nothing, nothing, nothing, died, np.arange(n) % 5 == 0, ())


def test_the_weight_that_made_the_deaths_is_found_and_no_other():
    found = fit_weights(windows(20_000), np.zeros(20_000))
    assert found[HEART, MEAN_HIGH] == pytest.approx(1.0, abs=0.1)
    found[HEART, MEAN_HIGH] = 0.0
    assert np.abs(found).max() < 0.1


def test_a_harmful_value_is_never_learnt_as_safe():
    """The same deaths with the feature turned round would ask for a negative weight."""
    made = windows()
    turned = replace(made, features=-made.features)
    assert fit_weights(turned, np.zeros(4000))[HEART, MEAN_HIGH] == 0.0


def test_what_the_offset_knows_already_is_not_learnt_again():
    made = windows(20_000)
    assert abs(fit_weights(made, made.features[:, HEART, MEAN_HIGH])[HEART, MEAN_HIGH]) < 0.1


def test_the_share_of_deaths_goes_to_the_intercept_that_is_thrown_away():
    rare, common = (fit_weights(windows(20_000, intercept=i), np.zeros(20_000)) for i in (-3.0, 0.0))
    assert rare[HEART, MEAN_HIGH] == pytest.approx(common[HEART, MEAN_HIGH], abs=0.15)


def test_the_same_windows_give_the_same_weights():
    assert np.array_equal(fit_weights(windows(), np.zeros(4000)), fit_weights(windows(), np.zeros(4000)))


def test_each_stay_gives_its_48_hours_and_windows_inside_it():
    stays = [stay(r, r % 2 == 0, 80.0 + r) for r in range(20)]
    found = windows_of(stays, varied=False)
    assert found.whole.sum() == 20 and len(found.age) <= 20 * (1 + WINDOWS)
    spans = np.array([course.span for course in found.courses])
    assert (spans[found.whole] == 47.0).all() and (spans[~found.whole] <= 24.0).all() and (spans > 0).all()
    assert found.latest[found.whole, HEART].tolist() == [80.0 + r for r in range(20)]
    assert found.died[found.whole].tolist() == [float(r % 2 == 0) for r in range(20)]


def test_a_stay_of_one_time_gives_no_window():
    assert len(windows_of([stay(1, True, 80.0, times=1), stay(2, True, 80.0)], varied=True).courses) >= 1
    assert windows_of([stay(1, True, 80.0, times=1)], varied=True).courses == ()


def test_varied_charts_sometimes_hold_no_consciousness():
    stays = [stay(r, False, 80.0) for r in range(100)]
    for one in stays:
        one.raw[:, RAW.index("GCS")] = 15.0
    level = SERIES_NAMES.index("consciousness")
    charted = [not np.isnan(course.values[:, level]).any() for course in windows_of(stays, varied=True).courses]
    assert 0.8 < np.mean(charted) < 0.9


def test_latest_logits_hold_age_sex_and_latest_values_alone():
    torch.manual_seed(0)
    fusion = FusionEnsemble(2).eval()
    scales = fit_scales(np.random.default_rng(0).normal(90, 20, (500, 7)).astype(np.float32), np.arange(500.0) / 5)
    found = latest_logits(fusion, scales, windows_of([stay(1, True, 80.0), stay(2, True, 120.0)], varied=False))
    same = latest_logits(fusion, scales, windows_of([stay(3, False, 80.0, times=30)], varied=False))
    assert found.shape[1] == len(OUTPUTS) and np.isfinite(found).all()
    assert same[0] == pytest.approx(found[0], abs=1e-5) and not np.allclose(found[0], found[-1])


def test_levels_take_the_share_that_the_model_itself_shows():
    rng = np.random.default_rng(3)
    logits = np.zeros((500, len(OUTPUTS)))
    logits[:, CRITICAL] = rng.normal(size=500)
    logits[:, :2] = 0.4 * logits[:, [CRITICAL]]
    assert levels_share(logits) == pytest.approx(0.4)
    logits[:, :2] *= -1
    assert levels_share(logits) == 0.0


def test_the_evidence_moves_critical_whole_and_no_condition():
    found = dict(zip(OUTPUTS, effect(0.3).tolist(), strict=True))
    assert {name: share for name, share in found.items() if share} == {"critical": 1.0, "level1": 0.3, "level2": 0.3}


def test_without_the_stays_there_is_no_evidence_and_that_is_said(tmp_path, capsys):
    stored = train_series(tmp_path, FusionEnsemble(1), None)
    assert stored["weight"].shape == (7, len(FEATURES)) and not stored["weight"].any()
    said = capsys.readouterr().err
    assert str(tmp_path / FOLDER) in said and "will count for nothing" in said
