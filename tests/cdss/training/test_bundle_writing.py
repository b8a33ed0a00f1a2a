"""What training hands over: half-precision weights, valid metadata that hide nothing, and the command."""

from __future__ import annotations

import argparse
import json
import shutil

import pytest
import torch
from safetensors.torch import save_file

from cdss.__main__ import main
from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.schema import Metadata
from cdss.core.kinds import CONDITIONS, IMAGE_FINDINGS
from cdss.core.paths import model_dir
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.scoring.calibrate import OUTCOMES
from cdss.training import cli
from cdss.training.counted import Counts
from cdss.training.describe import limits, metadata
from cdss.training.export import begin_bundle, half, load_fusion

COUNTS = Counts(visits=800, ecgs=70, films=60, crops=50, stays=40, read=30, acute=2)
CONFIG = {"film_members": 3, "ecg_members": 4, "fusion_members": 3, "film_findings_shown": list(IMAGE_FINDINGS)}


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


def test_a_bundle_written_over_a_signed_one_is_no_forgery_of_it(tmp_path):
    """Its signature stayed once, and the finished training ended in a refusal of its own weights."""
    folder = tmp_path / "bundle"
    shutil.copytree(model_dir(), folder)
    begin_bundle(folder)
    save_file({"x": torch.ones(1)}, folder / "image.safetensors")
    write_sums(folder)
    assert open_bundle(folder).signature is None
    assert not (folder / "reference.safetensors").exists()


def test_the_folder_is_made_where_there_is_none(tmp_path):
    begin_bundle(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


# metadata ----------------------------------------------------------------------------------------------------------------


def test_metadata_are_what_the_schema_asks_for():
    command = "python -m cdss evaluate --data DIR --out report"
    metric = {
        "name": "ECG: AUROC AF",
        "value": 0.97,
        "ci": [0.95, 0.99],
        "n": 231,
        "split": "fold 10",
        "command": command,
    }
    text = json.dumps(metadata(CONFIG, [metric], COUNTS), allow_nan=False)
    read = Metadata.model_validate(json.loads(text))
    assert read.metrics[0].name == "ECG: AUROC AF" and read.metrics[0].ci == (0.95, 0.99)
    assert read.metrics[0].command == command
    assert read.config == CONFIG
    assert set(read.versions) >= {"torch", "numpy", "safetensors"}


def test_metadata_name_every_input_and_output():
    read = Metadata.model_validate(metadata(CONFIG, [], COUNTS))
    assert set(read.inputs["vitals"]) == set(VITAL_NAMES)
    names = {output.name for output in read.outputs}
    assert {f"conditions.{c}" for c in CONDITIONS} | {f"outcomes.{o}" for o in OUTCOMES} <= names
    assert {"risk.score", "acuity.probabilities"} <= names
    assert all(data.licence and data.credit for data in read.training_data)


@pytest.mark.parametrize(
    "limit",
    ["STEMI", "composite visits", "NEWS2", "under 16", "recalibrated", "code book", "whole films and lung crops"],
)
def test_the_limits_that_must_be_said_are_said(limit):
    assert any(limit in line for line in limits(COUNTS))


# commands ----------------------------------------------------------------------------------------------------------------


def parsed(add, *words):
    parser = argparse.ArgumentParser()
    add(parser)
    return parser.parse_args(list(words))


def test_arguments_of_training():
    args = parsed(cli.add_arguments, "--data", "d", "--out", "o", "--stage", "fusion")
    assert (str(args.data), str(args.out), args.stage, args.minilm, args.imagenet) == ("d", "o", "fusion", None, None)
    assert parsed(cli.add_arguments, "--data", "d", "--out", "o").stage == "all"


@pytest.mark.parametrize(
    "words",
    [["train"], ["train", "--data", "d"], ["train", "--data", "d", "--out", "o", "--stage", "vitals"], ["evaluate"]],
)
def test_wrong_arguments_of_training_are_refused(words, capsys):
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert f"usage: cdss {words[0]}" in capsys.readouterr().err
