"""The benchmark measures what it says: medians, the networks that the engine runs, cases as other programs write them."""

import json

import numpy as np
import pytest
import torch

from cdss.__main__ import main
from cdss.bundle.load import open_bundle
from cdss.core.paths import model_dir
from cdss.engine.local import LocalEngine
from cdss.evaluation.benchmark import Timing, onnx_runtime
from cdss.evaluation.benchmark.cli import first_demo_patient
from cdss.evaluation.benchmark.networks import in_pytorch, networks, note_network
from cdss.evaluation.benchmark.throughput import made_up_cases, throughput
from cdss.evaluation.benchmark.timing import median_of, medians, run_times
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case, read_manifest


class Ticks:
    """A clock that moves on by one more second at each look."""

    def __init__(self):
        self.now, self.step = 0.0, 0.0

    def __call__(self):
        self.now += self.step
        self.step += 1.0
        return self.now


@pytest.fixture(scope="module")
def model():
    return TriageModel(open_bundle(model_dir()), torch.device("cpu"))


@pytest.fixture(scope="module")
def encoded(model):
    return model.encode(read_case(first_demo_patient()))


def test_median_of_an_even_count_lies_between_the_middle_two():
    assert median_of("x", [4.0, 1.0, 10.0, 2.0]) == Timing("x", 3.0, "ms", 4)
    assert medians({"a": [1.0], "b": [3.0, 5.0, 4.0]}) == [Timing("a", 1.0, "ms", 1), Timing("b", 4.0, "ms", 3)]


def test_warm_runs_are_made_but_do_not_count():
    done = []
    assert run_times(lambda: done.append(1), 2, Ticks(), warm=1) == [3000.0, 5000.0]
    assert len(done) == 3


def test_the_networks_are_those_the_engine_runs(model, encoded):
    nets = {network.name: network for network in networks(model, encoded)}
    assert list(nets) == ["film", "ecg", "note", "fusion"]
    assert torch.allclose(nets["ecg"].output(), encoded.ecg.tokens, atol=1e-5)
    assert torch.allclose(nets["note"].output(), encoded.note.tokens, atol=1e-4)
    logits, _ = model.fusion(encoded.inputs)
    assert torch.allclose(nets["fusion"].output(), logits, atol=1e-5)
    assert nets["film"].output().shape == encoded.film.tokens.shape
    assert not any(network.net.training for network in nets.values())


def test_absent_modalities_have_no_network(model):
    case = read_case(first_demo_patient().parent / "10-ankle-sprain")
    kept = {"image": "film", "ecg": "ecg", "note": "note"}
    wanted = [kept[m] for m in case.present if m in kept]
    assert [network.name for network in networks(model, model.encode(case))] == [*wanted, "fusion"]


def test_notes_of_one_batch_are_filled_up_unseen(model):
    network = note_network(model, [(101, 7, 102), (101, 102)])
    ids, visible = network.inputs
    assert ids.tolist() == [[101, 7, 102], [101, 102, 0]]
    assert visible.tolist() == [[True] * 3, [True, True, False]]


def test_times_in_pytorch_are_given_a_network_and_for_all(model, encoded):
    found = in_pytorch(networks(model, encoded), 3, Ticks())
    assert [timing.name for timing in found[:2]] == ["film alone, PyTorch", "ecg alone, PyTorch"]
    assert found[-1].name == "all, PyTorch"
    assert found[-1].value == pytest.approx(sum(timing.value for timing in found[:-1]))
    assert {timing.n for timing in found} == {3}


def test_made_up_cases_differ_and_are_read_without_a_complaint(tmp_path):
    manifests = made_up_cases(24)
    assert len({json.dumps({**m, "case_id": ""}) for m in manifests}) == 24
    assert len({m["case_id"] for m in manifests}) == 24
    for manifest in manifests:
        case = read_manifest(json.loads(json.dumps(manifest)), tmp_path)
        assert case.present == ("vitals", "note")
        assert case.issues == ()


def test_made_up_notes_keep_their_sentences():
    first, later = (m["note"]["text"] for m in (made_up_cases(12)[0], made_up_cases(12)[10]))
    assert sorted(first.split()) == sorted(later.split())
    assert first != later


def test_throughput_is_cases_over_time():
    engine = LocalEngine(model_dir(), "cpu", 1)
    ticks = iter(range(0, 100, 2))
    singly, batched = throughput(engine, 2, lambda: float(next(ticks)), count=3)
    assert singly == Timing("note and vitals, one by one", 1.5, "cases/s", 2)
    assert batched == Timing("note and vitals, in batches", 1.5, "cases/s", 2)


@pytest.mark.skipif(
    not onnx_runtime.installed(), reason="ONNX Runtime is not installed (group bench of pyproject.toml)"
)
def test_onnx_runtime_gives_the_answers_of_pytorch(model, encoded):
    nets = [network for network in networks(model, encoded) if network.name in ("ecg", "note")]
    found = onnx_runtime.in_onnx_runtime(nets, 1, Ticks(), cuda=False, threads=1)
    names = [timing.name for timing in found]
    assert names[:3] == ["ecg alone, ONNX Runtime", "note alone, ONNX Runtime", "all, ONNX Runtime"]
    differences = [timing for timing in found if timing.unit == ""]
    assert len(differences) == 2
    assert all(0 <= timing.value < 1e-3 for timing in differences)
    assert not model.ecg.training


def test_the_command_prints_and_writes_every_figure(tmp_path, capsys):
    file = tmp_path / "figures.json"
    assert main(["benchmark", "--device", "cpu", "--repeat", "1", "--json", str(file)]) == 0
    figures = {f["name"]: f for f in json.loads(file.read_text(encoding="utf-8"))}
    printed = capsys.readouterr()
    assert all(name in printed.out for name in figures)
    assert {"model loaded", "read", "assess", "explain", "all, PyTorch", "32 notes alone, PyTorch"} <= set(figures)
    assert figures["worker ready after start"]["unit"] == "s"
    assert 100 < figures["worker memory after the patient"]["value"] < 4000
    assert figures["note and vitals, in batches"]["unit"] == "cases/s"
    assert all(np.isfinite(f["value"]) and f["n"] >= 1 for f in figures.values())
    assert ("pip install" in printed.err) is not onnx_runtime.installed()


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_count_of_runs_that_is_none_is_refused(count, capsys):
    with pytest.raises(SystemExit):
        main(["benchmark", "--repeat", count])
    assert "whole number" in capsys.readouterr().err
