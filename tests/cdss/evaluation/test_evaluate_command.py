"""The command, what it writes into a bundle, and which film findings the figures allow to be shown."""

from __future__ import annotations

import argparse
import json
import re

import pytest
import torch
from safetensors.torch import save_file

from cdss.__main__ import main
from cdss.bundle.load import open_bundle, write_sums
from cdss.core.errors import CdssError
from cdss.core.kinds import IMAGE_FINDINGS
from cdss.core.paths import DEFAULT_MODEL
from cdss.engine.guard import available_cores
from cdss.evaluation import cli
from cdss.evaluation import evaluate as evaluation
from cdss.evaluation.card import card
from cdss.evaluation.html import page
from cdss.evaluation.measured import Measured
from cdss.evaluation.metrics import Figure
from cdss.evaluation.report import COMMAND, model_identity, renewed, weights_hash
from cdss.training.counted import Counts
from cdss.training.describe import INTENDED_USE, limits, training_data
from cdss.training.export import write_metadata

COUNTS = Counts(visits=800, ecgs=70, films=60, crops=50, stays=40, read=30, acute=2)
CONFIG = {"film_members": 3, "ecg_members": 4, "fusion_members": 3, "film_findings_shown": list(IMAGE_FINDINGS)}


# shown findings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overall", "within", "shown"),
    [(0.80, 0.78, True), (0.75, 0.75, True), (0.80, 0.74, False), (0.74, 0.80, False), (0.80, None, False)],
)
def test_a_finding_is_shown_only_if_it_is_found_among_sick_films_too(figure, overall, within, shown):
    figures = [figure("Film", "AUROC edema", overall)]
    figures += [figure("Film", "AUROC edema within pneumonia films", within)] if within else []
    assert cli.shown_findings(figures) == (["edema"] if shown else [])


@pytest.mark.parametrize(
    ("overall", "pa", "ap", "matched", "shown"),
    [
        (0.790, 0.826, 0.763, 0.706, True),
        (0.79, 0.74, 0.76, 0.75, True),
        (0.79, None, None, 0.80, True),
        (0.79, 0.83, 0.74, 0.70, False),
        (0.79, 0.83, None, 0.70, False),
        (0.79, None, None, None, False),
        (0.74, 0.80, 0.80, 0.80, False),
    ],
)
def test_pneumonia_is_shown_only_if_it_is_found_within_both_views_or_on_matched_pairs(
    figure, overall, pa, ap, matched, shown
):
    within = {"within PA": pa, "within AP": ap, "on pairs matched for view and appearance": matched}
    figures = [figure("Film", "AUROC pneumonia", overall)]
    figures += [figure("Film", f"AUROC pneumonia {where}", value) for where, value in within.items()]
    assert cli.shown_findings(figures) == (["pneumonia"] if shown else [])


def test_only_figures_of_film_on_test_patients_count_and_the_order_is_kept(figure):
    figures = [
        figure("Film", "AUROC effusion", 0.9),
        figure("Film", "AUROC effusion within pneumonia films", 0.8),
        figure("Film", "AUROC pneumonia", 0.9),
        figure("Film", "AUROC pneumonia on pairs matched for view and appearance", 0.8),
        figure(
            "Film",
            "AUROC pneumonia",
            0.6,
            split="training patients, each film by members that never saw its patient",
        ),
        figure("ECG", "AUROC edema", 0.99),
        figure("ECG", "AUROC edema within pneumonia films", 0.99),
    ]
    assert cli.shown_findings(figures) == ["pneumonia", "effusion"]
    assert cli.shown_findings([figure("Film", "AUROC pneumonia", None)]) == []


# the bundle --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_bundle(tmp_path):
    folder = tmp_path / "bundle"
    folder.mkdir()
    write_metadata(folder, CONFIG, [], COUNTS)
    (folder / "calibration.json").write_text('{"schema": "cdss.calibration/1", "patterns": {}}')
    (folder / "MODEL_CARD.md").write_text("Not evaluated yet.\n")
    save_file({"w": torch.zeros(2)}, folder / "ecg.safetensors")
    write_sums(folder)
    return folder


