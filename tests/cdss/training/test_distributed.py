"""Two processes that share a training give what one gives: fusion, ECG and film, on localhost over gloo."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from cdss.core.errors import CdssError
from cdss.training.distributed import ALONE, SharedBatchNorm, SharedDropout, Team, joined_team, share_layers
from cdss.training.run import Run

WORKER = Path(__file__).with_name("team_worker.py")
ROOT = Path(__file__).parents[3]
FITS = ("fusion", "ecg", "film")
TOLERANCE = 2e-5
"""Largest difference of a weight. Measured: 2.2e-6 fusion, 3.6e-6 ECG, 5.6e-6 film; training moves weights by 1e-3 and more."""

pytestmark = pytest.mark.timeout(900)  # two processes that each load torch, on machines that do other work too


def free_port():
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]


def train_as_a_team(folder, size):
    here = {"WORLD_SIZE": str(size), "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": str(free_port())}
    env = {**os.environ, **here, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, str(WORKER), str(folder)]
    started = [subprocess.Popen(command, env={**env, "RANK": str(r)}, stderr=subprocess.PIPE) for r in range(size)]
    ended = [process.communicate()[1].decode() for process in started]
    assert [process.returncode for process in started] == [0] * size, ended
    return ended


@pytest.fixture(scope="module")
def worker():
    spec = importlib.util.spec_from_file_location("team_worker", WORKER)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def trained(worker, tmp_path_factory):
    """Weights of each fit by one process and by two, and what the two said on stderr."""
    one, two = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("two")
    said = train_as_a_team(two, 2)
    before = [(m, n, getattr(m, n)) for m in (worker.fit_fusion, worker.fit_ecg) for n in ("BATCH", "EPOCHS")]
    before.append((worker.fit_ecg, "WARM_EPOCHS", worker.fit_ecg.WARM_EPOCHS))
    before.append((worker.fit_fusion, "MEMBERS", worker.fit_fusion.MEMBERS))
    try:
        worker.main(one)
    finally:
        for module, name, value in before:
            setattr(module, name, value)
    weights = {name: [load_file(folder / f"{name}.safetensors") for folder in (one, two)] for name in FITS}
    return weights, said


@pytest.mark.parametrize("name", FITS)
def test_two_processes_train_the_weights_of_one(trained, name):
    single, shared = trained[0][name]
    assert list(single) == list(shared)
    assert max(float((single[k].double() - shared[k].double()).abs().max()) for k in single) < TOLERANCE


def test_the_weights_that_are_compared_were_trained(trained, worker, tmp_path):
    """Untrained weights would be alike too."""
    torch.manual_seed(500)
    fresh = worker.fit_fusion.FusionNet().state_dict()
    moved = {k: float((fresh[k] - v).abs().max()) for k, v in trained[0]["fusion"][0].items()}
    assert moved["trunk.0.weight"] > 100 * TOLERANCE and moved["levels_out.weight"] > 100 * TOLERANCE


def test_only_the_first_process_shows_progress(trained):
    first, second = trained[1]
    assert "fusion-0: 6/6" in first and "6/6" not in second


def test_a_batch_is_cut_into_even_slices():
    rows = [Team(rank, 4).rows(32) for rank in range(4)]
    assert np.concatenate([np.arange(32)[r] for r in rows]).tolist() == list(range(32))
    assert ALONE.rows(7) == slice(0, 7)


def test_a_batch_that_cannot_be_divided_is_refused_in_words():
    with pytest.raises(CdssError, match="batch of 32 cannot be divided among 3 processes"):
        Team(0, 3).rows(32)


def test_without_torchrun_there_is_one_process(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    with joined_team() as team:
        assert team is ALONE and team.leads
    assert not torch.distributed.is_initialized()


def test_one_process_alone_changes_nothing():
    net = torch.nn.Sequential(torch.nn.BatchNorm1d(3), torch.nn.Dropout(0.5))
    assert share_layers(net, ALONE)[1].__class__ is torch.nn.Dropout
    value = torch.tensor(3.0)
    assert ALONE.total(value) is value and ALONE.from_leader(0.25) == 0.25
    batch = (torch.zeros(4), torch.ones(4))
    assert all(given is own for given, own in zip(Run().part(*batch), batch, strict=True))


def test_each_process_uses_its_rows_of_one_mask():
    """Both halves together are the mask that plain dropout draws from the same seed."""
    x, team = torch.ones(8, 5), [Team(0, 2), Team(1, 2)]
    torch.manual_seed(4)
    plain = torch.nn.Dropout(0.4)(x)
    halves = []
    for member in team:
        torch.manual_seed(4)
        halves.append(SharedDropout(0.4, False, member)(x[:4]))
    assert torch.equal(torch.cat(halves), plain)


def test_whole_maps_are_dropped_where_the_layer_drops_maps():
    torch.manual_seed(0)
    dropped = SharedDropout(0.5, True, Team(1, 2))(torch.ones(6, 4, 3, 3))
    assert set(dropped.flatten(2).std(dim=2).flatten().tolist()) == {0.0}
    assert set(dropped.flatten().tolist()) == {0.0, 2.0}


def test_shared_layers_keep_names_and_weights_and_are_plain_when_not_training():
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Conv1d(2, 3, 1), torch.nn.BatchNorm1d(3), torch.nn.Dropout(0.5)).eval()
    x, before = torch.randn(4, 2, 6), {k: v.clone() for k, v in net.state_dict().items()}
    expected = net(x)
    shared = share_layers(net, Team(0, 2)).eval()
    assert isinstance(shared[1], SharedBatchNorm) and isinstance(shared[2], SharedDropout)
    assert list(shared.state_dict()) == list(before)
    assert all(torch.equal(v, before[k]) for k, v in shared.state_dict().items())
    assert torch.equal(shared(x), expected)
