"""``cdss train`` on the public sets: refusals before anything is computed, the note stage, seeds, devices."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from cdss.__main__ import main
from cdss.core.paths import model_dir
from cdss.nets import minilm
from cdss.training.device import CPU, Machine, choose_machine
from cdss.training.progress import Progress
from cdss.training.requirements import DATA
from cdss.training.run import PLAIN, Run, Updates

NOTE_FILES = ("note-vectors.safetensors", "teacher.safetensors", "training.json")


@pytest.fixture
def published(tmp_path):
    """The note network of the shipped bundle in the published naming."""
    folder = tmp_path / "minilm"
    folder.mkdir()
    (folder / "tokenizer.json").write_bytes((model_dir() / "tokenizer.json").read_bytes())
    names = {own: name for name, own in minilm._RENAMED.items()}
    state = {}
    for name, value in load_file(model_dir() / "note.safetensors").items():
        if name.startswith("layers."):
            _, index, rest = name.split(".", 2)
            part, kind = rest.rsplit(".", 1)
            state[f"encoder.layer.{index}.{names[part]}.{kind}"] = value.float()
        elif name.startswith("embeddings."):
            state[name] = value.float()
    save_file(state, folder / "model.safetensors")
    return folder


def train(capsys, *words):
    code = main(["train", *map(str, words)])
    return code, capsys.readouterr().err


def test_the_note_stage_makes_note_vectors_and_teacher_without_the_encoders_of_the_others(
    tiny_data, published, tmp_path, capsys
):
    work = tmp_path / "work"
    command = ("--data", tiny_data, "--out", tmp_path / "out", "--work", work, "--stage", "note", "--minilm", published)
    assert train(capsys, *command)[0] == 0
    assert sorted(path.name for path in work.iterdir()) == sorted(NOTE_FILES)
    taught = load_file(work / "teacher.safetensors")
    assert taught["levels"].shape == (144, 5) and taught["outcomes"].shape == (144, 2)
    assert torch.allclose(taught["levels"].sum(dim=1), torch.ones(144), atol=1e-5)
    code, said = train(capsys, *command)
    assert code == 2 and "note-vectors.safetensors, teacher.safetensors, training.json" in said and "--resume" in said
    made = (work / "teacher.safetensors").stat().st_mtime_ns
    assert train(capsys, *command, "--resume")[0] == 0
    assert (work / "teacher.safetensors").stat().st_mtime_ns == made
    code, said = train(capsys, *command, "--resume", "--seed", "3")
    assert code == 2 and "begun with seed = 0, now 3" in said


def test_the_fusion_stage_says_which_stage_comes_first(tiny_data, published, tmp_path, capsys):
    command = ("--data", tiny_data, "--out", tmp_path / "out", "--work", tmp_path / "work", "--minilm", published)
    code, said = train(capsys, *command, "--stage", "fusion")
    assert code == 2 and "Run the stage image first" in said
    assert not (tmp_path / "work").exists()


def test_a_missing_set_is_refused_before_a_work_folder_is_made(tmp_path, capsys):
    code, said = train(
        capsys, "--data", tmp_path, "--out", tmp_path / "out", "--work", tmp_path / "w", "--stage", "ecg"
    )
    assert code == 2 and DATA["ecg"][0] in said and str(tmp_path) in said
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--out", "o"),
        ("--data", "d", "--cohort", "c", "--out", "o"),
        ("--data", "d", "--out", "o", "--early-stopping", "0"),
        ("--data", "d", "--out", "o", "--seed", "-1"),
        ("--data", "d", "--out", "o", "--stage", "everything"),
    ],
)
def test_wrong_arguments_are_refused(words):
    with pytest.raises(SystemExit) as stopped:
        main(["train", *words])
    assert stopped.value.code == 2


# run ---------------------------------------------------------------------------------------------------------------------


def test_the_released_seed_draws_as_the_recipe_alone():
    assert PLAIN.numbers(3, 4) == [3, 4]
    PLAIN.seed_torch(5)
    own = torch.rand(3)
    torch.manual_seed(5)
    assert torch.equal(own, torch.rand(3))


def test_another_seed_draws_otherwise_and_the_same_each_time():
    draws = [np.random.default_rng(Run(seed=s).numbers(0, 1)).random() for s in (0, 1, 1, 2)]
    assert draws[1] == draws[2] and len(set(draws)) == 3
    starts = []
    for seed in (0, 1, 1):
        Run(seed=seed).seed_torch(500)
        starts.append(torch.rand(1).item())
    assert starts[1] == starts[2] != starts[0]


def test_updates_step_as_the_optimiser_alone_does():
    def fit(step):
        torch.manual_seed(0)
        net = torch.nn.Linear(3, 1)
        optimizer = torch.optim.AdamW(net.parameters(), lr=0.1)
        x = torch.randn(8, 3)
        step(net, optimizer, x)
        return net.weight.detach().clone()

    def plain(net, optimizer, x):
        for _ in range(3):
            optimizer.zero_grad()
            (net(x) * 50).square().mean().backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()

    def updates(net, optimizer, x):
        update = Updates(net, optimizer, PLAIN, limit=1.0)
        for _ in range(3):
            update((net(x) * 50).square().mean())

    assert torch.equal(fit(plain), fit(updates))


def test_the_cpu_computes_in_float32():
    assert choose_machine("cpu") is CPU
    with CPU.forward_pass():
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype is torch.float32
    assert not CPU.scaler().is_enabled()


def test_half_precision_is_for_the_forward_pass_alone():
    """bfloat16 on the CPU stands for a GPU: products in half precision, weights and gradients in float32."""
    machine = Machine(torch.device("cpu"), torch.bfloat16)
    layer = torch.nn.Linear(2, 2)
    with machine.forward_pass():
        out = layer(torch.ones(1, 2))
    out.float().sum().backward()
    assert out.dtype is torch.bfloat16 and layer.weight.dtype is layer.weight.grad.dtype is torch.float32
    assert not machine.scaler().is_enabled()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_gpu_trains_in_mixed_precision():
    machine = choose_machine("cuda")
    net = torch.nn.Linear(4, 1).to(machine.device)
    optimizer = torch.optim.AdamW(net.parameters(), lr=0.05)
    run = Run(machine)
    update, losses = Updates(net, optimizer, run, limit=1.0), []
    (x,) = run.part(torch.randn(64, 4, generator=torch.Generator().manual_seed(0)))
    for _ in range(40):
        with machine.forward_pass():
            loss = (net(x).float().squeeze(1) - x.sum(dim=1)).square().mean()
        losses.append(update(loss))
    assert losses[-1] < 0.5 * losses[0]


# progress ----------------------------------------------------------------------------------------------------------------


def test_progress_tells_what_is_done_left_and_lost(capsys):
    progress = Progress("fusion-0", 4)
    progress._start -= 600.0
    progress._last -= 600.0
    progress.step(loss=1.25)
    assert capsys.readouterr().err == "fusion-0: 1/4, 30 min left, loss 1.2500\n"
    progress.step(loss=1.0)
    assert capsys.readouterr().err == ""
    progress._start -= 5 * 3600.0
    progress.step()
    progress.step()
    assert capsys.readouterr().err.splitlines()[-1] == "fusion-0: 4/4, 0 s left"


def test_long_waits_are_told_in_hours(capsys):
    progress = Progress("image-0", 11)
    progress._start -= 1800.0
    progress._last -= 1800.0
    progress.step()
    assert "5 h 00 min left" in capsys.readouterr().err


def test_a_process_that_does_not_lead_shows_nothing(capsys):
    Progress("ecg-0", 1, shown=False).step(loss=1.0)
    assert capsys.readouterr().err == ""
