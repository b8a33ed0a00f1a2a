"""Figures of the course on held-out stays: scores as the shipped model forms them, against a regression, by kind of window."""

from __future__ import annotations

import gzip
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from cdss.evaluation.series import plain_baseline, series_figures, series_scores
from cdss.nets.fusion import FusionEnsemble, Inputs
from cdss.nets.normalise import fit_scales
from cdss.nets.vitals_series import FEATURES, SERIES_NAMES, SeriesEvidence
from cdss.training.cohort_icu import FOLDER, MEASUREMENTS, OUTCOMES, RAW, Stay, icu_split, load_stays
from cdss.training.fit_series import CRITICAL, effect, latest_logits, windows_of

HEART, LEVEL = SERIES_NAMES.index("heart_rate"), SERIES_NAMES.index("consciousness")


def stay(record, died, first=80.0, last=80.0, split="test", **also):
    """48 measurements of the pulse in a straight line, and steady values of what else is named."""
    hours = np.linspace(0.0, 47.0, 48)
    raw = np.full((48, len(RAW)), np.nan)
    raw[:, RAW.index("HR")] = np.linspace(first, last, 48)
    for name, value in also.items():
        raw[:, RAW.index(name)] = value
    return Stay(record, split, 60.0, 1.0, died, hours, raw)


@pytest.fixture(scope="module")
def model():
    """Untrained networks of latest values; a mean pulse above normal is the evidence of the course."""
    torch.manual_seed(1)
    rng = np.random.default_rng(0)
    scales = fit_scales(rng.normal(90, 20, (50, 7)).astype(np.float32), rng.uniform(20, 90, 50).astype(np.float32))
    weight = np.zeros((len(SERIES_NAMES), len(FEATURES)))
    weight[HEART, FEATURES.index("mean_high")] = 2.0
    fusion = FusionEnsemble(2).eval().requires_grad_(False)
    return SimpleNamespace(fusion=fusion, scales=scales, series=SeriesEvidence(weight, effect(0.5)))


def test_the_course_is_the_weighted_sum_of_its_features(model):
    """Pulse 102 is one unit (18 bpm) above 84: 2 x 1, times the reach of 47 h of 47 + 0.5."""
    found = windows_of([stay(1, True, 102.0, 102.0), stay(2, False, 84.0, 84.0)], varied=False)
    course = series_scores(model, found)["course alone"]
    assert course[found.whole] == pytest.approx([2.0 * 47 / 47.5, 0.0])


def test_scores_with_the_course_add_it_whole_to_critical_and_by_its_share_to_the_levels(model):
    found = windows_of([stay(r, r % 2 == 0, 80.0 + 5 * r, 90.0 + 5 * r) for r in range(6)], varied=False)
    scores, logits = series_scores(model, found), latest_logits(model.fusion, model.scales, found)
    assert scores["critical, latest values"] == pytest.approx(logits[:, CRITICAL])
    gained = scores["critical, with the course"] - scores["critical, latest values"]
    assert gained == pytest.approx(scores["course alone"])
    for name, shift in (("latest values", 0.0), ("with the course", 0.5 * scores["course alone"])):
        raised = logits[:, :5] + np.outer(shift * np.ones(len(logits)), [1, 1, 0, 0, 0])
        share = np.exp(raised) / np.exp(raised).sum(axis=1, keepdims=True)
        urgent = share[:, 0] + share[:, 1]
        assert scores[f"level <= 2, {name}"] == pytest.approx(np.log(urgent / (1 - urgent)), abs=1e-6)


def test_the_scores_are_the_logits_that_the_whole_model_gives(model):
    """``TriageModel.logits`` adds the course in the same way to the same members' mean."""
    from cdss.nets.triage import CaseInputs, TriageModel
    from cdss.nets.vitals_series import course_features
    from cdss.training import fit_series

    found = windows_of([stay(1, True, 90.0, 120.0)], varied=False)
    kept = []
    shipped = SimpleNamespace(**vars(model), device=torch.device("cpu"))
    shipped.course_shift = lambda inputs: TriageModel.course_shift(shipped, inputs)

    def watched(inputs: Inputs):
        kept.append(inputs)
        return model.fusion(inputs)

    fit_series.latest_logits(watched, model.scales, found)
    by_vital = np.array([(course_features(c) * model.series.weight).sum(axis=1) for c in found.courses])
    whole = CaseInputs(
        **{name: getattr(kept[0], name) for name in Inputs.__dataclass_fields__},
        series=torch.from_numpy(by_vital).float(),
    )
    logits = TriageModel.logits(shipped, whole)
    assert logits.mean(axis=0)[:, CRITICAL] == pytest.approx(
        series_scores(model, found)["critical, with the course"], abs=1e-5
    )


