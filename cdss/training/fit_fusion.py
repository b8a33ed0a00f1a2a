"""Fusion ensemble: members on bootstrap samples of the training visits, with modality dropout and a boosted teacher.

The teacher knows note, vitals and context only, so it teaches acuity and outcomes through the pooled path; the conditions,
where film and ECG matter, are learned from their labels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from safetensors.numpy import load_file as load_arrays
from safetensors.numpy import save_file as save_arrays
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, log_softmax

from cdss.nets.fusion import LEVELS, FusionNet, Inputs
from cdss.training.checkpoint import load_checkpoint, save_checkpoint
from cdss.training.fusion_data import FusionData
from cdss.training.progress import Progress
from cdss.training.splits import bucket
from cdss.training.teacher import FOLDS, Taught, out_of_fold

MEMBERS = 4
EPOCHS = 8
BATCH = 512
RATE = 1.5e-3
TEACHER_SHARE = 0.6
PRESENT = np.array([0.45, 0.45, 0.8, 0.85])
"""Chance of each modality to be shown in training: image, ECG, vitals, note. Rarer than in use, so that use is within reach."""


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Labels of a batch: ``acuity`` [n] (-1 unknown), ``binary`` [n, 12] outcomes then conditions, and the teacher's."""

    acuity: Tensor
    binary: Tensor
    levels: Tensor
    outcomes: Tensor


def teach(data: FusionData, work: Path) -> Taught:
    """Out-of-fold teacher on the training visits; kept in ``work``."""
    path = work / "teacher.safetensors"
    rows = data.rows("train")
    if not path.exists():
        fold = np.array([bucket(str(r), "teacher", FOLDS) for r in rows])
        visits = data.visits
        taught = out_of_fold(pooled_features(data, rows), visits.acuity[rows], visits.outcomes[rows], fold)
        save_arrays({"levels": taught.levels, "outcomes": taught.outcomes}, path)
    stored = load_arrays(path)
    return Taught(stored["levels"], stored["outcomes"])


def pooled_features(data: FusionData, rows: NDArray[np.int64]) -> NDArray[np.float32]:
    """The pooled inputs as one table for boosting: numbers with NaN where unknown, and the note's components."""
    n = data.numbers
    vitals = np.where(n.vitals_known[rows] > 0, n.vitals[rows], np.nan)
    context = np.where(n.context_known[rows] > 0, n.context[rows], np.nan)
    note = data.pooled_note(rows, np.ones(len(rows), bool))
    return np.column_stack([vitals, context, note]).astype(np.float32)


def train_fusion(data: FusionData, work: Path) -> None:
    """Fit every member into ``fusion-<k>.safetensors``."""
    taught = teach(data, work)
    for member in range(MEMBERS):
        target = work / f"fusion-{member}.safetensors"
        if not target.exists():
            save_file(fit_member(data, taught, member, work / f"fusion-{member}.ckpt").state_dict(), target)


def fit_member(data: FusionData, taught: Taught, member: int, work: Path) -> FusionNet:
    """Train one member on a bootstrap sample of visits (the first member sees every visit once)."""
    torch.manual_seed(500 + member)
    net = FusionNet()
    _centre(net, data)
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.02)
    done = load_checkpoint(work, net, optimizer)
    first = int(done["epoch"]) + 1 if done else 0
    rows = data.rows("train")
    count = len(rows)
    sample = np.random.default_rng([member]).choice(count, count) if member else np.arange(count)
    steps = count // BATCH
    progress = Progress(work.stem, (EPOCHS - first) * steps)
    for epoch in range(first, EPOCHS):
        rng = np.random.default_rng([member, epoch])
        films, ecgs = data.given(rows, "train", rng)
        order = rng.permutation(sample)
        net.train()
        for step in range(steps):
            _set_rate(optimizer, (epoch * steps + step) / (EPOCHS * steps))
            chosen = order[step * BATCH : (step + 1) * BATCH]
            inputs = _dropped(
                data.inputs(rows[chosen], films[chosen], ecgs[chosen], _present(rng), _phrasewise(rng)), rng
            )
            loss = _loss(net, inputs, _targets(data, taught, rows, chosen))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            progress.step(loss=loss.item())
        save_checkpoint(work, net, optimizer, {"epoch": epoch})
    return net.eval()