def test_the_card_is_written_into_the_bundle_which_stays_whole(small_bundle, report, figure):
    before, weights = open_bundle(small_bundle).identity.sha256, weights_hash(small_bundle)
    matched = figure("Film", f"AUROC pneumonia {cli.MATCHED}", 0.8)
    complete = figure("Film", "AUROC pneumonia", 0.91), matched, figure("ECG", "AUROC AF", 0.97)
    gap = figure("gap by sex", "AUROC admission", -0.1, section="subgroups")
    made = report(*complete, figure("ECG", "AUROC MI", None), gap)
    cli._write_card(small_bundle, made, "# Card of today\n")
    bundle = open_bundle(small_bundle)
    assert bundle.metadata.config == {**CONFIG, "film_findings_shown": ["pneumonia"]}
    assert [m.name for m in bundle.metadata.metrics] == [f"{f['part']}: {f['name']}" for f in complete]
    assert {m.command for m in bundle.metadata.metrics} == {COMMAND}
    assert bundle.file("MODEL_CARD.md").read_text() == "# Card of today\n"
    assert bundle.identity.sha256 != before
    assert weights_hash(small_bundle) == weights  # the card names what stays the same when it is written


def test_sections_measured_again_stand_in_the_place_of_the_old_ones(report, figure):
    old, film = figure("Note + vitals", "AUROC level<=2", 0.7, section="visits"), figure("Film", "AUROC pneumonia", 0.9)
    made = report(old, film)
    fresh = Measured("Note + vitals", "AUROC level<=2", Figure(0.8, 0.75, 0.85, 90, 12), "2020, all ages")
    again = renewed(made, {"visits": [fresh]})
    assert [(f["section"], f["value"]) for f in again["figures"]] == [("visits", 0.8), (film["section"], 0.9)]
    assert again["model"] == made["model"] and made["figures"] == [old, film]


def test_a_section_that_an_earlier_program_did_not_measure_comes_where_it_belongs(report, figure):
    visits, subgroup = (
        figure("Note + vitals", "AUROC admission", 0.8),
        figure("sex: men", "AUROC AF", 0.9, section="subgroups"),
    )
    time = figure("Time", "risk of four modalities, warm (s)", 0.2, section="timing")
    made = report(visits, subgroup, time)
    assert "Checks of the ST level" not in card(made)
    fresh = Measured("ST depression", "fires on ECGs called normal", Figure(0.02, 0.01, 0.07, 72, 1), "folds 9 + 10")
    again = renewed(made, {"st": [fresh]})
    assert [f["section"] for f in again["figures"]] == ["visits", "st", "subgroups", "timing"]
    assert [s["key"] for s in again["sections"]] == ["visits", "st", "subgroups"]
    text = card(again)
    assert "## Checks of the ST level" in text and "0.020 | 0.010 to 0.070 | 72 (1)" in text
    assert 'id="st"' in page(again) and 'id="st"' not in page(made)


def test_a_section_measured_again_is_told_in_the_words_of_today(report, figure):
    made = report(figure("ECG", "AUROC AF", 0.9), figure("Film", "AUROC edema", 0.8))
    for section in made["sections"]:
        section["words"] = "Old words."
    fresh = Measured("ECG", "AUROC AF", Figure(0.95, 0.9, 0.97, 90, 12), "fold 10")
    words = {s["key"]: s["words"] for s in renewed(made, {"ecg": [fresh]})["sections"]}
    assert words["film"] == "Old words." and words["ecg"].startswith("Recordings of patients never trained on")


@pytest.mark.usefixtures("threads_restored")
@pytest.mark.parametrize("again", [False, True])
def test_a_bundle_that_nobody_vouches_for_is_refused_before_anything_is_measured(
    small_bundle, tmp_path, monkeypatch, capsys, again
):
    """At its end the whole evaluation runs the program itself, which refuses such a bundle: an hour would be lost."""
    monkeypatch.setattr(evaluation, "require_evaluation_data", lambda data: None)
    monkeypatch.setattr(evaluation, "prepared", lambda *_: pytest.fail("measured before it was refused"))
    out = tmp_path / "o"
    words = ["evaluate", "--data", str(tmp_path), "--out", str(out), "--model", str(small_bundle)]
    if again:
        out.mkdir()
        told = {"model": {"weights_sha256": weights_hash(small_bundle)}}
        (out / "report.json").write_text(json.dumps(told), encoding="utf-8")
        words += ["--only", "st"]
    assert main(words) == 2
    assert "cdss trust --allow-unsigned" in capsys.readouterr().err and out.exists() == again