def test_the_plain_regression_sees_latest_lowest_highest_and_mean():
    """The dead had a high pulse once and end at 80 like the others; only the highest and the mean tell."""
    rng = np.random.default_rng(2)

    def peaked(record, split):
        died = record % 2 == 0
        one = stay(record, died, 80.0 + rng.normal(), 80.0, split)
        one.raw[20, RAW.index("HR")] += 60.0 if died else 0.0
        return one

    fitted = windows_of([peaked(r, "train") for r in range(40)], varied=False)
    held = windows_of([peaked(r, "test") for r in range(100, 120)], varied=False)
    scores = plain_baseline(fitted, held, whole=True)
    assert scores.shape == held.died.shape
    assert scores[held.whole & (held.died == 1)].min() > scores[held.whole & (held.died == 0)].max()


def test_the_plain_regression_is_fitted_on_windows_of_the_kind_asked_for():
    """Of the whole stays those with a high pulse died, of the windows those with a low one."""
    made = windows_of([stay(r, False, 60.0 + 2 * r, 60.0 + 2 * r) for r in range(40)], varied=False)
    high = (made.latest[:, HEART] > 100).astype(float)
    fitted = replace(made, died=np.where(made.whole, high, 1 - high))
    for whole, sign in ((True, 1), (False, -1)):
        scores = plain_baseline(fitted, made, whole)
        assert sign * np.corrcoef(scores, made.latest[:, HEART])[0, 1] > 0.9


def test_what_was_not_measured_is_a_flag_to_the_plain_regression():
    """Deaths follow whether the coma scale was charted, never its value."""
    fitted = windows_of([stay(r, r % 2 == 0, **({"GCS": 15.0} if r % 2 else {})) for r in range(40)], varied=False)
    scores = plain_baseline(fitted, fitted, whole=True)
    assert np.isfinite(scores).all()
    assert np.isnan(fitted.latest[:, LEVEL]).sum() == fitted.died.sum()
    assert scores[fitted.died == 1].min() > scores[fitted.died == 0].max()


@pytest.fixture
def folder(tmp_path):
    """Thirty test stays and thirty others of 30 h in the tables of the shared set; the dead had a pulse of 130, others 85."""
    split = {"test": [], "other": []}
    for record in range(132539, 133000):
        split["test" if icu_split(record) == "test" else "other"].append(record)
    rows, deaths = ["RecordID,Time,Parameter,Value"], ["RecordID,SAPS-I,SOFA,Length_of_stay,Survival,In-hospital_death"]
    for place, record in enumerate([*split["test"][:30], *split["other"][:30]]):
        died = place % 3 == 0
        deaths.append(f"{record},6,1,5,-1,{int(died)}")
        rows += [f"{record},00:00,Age,{50 + place % 7}.0", f"{record},00:00,Gender,{place % 2}.0"]
        rows += [f"{record},{h:02d}:00,HR,{130 if died else 85}.0" for h in range(1, 48)]
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / OUTCOMES).write_text("\n".join(deaths) + "\n")
    with gzip.open(tmp_path / FOLDER / MEASUREMENTS, "wt") as table:
        table.write("\n".join(rows) + "\n")
    return tmp_path


def test_figures_are_of_held_out_stays_by_kind_of_window(model, folder):
    found = {m.name: m for m in series_figures(model, folder)}
    ways = (*series_scores(model, windows_of([stay(1, True)], varied=False)), "plain summary regression")
    kinds = ("48 h", "windows of 1-24 h")
    assert set(found) == {f"AUROC {way}, {kind}" for way in ways for kind in kinds}
    assert {(m.part, m.split) for m in found.values()} == {
        ("Course of vital signs, death in hospital", "PhysioNet 2012 set-a, held-out stays")
    }
    whole, parts = (found[f"AUROC course alone, {kind}"].figure for kind in kinds)
    assert (whole.value, whole.n, whole.positives) == (1.0, 30, 10)
    held = windows_of([stay for stay in load_stays(folder) if stay.split == "test"], varied=False)
    assert (parts.value, parts.n) == (1.0, (~held.whole).sum()) and parts.n > 60
    assert found["AUROC plain summary regression, 48 h"].figure.value == 1.0


def test_no_figures_without_the_stays(model, tmp_path):
    assert list(series_figures(model, tmp_path)) == []