def _centre(net: FusionNet, data: FusionData) -> None:
    """Centre and scale of the evidence: the training donors'."""
    for evidence, tokens, place in ((net.image_evidence, data.image, 0), (net.ecg_evidence, data.ecg, 1)):
        donors = data.donors["train"][place]
        mean = tokens[np.concatenate(list(donors.pools.values()))].mean(dim=1)
        evidence.centre.copy_(mean.mean(dim=0))
        evidence.spread.copy_(mean.std(dim=0))


def _present(rng: Generator) -> NDArray[np.bool_]:
    shown = rng.random((BATCH, len(PRESENT))) < PRESENT
    nothing = ~shown.any(axis=1)
    shown[nothing, 3] = True
    return np.asarray(shown)


def _phrasewise(rng: Generator) -> NDArray[np.bool_]:
    return np.asarray(rng.random(BATCH) < 0.5)


def _dropped(x: Inputs, rng: Generator) -> Inputs:
    """Hide single measurements and context items, so that sites that record less are within reach."""
    vitals = _keep(rng, x.vitals.shape, 0.9)
    context = _keep(rng, x.context.shape, 0.97)
    context[:, 2] *= _keep(rng, context[:, 2].shape, 0.75)  # means of arrival is often not recorded elsewhere
    context[:, 3:] *= _keep(rng, (len(context), 1), 0.7)  # nor is the history
    return replace(
        x,
        vitals=x.vitals * vitals,
        vitals_known=x.vitals_known * vitals,
        context=x.context * context,
        context_known=x.context_known * context,
    )


def _keep(rng: Generator, shape: tuple[int, ...], chance: float) -> Tensor:
    return torch.from_numpy((rng.random(shape) < chance).astype(np.float32))


def _targets(data: FusionData, taught: Taught, rows: NDArray[np.int64], chosen: NDArray[np.int64]) -> Targets:
    visits, picked = data.visits, rows[chosen]
    binary = np.column_stack([visits.outcomes[picked], visits.conditions[picked]])
    return Targets(
        torch.from_numpy(visits.acuity[picked]),
        torch.from_numpy(binary),
        torch.from_numpy(taught.levels[chosen]),
        torch.from_numpy(taught.outcomes[chosen]),
    )


def _loss(net: FusionNet, x: Inputs, y: Targets) -> Tensor:
    fused = net(x).logits
    pooled = net.pooled(x)
    labelled = _label_loss(fused, y)
    full = (x.present[:, 2] & x.present[:, 3]).float()
    taught = _teacher_loss(pooled, y, full) + 0.5 * _teacher_loss(
        fused, y, full * (~x.present[:, :2].any(dim=1)).float()
    )
    return labelled + TEACHER_SHARE * taught


def _label_loss(logits: Tensor, y: Targets) -> Tensor:
    known = y.acuity >= 0
    picked = log_softmax(logits[:, :LEVELS], dim=1).gather(1, y.acuity.clamp(min=0)[:, None])[:, 0]
    acuity = -(picked * known).sum() / known.sum().clamp(min=1)
    binary = binary_cross_entropy_with_logits(logits[:, LEVELS:], y.binary, reduction="none").mean(dim=0)
    return acuity + 2.0 * binary[:2].sum() + 3.0 * binary[2:].sum()


def _teacher_loss(logits: Tensor, y: Targets, rows: Tensor) -> Tensor:
    levels = -(y.levels * log_softmax(logits[:, :LEVELS], dim=1)).sum(dim=1)
    outcomes = binary_cross_entropy_with_logits(logits[:, LEVELS : LEVELS + 2], y.outcomes, reduction="none").sum(dim=1)
    return ((levels + 2.0 * outcomes) * rows).sum() / rows.sum().clamp(min=1)


def _set_rate(optimizer: torch.optim.Optimizer, place: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = RATE * min(1.0, place / 0.05 + 0.01) * 0.5 * (1 + np.cos(np.pi * place))