@pytest.mark.parametrize(("weights", "said"), [("00" * 32, "of another model"), (None, "no report of an earlier")])
def test_figures_of_two_models_never_stand_together(small_bundle, tiny_data, tmp_path, weights, said, monkeypatch):
    monkeypatch.setattr(evaluation, "require_evaluation_data", lambda data: None)
    if weights is not None:
        (tmp_path / "report.json").write_text(json.dumps({"model": {"weights_sha256": weights}}), encoding="utf-8")
    with pytest.raises(CdssError, match=said):
        evaluation.evaluate_again(small_bundle, tiny_data, tmp_path, ["visits"])


def test_a_bundle_of_another_hospital_keeps_what_it_says_of_itself(small_bundle, report, figure):
    own = {
        "name": "cdss-triage-st-mary",
        "version": "0.1.0+st-mary",
        "created": "2026-01-02",
        "intended_use": "For St Mary's.",
        "limits": ["Adults of one hospital."],
        "training_data": [{"name": "Own visits", "n": 321, "licence": "none", "credit": "St Mary's"}],
    }
    path = small_bundle / "metadata.json"
    before = {**json.loads(path.read_text(encoding="utf-8")), **own}
    path.write_text(json.dumps(before), encoding="utf-8")
    write_sums(small_bundle)
    said = model_identity(open_bundle(small_bundle))
    assert {key: said[key] for key in own if key != "created"} == {k: v for k, v in own.items() if k != "created"}
    cli._write_card(small_bundle, report(figure("ECG", "AUROC AF", 0.97)), "# Card\n")
    after = json.loads(path.read_text(encoding="utf-8"))
    assert {key for key in before if before[key] != after[key]} == {"config", "metrics"}
    assert after["config"] == {**CONFIG, "film_findings_shown": []}


def test_of_a_bundle_trained_here_the_card_says_what_training_describes(small_bundle):
    said = model_identity(open_bundle(small_bundle))
    assert (said["name"], said["intended_use"]) == (DEFAULT_MODEL, INTENDED_USE)
    assert said["limits"] == list(limits(COUNTS)) and said["training_data"] == training_data(COUNTS)


def test_other_weights_or_another_calibration_have_another_hash(small_bundle):
    first = weights_hash(small_bundle)
    (small_bundle / "calibration.json").write_text('{"schema": "cdss.calibration/1", "patterns": {"x": 1}}')
    second = weights_hash(small_bundle)
    save_file({"w": torch.ones(2)}, small_bundle / "ecg.safetensors")
    assert len({first, second, weights_hash(small_bundle)}) == 3


# the command -------------------------------------------------------------------------------------------------------------


def test_arguments_of_evaluation():
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    args = parser.parse_args(["--data", "d", "--out", "o"])
    assert args.model.name == "cdss-triage" and args.write_card is False


@pytest.fixture
def threads_restored():
    """The command takes every core for itself; the tests that follow get back what they had."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


@pytest.mark.usefixtures("threads_restored")
def test_an_evaluation_without_a_bundle_is_refused_in_words(tmp_path, capsys):
    words = ["evaluate", "--data", str(tmp_path), "--out", str(tmp_path / "o"), "--model", str(tmp_path / "none")]
    assert main(words) == 2
    assert "There is no model bundle" in capsys.readouterr().err
    assert not (tmp_path / "o").exists()


@pytest.mark.usefixtures("threads_restored")
@pytest.mark.parametrize(
    ("there", "said"),
    [
        ((), r"There is no folder .*nowhere.* with --data"),
        (("nhamcs",), "cxr_nih/labels.csv is missing in the data folder .*; the evaluation needs it"),
    ],
)
def test_an_evaluation_without_its_data_says_which_file_is_missing(tmp_path, write_visits, capsys, there, said):
    if there:
        write_visits({})
    data = tmp_path if there else tmp_path / "nowhere"
    assert main(["evaluate", "--data", str(data), "--out", str(tmp_path / "o")]) == 2
    error = capsys.readouterr().err
    assert re.search(said, error) and "Traceback" not in error
    assert not (tmp_path / "o").exists()


@pytest.mark.usefixtures("threads_restored")
@pytest.mark.parametrize("allowed", ["1", "2"])
def test_no_more_threads_are_taken_than_are_allowed(tmp_path, monkeypatch, allowed):
    """Threads that spin without a core of their own would slow the work a hundredfold."""
    monkeypatch.setenv("OMP_NUM_THREADS", allowed)
    main(["evaluate", "--data", str(tmp_path), "--out", str(tmp_path / "o"), "--model", str(tmp_path / "none")])
    assert torch.get_num_threads() == min(int(allowed), available_cores())
