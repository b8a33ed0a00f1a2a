"""ECG encoder: four members, each trained on three quarters of folds 1-8, with lead dropout and unknown labels masked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from cdss.nets.ecg import EcgEvidence, EcgMember, EcgNet
from cdss.training.checkpoint import load_checkpoint, save_checkpoint
from cdss.training.cohort_ecg import MEMBERS, EcgSet, load_ecgs
from cdss.training.distributed import ALONE, Team, share_layers
from cdss.training.early_stopping import BestWeights
from cdss.training.progress import Progress
from cdss.training.run import PLAIN, Run, Updates

EPOCHS = 40
BATCH = 64
RATE = 2e-3
WARM_EPOCHS = 3


def augmented(x: NDArray[np.float32], rng: Generator) -> NDArray[np.float32]:
    """A batch [n, 12, 1000] shifted in time, scaled, with noise and wander, and with leads dropped."""
    n, leads, samples = x.shape
    out = np.stack([np.roll(row, int(rng.integers(samples)), axis=1) for row in x])
    out *= rng.uniform(0.8, 1.2, (n, leads, 1)).astype(np.float32)
    out += rng.normal(0, 1, out.shape).astype(np.float32) * rng.uniform(0, 0.15, (n, 1, 1)).astype(np.float32)
    phase = rng.uniform(0, 2 * np.pi, (n, leads, 1))
    time = np.arange(samples) / 100.0
    wander = rng.uniform(0, 0.3, (n, leads, 1)) * np.sin(2 * np.pi * rng.uniform(0.1, 0.6, (n, 1, 1)) * time + phase)
    out += wander.astype(np.float32)
    keep = rng.random((n, leads, 1)) >= rng.choice([0.0, 0.0, 0.1, 0.3, 0.6], (n, 1, 1))
    keep |= ~keep.any(axis=1, keepdims=True)
    return np.asarray(out * keep, dtype=np.float32)


def class_weights(labels: NDArray[np.float32]) -> Tensor:
    """Weight of positives a class: the square root of negatives a positive, so that rare classes are heard."""
    positive, known = np.nansum(labels, axis=0), (~np.isnan(labels)).sum(axis=0)
    return torch.from_numpy(np.sqrt((known - positive) / np.maximum(positive, 1)).astype(np.float32))


def masked_loss(logits: Tensor, labels: Tensor, weights: Tensor, team: Team = ALONE) -> Tensor:
    """Binary cross-entropy over the known labels only, of the batches of all processes together."""
    known = ~torch.isnan(labels)
    target = torch.nan_to_num(labels)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, target, pos_weight=weights, reduction="none")
    return (loss * known).sum() / team.divisor(known.sum())


def fit_member(ecgs: EcgSet, member: int, work: Path, run: Run = PLAIN) -> EcgMember:
    """Train one member (exponential moving average of its weights) on the training recordings outside its fold."""
    keep = (ecgs.split == "train") & (ecgs.fold != member)
    x, y = ecgs.signals[keep], ecgs.labels[keep]
    weights = class_weights(y).to(run.machine.device)
    run.seed_torch(100 + member)
    net = share_layers(EcgMember().to(run.machine.device), run.team)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.02)
    average = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.99), use_buffers=True)  # type: ignore[no-untyped-call]
    trained = average.module
    assert isinstance(trained, EcgMember)
    pair = torch.nn.ModuleDict({"net": net, "average": average})
    done = load_checkpoint(work, pair, optimizer)
    steps = len(x) // BATCH
    first = int(done["epoch"]) + 1 if done else 0
    progress = Progress(work.stem, (EPOCHS - first) * steps, run.team.leads)
    best, update = BestWeights(work, run), Updates(net, optimizer, run)
    for epoch in range(first, EPOCHS):
        if best.exhausted(epoch):
            break
        net.train()
        for step, (signals, labels) in enumerate(_batches(x, y, member, epoch, run)):
            _set_rate(optimizer, epoch + step / steps)
            with run.machine.forward_pass():
                loss = masked_loss(net(signals).mean(dim=1), labels, weights, run.team)
            value = update(loss)
            average.update_parameters(net)
            progress.step(loss=value)
        best.look(epoch, trained, lambda: tuning_loss(trained, ecgs, weights))
        if epoch % 5 == 4 and run.team.leads:
            save_checkpoint(work, pair, optimizer, {"epoch": epoch})
    best.restore(trained)
    return trained.eval()


def _batches(
    x: NDArray[np.float32], y: NDArray[np.float32], member: int, epoch: int, run: Run
) -> Iterator[tuple[Tensor, ...]]:
    """This process's rows of the augmented batches of an epoch; every process draws the whole of them."""
    rng = np.random.default_rng(run.numbers(member, epoch))
    order = rng.permutation(len(x))
    for step in range(len(x) // BATCH):
        chosen = order[step * BATCH : (step + 1) * BATCH]
        yield run.part(torch.from_numpy(augmented(x[chosen], rng)), torch.from_numpy(y[chosen]))


def tuning_loss(net: EcgMember, ecgs: EcgSet, weights: Tensor) -> float:
    """Masked loss of the tuning recordings as they are."""
    tune = ecgs.split == "tune"
    logits = infer(net, ecgs.signals[tune]).mean(dim=1)
    return float(masked_loss(logits, torch.from_numpy(ecgs.labels[tune]), weights.cpu()))


def _set_rate(optimizer: torch.optim.Optimizer, epoch: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = RATE * min(1.0, epoch / WARM_EPOCHS + 0.01) * 0.5 * (1 + np.cos(np.pi * epoch / EPOCHS))


@torch.no_grad()
def infer(net: EcgNet | EcgMember, signals: NDArray[np.float32]) -> Tensor:
    """Evidence tokens [n, 32, classes] of standardised signals, on the CPU."""
    net.eval()
    device = next(net.parameters()).device
    outs = [net(torch.from_numpy(signals[i : i + 128]).to(device)) for i in range(0, len(signals), 128)]
    return torch.cat([o.tokens if isinstance(o, EcgEvidence) else o for o in outs]).cpu()


def train_ecg(data: Path, work: Path, run: Run = PLAIN) -> None:
    """Fit all members into ``ecg.safetensors`` and write the evidence of every recording by members that never saw it."""
    target = work / "ecg.safetensors"
    ecgs = load_ecgs(data)
    net = EcgNet(MEMBERS)
    if run.team.missing(target):
        for member in range(MEMBERS):
            net.members[member] = fit_member(ecgs, member, work / f"ecg-{member}.ckpt", run)
        run.team.save(net.state_dict(), target)
    net.load_state_dict(load_file(target))
    evidence = _evidence(net.to(run.machine.device), ecgs) if run.team.leads else {}
    run.team.save(evidence, work / "ecg-evidence.safetensors")


def _evidence(net: EcgNet, ecgs: EcgSet) -> dict[str, Tensor]:
    """Evidence of each recording by networks that never saw it: one member for training recordings, else all of them."""
    tokens = infer(net, ecgs.signals)
    for member in range(MEMBERS):
        unseen = (ecgs.split == "train") & (ecgs.fold == member)
        tokens[torch.from_numpy(unseen)] = infer(_member(net, member), ecgs.signals[unseen])
    return {"tokens": tokens.contiguous(), "ids": torch.from_numpy(ecgs.ids)}


def _member(net: EcgNet, index: int) -> EcgMember:
    member = net.members[index]
    assert isinstance(member, EcgMember)
    return member
